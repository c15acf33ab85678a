//! Tests of the allocator, called by hand.

use super::*;

/// Around the sizes where memory is aligned and where it gets pages of its own.
const SIZES: [usize; 9] = [1, 100, 1023, 1024, 4 << 20, (4 << 20) - 1, (4 << 20) + 1, 5_000_003, 33 << 20];

fn bytes(pointer: *mut u8, n: usize) -> &'static mut [u8] {
    assert!(!pointer.is_null());
    // SAFETY: the tests ask for memory that holds as many bytes.
    unsafe { std::slice::from_raw_parts_mut(pointer, n) }
}

#[test]
fn memory_is_aligned_zeroed_where_asked_and_whole() {
    for (size, align) in SIZES.into_iter().flat_map(|size| [1, 8, 64, 4096, 1 << 22].map(|align| (size, align))) {
        let layout = Layout::from_size_align(size, align).unwrap();
        // SAFETY: sizes are not zero, and memory is given back with its layout.
        unsafe {
            let dirty = CacheAligned.alloc(layout);
            bytes(dirty, size).fill(7);
            CacheAligned.dealloc(dirty, layout);
            let pointer = CacheAligned.alloc_zeroed(layout);
            let least = if size >= LARGE { LINE.max(align) } else { align };
            assert!(pointer.addr().is_multiple_of(least), "{size} bytes at {align}");
            assert!(bytes(pointer, size).iter().all(|byte| *byte == 0), "{size} bytes at {align}");
            CacheAligned.dealloc(pointer, layout);
        }
    }
}

#[test]
fn what_grows_or_shrinks_keeps_its_content() {
    for (from, to) in SIZES.into_iter().flat_map(|from| SIZES.map(|to| (from, to))) {
        let [old, new] = [from, to].map(|size| Layout::from_size_align(size, 8).unwrap());
        // SAFETY: sizes are not zero, and memory is given back with its last layout.
        unsafe {
            let pointer = CacheAligned.alloc(old);
            bytes(pointer, from).iter_mut().enumerate().for_each(|(i, byte)| *byte = (i % 251) as u8);
            let pointer = CacheAligned.realloc(pointer, old, to);
            let kept = &bytes(pointer, to)[..from.min(to)];
            assert!(kept.iter().enumerate().all(|(i, byte)| *byte == (i % 251) as u8), "{from} to {to}");
            CacheAligned.dealloc(pointer, new);
        }
    }
}

#[test]
fn more_than_there_is_is_refused() {
    let layout = Layout::from_size_align(isize::MAX as usize - 64, 8).unwrap();
    // SAFETY: the size is not zero, and nothing is handed out.
    assert!(unsafe { CacheAligned.alloc(layout) }.is_null());
}
