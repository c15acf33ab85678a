//! A 1x1 convolution with its normalisation folded in.

use pulp::{Simd, WithSimd};

use crate::product::{Left, Packed, Place, Sink, Tile, multiply, padded};
use crate::rowwise::padded_vector;
use crate::simd::{load, load_some, store_some, unrolled};

/// A convolution without bias and the normalisation after it, which is `z = x * scale + shift`.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// Of the convolution.
    pub weight: &'a [f32],
    /// Factor per output channel.
    pub scale: &'a [f32],
    /// Summand per output channel.
    pub shift: &'a [f32],
}

/// Weights and summands of a folded layer.
#[derive(Debug, Clone)]
pub(super) struct Affected {
    pub(super) packed: Packed,
    /// Padded to whole vectors.
    pub(super) shift: Vec<f32>,
}

impl Affected {
    pub(super) fn new(layer: &Layer<'_>) -> Self {
        Self { packed: super::folded(layer), shift: padded_vector(layer.shift) }
    }
}

/// Where the rows of a product go.
pub(super) struct Target<'a> {
    pub(super) output: &'a mut [f32],
    /// Where each row starts; rows that follow one another where there is none.
    pub(super) starts: Option<&'a [usize]>,
    /// Columns that are stored: the channels.
    pub(super) n_columns: usize,
    /// Values are limited to `-limit or 0 ..= limit`: 0 to 6, or all.
    pub(super) limits: (f32, f32),
    /// Added after the limits; as large as an output without `starts`.
    pub(super) more: Option<&'a [f32]>,
}

impl<'a> Target<'a> {
    /// Rows one after another, limited to 0 and `greatest`.
    pub(super) fn rows(output: &'a mut [f32], n_columns: usize, greatest: f32) -> Self {
        Self { output, starts: None, n_columns, limits: (0.0, greatest), more: None }
    }
}

/// The product of rows with a folded layer.
pub(super) struct Product<'a> {
    pub(super) input: &'a [f32],
    pub(super) n_in: usize,
    pub(super) layer: &'a Affected,
    pub(super) target: Target<'a>,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { input, n_in, layer, target } = self;
        let n_rows = input.len() / n_in;
        let left = Left { values: input, more: &[], n_rows, row_stride: n_in, depth_stride: 1 };
        multiply(simd, left, layer.packed.right(), &mut Limited { target, shift: &layer.shift, n_rows });
    }
}

/// Stores the product plus a summand per column, limited.
pub(super) struct Limited<'a> {
    pub(super) target: Target<'a>,
    /// Padded to whole vectors.
    pub(super) shift: &'a [f32],
    pub(super) n_rows: usize,
}

impl<S: Simd> Sink<S> for Limited<'_> {
    #[inline(always)]
    unsafe fn first<const R: usize, const V: usize>(&self, simd: S, place: Place) -> Tile<S, R, V> {
        let mut tile = [[simd.splat_f32s(0.0); V]; R];
        unrolled!(v in V {
            // SAFETY: the summands are padded to whole vectors, which `size` has checked.
            let shift = unsafe { load::<S>(self.shift.as_ptr().add(place.column + v * S::F32_LANES)) };
            unrolled!(r in R {
                tile[r][v] = shift;
            });
        });
        tile
    }

    #[inline(always)]
    unsafe fn take<const R: usize, const V: usize>(&mut self, simd: S, place: Place, tile: Tile<S, R, V>) {
        let Target { output, starts, n_columns, limits, more } = &mut self.target;
        let (low, high) = (simd.splat_f32s(limits.0), simd.splat_f32s(limits.1));
        unrolled!(r in R {
            let row = place.row + r;
            // SAFETY: rows lie within the product by promise, and `size` has compared it with the starts and the outputs.
            unsafe {
                let start = match starts {
                    Some(starts) => *starts.get_unchecked(row),
                    None => row * *n_columns,
                };
                unrolled!(v in V {
                    let column = place.column + v * S::F32_LANES;
                    let n = *n_columns - column;
                    let mut value = simd.min_f32s(simd.max_f32s(tile[r][v], low), high);
                    if let Some(more) = more {
                        value = simd.add_f32s(value, load_some(simd, more.as_ptr().add(start + column), n));
                    }
                    store_some(simd, output.as_mut_ptr().add(start + column), n, value);
                });
            }
        });
    }

    fn size(&self) -> (usize, usize) {
        let Target { output, starts, n_columns, more, .. } = &self.target;
        assert!(self.shift.len() >= padded::<S>(*n_columns), "summands of a layer");
        assert!(more.is_none_or(|more| more.len() == output.len()), "size of a short cut");
        match starts {
            None => assert_eq!(output.len(), self.n_rows * n_columns, "rows of a layer"),
            Some(starts) => {
                assert_eq!(starts.len(), self.n_rows, "rows of a layer");
                assert!(starts.iter().all(|start| start + n_columns <= output.len()), "places of a layer");
            }
        }
        (self.n_rows, *n_columns)
    }
}
