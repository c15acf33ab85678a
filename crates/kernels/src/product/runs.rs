//! Products whose left factor is read where it lies: every row is made of runs of values in several places.
#![expect(unsafe_code, reason = "tiles are read through pointers; `multiply_runs` checks every bound before")]

use pulp::Simd;

use super::{Place, Right, Sink, Tile};
use crate::simd::{load, unrolled};

/// A left factor in runs: run `i` of row `r` is `run_depth` values from `starts[i][r * row_stride]` on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Runs<'a> {
    pub(crate) starts: &'a [&'a [f32]],
    pub(crate) run_depth: usize,
    pub(crate) n_rows: usize,
    pub(crate) row_stride: usize,
}

/// Computes `left * right`, in which the depth of `right` counts the runs one after the other.
///
/// # Panics
/// Panics where the factors do not fit each other or the sink.
#[inline(always)]
pub(crate) fn multiply_runs<S: Simd, K: Sink<S>>(simd: S, left: Runs<'_>, right: Right<'_>, sink: &mut K) {
    assert_eq!(right.panels.lanes, S::F32_LANES, "a factor packed for these instructions");
    assert_eq!(sink.size(), (left.n_rows, right.n_columns), "size of a product");
    assert_eq!(left.starts.len() * left.run_depth, right.depth, "depth of a product");
    if left.n_rows == 0 || right.depth == 0 {
        return;
    }
    let reach = (left.n_rows - 1) * left.row_stride + left.run_depth;
    assert!(left.starts.iter().all(|run| reach <= run.len()), "left factor of a product");
    assert!(right.reaches() <= right.values.len(), "right factor of a product");
    // SAFETY: the factors hold all that the tiles read, and the sink was made for a product of this size.
    unsafe {
        match (right.panels.vectors, S::REGISTER_COUNT >= 32) {
            (3, true) => all_tiles::<S, K, 8, 3>(simd, left, right, sink),
            (3, false) => all_tiles::<S, K, 4, 3>(simd, left, right, sink),
            (2, true) => all_tiles::<S, K, 8, 2>(simd, left, right, sink),
            (2, false) => all_tiles::<S, K, 4, 2>(simd, left, right, sink),
            _ => all_tiles::<S, K, 8, 1>(simd, left, right, sink),
        }
    }
}

#[inline(always)]
unsafe fn all_tiles<S: Simd, K: Sink<S>, const R: usize, const V: usize>(
    simd: S,
    left: Runs<'_>,
    right: Right<'_>,
    sink: &mut K,
) {
    for panel in 0..right.panels.count {
        let column = panel * V * S::F32_LANES;
        let mut row = 0;
        // SAFETY: the caller's promise; rows and panels stay below those of the factors.
        unsafe {
            let b = right.values.as_ptr().add(panel * right.panel_stride);
            while row + R <= left.n_rows {
                let place = Place { row, column };
                let tile = tile::<S, K, R, V>(simd, (left, right), b, place, sink);
                sink.take(simd, place, tile);
                row += R;
            }
            while row < left.n_rows {
                let place = Place { row, column };
                let tile = tile::<S, K, 1, V>(simd, (left, right), b, place, sink);
                sink.take(simd, place, tile);
                row += 1;
            }
        }
    }
}

#[inline(always)]
unsafe fn tile<S: Simd, K: Sink<S>, const R: usize, const V: usize>(
    simd: S,
    (left, right): (Runs<'_>, Right<'_>),
    panel: *const f32,
    place: Place,
    sink: &K,
) -> Tile<S, R, V> {
    // SAFETY: the caller's promise.
    unsafe {
        let mut tile = sink.first::<R, V>(simd, place);
        let mut b = panel;
        for run in left.starts {
            let mut a = run.as_ptr().add(place.row * left.row_stride);
            for _ in 0..left.run_depth {
                let mut columns = [simd.splat_f32s(0.0); V];
                unrolled!(v in V {
                    columns[v] = load::<S>(b.add(v * S::F32_LANES));
                });
                unrolled!(r in R {
                    let value = simd.splat_f32s(*a.add(r * left.row_stride));
                    unrolled!(v in V {
                        tile[r][v] = simd.mul_add_e_f32s(value, columns[v], tile[r][v]);
                    });
                });
                a = a.wrapping_add(1);
                b = b.wrapping_add(right.depth_stride);
            }
        }
        tile
    }
}
