//! Tests of `contact_sheet`.

use image::Rgb;

use super::*;

#[test]
fn sheets_have_room_for_every_picture() {
    let picture = RgbImage::from_pixel(20, 10, Rgb([200, 0, 0]));
    for (n, columns, size) in
        [(0, 4, (30, 30)), (1, 4, (30, 30)), (4, 4, (126, 30)), (5, 4, (126, 62)), (3, 1, (30, 94))]
    {
        let sheet = contact_sheet(&vec![picture.clone(); n], columns, 30);
        assert_eq!(sheet.dimensions(), size, "{n} in {columns}");
        let red = sheet.pixels().filter(|p| p.0 == [200, 0, 0]).count();
        assert_eq!(red, n * 30 * 15, "{n} in {columns}");
    }
}

#[test]
fn tiles_follow_the_order_of_the_pictures() {
    let pictures: Vec<_> = (0..5).map(|i| RgbImage::from_pixel(4, 4, Rgb([i * 50, 0, 0]))).collect();
    let sheet = contact_sheet(&pictures, 3, 10);
    for (i, (x, y)) in [(5, 5), (17, 5), (29, 5), (5, 17), (17, 17)].into_iter().enumerate() {
        assert_eq!(sheet.get_pixel(x, y).0[0], i as u8 * 50);
    }
}
