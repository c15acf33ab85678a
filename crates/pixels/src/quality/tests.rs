//! Tests of `quality`: cases computed by hand, and what must and must not change each number.

use faces::{Landmarks, Point};
use image::{Rgb, RgbImage};
use proptest::prelude::*;

use super::*;
use crate::geometry::flip_horizontal;
use crate::photometry::gaussian_blur;
use crate::resize::{Filter, resize};

/// Landmarks that need no resampling when `zoom` is 1: eyes and mouth lie at their places of the aligned face.
fn landmarks(zoom: f32) -> Landmarks {
    let at = |x: f32, y: f32| Point::new(zoom * x, zoom * y);
    Landmarks {
        left_eye: at(30.0, 44.0),
        right_eye: at(66.0, 44.0),
        nose: at(48.0, 63.0),
        left_mouth: at(34.0, 83.0),
        right_mouth: at(62.0, 83.0),
    }
}

fn aligned(picture: &RgbImage) -> AlignedFace {
    AlignedFace::new(picture, &landmarks(picture.width() as f32 / WIDTH as f32)).unwrap()
}

fn grey(level: impl Fn(f64, f64) -> f64) -> RgbImage {
    RgbImage::from_fn(WIDTH as u32, HEIGHT as u32, |x, y| {
        Rgb([level(f64::from(x) + 0.5, f64::from(y) + 0.5).round().clamp(0.0, 255.0) as u8; 3])
    })
}

/// A drawn face, symmetric about the middle: brows, eyes, nose and mouth darker than the skin, and freckles.
fn drawn_face() -> RgbImage {
    let spot = |x: f64, y: f64, [cx, cy, rx, ry]: [f64; 4]| (-((x - cx) / rx).powi(2) - ((y - cy) / ry).powi(2)).exp();
    grey(|x, y| {
        let x = x.min(96.0 - x);
        let freckles = 4.0 * (x * 2.1).sin() * (y * 1.9).sin();
        let parts = [[30.0, 44.0, 5.0, 2.5], [30.0, 35.0, 8.0, 2.0], [44.0, 66.0, 3.0, 2.0], [48.0, 83.0, 13.0, 3.0]];
        170.0 + freckles - parts.iter().map(|part| 110.0 * spot(x, y, *part)).sum::<f64>()
    })
}

fn changed(picture: &RgbImage, change: impl Fn(u32, u32, f64) -> f64) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let change = |level: u8| change(x, y, f64::from(level)).round().clamp(0.0, 255.0) as u8;
        Rgb(picture.get_pixel(x, y).0.map(change))
    })
}

fn close(found: Option<f64>, expected: f64, tolerance: f64) {
    let found = found.expect("the face is measurable");
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

#[test]
fn levels_of_a_flat_face() {
    for (level, share) in [(0.0, 1.0), (51.0, 0.0), (255.0, 1.0)] {
        let face = aligned(&grey(|_, _| level));
        close(brightness(&face), level / 255.0, 1e-6);
        close(contrast(&face), 0.0, 1e-6);
        close(clipped(&face), share, 0.0);
        assert_eq!((sharpness(&face), asymmetry(&face)), (None, None), "a flat face has no structure");
    }
}

/// Stripes of two levels, a row each: half of the pixels lie half the difference above the mean.
#[test]
fn contrast_of_stripes_is_half_their_difference() {
    let face = aligned(&grey(|_, y| if (y as u32).is_multiple_of(2) { 51.0 } else { 153.0 }));
    close(contrast(&face), 0.2, 1e-3);
    close(brightness(&face), 0.4, 1e-3);
}

/// For stripes one row wide the Laplacian is four times the distance from the mean, which the mean around has almost none of.
#[test]
fn sharpness_of_waves_is_their_laplacian() {
    close(sharpness(&aligned(&grey(|_, y| if (y as u32).is_multiple_of(2) { 51.0 } else { 153.0 }))), 4.0, 0.02);
    let check = |period: f64| {
        let face = aligned(&grey(|x, _| 128.0 + 100.0 * (std::f64::consts::TAU * x / period).sin()));
        close(sharpness(&face), 2.0 - 2.0 * (std::f64::consts::TAU / period).cos(), 0.02);
    };
    [3.0, 4.0, 6.0, 8.0].into_iter().for_each(check);
}

#[test]
fn sharpness_of_noise_is_the_root_of_twenty() {
    let face = aligned(&grey(|x, y| {
        let n = ((x * 31.0 + y * 1013.0) as u32).wrapping_mul(2_654_435_761);
        f64::from((n ^ n >> 15).wrapping_mul(2_246_822_519) >> 24)
    }));
    close(sharpness(&face), 20.0_f64.sqrt(), 0.15);
}

#[test]
fn side_light_is_the_ratio_of_the_halves() {
    let face = aligned(&grey(|x, _| if x < 48.0 { 150.0 } else { 50.0 }));
    close(side_light(&face), 0.5, 1e-4);
    // A shadow on less than half of the pairs does not count.
    close(side_light(&aligned(&grey(|_, y| if y < 60.0 { 120.0 } else { 119.0 }))), 0.0, 1e-4);
    close(side_light(&aligned(&grey(|x, y| if x < 48.0 && y < 55.0 { 20.0 } else { 120.0 }))), 0.0, 1e-4);
    assert_eq!(side_light(&aligned(&grey(|_, _| 1.0))), None, "a black face has no light");
}

/// An even and an odd wave of the same strength: half of the structure is odd. The axis cannot make up for it, because a wave
/// down the face multiplies both.
#[test]
fn asymmetry_is_the_share_of_odd_structure() {
    let wave = |odd: f64, even: f64| {
        asymmetry(&aligned(&grey(|x, y| {
            let across = std::f64::consts::TAU * (x - 48.0) / 12.0;
            128.0 + 12.0 * (odd * across.sin() * (y / 4.0).sin() + even * across.cos() * (y / 4.0).cos())
        })))
    };
    close(wave(0.0, 1.0), 0.0, 1e-3);
    close(wave(1.0, 1.0), 0.5, 0.03);
}

#[test]
fn a_drawn_face_is_symmetric_until_a_side_is_covered() {
    let face = drawn_face();
    close(asymmetry(&aligned(&face)), 0.0, 1e-3);
    let mut last = 0.0;
    for reach in [20, 24, 28] {
        let covered = changed(&face, |x, _, level| if x < reach { 60.0 } else { level });
        let found = asymmetry(&aligned(&covered)).unwrap();
        assert!(found > last + 0.01, "covered up to column {reach}: {found} after {last}");
        last = found;
    }
    assert!(last > 0.2, "an eye is hidden: {last}");
    // Light that changes slowly across the face is no cover.
    let lit = changed(&face, |x, _, level| level * (0.6 + 0.6 * f64::from(x) / 96.0));
    let found = asymmetry(&aligned(&lit)).unwrap();
    assert!(found < 0.02, "light from the side: {found}");
}

#[test]
fn a_face_beside_the_picture_is_unknown() {
    let face = AlignedFace::new(&drawn_face(), &landmarks(1.0).map(|p| Point::new(p.x + 50.0, p.y))).unwrap();
    for measure in [brightness, contrast, clipped, sharpness, side_light, asymmetry] {
        assert_eq!(measure(&face), None);
    }
    let half = AlignedFace::new(&drawn_face(), &landmarks(1.0).map(|p| Point::new(p.x + 40.0, p.y))).unwrap();
    assert!(brightness(&half).is_some() && sharpness(&half).is_some());
    assert_eq!(asymmetry(&half), None, "too few pairs are seen");
}

/// The same face with more pixels is as sharp; enlarged from few it is not, though its file is large.
#[test]
fn sharpness_knows_how_much_detail_was_stored() {
    let face = drawn_face();
    let sharp = sharpness(&aligned(&face)).unwrap();
    let enlarged = |small: u32, large: u32| {
        let few = resize(&face, WIDTH as u32 / small, HEIGHT as u32 / small, Filter::Area);
        let many = resize(&few, WIDTH as u32 * large, HEIGHT as u32 * large, Filter::Bilinear);
        sharpness(&aligned(&many)).unwrap()
    };
    let more = resize(&face, WIDTH as u32 * 6, HEIGHT as u32 * 6, Filter::Area);
    let more = sharpness(&aligned(&more)).unwrap();
    assert!(more > 0.9 * sharp && more < 1.05 * sharp, "{more} with more pixels, {sharp} with as many");
    let (half, quarter, eighth) = (enlarged(2, 4), enlarged(4, 4), enlarged(8, 4));
    assert!(half < 0.7 * sharp && quarter < 0.8 * half && eighth < 0.7 * quarter, "{sharp} {half} {quarter} {eighth}");
    // A file of few pixels is compared at the same size.
    let small = sharpness(&aligned(&resize(&face, 24, 28, Filter::Area))).unwrap();
    assert!(small < 0.6 * sharp, "{small} of {sharp}");
}

#[test]
fn the_middle_of_an_even_number_is_between() {
    assert_eq!(median(&mut [3.0, 1.0, 2.0, 10.0]), Some(2.5));
    assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&mut []), None);
}

/// Gaussian means with the same variance, over the same mask.
#[test]
fn running_means_are_nearly_gaussian() {
    let mask: Vec<bool> = positions().map(|(x, y)| x > 10 && y < 100 && (x + y) % 7 != 0).collect();
    let values: Vec<f32> = positions().map(|(x, y)| ((x * y) as f32 / 90.0).sin()).collect();
    for radius in [1, 6] {
        let sigma = ((radius * (radius + 1)) as f64).sqrt();
        let found = smoothed(&values, &mask, radius);
        for place in [(50, 50), (40, 60), (30, 70), (60, 45)] {
            let index = place.1 * WIDTH + place.0;
            let (found, expected) = (f64::from(found[index]), gaussian_mean(&values, &mask, place, sigma));
            assert!(!mask[index] || (found - expected).abs() < 0.06, "{place:?}: {found}, expected {expected}");
        }
    }
}

fn gaussian_mean(values: &[f32], mask: &[bool], (x, y): (usize, usize), sigma: f64) -> f64 {
    let weight = |(i, j): (usize, usize)| {
        let distance = (i as f64 - x as f64).powi(2) + (j as f64 - y as f64).powi(2);
        (-distance / (2.0 * sigma * sigma)).exp()
    };
    let seen = positions().zip(values).zip(mask).filter(|(_, is_seen)| **is_seen).map(|(pixel, _)| pixel);
    let (sum, weights) = seen
        .fold((0.0, 0.0), |(sum, weights), (at, value)| (sum + weight(at) * f64::from(*value), weights + weight(at)));
    sum / weights
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn light_changes_neither_sharpness_nor_asymmetry_nor_its_side(gain in 0.5..1.3_f64, tilt in -0.2..0.2) {
        let face = changed(&drawn_face(), |x, y, level| level * (1.0 + tilt * (f64::from(x) + f64::from(y)) / 200.0));
        let lit = changed(&face, |_, _, level| gain * level);
        let both = [&face, &lit].map(aligned);
        let near = |measure: fn(&AlignedFace) -> Option<f64>, tolerance: f64| {
            let [one, other] = both.each_ref().map(|face| measure(face).unwrap());
            (one - other).abs() < tolerance
        };
        prop_assert!(near(sharpness, 0.06) && near(asymmetry, 0.01) && near(side_light, 0.02));
        let [one, other] = both.each_ref().map(|face| brightness(face).unwrap());
        prop_assert!((other - gain * one).abs() < 0.01_f64);
    }

    #[test]
    fn blur_lowers_sharpness(sigma in 0.5..2.0_f32) {
        let mut blurred = drawn_face();
        let mut last = sharpness(&aligned(&blurred)).unwrap();
        for _ in 0..3 {
            gaussian_blur(&mut blurred, sigma);
            let found = sharpness(&aligned(&blurred)).unwrap();
            prop_assert!(found < last, "{} after {}", found, last);
            last = found;
        }
    }

    #[test]
    fn a_mirror_turns_side_light_around_and_nothing_else(strength in -0.6..0.6, cover in 0..45_u32) {
        let face = changed(&drawn_face(), |x, _, level| {
            if x < cover { 50.0 } else { level * (1.0 + strength * (f64::from(x) / 96.0 - 0.5)) }
        });
        let mut mirrored = face.clone();
        flip_horizontal(&mut mirrored);
        let (face, mirrored) = (aligned(&face), aligned(&mirrored));
        let [one, other] = [&face, &mirrored].map(|face| side_light(face).unwrap());
        prop_assert!((one + other).abs() < 1e-5);
        for measure in [brightness, contrast, clipped, sharpness, asymmetry] {
            let [one, other] = [&face, &mirrored].map(|face| measure(face).unwrap());
            prop_assert!((one - other).abs() < 1e-4, "{} {}", one, other);
        }
    }
}
