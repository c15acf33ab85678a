//! Tests of `geometry`; the numbers of a peer are in `tests/reference.rs`.

use image::Rgb;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::*;

fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x * 9) as u8, (y * 14) as u8, (x * y) as u8]))
}

#[test]
fn flipping_twice_is_identity() {
    for (width, height) in [(13, 7), (2, 3), (1, 1), (0, 0)] {
        let picture = drawn(width, height);
        let mut flipped = picture.clone();
        flip_horizontal(&mut flipped);
        assert!(flipped.enumerate_pixels().all(|(x, y, p)| p == picture.get_pixel(width - 1 - x, y)));
        flip_horizontal(&mut flipped);
        assert_eq!(flipped, picture);
    }
}

#[test]
fn quarter_turns_move_whole_pixels() {
    let picture = drawn(9, 9);
    let mut turned = picture.clone();
    rotate(&mut turned, 90.0);
    assert!(turned.enumerate_pixels().all(|(x, y, p)| p == picture.get_pixel(8 - y, x)), "counter-clockwise");
    rotate(&mut turned, 0.0);
    rotate(&mut turned, -90.0);
    assert_eq!(turned, picture);
}

#[test]
fn warp_shifts_and_fills_with_black() {
    let picture = RgbImage::from_pixel(4, 3, Rgb([10, 20, 30]));
    let shifted = warp(&picture, [1.0, 0.0, 2.0, 0.0, 1.0, 0.0], (4, 3));
    assert!(shifted.enumerate_pixels().all(|(x, _, p)| p.0 == if x < 2 { [10, 20, 30] } else { [0; 3] }));
}

#[test]
fn a_window_that_never_fits_becomes_the_central_one() {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let wide = random_window((100, 10), (1.0, 1.0), (0.75, 4.0 / 3.0), &mut rng);
    assert_eq!(wide, CropWindow { left: 43, top: 0, width: 13, height: 10 });
    let tall = random_window((9, 100), (1.0, 1.0), (0.75, 4.0 / 3.0), &mut rng);
    assert_eq!(tall, CropWindow { left: 0, top: 44, width: 9, height: 12 });
}

proptest! {
    #[test]
    fn windows_lie_inside(w in 1_u32..300, h in 1_u32..300, low in 0.05_f64..1.0, seed: u64) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let window = random_window((w, h), (low, 1.0), (0.75, 4.0 / 3.0), &mut rng);
        prop_assert!(window.width >= 1 && window.height >= 1);
        prop_assert!(window.left + window.width <= w && window.top + window.height <= h);
    }
}
