//! Bilinear sampling under an affine map, in fixed point.

#[cfg(test)]
mod tests;

use std::cell::Cell;

use image::RgbImage;

use super::AffineMap;

/// Binary digits of a share between two pixels. Three channels of 8 + 13 digits fit one word of 64.
const SHARE_DIGITS: u32 = 13;

/// Digits of a channel in a [`spread`] pixel.
const LANE_DIGITS: u32 = 8 + SHARE_DIGITS;

/// One half in every channel, for rounding.
const HALVES: u64 = (1 << (SHARE_DIGITS - 1)) * (1 | 1 << LANE_DIGITS | 1 << (2 * LANE_DIGITS));

/// Positions in the picture count 2^-32 pixels.
const POSITION_UNIT: f64 = 4_294_967_296.0;

/// Samples the picture bilinearly where the map points; black where that lies outside (Pillow's `transform`).
///
/// Within one level of Pillow: shares between pixels are rounded to 2^-13, which moves a value by less than a tenth of a level.
pub fn warp(picture: &RgbImage, map: AffineMap, (width, height): (u32, u32)) -> RgbImage {
    let mut warped = RgbImage::new(width, height);
    let source = Source::new(picture);
    source.sample_rows(map, &mut warped);
    source.recycle();
    warped
}

/// As [`warp`] to the same size, into the picture itself.
pub(super) fn warp_in_place(picture: &mut RgbImage, map: AffineMap) {
    let source = Source::new(picture);
    source.sample_rows(map, picture);
    source.recycle();
}

thread_local! {
    /// The words of the last [`Source`]: fresh memory for each picture would cost as much as sampling it.
    static WORDS: Cell<Vec<u64>> = const { Cell::new(Vec::new()) };
}

/// A picture with its border pixels repeated once, each pixel spread over one word.
struct Source {
    pixels: Vec<u64>,
    size: (u32, u32),
}

impl Source {
    fn new(picture: &RgbImage) -> Self {
        let mut pixels = WORDS.take();
        pixels.clear();
        let rows = picture.chunks_exact(3 * (picture.width() as usize).max(1)).map(|row| row.as_chunks::<3>().0);
        for row in rows.clone().take(1).chain(rows.clone()).chain(rows.clone().next_back()) {
            pixels.push(spread(row[0]));
            pixels.extend(row.iter().map(|pixel| spread(*pixel)));
            pixels.push(spread(row[row.len() - 1]));
        }
        Self { pixels, size: picture.dimensions() }
    }

    /// Gives the memory to the next picture.
    fn recycle(self) {
        WORDS.set(self.pixels);
    }

    /// Samples every row of the output and blackens what the map puts outside.
    fn sample_rows(&self, map: AffineMap, samples: &mut RgbImage) {
        let width = samples.width();
        if width == 0 {
            return;
        }
        for (y, row) in (0..).zip(samples.chunks_exact_mut(3 * width as usize)) {
            let line = Line { map, y };
            let (start, end) = line.inside(self.size, width);
            let (before, rest) = row.as_chunks_mut::<3>().0.split_at_mut(start as usize);
            let (inside, after) = rest.split_at_mut((end - start) as usize);
            before.fill([0; 3]);
            self.sample(line, start, inside);
            after.fill([0; 3]);
        }
    }

    /// Samples along a line from output column `start` on.
    #[inline]
    fn sample(&self, line: Line, start: u32, samples: &mut [[u8; 3]]) {
        if samples.is_empty() {
            return; // the line may lie too far outside for fixed point
        }
        let (x, y) = line.at(start);
        // Half a pixel back to the centres, one on for the repeated border, and half a share for rounding.
        let rounding = 1_i64 << (31 - SHARE_DIGITS);
        let fixed = |at: f64| ((at + 0.5) * POSITION_UNIT) as i64 + rounding;
        let (mut x, mut y) = (fixed(x), fixed(y));
        let step = |slope: f64| (slope * POSITION_UNIT).round() as i64;
        let (dx, dy) = (step(line.map[0]), step(line.map[3]));
        let stride = self.size.0 as usize + 2;
        for sample in samples {
            let first = ((y >> 32) as usize).wrapping_mul(stride).wrapping_add((x >> 32) as usize);
            *sample = mixed(&self.pixels[first..], stride, [share(x), share(y)]);
            (x, y) = (x.wrapping_add(dx), y.wrapping_add(dy));
        }
    }
}

/// The share of the next pixel at a position.
#[inline]
fn share(at: i64) -> u64 {
    u64::from(at as u32 >> (32 - SHARE_DIGITS))
}

/// Every channel with room for its product with a share.
#[inline]
fn spread([r, g, b]: [u8; 3]) -> u64 {
    u64::from(r) | u64::from(g) << LANE_DIGITS | u64::from(b) << (2 * LANE_DIGITS)
}

/// Mixes the first pixel with its neighbours to the right and below, all channels at once.
///
/// Differences and their products wrap around, but their sum is a mean of levels in every channel.
#[inline]
fn mixed(pixels: &[u64], stride: usize, [x, y]: [u64; 2]) -> [u8; 3] {
    let (upper_left, upper_right) = (pixels[0], pixels[1]);
    let (lower_left, lower_right) = (pixels[stride], pixels[stride.wrapping_add(1)]);
    let across = upper_right.wrapping_sub(upper_left);
    let down = lower_left.wrapping_sub(upper_left);
    let both = lower_right.wrapping_sub(lower_left).wrapping_sub(across);
    let xy = x.wrapping_mul(y).wrapping_add(1 << (SHARE_DIGITS - 1)) >> SHARE_DIGITS;
    let sum = (upper_left << SHARE_DIGITS)
        .wrapping_add(across.wrapping_mul(x))
        .wrapping_add(down.wrapping_mul(y))
        .wrapping_add(both.wrapping_mul(xy))
        .wrapping_add(HALVES);
    [SHARE_DIGITS, SHARE_DIGITS + LANE_DIGITS, SHARE_DIGITS + 2 * LANE_DIGITS].map(|digits| (sum >> digits) as u8)
}

/// One row of the output, seen in the input.
#[derive(Clone, Copy)]
struct Line {
    map: AffineMap,
    y: u32,
}

impl Line {
    /// Where output column `x` lies in the input, in pixels from the corner.
    #[inline]
    fn at(self, x: u32) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.map;
        let (x, y) = (f64::from(x) + 0.5, f64::from(self.y) + 0.5);
        (a * x + b * y + c, d * x + e * y + f)
    }

    /// First and last + 1 of the output columns, below `n_columns`, that lie inside an input of this size.
    fn inside(self, (width, height): (u32, u32), n_columns: u32) -> (u32, u32) {
        let (width, height) = (f64::from(width), f64::from(height));
        let is_inside = |column: u32| {
            let (x, y) = self.at(column);
            (0.0..width).contains(&x) && (0.0..height).contains(&y)
        };
        let (x, y) = self.at(0);
        let [first, last] = [crossings(x, self.map[0], width), crossings(y, self.map[3], height)]
            .into_iter()
            .fold([0.0, f64::from(n_columns)], |[low, high], [start, end]| [start.max(low), end.min(high)]);
        // The crossings are rounded, so the pixels beside them decide.
        let mut start = (first.ceil() as u32).min(n_columns);
        let mut end = (last.ceil() as u32).clamp(start, n_columns);
        while start > 0 && is_inside(start - 1) {
            start -= 1;
        }
        while start < end && !is_inside(start) {
            start += 1;
        }
        while end < n_columns && is_inside(end) {
            end += 1;
        }
        while start < end && !is_inside(end - 1) {
            end -= 1;
        }
        (start, end)
    }
}

/// Between which columns a coordinate, `at` in column 0 and `slope` more in each next one, lies in `0..length`.
fn crossings(at: f64, slope: f64, length: f64) -> [f64; 2] {
    if slope == 0.0 {
        let outside = !(0.0..length).contains(&at);
        return [if outside { f64::INFINITY } else { 0.0 }, f64::INFINITY];
    }
    let [zero, end] = [-at / slope, (length - at) / slope];
    [zero.min(end), zero.max(end)]
}
