//! What hides a face in the controls, by its area and place.

use super::*;

const FACE: BoundingBox = BoundingBox { left: 10.0, top: 20.0, right: 50.0, bottom: 70.0 };

fn n_of(picture: &RgbImage, colour: Rgb<u8>) -> usize {
    picture.pixels().filter(|pixel| **pixel == colour).count()
}

#[test]
fn a_rectangle_has_the_area_and_lies_on_the_face() {
    for seed in 0..50 {
        let place = rectangle(FACE, 500.0, seed);
        assert!((place.width() * place.height() - 500.0).abs() < 1.0);
        assert!(FACE.left <= place.left && place.right <= FACE.right + 1e-3);
        assert!(FACE.top <= place.top && place.bottom <= FACE.bottom + 1e-3);
    }
    let all = rectangle(FACE, 1e6, 1);
    assert!(all.width() <= FACE.width() && all.height() <= FACE.height());
}

#[test]
fn grey_fills_what_is_hidden_and_nothing_else() {
    let mut picture = RgbImage::from_fn(64, 80, |x, _| Rgb([if x < 30 { 100 } else { 200 }; 3]));
    assert_eq!(mean_of(&picture, FACE), Rgb([150; 3]));
    let mask = GrayImage::from_fn(64, 80, |x, y| pixels::Luma([if x < 8 && y < 5 { 255 } else { 0 }]));
    blot(&mut picture, &mask, Rgb([7; 3]));
    assert_eq!(n_of(&picture, Rgb([7; 3])), 40);
    fill(&mut picture, BoundingBox { left: 20.0, top: 20.0, right: 24.0, bottom: 30.0 }, Rgb([9; 3]));
    assert_eq!(n_of(&picture, Rgb([9; 3])), 40);
}
