//! Which instructions the loops run with, chosen at run time, and the few loads and stores they are made of.
#![expect(unsafe_code, reason = "vectors are read and written through pointers; callers check every bound")]

use std::sync::atomic::{AtomicU8, Ordering};

use pulp::{Simd, WithSimd};

/// A set of vector instructions that the operations are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Instructions {
    /// Whatever the compiler makes of plain arithmetic: every processor, and the slow twin of the others.
    Portable = 1,
    /// 8 values at a time with fused multiply-add, x86-64 since 2013.
    Avx2 = 2,
    /// 16 values at a time, x86-64 servers and newer desktops.
    Avx512 = 3,
    /// 4 values at a time, 64-bit ARM.
    Neon = 4,
}

/// 0 as long as the best instructions are to be taken.
static FORCED: AtomicU8 = AtomicU8::new(0);

impl Instructions {
    /// Every set.
    pub const ALL: [Self; 4] = [Self::Portable, Self::Avx2, Self::Avx512, Self::Neon];

    /// Whether this processor has them.
    pub fn are_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => pulp::x86::V3::try_new().is_some(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => pulp::x86::V4::try_new().is_some(),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => true,
            _ => false,
        }
    }

    /// The best that this processor has.
    pub fn best() -> Self {
        let best_first = [Self::Avx512, Self::Avx2, Self::Neon];
        best_first.into_iter().find(|set| set.are_available()).unwrap_or(Self::Portable)
    }

    /// Makes every later operation of this process run with these instructions: for tests and measurements.
    ///
    /// What was packed before for other instructions cannot be used afterwards.
    ///
    /// # Panics
    /// Panics where the processor does not have them.
    pub fn force(self) {
        assert!(self.are_available(), "this processor has no {self:?}");
        FORCED.store(self as u8, Ordering::Relaxed);
    }

    fn forced() -> Option<Self> {
        let forced = FORCED.load(Ordering::Relaxed);
        Self::ALL.into_iter().find(|set| *set as u8 == forced)
    }
}

/// Repeats a block for `i` from 0 to below a constant of at most 8. Registers can only be told apart by constant numbers, and
/// the compiler gives up unrolling where the block is long.
macro_rules! unrolled {
    ($i:ident in $n:ident $body:block) => {
        $crate::simd::unrolled!(@ $i $n $body 0 1 2 3 4 5 6 7)
    };
    (@ $i:ident $n:ident $body:block $($number:literal)*) => {
        $(if $number < $n {
            let $i: usize = $number;
            $body
        })*
    };
}
pub(crate) use unrolled;

/// Runs a loop with the best instructions of this processor, or with the forced ones.
///
/// A closure would do in principle, but the compiler does not inline a large one, and then it stays without vectors.
#[inline(always)]
pub(crate) fn vectorised<W: WithSimd>(work: W) -> W::Output {
    match Instructions::forced() {
        None => pulp::Arch::new().dispatch(work),
        Some(set) => forced(set, work),
    }
}

fn forced<W: WithSimd>(set: Instructions, work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if set == Instructions::Avx512
        && let Some(simd) = pulp::x86::V4::try_new()
    {
        return Simd::vectorize(simd, work);
    }
    #[cfg(target_arch = "x86_64")]
    if set == Instructions::Avx2
        && let Some(simd) = pulp::x86::V3::try_new()
    {
        return Simd::vectorize(simd, work);
    }
    if set == Instructions::Portable { Simd::vectorize(pulp::Scalar, work) } else { pulp::Arch::new().dispatch(work) }
}

/// The values from `from` on.
///
/// # Safety
/// A whole vector must be readable.
#[inline(always)]
pub(crate) unsafe fn load<S: Simd>(from: *const f32) -> S::f32s {
    // SAFETY: the caller's promise; the read needs no alignment.
    unsafe { from.cast::<S::f32s>().read_unaligned() }
}

/// Writes a whole vector.
///
/// # Safety
/// A whole vector must be writable.
#[inline(always)]
pub(crate) unsafe fn store<S: Simd>(to: *mut f32, values: S::f32s) {
    // SAFETY: the caller's promise; the write needs no alignment.
    unsafe { to.cast::<S::f32s>().write_unaligned(values) }
}

/// The first `n` values, or a whole vector where `n` is more; zeros behind them.
///
/// # Safety
/// As many values must be readable.
#[inline(always)]
pub(crate) unsafe fn load_some<S: Simd>(simd: S, from: *const f32, n: usize) -> S::f32s {
    if n >= S::F32_LANES {
        // SAFETY: the caller's promise.
        return unsafe { load::<S>(from) };
    }
    // SAFETY: the caller's promise.
    simd.partial_load_f32s(unsafe { std::slice::from_raw_parts(from, n) })
}

/// Writes the first `n` values, or a whole vector where `n` is more.
///
/// # Safety
/// As many values must be writable.
#[inline(always)]
pub(crate) unsafe fn store_some<S: Simd>(simd: S, to: *mut f32, n: usize, values: S::f32s) {
    if n >= S::F32_LANES {
        // SAFETY: the caller's promise.
        return unsafe { store::<S>(to, values) };
    }
    // SAFETY: the caller's promise.
    simd.partial_store_f32s(unsafe { std::slice::from_raw_parts_mut(to, n) }, values);
}

/// Where an output is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Into the cache.
    Cache,
    /// Past the cache: spares reading what is overwritten, where it would leave the cache before it is read again.
    Memory,
}

/// Values of an output that is larger than what a core keeps at hand: 8 MiB.
const LARGE: usize = 1 << 21;

impl Way {
    /// For an output of so many values in all.
    pub(crate) fn of(n_values: usize) -> Self {
        if n_values < LARGE { Self::Cache } else { Self::Memory }
    }

    /// For a part of it whose rows hold `row` values: past the cache only where every vector is whole and aligned.
    #[inline(always)]
    pub(crate) fn to<S: Simd>(self, part: &[f32], row: usize) -> Self {
        let is_aligned = part.as_ptr().addr().is_multiple_of(size_of::<S::f32s>());
        if is_aligned && row.is_multiple_of(S::F32_LANES) { self } else { Self::Cache }
    }

    /// Writes the first `n` values, or a whole vector where `n` is more.
    ///
    /// # Safety
    /// As many values must be writable; `self` must come from [`Way::to`] for the part that `to` points into, whole vectors
    /// from its start.
    #[inline(always)]
    pub(crate) unsafe fn write<S: Simd>(self, simd: S, to: *mut f32, n: usize, values: S::f32s) {
        // SAFETY: the caller's promise.
        unsafe {
            match self {
                Self::Cache => store_some(simd, to, n, values),
                Self::Memory => stream::<S>(to, values),
            }
        }
    }

    /// Makes what was written visible to other threads.
    #[inline(always)]
    pub(crate) fn finish(self) {
        #[cfg(target_arch = "x86_64")]
        if self == Self::Memory {
            // SAFETY: every x86-64 processor has it, and it touches nothing.
            unsafe {
                std::arch::x86_64::_mm_sfence();
            }
        }
    }
}

/// Writes a whole vector past the cache.
///
/// # Safety
/// A whole vector must be writable, at a multiple of its size.
#[inline(always)]
unsafe fn stream<S: Simd>(to: *mut f32, values: S::f32s) {
    // SAFETY: the caller's promise; vectors of 64 and 32 bytes exist only where the processor has the instructions, and the
    // copies are of the same size.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        use std::arch::x86_64::{_mm256_stream_ps, _mm512_stream_ps};
        if size_of::<S::f32s>() == 64 {
            return _mm512_stream_ps(to, std::mem::transmute_copy(&values));
        }
        if size_of::<S::f32s>() == 32 {
            return _mm256_stream_ps(to, std::mem::transmute_copy(&values));
        }
    }
    // SAFETY: the caller's promise.
    unsafe { store::<S>(to, values) }
}
