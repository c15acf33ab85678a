//! Tests of `tone`: known colours, and drawn faces of all ten Monk tones in the same light; the numbers of a peer are in
//! `tests/tone.rs`.

use faces::{Landmarks, Point};
use image::{Rgb, RgbImage};
use proptest::prelude::*;

use super::*;
use crate::align::AlignedFace;

fn landmarks() -> Landmarks {
    Landmarks {
        left_eye: Point::new(90.0, 132.0),
        right_eye: Point::new(198.0, 132.0),
        nose: Point::new(144.0, 190.0),
        left_mouth: Point::new(102.0, 249.0),
        right_mouth: Point::new(186.0, 249.0),
    }
}

fn skin_of(picture: &RgbImage) -> Skin {
    skin(&AlignedFace::new(picture, &landmarks()).unwrap())
}

/// A face of one tone whose light is multiplied by `light(x, y)`, with coarse noise of a few levels.
fn drawn(tone: [u8; 3], light: impl Fn(f64, f64) -> f64) -> RgbImage {
    RgbImage::from_fn(288, 336, |x, y| {
        let light = light(f64::from(x) / 288.0, f64::from(y) / 336.0);
        let n = ((x / 3) * 31 + (y / 3) * 1013).wrapping_mul(2_654_435_761) >> 24;
        let noise = f64::from(n) / 255.0 * 6.0 - 3.0;
        Rgb(tone.map(|level| (f64::from(level) * light + noise).round().clamp(0.0, 255.0) as u8))
    })
}

/// How bright the light is at shares of width and height.
type Light = fn(f64, f64) -> f64;

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

/// Lightness, a, b and ITA of the scale's colours, computed by hand from the standards (see `science.md`, 4.4).
const MONK_LAB: [[f64; 4]; 10] = [
    [94.211, 1.504, 5.430, 83.0],
    [92.275, 2.062, 7.288, 80.2],
    [93.091, 0.217, 14.212, 71.7],
    [87.573, 0.461, 17.755, 64.7],
    [77.902, 3.473, 23.141, 50.3],
    [55.143, 7.785, 26.744, 10.9],
    [42.470, 12.327, 20.533, -20.1],
    [30.678, 11.669, 13.338, -55.4],
    [21.069, 2.691, 5.967, -78.3],
    [14.610, 1.483, 3.528, -84.3],
];

#[test]
fn the_scale_has_its_known_coordinates() {
    for (tone, [lightness, a, b, ita]) in MONK_TONES.into_iter().zip(MONK_LAB) {
        let found = Lab::from_rgb8(tone);
        near(found.lightness, lightness, 0.001);
        near(found.a, a, 0.001);
        near(found.b, b, 0.001);
        near(found.ita_deg(), ita, 0.06);
    }
}

#[test]
fn greys_have_no_colour() {
    for level in [0, 1, 10, 128, 255] {
        let found = Lab::from_rgb8([level; 3]);
        assert!(found.chroma() < 1e-4, "{found:?}");
    }
    near(Lab::from_rgb8([255; 3]).lightness, 100.0, 1e-5);
    // CIE 1976: 18 % grey has the lightness 49.496.
    let level = 1.055 * 0.18_f64.powf(1.0 / 2.4) - 0.055;
    near(Lab::from_srgb([level; 3]).lightness, 116.0 * 0.18_f64.cbrt() - 16.0, 1e-3);
}

#[test]
fn a_flat_face_has_its_own_tone() {
    for (number, tone) in (1..).zip(MONK_TONES) {
        let found = skin_of(&RgbImage::from_pixel(288, 336, Rgb(tone)));
        let colour = found.colour.unwrap();
        assert_eq!((nearest_monk_tone(colour), found.share), (number, 1.0));
        assert!(ciede2000(colour, Lab::from_rgb8(tone)) < 1e-3);
    }
}

/// The rule must not lose more of one tone than of another: the same light and the same noise for all ten.
#[test]
fn every_tone_is_as_usable_as_any_other() {
    let lights: [(&str, Light, f64); 4] = [
        ("even", |_, _| 0.96, 0.99),
        ("from above", |_, y| 1.0 - 0.35 * y, 0.95),
        ("from the side", |x, _| 0.75 + 0.22 * x, 0.95),
        ("half in shadow", |x, _| if x < 0.45 { 0.5 } else { 0.95 }, 0.5),
    ];
    for (name, light, least) in lights {
        for (number, tone) in (1..).zip(MONK_TONES) {
            let found = skin_of(&drawn(tone, light));
            assert!(found.share >= least, "{name}, tone {number}: {}", found.share);
            let off = i32::from(nearest_monk_tone(found.colour.unwrap())) - number;
            assert!(off.abs() <= if name == "even" { 1 } else { 2 }, "{name}, tone {number} was read {off} off");
        }
    }
}

#[test]
fn the_order_of_the_tones_survives_the_light() {
    for light in [0.5, 0.7, 0.9] {
        let ita = |tone| skin_of(&drawn(tone, |_, _| light)).colour.unwrap().ita_deg();
        // Tones 1 to 4 are hardly told apart by ITA; from 3 on it falls with every tone.
        let found: Vec<f64> = MONK_TONES[2..].iter().map(|tone| ita(*tone)).collect();
        assert!(found.windows(2).all(|pair| pair[1] < pair[0]), "{light}: {found:?}");
    }
}

#[test]
fn grey_pictures_and_covered_faces_have_no_tone() {
    let grey = skin_of(&drawn([120; 3], |x, _| 0.8 + 0.2 * x));
    assert_eq!((grey.colour, grey.share > 0.9), (None, true));
    let blue = skin_of(&RgbImage::from_pixel(288, 336, Rgb([60, 80, 190])));
    assert_eq!(blue, Skin { share: 0.0, colour: None });
    let white = skin_of(&RgbImage::from_pixel(288, 336, Rgb([255, 250, 240])));
    assert_eq!(white, Skin { share: 0.0, colour: None });
    let beside = Landmarks { ..landmarks() }.map(|p| Point::new(p.x + 900.0, p.y));
    let face = AlignedFace::new(&RgbImage::from_pixel(288, 336, Rgb(MONK_TONES[4])), &beside).unwrap();
    assert_eq!(skin(&face), Skin { share: 0.0, colour: None });
}

/// Dark glasses, dark hair over the forehead or a blue mask over the cheeks leave the tone of what is seen.
#[test]
fn what_covers_a_part_is_left_out() {
    for tone in [MONK_TONES[2], MONK_TONES[5], MONK_TONES[7]] {
        for (colour, top, bottom) in [([8, 8, 8], 0, 100), ([30, 22, 18], 0, 100), ([90, 130, 190], 160, 336)] {
            let mut picture = drawn(tone, |_, _| 0.95);
            let covered = picture.enumerate_pixels_mut().filter(|(_, y, _)| (top..bottom).contains(y));
            covered.for_each(|(_, _, pixel)| *pixel = Rgb(colour));
            let bare = skin_of(&drawn(tone, |_, _| 0.95)).colour.unwrap();
            let found = skin_of(&picture);
            let difference = ciede2000(found.colour.unwrap(), bare);
            assert!(difference < 4.0 && found.share < 0.8, "{tone:?} under {colour:?}: {difference}, {}", found.share);
        }
    }
}

proptest! {
    #[test]
    fn a_difference_is_symmetric_and_zero_to_itself(first in lab(), second in lab()) {
        prop_assert!(ciede2000(first, first) < 1e-9);
        prop_assert!((ciede2000(first, second) - ciede2000(second, first)).abs() < 1e-9);
        prop_assert!(ciede2000(first, second).is_finite());
    }
}

fn lab() -> impl Strategy<Value = Lab> {
    (0.0..100.0, -120.0..120.0, -120.0..120.0).prop_map(|(lightness, a, b)| Lab { lightness, a, b })
}
