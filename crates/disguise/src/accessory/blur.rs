//! Gaussian blur by three extended boxes (Gwosdek, Grewenig, Bruhn and Weickert 2011), linear in the number of pixels.

/// Blurs rows, then columns; beyond the border the last pixel repeats.
pub(super) fn blur<const N: usize>(pixels: &mut [[f32; N]], width: usize, height: usize, sigma: f32) {
    if !(0.05..=1e4).contains(&sigma) || pixels.is_empty() {
        return;
    }
    let taps = Taps::for_sigma(sigma);
    let mut line = vec![[0f32; N]; width.max(height)];
    for row in pixels.chunks_exact_mut(width) {
        for _ in 0..3 {
            line[..width].copy_from_slice(row);
            taps.pass(&line[..width], |i, v| row[i] = v);
        }
    }
    for x in 0..width {
        for _ in 0..3 {
            for y in 0..height {
                line[y] = pixels[y * width + x];
            }
            taps.pass(&line[..height], |i, v| pixels[i * width + x] = v);
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

    fn pass<const N: usize>(&self, from: &[[f32; N]], mut put: impl FnMut(usize, [f32; N])) {
        let last = from.len() as i64 - 1;
        let at = |i: i64| from[i.clamp(0, last) as usize];
        let reach = self.reach as i64;
        let mut sum = [0f32; N];
        for i in -reach..=reach {
            add(&mut sum, at(i), 1.0);
        }
        for i in 0..=last {
            let (before, after) = (at(i - reach - 1), at(i + reach + 1));
            put(i as usize, std::array::from_fn(|c| self.full * sum[c] + self.partial * (before[c] + after[c])));
            add(&mut sum, after, 1.0);
            add(&mut sum, at(i - reach), -1.0);
        }
    }
}

fn add<const N: usize>(sum: &mut [f32; N], value: [f32; N], sign: f32) {
    for (s, v) in sum.iter_mut().zip(value) {
        *s += sign * v;
    }
}
