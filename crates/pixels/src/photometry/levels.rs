//! Changes that map each level on its own, by a formula for the picture or a table per channel.

use image::RgbImage;
use pulp::{Simd, WithSimd};

use super::grey::luma_sum;
use crate::lanes::{blend, vectorised};

type Table = [u8; 256];

/// How often each level occurs in each channel.
type Histograms = [[u32; 256]; 3];

/// Multiplies every level by `factor >= 0` and clips; 1 changes nothing (`adjust_brightness`).
pub fn brightness(picture: &mut RgbImage, factor: f32) {
    vectorised(Blend { levels: picture, from: 0, factor });
}

/// Moves every level away from the mean grey by `factor >= 0`; 1 changes nothing (`adjust_contrast`).
///
/// The mean grey is rounded to a level, as `ImageEnhance.Contrast` does.
pub fn contrast(picture: &mut RgbImage, factor: f32) {
    let mean = (luma_sum(picture) as f64 / picture.pixels().len().max(1) as f64 + 0.5) as u8;
    vectorised(Blend { levels: picture, from: mean, factor });
}

/// Stretches each channel to 0..=255 (`autocontrast`); a channel of one level stays.
pub fn autocontrast(picture: &mut RgbImage) {
    look_up_by_histogram(picture, |histogram| {
        let low = histogram.iter().position(|&n| n > 0)?;
        let high = histogram.iter().rposition(|&n| n > 0)?;
        let scale = 255.0 / (high - low) as f64;
        let offset = -(low as f64) * scale;
        (low < high).then(|| table(|level| (f64::from(level) * scale + offset).clamp(0.0, 255.0) as u8))
    });
}

/// Makes the histogram of each channel as flat as a look-up table can (`equalize`); a channel of one level stays.
pub fn equalize(picture: &mut RgbImage) {
    look_up_by_histogram(picture, |histogram| {
        let n_of_highest = histogram.iter().rev().find(|&&n| n > 0)?;
        let step = (histogram.iter().sum::<u32>() - n_of_highest) / 255;
        let mut n_below = step / 2;
        (step > 0).then(|| {
            histogram.map(|n| {
                let level = (n_below / step).min(255) as u8;
                n_below += n;
                level
            })
        })
    });
}

struct Blend<'a> {
    levels: &'a mut [u8],
    from: u8,
    factor: f32,
}

impl WithSimd for Blend<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for level in self.levels {
            *level = blend(self.from, *level, self.factor);
        }
    }
}

fn table(level: impl Fn(u8) -> u8) -> Table {
    std::array::from_fn(|from| level(from as u8))
}

/// Maps each channel by a table made from its histogram; `None` leaves the channel.
fn look_up_by_histogram(picture: &mut RgbImage, make: impl Fn(&[u32; 256]) -> Option<Table>) {
    let tables = histograms(picture).map(|histogram| make(&histogram).unwrap_or_else(|| table(|level| level)));
    look_up(picture, &tables);
}

fn look_up(picture: &mut RgbImage, [red, green, blue]: &[Table; 3]) {
    for [r, g, b] in picture.as_chunks_mut::<3>().0 {
        *r = red[usize::from(*r)];
        *g = green[usize::from(*g)];
        *b = blue[usize::from(*b)];
    }
}

fn histograms(picture: &RgbImage) -> Histograms {
    // Two sets by turns: neighbours are often equal, and a counter cannot be raised again before it has been written.
    let mut sets: [Histograms; 2] = [[[0; 256]; 3]; 2];
    let [even, odd] = &mut sets;
    let (pairs, last) = picture.as_chunks::<6>();
    for [r0, g0, b0, r1, g1, b1] in pairs {
        count(even, [*r0, *g0, *b0]);
        count(odd, [*r1, *g1, *b1]);
    }
    if let Some(pixel) = last.first_chunk::<3>() {
        count(even, *pixel);
    }
    for (sum, n) in even.as_flattened_mut().iter_mut().zip(odd.as_flattened()) {
        *sum += n;
    }
    sets[0]
}

#[inline(always)]
fn count(histograms: &mut Histograms, pixel: [u8; 3]) {
    for (histogram, level) in histograms.iter_mut().zip(pixel) {
        let n = &mut histogram[usize::from(level)];
        // A picture of 2^32 pixels does not fit the limits of decoding.
        *n = n.wrapping_add(1);
    }
}
