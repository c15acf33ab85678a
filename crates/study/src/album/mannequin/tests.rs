//! A face dressed anew is its crop, except where it is dressed.

use disguise::phantom::{Person, Shot, draw};
use faces::{BoundingBox, DisguiseKind, Expression, Face, Place};
use train::Redraw;

use super::*;
use crate::config::CropConfig;
use crate::prepare::Lens;

/// A drawn face on the right of a wide picture, whose box is higher than wide.
fn wide_picture() -> (RgbImage, Place) {
    let person = Person::sample(5);
    let phantom = draw(&person, &Shot::sample(&person, Expression::Neutral, 3).in_studio(), 200);
    let mut picture = RgbImage::from_pixel(360, 220, pixels::Rgb([90, 100, 110]));
    for (x, y, pixel) in phantom.picture.enumerate_pixels() {
        picture.put_pixel(x + 150, y + 20, *pixel);
    }
    let moved = |p: Point| Point::new(p.x + 150.0, p.y + 20.0);
    let BoundingBox { left, top, right, bottom } = phantom.face_box;
    let face_box = BoundingBox { left: left + 150.0, top: top + 20.0, right: right + 150.0, bottom: bottom + 20.0 };
    (picture, Place { face_box, landmarks: phantom.landmarks.map(moved) })
}

fn face() -> Face {
    let mut seated = crate::gather::seated(&crate::config::PhantomConfig::default(), 1);
    Face { is_crop: false, ..seated.swap_remove(0).0 }
}

fn mean_difference(one: &RgbImage, other: &RgbImage, rows: std::ops::Range<u32>) -> f64 {
    let row = |y: u32| (0..one.width()).map(move |x| (x, y));
    let levels = rows.clone().flat_map(row).flat_map(|(x, y)| one[(x, y)].0.into_iter().zip(other[(x, y)].0));
    let n = f64::from(rows.end - rows.start) * f64::from(one.width()) * 3.0;
    levels.map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>() / n
}

#[test]
fn only_what_is_worn_changes_with_the_seed() {
    let (picture, place) = wide_picture();
    let config = CropConfig { crop_px: 96, ..CropConfig::default() };
    let (lens, face) = (Lens { detector: None, config: &config }, face());
    let plain = lens.cut(&picture, &face, &place);
    let window = lens.window(picture.dimensions(), &face, &place);
    let mannequin =
        Mannequin::new(&picture, window, &Anchors::from(&place), Kinds::from(DisguiseKind::Sunglasses), config.crop_px);
    let [first, again, second] = [4, 4, 5].map(|seed| mannequin.redraw(seed).unwrap());
    assert_eq!(first.dimensions(), (96, 96));
    assert_eq!(first, again);
    let (eyes, mouth) = (25..50, 72..90);
    assert!(mean_difference(&plain, &first, eyes.clone()) > 10.0, "no sunglasses");
    assert!(mean_difference(&first, &second, eyes) > 1.0, "the same sunglasses twice");
    for dressed in [&first, &second] {
        let difference = mean_difference(&plain, dressed, mouth.clone());
        assert!(difference < 3.0, "the mouth differs by {difference:.1} levels");
    }
}
