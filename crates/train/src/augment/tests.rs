//! Tests of `augment`: each change alone, the draws' keys, the ranges.

use pixels::{Filter, Rgb, resize};

use super::*;

const KEY: DrawKey = DrawKey { seed: 1, pass: 2, index: 3 };

fn face() -> RgbImage {
    RgbImage::from_fn(70, 90, |x, y| {
        Rgb([(50 + x * 2) as u8, (30 + y) as u8, if (x / 9 + y / 7) % 2 == 0 { 40 } else { 180 }])
    })
}

#[test]
fn none_only_resizes() {
    assert!(Augmentation::none().apply(&face(), 48, KEY) == resize(&face(), 48, 48, Filter::Bilinear));
}

#[test]
fn every_change_changes_something() {
    let none = Augmentation::none();
    let plain = none.apply(&face(), 64, KEY);
    let alone = [
        ("crop", Augmentation { crop_area: [0.3, 0.5], ..none.clone() }),
        ("flip", Augmentation { flip_share: 1.0, ..none.clone() }),
        ("rotation", Augmentation { rotation_degrees: 15.0, ..none.clone() }),
        ("grayscale", Augmentation { grayscale_share: 1.0, ..none.clone() }),
        ("jitter", Augmentation { jitter_share: 1.0, ..none.clone() }),
        ("blur", Augmentation { blur_share: 1.0, blur_sigma_px: [1.0, 2.0], ..none.clone() }),
        ("sharpness", Augmentation { sharpness_share: 1.0, ..none.clone() }),
        ("autocontrast", Augmentation { autocontrast_share: 1.0, ..none.clone() }),
        ("equalize", Augmentation { equalize_share: 1.0, ..none.clone() }),
        ("cutouts", Augmentation { cutouts: 1, ..none.clone() }),
    ];
    for (name, augmentation) in alone {
        let changed = augmentation.apply(&face(), 64, KEY);
        assert_eq!(changed.dimensions(), (64, 64), "{name}");
        assert!(changed != plain, "{name}");
    }
}

#[test]
fn a_key_decides_the_draw() {
    let augmentation = Augmentation::default();
    let draw = |key| augmentation.apply(&face(), 64, key);
    assert!(draw(KEY) == draw(KEY));
    for other in [DrawKey { seed: 9, ..KEY }, DrawKey { pass: 9, ..KEY }, DrawKey { index: 9, ..KEY }] {
        assert!(draw(KEY) != draw(other), "{other:?}");
    }
}

#[test]
fn changes_happen_as_often_as_the_recipe_says() {
    let plain = Augmentation::none().apply(&face(), 32, KEY);
    for share in [0.0, 0.2, 0.5, 1.0] {
        let augmentation = Augmentation { grayscale_share: share, ..Augmentation::none() };
        let n_changed =
            (0..400).filter(|&index| augmentation.apply(&face(), 32, DrawKey { index, ..KEY }) != plain).count();
        let deviation = (400.0 * share * (1.0 - share)).sqrt();
        assert!((n_changed as f64 - 400.0 * share).abs() <= 4.0 * deviation, "{share}: {n_changed} of 400");
    }
}

#[test]
fn cutouts_scale_with_the_input() {
    let black = RgbImage::new(10, 10);
    for (input_px, least, greatest) in [(224, 16, 28), (112, 8, 14), (32, 2, 4)] {
        let one = Augmentation { cutouts: 1, ..Augmentation::none() };
        for index in 0..50 {
            let changed = one.apply(&black, input_px, DrawKey { index, ..KEY });
            let n_cut = changed.pixels().filter(|pixel| pixel.0 != [0; 3]).count() as u32;
            let side = n_cut.isqrt();
            assert!(side * side == n_cut && (least..=greatest).contains(&side), "{input_px}: {n_cut} pixels");
        }
    }
}

#[test]
fn strengths_out_of_range_are_named() {
    let default = Augmentation::default;
    assert_eq!(default().check(), Ok(()));
    assert_eq!(Augmentation::none().check(), Ok(()));
    for (field, wrong) in [
        ("crop_area", Augmentation { crop_area: [0.0, 1.0], ..default() }),
        ("crop_area", Augmentation { crop_area: [0.5, 1.5], ..default() }),
        ("crop_aspect", Augmentation { crop_aspect: [2.0, 1.0], ..default() }),
        ("flip_share", Augmentation { flip_share: 1.1, ..default() }),
        ("rotation_degrees", Augmentation { rotation_degrees: f64::NAN, ..default() }),
        ("jitter_hue", Augmentation { jitter_hue: 0.6, ..default() }),
        ("blur_sigma_px", Augmentation { blur_sigma_px: [0.0, 1.0], ..default() }),
        ("sharpness_factor", Augmentation { sharpness_factor: -1.0, ..default() }),
        ("cutout_side_px", Augmentation { cutout_side_px: [9, 8], ..default() }),
        ("cutout_side_px", Augmentation { cutout_side_px: [0, 8], ..default() }),
    ] {
        assert_eq!(wrong.check().unwrap_err().field, field);
    }
}
