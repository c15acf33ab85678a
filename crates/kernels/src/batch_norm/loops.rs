//! The inner loops of batch normalisation over wide rows, each compiled for the processor's widest vectors.

use pulp::{Simd, WithSimd};

use super::Wide;

/// Adds every row to `sums`.
pub(super) struct AddRows<'a> {
    pub(super) piece: &'a [f32],
    pub(super) sums: &'a mut [f32],
}

impl WithSimd for AddRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for row in self.piece.chunks(self.sums.len()) {
            for (sum, x) in self.sums.iter_mut().zip(row) {
                *sum += x;
            }
        }
    }
}

/// Adds the square deviation of every row from `mean` to `sums`.
pub(super) struct AddSquares<'a> {
    pub(super) piece: &'a [f32],
    pub(super) mean: &'a [f32],
    pub(super) sums: &'a mut [f32],
}

impl WithSimd for AddSquares<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for row in self.piece.chunks(self.sums.len()) {
            for ((sum, x), mean) in self.sums.iter_mut().zip(row).zip(self.mean) {
                *sum += (x - mean) * (x - mean);
            }
        }
    }
}

/// `output = input * scale + shift`, limited.
pub(super) struct Apply<'a> {
    pub(super) input: &'a [f32],
    pub(super) output: &'a mut [f32],
    pub(super) scale: &'a [f32],
    pub(super) shift: &'a [f32],
    pub(super) limits: (f32, f32),
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (low, high) = self.limits;
        let n = self.scale.len();
        for (input, output) in self.input.chunks(n).zip(self.output.chunks_mut(n)) {
            for ((y, x), (scale, shift)) in output.iter_mut().zip(input).zip(self.scale.iter().zip(self.shift)) {
                *y = limited(x * scale + shift, low, high);
            }
        }
    }
}

/// `values = values * scale + shift`, limited.
pub(super) struct ApplyInPlace<'a> {
    pub(super) values: &'a mut [f32],
    pub(super) scale: &'a [f32],
    pub(super) shift: &'a [f32],
    pub(super) limits: (f32, f32),
}

impl WithSimd for ApplyInPlace<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (low, high) = self.limits;
        for row in self.values.chunks_mut(self.scale.len()) {
            for ((value, scale), shift) in row.iter_mut().zip(self.scale).zip(self.shift) {
                *value = limited(*value * scale + shift, low, high);
            }
        }
    }
}

/// Adds the gradient behind the activation to `plain`, and its product with the input's deviation to `products`.
pub(super) struct AddGradients<'a> {
    pub(super) wide: &'a Wide,
    pub(super) input: &'a [f32],
    pub(super) gradient: &'a [f32],
    pub(super) plain: &'a mut [f32],
    pub(super) products: &'a mut [f32],
}

impl WithSimd for AddGradients<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let width = self.plain.len();
        let (low, high) = self.wide.limits;
        for (x, g) in self.input.chunks(width).zip(self.gradient.chunks(width)) {
            let n = x.len();
            let (g, plain, products) = (&g[..n], &mut self.plain[..n], &mut self.products[..n]);
            let (scale, shift) = (&self.wide.scale[..n], &self.wide.shift[..n]);
            let mean = &self.wide.mean[..n];
            for i in 0..n {
                let g = masked(x[i] * scale[i] + shift[i], g[i], low, high);
                plain[i] += g;
                products[i] += g * (x[i] - mean[i]);
            }
        }
    }
}

/// `gradient = gradient behind the activation * a + input * b + c` for the coefficients `a`, `b` and `c`.
pub(super) struct Combine<'a> {
    pub(super) wide: &'a Wide,
    pub(super) input: &'a [f32],
    pub(super) gradient: &'a mut [f32],
    pub(super) coefficients: [&'a [f32]; 3],
}

impl WithSimd for Combine<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let width = self.wide.scale.len();
        let (low, high) = self.wide.limits;
        for (x, g) in self.input.chunks(width).zip(self.gradient.chunks_mut(width)) {
            let n = x.len();
            let g = &mut g[..n];
            let [a, b, c] = self.coefficients.map(|coefficients| &coefficients[..n]);
            let (scale, shift) = (&self.wide.scale[..n], &self.wide.shift[..n]);
            for i in 0..n {
                g[i] = masked(x[i] * scale[i] + shift[i], g[i], low, high) * a[i] + x[i] * b[i] + c[i];
            }
        }
    }
}

/// The value within the limits; unlike `clamp` and `max` one instruction per limit, as NaN need not be treated apart.
#[inline(always)]
fn limited(value: f32, low: f32, high: f32) -> f32 {
    let value = if value > low { value } else { low };
    if value < high { value } else { high }
}

/// The gradient where the activation lets it through.
#[inline(always)]
#[expect(clippy::needless_bitwise_bool, reason = "`&&` would put a branch into the loop")]
fn masked(z: f32, gradient: f32, low: f32, high: f32) -> f32 {
    if (z > low) & (z < high) { gradient } else { 0.0 }
}
