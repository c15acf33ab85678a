//! Loops over rows of channels: activate, combine, add, and measure gradients.
#![expect(unsafe_code, reason = "vectors are read and written through pointers; every length is checked before")]

use pulp::{Simd, WithSimd};

use crate::product::padded;
use crate::product::sinks::Gate;
use crate::simd::{load, load_some, store, store_some};

/// `values` with zeros behind them, up to whole vectors of the widest instructions.
pub(crate) fn padded_vector(values: &[f32]) -> Vec<f32> {
    let mut padded = values.to_vec();
    padded.resize(values.len().next_multiple_of(crate::product::lanes()), 0.0);
    padded
}

/// `output = clamp(input * scale + shift)`, and plus `more` where there is some. Rows of the output lie `stride` apart.
pub(crate) struct Activate<'a> {
    pub(crate) input: &'a [f32],
    pub(crate) output: &'a mut [f32],
    pub(crate) stride: usize,
    pub(crate) width: usize,
    /// Padded to whole vectors.
    pub(crate) scale: &'a [f32],
    /// Padded to whole vectors.
    pub(crate) shift: &'a [f32],
    pub(crate) limits: (f32, f32),
    pub(crate) more: Option<&'a [f32]>,
}

impl WithSimd for Activate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { input, output, stride, width, scale, shift, limits, more } = self;
        let n_rows = input.len() / width;
        assert!(n_rows == 0 || (n_rows - 1) * stride + width <= output.len(), "rows to activate");
        assert!(scale.len() >= padded::<S>(width) && shift.len() >= padded::<S>(width), "width of a normalisation");
        assert!(more.is_none_or(|more| more.len() == input.len()), "rows to add");
        let (low, high) = (simd.splat_f32s(limits.0), simd.splat_f32s(limits.1));
        for row in 0..n_rows {
            for column in (0..width).step_by(S::F32_LANES) {
                let n = width - column;
                // SAFETY: `column < width`, `row < n_rows`, and the assertions above.
                unsafe {
                    let x = load_some(simd, input.as_ptr().add(row * width + column), n);
                    let (scale, shift) = (load::<S>(scale.as_ptr().add(column)), load::<S>(shift.as_ptr().add(column)));
                    let z = simd.mul_add_e_f32s(x, scale, shift);
                    let mut z = simd.min_f32s(simd.max_f32s(z, low), high);
                    if let Some(more) = more {
                        z = simd.add_f32s(z, load_some(simd, more.as_ptr().add(row * width + column), n));
                    }
                    store_some(simd, output.as_mut_ptr().add(row * stride + column), n, z);
                }
            }
        }
    }
}

/// The gradient before a normalisation: `output = a * gradient + b * raw + c`; rows of the output lie `stride` apart.
pub(crate) struct Combine<'a> {
    pub(crate) gradient: &'a [f32],
    pub(crate) raw: &'a [f32],
    pub(crate) output: &'a mut [f32],
    pub(crate) stride: usize,
    pub(crate) width: usize,
    /// `a`, `b` and `c`, padded to whole vectors.
    pub(crate) coefficients: &'a [Vec<f32>; 3],
}

impl WithSimd for Combine<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { gradient, raw, output, stride, width, coefficients } = self;
        let n_rows = gradient.len() / width;
        assert_eq!(gradient.len(), raw.len(), "gradient and input of a normalisation");
        assert!(n_rows == 0 || (n_rows - 1) * stride + width <= output.len(), "rows to combine");
        assert!(coefficients.iter().all(|values| values.len() >= padded::<S>(width)), "width of a normalisation");
        let [a, b, c] = coefficients;
        for row in 0..n_rows {
            for column in (0..width).step_by(S::F32_LANES) {
                let n = width - column;
                // SAFETY: `column < width`, `row < n_rows`, and the assertions above.
                unsafe {
                    let gradient = load_some(simd, gradient.as_ptr().add(row * width + column), n);
                    let raw = load_some(simd, raw.as_ptr().add(row * width + column), n);
                    let (a, b) = (load::<S>(a.as_ptr().add(column)), load::<S>(b.as_ptr().add(column)));
                    let rest = simd.mul_add_e_f32s(raw, b, load::<S>(c.as_ptr().add(column)));
                    let value = simd.mul_add_e_f32s(gradient, a, rest);
                    store_some(simd, output.as_mut_ptr().add(row * stride + column), n, value);
                }
            }
        }
    }
}

/// Closes a gradient where the activation is constant, in place, and sums it for the normalisation before.
pub(crate) struct Shut<'a> {
    pub(crate) gradient: &'a mut [f32],
    pub(crate) raw: &'a [f32],
    pub(crate) width: usize,
    pub(crate) gate: &'a Gate,
    /// Sums of the gradient and of its products with the distance from the mean, padded to whole vectors.
    pub(crate) sums: &'a mut [Vec<f32>; 2],
}

impl WithSimd for Shut<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { gradient, raw, width, gate, sums: [sums, products] } = self;
        assert_eq!(gradient.len(), raw.len(), "gradient and input of a normalisation");
        let all = [&gate.scale, &gate.shift, &gate.mean, &*sums, &*products];
        assert!(all.iter().all(|values| values.len() >= padded::<S>(width)), "width of a gate");
        let (low, high) = (simd.splat_f32s(gate.limits.0), simd.splat_f32s(gate.limits.1));
        for row in 0..gradient.len() / width {
            for column in (0..width).step_by(S::F32_LANES) {
                let (n, at) = (width - column, row * width + column);
                // SAFETY: `column < width`, the row is whole, and the assertions above.
                unsafe {
                    let raw = load_some(simd, raw.as_ptr().add(at), n);
                    let (scale, shift) =
                        (load::<S>(gate.scale.as_ptr().add(column)), load::<S>(gate.shift.as_ptr().add(column)));
                    let z = simd.mul_add_e_f32s(raw, scale, shift);
                    let open = simd.and_m32s(simd.less_than_f32s(low, z), simd.less_than_f32s(z, high));
                    let value = load_some(simd, gradient.as_ptr().add(at), n);
                    let value = simd.select_f32s(open, value, simd.splat_f32s(0.0));
                    store_some(simd, gradient.as_mut_ptr().add(at), n, value);
                    let (sum, product) = (sums.as_mut_ptr().add(column), products.as_mut_ptr().add(column));
                    let distance = simd.sub_f32s(raw, load::<S>(gate.mean.as_ptr().add(column)));
                    store::<S>(sum, simd.add_f32s(load::<S>(sum), value));
                    store::<S>(product, simd.mul_add_e_f32s(value, distance, load::<S>(product)));
                }
            }
        }
    }
}

/// Sums a gradient, and its products with the distance from the mean.
pub(crate) struct Sum<'a> {
    pub(crate) gradient: &'a [f32],
    pub(crate) raw: &'a [f32],
    pub(crate) width: usize,
    /// Padded to whole vectors, like both sums.
    pub(crate) mean: &'a [f32],
    pub(crate) sums: &'a mut [Vec<f32>; 2],
}

impl WithSimd for Sum<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { gradient, raw, width, mean, sums: [sums, products] } = self;
        assert_eq!(gradient.len(), raw.len(), "gradient and input of a normalisation");
        let lengths = [mean.len(), sums.len(), products.len()];
        assert!(lengths.into_iter().all(|length| length >= padded::<S>(width)), "width of a normalisation");
        for row in 0..gradient.len() / width {
            for column in (0..width).step_by(S::F32_LANES) {
                let (n, at) = (width - column, row * width + column);
                // SAFETY: `column < width`, the row is whole, and the assertions above.
                unsafe {
                    let raw = load_some(simd, raw.as_ptr().add(at), n);
                    let value = load_some(simd, gradient.as_ptr().add(at), n);
                    let (sum, product) = (sums.as_mut_ptr().add(column), products.as_mut_ptr().add(column));
                    let distance = simd.sub_f32s(raw, load::<S>(mean.as_ptr().add(column)));
                    store::<S>(sum, simd.add_f32s(load::<S>(sum), value));
                    store::<S>(product, simd.mul_add_e_f32s(value, distance, load::<S>(product)));
                }
            }
        }
    }
}
