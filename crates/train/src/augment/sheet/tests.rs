//! Tests of `sheet`: which rows there are, and that each shows its own change.

use super::*;

fn face() -> RgbImage {
    RgbImage::from_fn(70, 90, |x, y| {
        Rgb([(50 + x * 2) as u8, (30 + y) as u8, if (x / 9 + y / 7) % 2 == 0 { 40 } else { 180 }])
    })
}

#[test]
fn the_first_row_holds_draws_and_every_change_has_a_row() {
    let rows = Augmentation::default().rows(&face(), 48, 3, 7);
    let names: Vec<_> = rows.iter().map(|row| (row.name, row.tiles.len())).collect();
    let expected = [
        ("all changes", 3),
        ("crop: area", 3),
        ("crop: width over height", 3),
        ("flip", 1),
        ("rotation", 3),
        ("grayscale", 1),
        ("jitter: brightness", 3),
        ("jitter: contrast", 3),
        ("jitter: saturation", 3),
        ("jitter: hue", 3),
        ("blur", 3),
        ("sharpness", 1),
        ("autocontrast", 1),
        ("equalize", 1),
        ("cutouts", 3),
    ];
    assert_eq!(names, expected);
    let key = DrawKey { seed: 7, pass: 0, index: 1 };
    assert!(rows[0].tiles[1].1 == Augmentation::default().apply(&face(), 48, key));
    let plain = resize(&face(), 48, 48, Filter::Bilinear);
    for row in &rows {
        let (_, strongest) = row.tiles.last().unwrap();
        assert!(*strongest != plain, "{}", row.name);
        assert_eq!(strongest.dimensions(), (48, 48), "{}", row.name);
    }
}

#[test]
fn changes_that_never_happen_have_no_row() {
    let rows = Augmentation::none().rows(&face(), 40, 2, 1);
    assert_eq!(rows.iter().map(|row| row.name).collect::<Vec<_>>(), ["all changes"]);
    let hue = Augmentation { jitter_share: 1.0, jitter_hue: 0.0, ..Augmentation::none() };
    let names: Vec<_> = hue.rows(&face(), 40, 2, 1).iter().map(|row| row.name).collect();
    assert_eq!(names, ["all changes", "jitter: brightness", "jitter: contrast", "jitter: saturation"]);
}

#[test]
fn a_sheet_begins_every_row_with_the_unchanged_face() {
    let plain = resize(&face(), 40, 40, Filter::Bilinear);
    let rows = Augmentation::default().rows(&face(), 40, 2, 1);
    let sheet = sheet(&plain, &rows);
    assert_eq!(sheet.dimensions(), (3 * 40 + 2 * 2, 15 * 40 + 14 * 2));
    for row in 0..15 {
        let tile = CropWindow { left: 0, top: row * 42, width: 40, height: 40 };
        assert!(pixels::crop(&sheet, tile).unwrap() == plain, "row {row}");
    }
}
