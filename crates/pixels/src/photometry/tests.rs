//! Tests of `photometry`; the numbers of a peer are in `tests/reference.rs`.

use image::{Rgb, RgbImage};

use super::*;

fn drawn() -> RgbImage {
    RgbImage::from_fn(13, 8, |x, y| Rgb([(x * 19) as u8, (y * 30) as u8, (x * y * 3) as u8]))
}

fn changed(picture: &RgbImage, change: impl FnOnce(&mut RgbImage)) -> RgbImage {
    let mut changed = picture.clone();
    change(&mut changed);
    changed
}

#[test]
fn factor_one_changes_nothing() {
    for operation in [brightness, contrast, saturation, sharpness] as [fn(&mut RgbImage, f32); 4] {
        assert_eq!(changed(&drawn(), |picture| operation(picture, 1.0)), drawn());
    }
}

#[test]
fn factor_zero_removes_what_the_name_says() {
    assert!(changed(&drawn(), |picture| brightness(picture, 0.0)).iter().all(|level| *level == 0));
    assert_eq!(changed(&drawn(), |picture| saturation(picture, 0.0)), changed(&drawn(), grayscale));
    let flat = changed(&drawn(), |picture| contrast(picture, 0.0));
    assert!(flat.iter().all(|level| level == &flat.get_pixel(0, 0).0[0]));
}

#[test]
fn a_third_of_the_circle_exchanges_the_primaries() {
    let primary =
        |channel: usize| RgbImage::from_pixel(1, 1, Rgb(std::array::from_fn(|c| if c == channel { 240 } else { 0 })));
    for (before, after) in [(0, 1), (1, 2), (2, 0)] {
        assert_eq!(changed(&primary(before), |picture| hue(picture, 1.0 / 3.0)), primary(after));
    }
    let grey = RgbImage::from_pixel(2, 2, Rgb([77; 3]));
    assert_eq!(changed(&grey, |picture| hue(picture, 0.4)), grey);
}

#[test]
fn autocontrast_spans_the_range_and_leaves_flat_channels() {
    let dull = RgbImage::from_fn(5, 4, |x, _| Rgb([50 + x as u8 * 10, 90, 60 + x as u8]));
    let found = changed(&dull, autocontrast);
    for (channel, span) in [(0, (0, 255)), (1, (90, 90)), (2, (0, 255))] {
        let levels = found.pixels().map(|p| p.0[channel]);
        assert_eq!((levels.clone().min().unwrap(), levels.max().unwrap()), span);
    }
}

#[test]
fn equalize_keeps_the_order_of_levels() {
    let dull = RgbImage::from_fn(40, 30, |x, y| Rgb([60 + ((x * x + y) % 50) as u8; 3]));
    let found = changed(&dull, equalize);
    let mut table = [None; 256];
    for (before, after) in dull.iter().zip(found.iter()) {
        assert_eq!(*table[usize::from(*before)].get_or_insert(*after), *after);
    }
    let levels: Vec<u8> = table.into_iter().flatten().collect();
    assert!(levels.is_sorted() && levels.last().unwrap() - levels[0] > 200);
}

#[test]
fn blur_keeps_flat_pictures_and_the_mean_of_others() {
    let flat = RgbImage::from_pixel(6, 4, Rgb([9, 200, 255]));
    assert_eq!(changed(&flat, |picture| gaussian_blur(picture, 1.3)), flat);
    let mut dot = RgbImage::new(9, 7);
    dot.put_pixel(4, 3, Rgb([255; 3]));
    let blurred = changed(&dot, |picture| gaussian_blur(picture, 0.8));
    let sum: u32 = blurred.pixels().map(|p| u32::from(p.0[0])).sum();
    assert!(sum.abs_diff(255) <= 12, "{sum}");
    assert_eq!(blurred.get_pixel(3, 3), blurred.get_pixel(4, 2));
}
