//! Memory of evaluations, kept for the next one: to fill fresh memory with zeros takes a part of a small picture's time.
#![expect(unsafe_code, reason = "threads write different rows of one map")]

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Values that are taken out, used, and put back. A clone starts empty.
#[derive(Debug, Default)]
pub(super) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Clone for Pool<T> {
    fn clone(&self) -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T: Default> Pool<T> {
    /// Runs `work` with a value of any content.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut value = kept().pop().unwrap_or_default();
        let result = work(&mut value);
        kept().push(value);
        result
    }
}

/// What one thread needs beside the maps; of any content between two uses.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// Widened rows.
    pub(super) ring: Vec<f32>,
    /// Filtered rows.
    pub(super) filtered: Vec<f32>,
    /// Where the widened pixels start.
    pub(super) starts: Vec<usize>,
    /// Neighbourhoods of the stem's pixels.
    pub(super) patches: Vec<f32>,
}

/// The first `n` values of a buffer, which grows where it is shorter.
pub(super) fn first(buffer: &mut Vec<f32>, n: usize) -> &mut [f32] {
    if buffer.len() < n {
        buffer.resize(n, 0.0);
    }
    &mut buffer[..n]
}

/// A map that several threads write, each its own rows, and then read.
pub(super) struct Shared<'a> {
    values: *mut f32,
    n_values: usize,
    owner: PhantomData<&'a mut [f32]>,
}

// SAFETY: the values are owned exclusively for the lifetime, and every access is promised not to collide with another.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    pub(super) fn new(values: &'a mut [f32]) -> Self {
        Self { values: values.as_mut_ptr(), n_values: values.len(), owner: PhantomData }
    }

    /// The first `n` values.
    ///
    /// # Safety
    /// Nobody writes them as long as they are borrowed.
    pub(super) unsafe fn read(&self, n: usize) -> &[f32] {
        assert!(n <= self.n_values, "length of a map");
        // SAFETY: within the values; the caller's promise.
        unsafe { std::slice::from_raw_parts(self.values, n) }
    }

    /// Some values to be overwritten.
    ///
    /// # Safety
    /// Nobody else reads or writes them as long as they are borrowed.
    #[expect(clippy::mut_from_ref, reason = "the caller promises that no two borrows overlap")]
    pub(super) unsafe fn write(&self, part: Range<usize>) -> &mut [f32] {
        assert!(part.start <= part.end && part.end <= self.n_values, "part of a map");
        // SAFETY: within the values; the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.values.add(part.start), part.len()) }
    }
}
