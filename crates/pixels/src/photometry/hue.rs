//! Turning the hue in Pillow's 8-bit HSV.
//!
//! Pillow converts pixel by pixel with branches, in `f32` with additions in double. Here every pixel takes the same steps
//! without branches, chosen so that each rounding happens where Pillow's does; the tests compare all colours.

#[cfg(test)]
mod tests;

use image::RgbImage;
use pulp::{Simd, WithSimd};

use crate::lanes::{cut_f64, each_block, nearest_f64, vectorised};

/// Turns the hue of every pixel by `turns` of the colour circle, in `[-0.5, 0.5]` (`adjust_hue`).
///
/// The round trip through 8-bit HSV moves levels a little even for 0 turns, as Pillow's does.
pub fn hue(picture: &mut RgbImage, turns: f32) {
    let shift = (f64::from(turns) * 255.0) as i32 as u8;
    vectorised(Turn { levels: picture, shift });
}

struct Turn<'a> {
    levels: &'a mut [u8],
    shift: u8,
}

impl WithSimd for Turn<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        each_block(self.levels, |[first, second, third]| {
            let n = first.len();
            let (second, third) = (&mut second[..n], &mut third[..n]);
            for i in 0..n {
                [first[i], second[i], third[i]] = hsv([first[i], second[i], third[i]]);
            }
            for hue in &mut *first {
                *hue = hue.wrapping_add(self.shift);
            }
            for i in 0..n {
                [first[i], second[i], third[i]] = rgb([first[i], second[i], third[i]]);
            }
        });
    }
}

#[inline(always)]
fn hsv([r, g, b]: [u8; 3]) -> [u8; 3] {
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let middle = r.max(g).min(r.min(g).max(b));
    let value = most;
    let [r, g, b, most, middle, least] = [r, g, b, most, middle, least].map(f32::from);
    // A grey pixel has no chroma, hue 0 and saturation 0; 1 instead of 0 only avoids a division by 0.
    let chroma = (most - least).max(1.0);
    let fall = (most - middle) / chroma;
    // With the least level's share of 1 put in, only one of Pillow's two shares is left to round.
    let (offset, rises) = if r >= most {
        if b <= least { (1.0, false) } else { (-1.0, true) }
    } else if g >= most {
        if r <= least { (3.0, false) } else { (1.0, true) }
    } else if g <= least {
        (5.0, false)
    } else {
        (3.0, true)
    };
    let sixths = offset + if rises { fall } else { -fall };
    let turns = f64::from(sixths) * (1.0 / 6.0);
    let hue = (turns + if turns < 0.0 { 1.0 } else { 0.0 }) as f32;
    let is_grey = most <= least;
    let hue = if is_grey { 0.0 } else { f64::from(hue) * 255.0 };
    let saturation = if is_grey { 0.0 } else { f64::from(chroma / most) * 255.0 };
    [cut_f64(hue), cut_f64(saturation), value]
}

#[inline(always)]
fn rgb([hue, saturation, value]: [u8; 3]) -> [u8; 3] {
    // Pillow keeps these two in f32 and the rest in double.
    let sixths = f64::from(hue) * (6.0 / 255.0);
    let sector = sixths.floor();
    let rest = (sixths - sector) as f32;
    let share = (f64::from(saturation) * (1.0 / 255.0)) as f32;
    let faded = |lost: f64| nearest_f64(f64::from(value) * (1.0 - lost));
    let p = faded(f64::from(share));
    let falling = faded(f64::from(share * rest));
    let rising = faded(f64::from(share) * (1.0 - f64::from(rest)));
    // The circle is six sixths, and the seventh is the first.
    let sector = cut_f64(sector);
    let (r, g, b) = match sector {
        1 => (falling, value, p),
        2 => (p, value, rising),
        3 => (p, falling, value),
        4 => (rising, p, value),
        5 => (value, p, falling),
        _ => (value, rising, p),
    };
    [r, g, b]
}
