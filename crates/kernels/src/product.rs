//! Matrix products tile by tile; a finished tile is handed on while it is in registers.
//!
//! The scheme is that of Goto and van de Geijn (2008), without their outer blocking: callers cut the rows so that a piece
//! stays in a core's cache.
#![expect(unsafe_code, reason = "tiles are read and written through pointers; `multiply` checks every bound before")]

pub(crate) mod sinks;

use pulp::{Simd, WithSimd};

use crate::simd::{load, unrolled, vectorised};

/// The left factor: element `(row, k)` lies at `row * row_stride + k * depth_stride` of `values`. Where rows consist of several
/// runs of equally many elements, the first lies there, and each further one in the same way in one of `more`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Left<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) more: &'a [&'a [f32]],
    pub(crate) n_rows: usize,
    pub(crate) row_stride: usize,
    pub(crate) depth_stride: usize,
}

/// The right factor, cut into panels of a few vectors' width whose rows lie `depth_stride` apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Right<'a> {
    values: &'a [f32],
    depth: usize,
    n_columns: usize,
    panels: Panels,
    depth_stride: usize,
    panel_stride: usize,
}

/// How columns are cut into panels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Panels {
    lanes: usize,
    vectors: usize,
    count: usize,
}

impl Panels {
    /// Panels of 3 vectors if possible, else of 2 or 1.
    fn of(n_columns: usize, lanes: usize) -> Self {
        let n_vectors = n_columns.div_ceil(lanes);
        let vectors = [3, 2].into_iter().find(|n| n_vectors.is_multiple_of(*n)).unwrap_or(1);
        Self { lanes, vectors, count: n_vectors / vectors }
    }

    fn width(&self) -> usize {
        self.lanes * self.vectors
    }
}

/// Columns with those that fill up the last vector.
pub(crate) fn padded<S: Simd>(n_columns: usize) -> usize {
    n_columns.next_multiple_of(S::F32_LANES)
}

/// Values of one vector of the instructions in use.
pub(crate) fn lanes() -> usize {
    struct Lanes;
    impl WithSimd for Lanes {
        type Output = usize;
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> usize {
            S::F32_LANES
        }
    }
    vectorised(Lanes)
}

/// A right factor copied into panels, with zeros behind the last column.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    values: Vec<f32>,
    depth: usize,
    n_columns: usize,
    panels: Panels,
}

impl Packed {
    /// Copies the matrix whose element `(k, column)` is `at(k, column)`.
    pub(crate) fn new(depth: usize, n_columns: usize, at: impl Fn(usize, usize) -> f32) -> Self {
        let panels = Panels::of(n_columns, lanes());
        let width = panels.width();
        let mut values = vec![0.0; panels.count * depth * width];
        for (i, row) in values.chunks_exact_mut(width).enumerate() {
            let (panel, k) = (i / depth, i % depth);
            for (column, value) in (panel * width..n_columns).zip(row) {
                *value = at(k, column);
            }
        }
        Self { values, depth, n_columns, panels }
    }

    /// A matrix stored row by row.
    pub(crate) fn rows(matrix: &[f32], n_columns: usize) -> Self {
        Self::new(matrix.len() / n_columns, n_columns, |k, column| matrix[k * n_columns + column])
    }

    /// The transpose of a matrix stored row by row.
    pub(crate) fn columns(matrix: &[f32], n_columns: usize) -> Self {
        Self::new(n_columns, matrix.len() / n_columns, |k, column| matrix[column * n_columns + k])
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.n_columns
    }

    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn right(&self) -> Right<'_> {
        Right {
            values: &self.values,
            depth: self.depth,
            n_columns: self.n_columns,
            panels: self.panels,
            depth_stride: self.panels.width(),
            panel_stride: self.depth * self.panels.width(),
        }
    }
}

impl<'a> Left<'a> {
    /// A matrix stored row by row.
    pub(crate) fn rows(values: &'a [f32], n_columns: usize) -> Self {
        Self { values, more: &[], n_rows: values.len() / n_columns, row_stride: n_columns, depth_stride: 1 }
    }

    /// The transpose of a matrix stored row by row.
    pub(crate) fn columns(values: &'a [f32], n_columns: usize) -> Self {
        Self { values, more: &[], n_rows: n_columns, row_stride: 1, depth_stride: n_columns }
    }

    /// Where the runs of the first row start.
    #[inline(always)]
    fn runs(self) -> impl Iterator<Item = &'a [f32]> {
        std::iter::once(self.values).chain(self.more.iter().copied())
    }

    /// Values of a row in each of its runs, of `depth` in all.
    #[inline(always)]
    fn run_depth(self, depth: usize) -> usize {
        depth / (1 + self.more.len())
    }

    /// # Panics
    /// Panics where the factor does not hold `depth` values for each row.
    fn check(self, depth: usize) {
        let run_depth = self.run_depth(depth);
        assert_eq!(run_depth * (1 + self.more.len()), depth, "depth of a product");
        let reach = (self.n_rows.max(1) - 1) * self.row_stride + (run_depth.max(1) - 1) * self.depth_stride + 1;
        assert!(self.runs().all(|run| reach <= run.len()), "left factor of a product");
    }
}

impl<'a> Right<'a> {
    /// A matrix stored row by row whose rows are filled up to whole vectors.
    pub(crate) fn padded_rows<S: Simd>(values: &'a [f32], n_columns: usize) -> Self {
        let (panels, stride) = (Panels::of(n_columns, S::F32_LANES), padded::<S>(n_columns));
        let depth = values.len() / stride;
        Self { values, depth, n_columns, panels, depth_stride: stride, panel_stride: panels.width() }
    }

    fn reaches(&self) -> usize {
        (self.panels.count - 1) * self.panel_stride + (self.depth.max(1) - 1) * self.depth_stride + self.panels.width()
    }
}

/// Where a tile lies in the product.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// `R` rows of `V` vectors.
pub(crate) type Tile<S, const R: usize, const V: usize> = [[<S as Simd>::f32s; V]; R];

/// Takes the tiles of a product.
pub(crate) trait Sink<S: Simd> {
    /// What a tile starts with.
    ///
    /// # Safety
    /// The tile lies within the product that the sink was made for.
    #[inline(always)]
    unsafe fn first<const R: usize, const V: usize>(&self, simd: S, _place: Place) -> Tile<S, R, V> {
        [[simd.splat_f32s(0.0); V]; R]
    }

    /// Takes a finished tile. The tiles of a panel come from top to bottom, and the panels from left to right.
    ///
    /// # Safety
    /// The tile lies within the product that the sink was made for.
    unsafe fn take<const R: usize, const V: usize>(&mut self, simd: S, place: Place, tile: Tile<S, R, V>);

    /// Rows and columns of the product that the sink was made for.
    fn size(&self) -> (usize, usize);
}

/// Computes `left * right`.
///
/// # Panics
/// Panics where the factors do not fit each other or the sink.
#[inline(always)]
pub(crate) fn multiply<S: Simd, K: Sink<S>>(simd: S, left: Left<'_>, right: Right<'_>, sink: &mut K) {
    assert_eq!(right.panels.lanes, S::F32_LANES, "a factor packed for these instructions");
    assert_eq!(sink.size(), (left.n_rows, right.n_columns), "size of a product");
    if left.n_rows == 0 || right.depth == 0 {
        return;
    }
    left.check(right.depth);
    assert!(right.reaches() <= right.values.len(), "right factor of a product");
    // SAFETY: the factors hold all that the tiles read, and the sink was made for a product of this size.
    unsafe {
        // Maps of ImageNet's size have multiples of 7 rows.
        let by_seven = !left.n_rows.is_multiple_of(8) && left.n_rows.is_multiple_of(7);
        match (right.panels.vectors, S::REGISTER_COUNT >= 32, by_seven) {
            (3, true, false) => all_tiles::<S, K, 8, 3>(simd, left, right, sink),
            (3, true, true) => all_tiles::<S, K, 7, 3>(simd, left, right, sink),
            (3, false, _) => all_tiles::<S, K, 4, 3>(simd, left, right, sink),
            (2, true, false) => all_tiles::<S, K, 8, 2>(simd, left, right, sink),
            (2, true, true) => all_tiles::<S, K, 7, 2>(simd, left, right, sink),
            (2, false, _) => all_tiles::<S, K, 4, 2>(simd, left, right, sink),
            _ => all_tiles::<S, K, 8, 1>(simd, left, right, sink),
        }
    }
}

#[inline(always)]
unsafe fn all_tiles<S: Simd, K: Sink<S>, const R: usize, const V: usize>(
    simd: S,
    left: Left<'_>,
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
    (left, right): (Left<'_>, Right<'_>),
    panel: *const f32,
    place: Place,
    sink: &K,
) -> Tile<S, R, V> {
    // SAFETY: the caller's promise.
    unsafe {
        let mut tile = sink.first::<R, V>(simd, place);
        let mut b = panel;
        for run in left.runs() {
            let mut a = run.as_ptr().add(place.row * left.row_stride);
            for _ in 0..left.run_depth(right.depth) {
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
                a = a.wrapping_add(left.depth_stride);
                b = b.wrapping_add(right.depth_stride);
            }
        }
        tile
    }
}
