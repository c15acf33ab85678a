//! Memory that starts where a cache line starts: a vector of 64 bytes that lies across two lines costs two accesses.
#![expect(unsafe_code, reason = "an allocator hands out pointers")]

use std::alloc::{GlobalAlloc, Layout, System};

/// Bytes of a cache line, and of the widest vector.
const LINE: usize = 64;

/// Bytes from which memory is aligned; below, the room that is lost would be felt.
const LARGE: usize = 1024;

/// The system's allocator, with everything of 1 KiB and more at the start of a cache line.
///
/// A program that trains declares it: `#[global_allocator] static ALLOCATOR: kernels::CacheAligned = kernels::CacheAligned;`
#[derive(Debug, Clone, Copy, Default)]
pub struct CacheAligned;

/// What is asked of the system for a layout.
fn aligned(layout: Layout) -> Layout {
    if layout.size() < LARGE || layout.align() >= LINE {
        return layout;
    }
    // Only a size near the end of the address space fails here, and the system refuses that one too.
    layout.align_to(LINE).unwrap_or(layout)
}

// SAFETY: every call is the system's with a layout of the same size and no smaller alignment, which depends on nothing but the
// caller's layout, so memory is given back with the layout that it was taken with.
unsafe impl GlobalAlloc for CacheAligned {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { System.alloc(aligned(layout)) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, aligned(layout)) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(aligned(layout)) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promise: a size that is not zero and does not overflow when rounded up to the alignment.
        unsafe {
            let new = Layout::from_size_align_unchecked(new_size, layout.align());
            if aligned(new).align() == aligned(layout).align() {
                return System.realloc(pointer, aligned(layout), new_size);
            }
            let moved = self.alloc(new);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(pointer, layout.size().min(new_size));
                self.dealloc(pointer, layout);
            }
            moved
        }
    }
}
