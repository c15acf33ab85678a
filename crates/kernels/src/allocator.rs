//! Memory that starts where a cache line starts, and large memory in large pages: a vector of 64 bytes that lies across two
//! lines costs two accesses, and a pass over a large map in pages of 4 KiB waits for their addresses.
#![expect(unsafe_code, reason = "an allocator hands out pointers")]

#[cfg(target_os = "linux")]
mod pages;

use std::alloc::{GlobalAlloc, Layout, System};

/// Bytes of a cache line, and of the widest vector.
const LINE: usize = 64;

/// Bytes from which memory is aligned; below, the room that is lost would be felt.
const LARGE: usize = 1024;

/// The system's allocator, with everything of 1 KiB and more at the start of a cache line and, on Linux, everything of 4 MiB
/// and more in large pages of its own, which go back to the system when it is freed.
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

/// Whether memory of this layout has pages of its own.
#[cfg(target_os = "linux")]
fn has_own_pages(layout: Layout) -> bool {
    layout.size() >= pages::FROM && layout.align() <= pages::HUGE
}

// SAFETY: where memory comes from, and every call of the system, depends on nothing but the caller's layout, so memory is given
// back where it was taken from, with the size and alignment that it was taken with; neither is smaller than the caller's.
unsafe impl GlobalAlloc for CacheAligned {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        #[cfg(target_os = "linux")]
        if has_own_pages(layout) {
            return pages::take(layout.size());
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(aligned(layout)) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        #[cfg(target_os = "linux")]
        if has_own_pages(layout) {
            // SAFETY: `alloc` has taken these pages for the same size.
            return unsafe { pages::give(pointer, layout.size()) };
        }
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, aligned(layout)) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        #[cfg(target_os = "linux")]
        if has_own_pages(layout) {
            return pages::take(layout.size());
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(aligned(layout)) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promise: a size that is not zero and does not overflow when rounded up to the alignment.
        unsafe {
            let new = Layout::from_size_align_unchecked(new_size, layout.align());
            #[cfg(target_os = "linux")]
            let moves = has_own_pages(new) || has_own_pages(layout);
            #[cfg(not(target_os = "linux"))]
            let moves = false;
            if !moves && aligned(new).align() == aligned(layout).align() {
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

#[cfg(test)]
mod tests;
