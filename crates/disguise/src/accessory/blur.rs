//! Gaussian blur by three extended boxes (Gwosdek, Grewenig, Bruhn and Weickert 2011), linear in the number of pixels.

/// Numbers that are blurred side by side: channels of one pixel and of its neighbours.
const LANES: usize = 8;

type Lane = [f32; LANES];

/// Blurs rows, then columns; beyond the border the last pixel repeats.
pub(super) fn blur<const N: usize>(pixels: &mut [[f32; N]], width: usize, height: usize, sigma: f32) {
    if !(0.05..=1e4).contains(&sigma) || pixels.is_empty() {
        return;
    }
    let mut work = Workshop::new(sigma, width.max(height));
    for rows in pixels.chunks_mut(width * (LANES / N)) {
        blur_rows(rows, width, &mut work);
    }
    for first in (0..width).step_by(LANES / N) {
        blur_columns(pixels, width, first, &mut work);
    }
}

/// Blurs as many rows as there are lanes for.
fn blur_rows<const N: usize>(rows: &mut [[f32; N]], width: usize, work: &mut Workshop) {
    let line = work.line(width);
    for (lane, row) in rows.chunks_exact(width).enumerate() {
        for (to, from) in line.iter_mut().zip(row) {
            to[lane * N..][..N].copy_from_slice(from);
        }
    }
    let Some(line) = work.thrice(width) else { return };
    for (lane, row) in rows.chunks_exact_mut(width).enumerate() {
        for (to, from) in row.iter_mut().zip(line) {
            to.copy_from_slice(&from[lane * N..][..N]);
        }
    }
}

/// Blurs as many columns as there are lanes for.
fn blur_columns<const N: usize>(pixels: &mut [[f32; N]], width: usize, first: usize, work: &mut Workshop) {
    let height = pixels.len() / width;
    let n = (LANES / N).min(width - first);
    let line = work.line(height);
    for (to, row) in line.iter_mut().zip(pixels.chunks_exact(width)) {
        to[..n * N].copy_from_slice(row[first..first + n].as_flattened());
    }
    let Some(line) = work.thrice(height) else { return };
    for (row, from) in pixels.chunks_exact_mut(width).zip(line) {
        row[first..first + n].as_flattened_mut().copy_from_slice(&from[..n * N]);
    }
}

/// A box, and two lines between which its passes go; before and behind a line there is room for what lies beyond the border.
struct Workshop {
    taps: Taps,
    lines: [Vec<Lane>; 2],
}

impl Workshop {
    fn new(sigma: f32, longest: usize) -> Self {
        let taps = Taps::for_sigma(sigma);
        let length = longest + 2 * taps.margin();
        Self { taps, lines: [vec![[0.0; LANES]; length], vec![[0.0; LANES]; length]] }
    }

    /// A line to be filled.
    fn line(&mut self, n: usize) -> &mut [Lane] {
        let margin = self.taps.margin();
        &mut self.lines[0][margin..margin + n]
    }

    /// The first `n` pixels of the line after three passes; nothing where all of them are empty.
    ///
    /// Passes are cut to what can become more than nothing.
    fn thrice(&mut self, n: usize) -> Option<&[Lane]> {
        let margin = self.taps.margin();
        let line = &self.lines[0][margin..margin + n];
        let from = line.iter().position(|pixel| !is_empty(pixel))?;
        let to = line.iter().rposition(|pixel| !is_empty(pixel))? + 1;
        let reach = 3 * margin;
        let (from, to) = (from.saturating_sub(reach), (to + reach).min(n));
        let [a, b] = &mut self.lines;
        let range = from..to + 2 * margin;
        self.taps.pass(&mut a[range.clone()], &mut b[range.clone()]);
        self.taps.pass(&mut b[range.clone()], &mut a[range.clone()]);
        self.taps.pass(&mut a[range.clone()], &mut b[range]);
        b[margin..margin + from].fill([0.0; LANES]);
        b[margin + to..margin + n].fill([0.0; LANES]);
        Some(&self.lines[1][margin..margin + n])
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

    /// Pixels that one pass sees beyond a border.
    fn margin(&self) -> usize {
        self.reach + 1
    }

    /// One pass from line to line, both with their margins; those of the first are filled here.
    fn pass(&self, from: &mut [Lane], to: &mut [Lane]) {
        let margin = self.margin();
        let n = from.len() - 2 * margin;
        let (first, last) = (from[margin], from[margin + n - 1]);
        from[..margin].fill(first);
        from[margin + n..].fill(last);
        let mut sum = [0.0; LANES];
        for pixel in &from[1..=2 * self.reach + 1] {
            add(&mut sum, pixel);
        }
        let before = from.iter().zip(&from[1..]);
        let after = &from[2 * margin..];
        for ((out, (before, leaving)), after) in to[margin..margin + n].iter_mut().zip(before).zip(after) {
            for k in 0..LANES {
                out[k] = self.full * sum[k] + self.partial * (before[k] + after[k]);
                sum[k] += after[k] - leaving[k];
            }
        }
    }
}

/// Whether a pixel holds nothing; such lines stay as they are.
fn is_empty(pixel: &Lane) -> bool {
    pixel.iter().all(|v| v.abs() <= 0.0)
}

fn add(sum: &mut Lane, value: &Lane) {
    for (s, v) in sum.iter_mut().zip(value) {
        *s += v;
    }
}
