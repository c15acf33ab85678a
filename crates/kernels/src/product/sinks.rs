//! Where the tiles of a product go, and what is measured on the way.

use pulp::Simd;

use super::{Place, Sink, Tile, padded};
use crate::simd::{Way, load, load_some, store, store_some, unrolled};

/// Stores the product row by row and measures its columns around their first row.
pub(crate) struct Measured<'a> {
    output: &'a mut [f32],
    n_columns: usize,
    /// First row, sums and sums of squares of the distances from it, each padded to whole vectors.
    moments: &'a mut [Vec<f32>; 3],
    way: Way,
}

impl<'a> Measured<'a> {
    /// A product of `output.len() / n_columns` rows; `moments` are overwritten.
    pub(crate) fn new<S: Simd>(
        (output, way): (&'a mut [f32], Way),
        n_columns: usize,
        moments: &'a mut [Vec<f32>; 3],
    ) -> Self {
        for values in moments.iter_mut() {
            values.clear();
            values.resize(padded::<S>(n_columns), 0.0);
        }
        let way = way.to::<S>(output, n_columns);
        Self { output, n_columns, moments, way }
    }
}

impl<S: Simd> Sink<S> for Measured<'_> {
    #[inline(always)]
    unsafe fn take<const R: usize, const V: usize>(&mut self, simd: S, place: Place, tile: Tile<S, R, V>) {
        let [centre, sums, squares] = &mut *self.moments;
        unrolled!(v in V {
            let column = place.column + v * S::F32_LANES;
            // SAFETY: the moments are padded to whole vectors; rows and columns lie within the output by promise.
            unsafe {
                let (centre, sums, squares) =
                    (centre.as_mut_ptr().add(column), sums.as_mut_ptr().add(column), squares.as_mut_ptr().add(column));
                if place.row == 0 {
                    store::<S>(centre, tile[0][v]);
                }
                let (middle, mut sum, mut square) = (load::<S>(centre), load::<S>(sums), load::<S>(squares));
                let first = self.output.as_mut_ptr().add(place.row * self.n_columns + column);
                unrolled!(r in R {
                    self.way.write(simd, first.add(r * self.n_columns), self.n_columns - column, tile[r][v]);
                    let distance = simd.sub_f32s(tile[r][v], middle);
                    sum = simd.add_f32s(sum, distance);
                    square = simd.mul_add_e_f32s(distance, distance, square);
                });
                store::<S>(sums, sum);
                store::<S>(squares, square);
            }
        });
    }

    fn size(&self) -> (usize, usize) {
        (self.output.len() / self.n_columns, self.n_columns)
    }
}

/// Stores the product, plus another matrix where there is one.
pub(crate) struct Added<'a> {
    pub(crate) output: &'a mut [f32],
    pub(crate) n_columns: usize,
    /// As large as the output.
    pub(crate) more: Option<&'a [f32]>,
}

impl<S: Simd> Sink<S> for Added<'_> {
    #[inline(always)]
    unsafe fn take<const R: usize, const V: usize>(&mut self, simd: S, place: Place, tile: Tile<S, R, V>) {
        unrolled!(r in R {
            unrolled!(v in V {
                let column = place.column + v * S::F32_LANES;
                let (at, n) = ((place.row + r) * self.n_columns + column, self.n_columns - column);
                // SAFETY: rows and columns lie within the output by promise, and `size` has compared `more` with it.
                unsafe {
                    let value = match self.more {
                        Some(more) => simd.add_f32s(tile[r][v], load_some(simd, more.as_ptr().add(at), n)),
                        None => tile[r][v],
                    };
                    store_some(simd, self.output.as_mut_ptr().add(at), n, value);
                }
            });
        });
    }

    fn size(&self) -> (usize, usize) {
        assert!(self.more.is_none_or(|more| more.len() == self.output.len()), "size of a sum");
        (self.output.len() / self.n_columns, self.n_columns)
    }
}

/// What the gradient of an activated normalisation needs, each padded to whole vectors.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) scale: Vec<f32>,
    pub(crate) shift: Vec<f32>,
    pub(crate) mean: Vec<f32>,
    pub(crate) limits: (f32, f32),
}

/// Stores a gradient where the activation lets it through, and sums it for the normalisation before.
pub(crate) struct Gated<'a> {
    pub(crate) output: &'a mut [f32],
    pub(crate) n_columns: usize,
    /// What was normalised: as large as the output.
    pub(crate) raw: &'a [f32],
    pub(crate) gate: &'a Gate,
    /// Sums of the gradient and of its products with the distance from the mean, padded to whole vectors.
    pub(crate) sums: &'a mut [Vec<f32>; 2],
    /// From [`Way::to`] for the output.
    pub(crate) way: Way,
}

impl<S: Simd> Sink<S> for Gated<'_> {
    #[inline(always)]
    unsafe fn take<const R: usize, const V: usize>(&mut self, simd: S, place: Place, tile: Tile<S, R, V>) {
        let [sums, products] = &mut *self.sums;
        let (low, high) = (simd.splat_f32s(self.gate.limits.0), simd.splat_f32s(self.gate.limits.1));
        unrolled!(v in V {
            let column = place.column + v * S::F32_LANES;
            let n = self.n_columns - column;
            // SAFETY: the gate and the sums are padded to whole vectors, which `size` has checked; rows and columns lie
            // within the output by promise, and `raw` is as large.
            unsafe {
                let (scale, shift) = (self.gate.scale.as_ptr().add(column), self.gate.shift.as_ptr().add(column));
                let (scale, shift) = (load::<S>(scale), load::<S>(shift));
                let mean = load::<S>(self.gate.mean.as_ptr().add(column));
                let (sums, products) = (sums.as_mut_ptr().add(column), products.as_mut_ptr().add(column));
                let (mut sum, mut product) = (load::<S>(sums), load::<S>(products));
                unrolled!(r in R {
                    let at = (place.row + r) * self.n_columns + column;
                    let raw = load_some(simd, self.raw.as_ptr().add(at), n);
                    let z = simd.mul_add_e_f32s(raw, scale, shift);
                    let open = simd.and_m32s(simd.less_than_f32s(low, z), simd.less_than_f32s(z, high));
                    let gradient = simd.select_f32s(open, tile[r][v], simd.splat_f32s(0.0));
                    self.way.write(simd, self.output.as_mut_ptr().add(at), n, gradient);
                    sum = simd.add_f32s(sum, gradient);
                    product = simd.mul_add_e_f32s(gradient, simd.sub_f32s(raw, mean), product);
                });
                store::<S>(sums, sum);
                store::<S>(products, product);
            }
        });
    }

    fn size(&self) -> (usize, usize) {
        let width = padded::<S>(self.n_columns);
        let gate = [&self.gate.scale, &self.gate.shift, &self.gate.mean];
        assert!(gate.into_iter().chain(&*self.sums).all(|v| v.len() == width), "width of a gate");
        assert_eq!(self.raw.len(), self.output.len(), "size of a gated gradient");
        (self.output.len() / self.n_columns, self.n_columns)
    }
}

/// Adds the product to earlier ones; rows are padded to whole vectors.
pub(crate) struct Accumulated<'a> {
    pub(crate) output: &'a mut [f32],
    pub(crate) n_columns: usize,
}

impl<S: Simd> Sink<S> for Accumulated<'_> {
    #[inline(always)]
    unsafe fn first<const R: usize, const V: usize>(&self, simd: S, place: Place) -> Tile<S, R, V> {
        let stride = padded::<S>(self.n_columns);
        let mut tile = [[simd.splat_f32s(0.0); V]; R];
        unrolled!(r in R {
            unrolled!(v in V {
                let at = (place.row + r) * stride + place.column + v * S::F32_LANES;
                // SAFETY: the tile lies within the padded output by promise.
                tile[r][v] = unsafe { load::<S>(self.output.as_ptr().add(at)) };
            });
        });
        tile
    }

    #[inline(always)]
    unsafe fn take<const R: usize, const V: usize>(&mut self, _: S, place: Place, tile: Tile<S, R, V>) {
        let stride = padded::<S>(self.n_columns);
        unrolled!(r in R {
            unrolled!(v in V {
                let at = (place.row + r) * stride + place.column + v * S::F32_LANES;
                // SAFETY: the tile lies within the padded output by promise.
                unsafe { store::<S>(self.output.as_mut_ptr().add(at), tile[r][v]) };
            });
        });
    }

    fn size(&self) -> (usize, usize) {
        (self.output.len() / padded::<S>(self.n_columns), self.n_columns)
    }
}
