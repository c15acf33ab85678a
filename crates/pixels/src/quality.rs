//! How good a picture of a face is: sharpness, light and symmetry of an [`AlignedFace`].
//!
//! All look only at the oval of the face inside the picture, on luma in `[0, 1]` (ITU-R 601 on levels as they are stored), and
//! are unknown (`None`) when less than half of the oval lies inside the picture.

mod smooth;
#[cfg(test)]
mod tests;

use crate::align::{AlignedFace, HEIGHT, WIDTH, positions};
use smooth::smoothed;

/// Radius of the running means that separate light from structure for [`sharpness`]: together a Gaussian of sigma 6.5 px, less
/// than a fifth of the distance between the eyes.
const STRUCTURE_RADIUS: usize = 6;

/// As [`STRUCTURE_RADIUS`], for [`asymmetry`]: sigma 11.5 px, a third of the distance between the eyes.
const LIGHT_RADIUS: usize = 11;

/// Radius of the running means that forgive [`asymmetry`] landmarks that are a pixel off: sigma 1.4 px.
const FORGIVING_RADIUS: usize = 1;

/// How far the mirror's axis may lie from the middle of the landmarks: a twelfth of the distance between the eyes.
const AXIS_SHIFT: isize = 3;

/// Luma below which a ratio of lumas is mostly noise.
const DARK: f32 = 0.02;

/// Luma from which a pixel counts as almost white.
const BRIGHT: f32 = 0.98;

/// Standard deviation of structure below which there is none: half a level of 255.
const FLAT: f64 = 0.5 / 255.0;

/// From this yaw on, either way, [`asymmetry`] says how the head is turned and nothing about what covers it.
///
/// In CMU Face Images, heads that look straight ahead have 0.08 (median; 0.17 at most 19 of 20 times), heads turned by 30 to 60
/// degrees 0.38; frontal studio portraits have 0.03 (0.05).
pub const ASYMMETRY_YAW_LIMIT_DEG: f64 = 15.0;

/// From this yaw on, either way, the far part of the oval lies on the background, and [`side_light`] compares it with a cheek.
pub const SIDE_LIGHT_YAW_LIMIT_DEG: f64 = 30.0;

/// Mean luma of the face, in `[0, 1]`.
pub fn brightness(face: &AlignedFace) -> Option<f64> {
    let mask = face.seen_face()?;
    Some(mean(chosen(face.luma(), mask)))
}

/// Standard deviation of the luma of the face, in `[0, 0.5]`.
pub fn contrast(face: &AlignedFace) -> Option<f64> {
    let mask = face.seen_face()?;
    let centre = mean(chosen(face.luma(), mask));
    Some(mean(chosen(face.luma(), mask).map(|luma| (luma - centre).powi(2))).sqrt())
}

/// Share of the face's pixels with a luma of at most 0.02 or at least 0.98, in `[0, 1]`.
///
/// Of the *aligned* pixels: a large face has to be clipped in spots of several of its pixels to count.
pub fn clipped(face: &AlignedFace) -> Option<f64> {
    let mask = face.seen_face()?;
    let is_clipped = |luma: f64| f64::from(u8::from(luma <= f64::from(DARK) || luma >= f64::from(BRIGHT)));
    Some(mean(chosen(face.luma(), mask).map(is_clipped)))
}

/// How much of the structure is fine: root of the mean squared Laplacian over the mean squared structure, in `[0, 8]`.
///
/// `sqrt(mean(L^2) / mean(H^2))` with `L` the sum of the four neighbours minus four times the pixel (energy of the Laplacian:
/// Subbarao, Choi and Nikzad 1993) and `H` the luma minus its mean around (sigma 6.5 px). Both grow alike when the light gets
/// brighter or stronger, and neither sees light that changes slowly across the face. White noise gives 4.5 (root of 20).
///
/// The face is always compared at 36 px between the eyes: one stored with fewer has no fine structure there and is unsharp,
/// however sharp its pixels look; one stored with more cannot get sharper than its 36 px. Noise and the blocks of strong JPEG
/// compression count as structure. `None` also for a face without any structure.
pub fn sharpness(face: &AlignedFace) -> Option<f64> {
    let mask = face.seen_face()?;
    let luma = face.luma();
    let around = smoothed(luma, mask, STRUCTURE_RADIUS);
    let (mut fine, mut all, mut n_pixels) = (0.0, 0.0, 0_u32);
    for (x, y) in positions() {
        let i = y * WIDTH + x;
        // The oval ends before the aligned face does, so its pixels have four neighbours.
        if !mask[i] || ![i - 1, i + 1, i - WIDTH, i + WIDTH].iter().all(|j| face.is_inside()[*j]) {
            continue;
        }
        let laplacian = luma[i - 1] + luma[i + 1] + luma[i - WIDTH] + luma[i + WIDTH] - 4.0 * luma[i];
        fine += f64::from(laplacian).powi(2);
        all += f64::from(luma[i] - around[i]).powi(2);
        n_pixels += 1;
    }
    (all > FLAT * FLAT * f64::from(n_pixels)).then(|| (fine / all).sqrt())
}

/// Whether light comes from the side: median over mirrored pairs of pixels of (left − right) / (left + right), in `[-1, 1]`.
///
/// Positive when the picture's left half is brighter. The median forgives what covers less than half of the pairs: the shadow
/// of a nose, a strand of hair, one lens. Pairs that are black together do not count. A face that turns away from light in front
/// of it is darker on the far side as well; the number does not tell the two apart.
pub fn side_light(face: &AlignedFace) -> Option<f64> {
    let mask = face.seen_face()?;
    let luma = face.luma();
    let pairs = pairs(mask, 0).map(|(left, right)| (luma[left], luma[right]));
    let mut ratios: Vec<f32> =
        pairs.filter(|(l, r)| l + r > 2.0 * DARK).map(|(left, right)| (left - right) / (left + right)).collect();
    median(&mut ratios).map(f64::from)
}

/// Difference between a face and its mirror image, in `[0, 1]`: 0 for a symmetric face, about 0.5 for unrelated halves.
///
/// Light is made equal by dividing the luma by the plane that fits it best, then taking off its mean around (sigma 11.5 px) and
/// dividing by that; then, with `D` and `S` half the
/// difference and half the sum of mirrored pixels, `sum(D^2) / (sum(D^2) + sum(S^2))`: the share of the structure that is odd.
/// It is the least for mirror axes up to 3 px from the middle, so that landmarks may be off and the head turned a little. From
/// [`ASYMMETRY_YAW_LIMIT_DEG`] on the turn shows more than anything that could cover a side. `None` also for a face without
/// structure, and when less than half of the pairs are seen.
pub fn asymmetry(face: &AlignedFace) -> Option<f64> {
    let mask = face.seen_face()?;
    let level = levelled(face.luma(), mask);
    let light = smoothed(&level, mask, LIGHT_RADIUS);
    let structure: Vec<f32> =
        level.iter().zip(&light).map(|(level, light)| (level - light) / light.max(DARK)).collect();
    let structure = smoothed(&structure, mask, FORGIVING_RADIUS);
    let n_least = face.n_oval() / 4;
    let of_axis = |shift| {
        let (mut odd, mut even, mut n_pairs) = (0.0, 0.0, 0_u32);
        for (left, right) in pairs(mask, shift) {
            let [left, right] = [left, right].map(|i| f64::from(structure[i]));
            odd += (left - right).powi(2);
            even += (left + right).powi(2);
            n_pairs += 1;
        }
        let energy = (odd + even) / f64::from(4 * n_pairs);
        (n_pairs as usize >= n_least && energy > FLAT * FLAT).then(|| odd / (odd + even))
    };
    (-AXIS_SHIFT..=AXIS_SHIFT).filter_map(of_axis).min_by(f64::total_cmp)
}

/// The luma divided by the plane that fits it best over the mask (least squares). A mean around, next to the border of the mask,
/// takes light that slopes for structure.
fn levelled(luma: &[f32], mask: &[bool]) -> Vec<f32> {
    let points = || {
        positions()
            .zip(luma)
            .zip(mask)
            .filter(|(_, is_seen)| **is_seen)
            .map(|(((x, y), v), _)| [x as f64, y as f64, f64::from(*v)])
    };
    let middle = [0, 1, 2].map(|i| mean(points().map(|point| point[i])));
    let moment = |i: usize, j: usize| points().map(|p| (p[i] - middle[i]) * (p[j] - middle[j])).sum::<f64>();
    let (xx, xy, yy, xv, yv) = (moment(0, 0), moment(0, 1), moment(1, 1), moment(0, 2), moment(1, 2));
    // Half of an oval is seen, so its pixels do not lie on a line.
    let determinant = xx * yy - xy * xy;
    let (across, down) = ((xv * yy - yv * xy) / determinant, (yv * xx - xv * xy) / determinant);
    let plane = |x: usize, y: usize| middle[2] + across * (x as f64 - middle[0]) + down * (y as f64 - middle[1]);
    positions().zip(luma).map(|((x, y), luma)| luma / (plane(x, y) as f32).max(DARK)).collect()
}

/// The pairs of pixels of the mask that a mirror exchanges; the mirror stands `shift` pixels right of the middle.
fn pairs(mask: &[bool], shift: isize) -> impl Iterator<Item = (usize, usize)> {
    let sum = WIDTH as isize - 1 + 2 * shift;
    let columns = move |y: usize| {
        (0..WIDTH as isize).filter_map(move |left| {
            let right = sum - left;
            let is_pair = left < right && right < WIDTH as isize;
            is_pair.then(|| (y * WIDTH + left as usize, y * WIDTH + right as usize))
        })
    };
    (0..HEIGHT).flat_map(columns).filter(|(left, right)| mask[*left] && mask[*right])
}

fn chosen<'a>(values: &'a [f32], mask: &'a [bool]) -> impl Iterator<Item = f64> {
    values.iter().zip(mask).filter(|(_, is_chosen)| **is_chosen).map(|(value, _)| f64::from(*value))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n_values) = values.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    sum / f64::from(n_values)
}

/// The middle value, of an even number the mean of both; `None` of none.
pub(crate) fn median(values: &mut [f32]) -> Option<f32> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let is_odd = values.len() % 2 == 1;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f32::total_cmp);
    let upper = *upper;
    let lower = below.iter().copied().max_by(f32::total_cmp).filter(|_| !is_odd);
    Some(lower.map_or(upper, |lower| f32::midpoint(lower, upper)))
}
