//! Pages straight from Linux, large ones where it has them.

use std::ptr;

use libc::{MADV_HUGEPAGE, MAP_ANONYMOUS, MAP_FAILED, MAP_PRIVATE, PROT_READ, PROT_WRITE, c_void};

/// Bytes of a large page.
pub(super) const HUGE: usize = 1 << 21;

/// Bytes from which memory has pages of its own.
pub(super) const FROM: usize = 2 * HUGE;

/// Bytes of a page; the largest that Linux runs with, so that a multiple of it is always whole pages.
const PAGE: usize = 1 << 16;

/// Zeroed memory for `size` bytes that starts where a large page does, or null.
pub(super) fn take(size: usize) -> *mut u8 {
    let Some(length) = size.checked_next_multiple_of(PAGE) else { return ptr::null_mut() };
    let Some(with_room) = length.checked_add(HUGE) else { return ptr::null_mut() };
    // SAFETY: a new mapping at an address of the system's choice; what is cut off lies in it and is used by nobody; where large
    // pages are refused, the memory stays in small ones.
    unsafe {
        let mapping =
            libc::mmap(ptr::null_mut(), with_room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if mapping == MAP_FAILED {
            return ptr::null_mut();
        }
        let before = mapping.addr().next_multiple_of(HUGE) - mapping.addr();
        let start = mapping.byte_add(before);
        unmap(mapping, before);
        unmap(start.byte_add(length), HUGE - before);
        libc::madvise(start, length, MADV_HUGEPAGE);
        start.cast()
    }
}

/// Gives memory back to the system.
///
/// # Safety
/// [`take`] has handed it out for the same size, and nobody uses it any more.
pub(super) unsafe fn give(pointer: *mut u8, size: usize) {
    // SAFETY: the caller's promise; the length was rounded the same way.
    unsafe { unmap(pointer.cast(), size.next_multiple_of(PAGE)) };
}

/// # Safety
/// The range is whole pages of a mapping that nobody uses any more, or empty.
unsafe fn unmap(start: *mut c_void, length: usize) {
    if length > 0 {
        // SAFETY: the caller's promise. It can only fail for a range that is not whole pages.
        unsafe { libc::munmap(start, length) };
    }
}
