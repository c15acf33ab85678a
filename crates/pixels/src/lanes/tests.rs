//! Tests of `lanes`: every level and every block length.

use super::*;

#[test]
fn levels_are_cut_and_rounded_as_by_conversion() {
    for step in 0..=255 * 64 {
        let value = step as f32 / 64.0;
        assert_eq!(cut(value), value as u8, "{value}");
        assert_eq!(nearest(value), value.round_ties_even() as u8, "{value}");
        assert_eq!(cut_f64(f64::from(value)), value as u8, "{value}");
        assert_eq!(nearest_f64(f64::from(value)), value.round_ties_even() as u8, "{value}");
    }
}

#[test]
fn blend_equals_its_formula() {
    for factor in [0.0_f32, 0.3, 1.0, 1.7, 9.0] {
        for (from, to) in (0..=255_u8).flat_map(|from| (0..=255_u8).map(move |to| (from, to))) {
            let expected = (f32::from(from) + factor * (f32::from(to) - f32::from(from))).clamp(0.0, 255.0) as u8;
            assert_eq!(blend(from, to, factor), expected, "{from} {to} {factor}");
        }
    }
}

#[test]
fn blocks_cover_every_pixel_once() {
    for n_pixels in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7] {
        let before: Vec<u8> = (0..3 * n_pixels).map(|i| (i * 7) as u8).collect();
        let mut levels = before.clone();
        each_block(&mut levels, |[red, _, blue]| red.swap_with_slice(blue));
        for (found, expected) in levels.chunks(3).zip(before.chunks(3)) {
            assert_eq!(found, [expected[2], expected[1], expected[0]]);
        }
    }
}
