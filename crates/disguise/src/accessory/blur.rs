//! Gaussian blur by three extended boxes (Gwosdek, Grewenig, Bruhn and Weickert 2011), linear in the number of pixels.

/// Blurs rows, then columns; beyond the border the last pixel repeats.
pub(super) fn blur<const N: usize>(pixels: &mut [[f32; N]], width: usize, height: usize, sigma: f32) {
    if !(0.05..=1e4).contains(&sigma) || pixels.is_empty() {
        return;
    }
    let taps = Taps::for_sigma(sigma);
    let mut lines = [vec![[0f32; N]; width.max(height)], vec![[0f32; N]; width.max(height)]];
    for row in pixels.chunks_exact_mut(width) {
        if row.iter().all(is_empty) {
            continue;
        }
        lines[0][..width].copy_from_slice(row);
        taps.thrice(&mut lines, width);
        row.copy_from_slice(&lines[1][..width]);
    }
    for x in 0..width {
        let mut empty = true;
        for (to, row) in lines[0].iter_mut().zip(pixels.chunks_exact(width)) {
            *to = row[x];
            empty &= is_empty(to);
        }
        if empty {
            continue;
        }
        taps.thrice(&mut lines, height);
        for (from, row) in lines[1].iter().zip(pixels.chunks_exact_mut(width)) {
            row[x] = *from;
        }
    }
}

/// A box of `2 reach + 1` full taps with one partial tap at each end.
struct Taps {
    reach: usize,
    full: f32,
    partial: f32,
}

impl Taps {
    /// The box whose variance is a third of `sigma²`.
    fn for_sigma(sigma: f32) -> Self {
        let variance = sigma * sigma / 3.0;
        let reach = (0.5 * (12.0 * variance + 1.0).sqrt() - 0.5).floor();
        let full_taps = 2.0 * reach + 1.0;
        let edge =
            full_taps * (reach * (reach + 1.0) - 3.0 * variance) / (6.0 * (variance - (reach + 1.0) * (reach + 1.0)));
        let total = full_taps + 2.0 * edge;
        Self { reach: reach as usize, full: 1.0 / total, partial: edge / total }
    }

    /// Three passes over the first `n` of the first line; the result is in the second.
    fn thrice<const N: usize>(&self, lines: &mut [Vec<[f32; N]>; 2], n: usize) {
        let [a, b] = lines;
        self.pass(&a[..n], &mut b[..n]);
        self.pass(&b[..n], &mut a[..n]);
        self.pass(&a[..n], &mut b[..n]);
    }

    fn pass<const N: usize>(&self, from: &[[f32; N]], to: &mut [[f32; N]]) {
        let last = from.len() as i64 - 1;
        let at = |i: i64| from[i.clamp(0, last) as usize];
        let reach = self.reach as i64;
        let mut sum = [0f32; N];
        for i in -reach..=reach {
            add(&mut sum, at(i), 1.0);
        }
        for (i, out) in (0i64..).zip(to) {
            let (before, after) = (at(i - reach - 1), at(i + reach + 1));
            *out = std::array::from_fn(|c| self.full * sum[c] + self.partial * (before[c] + after[c]));
            add(&mut sum, after, 1.0);
            add(&mut sum, at(i - reach), -1.0);
        }
    }
}

/// Whether a pixel holds nothing; such lines stay as they are.
fn is_empty<const N: usize>(pixel: &[f32; N]) -> bool {
    pixel.iter().all(|v| v.abs() <= 0.0)
}

fn add<const N: usize>(sum: &mut [f32; N], value: [f32; N], sign: f32) {
    for (s, v) in sum.iter_mut().zip(value) {
        *s += sign * v;
    }
}
