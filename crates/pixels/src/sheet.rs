//! Many pictures side by side on one.

#[cfg(test)]
mod tests;

use image::{Rgb, RgbImage};

use crate::resize::{Filter, resize};

const BACKGROUND: Rgb<u8> = Rgb([255, 255, 255]);
const GAP_PX: u32 = 2;

/// Lays pictures out in rows of `columns` square tiles of `tile_px` pixels, 2 px of white between them.
///
/// A picture keeps its aspect and is centred in its tile. Without pictures the sheet is one white tile.
///
/// # Panics
/// When `columns` or `tile_px` is 0.
pub fn contact_sheet(pictures: &[RgbImage], columns: u32, tile_px: u32) -> RgbImage {
    assert!(columns > 0 && tile_px > 0, "a sheet has at least one column of at least one pixel");
    let n_columns = columns.min(pictures.len().max(1) as u32);
    let n_rows = (pictures.len() as u32).div_ceil(n_columns).max(1);
    let side = |n: u32| n * tile_px + (n - 1) * GAP_PX;
    let mut sheet = RgbImage::from_pixel(side(n_columns), side(n_rows), BACKGROUND);
    for (i, picture) in (0..).zip(pictures) {
        let (left, top) = ((i % n_columns) * (tile_px + GAP_PX), (i / n_columns) * (tile_px + GAP_PX));
        place(&mut sheet, picture, left, top, tile_px);
    }
    sheet
}

fn place(sheet: &mut RgbImage, picture: &RgbImage, left: u32, top: u32, tile_px: u32) {
    let (width, height) = picture.dimensions();
    if width == 0 || height == 0 {
        return;
    }
    let scale = f64::from(tile_px) / f64::from(width.max(height));
    let scaled = |length: u32| ((f64::from(length) * scale).round() as u32).clamp(1, tile_px);
    let tile = resize(picture, scaled(width), scaled(height), Filter::Bilinear);
    let (x, y) = (left + (tile_px - tile.width()) / 2, top + (tile_px - tile.height()) / 2);
    image::imageops::replace(sheet, &tile, i64::from(x), i64::from(y));
}
