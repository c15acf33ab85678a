//! How rows of channels are cut into pieces.

/// Values in one piece of work: small enough for a core's own cache.
const PIECE: usize = 1 << 15;

/// Wide rows have at least this many values and a multiple of [`UNROLLED`], so that inner loops stay long and whole.
const WIDE: usize = 128;

/// Values that an unrolled loop of the widest vectors takes at once.
const UNROLLED: usize = 64;

/// Rows per piece for rows of `width` values, a multiple of [`rows_per_wide_row`].
pub(crate) fn rows_per_piece(width: usize) -> usize {
    let joined = rows_per_wide_row(width);
    (PIECE / (width * joined)).max(1) * joined
}

/// How many neighbouring rows are treated as one wide row.
pub(crate) fn rows_per_wide_row(width: usize) -> usize {
    let at_least = WIDE.div_ceil(width);
    (at_least..2 * UNROLLED).find(|n| (n * width).is_multiple_of(UNROLLED)).unwrap_or(at_least)
}

/// `values` repeated for every row of a wide row.
pub(crate) fn widened(values: &[f32]) -> Vec<f32> {
    values.repeat(rows_per_wide_row(values.len()))
}

/// Adds the parts of a wide row that belong to the same channel.
pub(crate) fn narrowed(wide: &[f32], width: usize) -> Vec<f32> {
    let mut sums = vec![0.0; width];
    for part in wide.chunks_exact(width) {
        sums.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
    }
    sums
}

/// Runs a loop compiled for the widest vectors of this processor.
///
/// A closure would do in principle, but the compiler does not inline a large one, and then it stays without vectors.
#[inline(always)]
pub(crate) fn vectorised<W: pulp::WithSimd>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(work)
}

#[cfg(test)]
pub(crate) mod tests;
