//! Writes a contact sheet of phantoms, rows sorted by expression: `phantom_sheet PATH [SIZE_PX [SEED [COLUMNS]]]`.

use std::error::Error;

use disguise::phantom::{Sitting, sample_set};
use pixels::RgbImage;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("expected the path of the sheet")?;
    let size_px: u32 = arguments.next().map_or(Ok(112), |word| word.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |word| word.parse())?;
    let n_columns: usize = arguments.next().map_or(Ok(10), |word| word.parse())?;

    let mut sittings = sample_set(seed, n_columns * n_columns, 1);
    sittings.sort_by_key(|sitting| sitting.shot.expression);
    sheet(&sittings, size_px, n_columns).save(&path)?;
    Ok(())
}

/// All pictures in rows of `n_columns`.
fn sheet(sittings: &[Sitting], size_px: u32, n_columns: usize) -> RgbImage {
    let n_rows = sittings.len().div_ceil(n_columns);
    let mut sheet = RgbImage::new(size_px * n_columns as u32, size_px * n_rows as u32);
    for (i, sitting) in sittings.iter().enumerate() {
        let (left, top) = ((i % n_columns) as u32 * size_px, (i / n_columns) as u32 * size_px);
        for (x, y, pixel) in sitting.draw(size_px).picture.enumerate_pixels() {
            sheet.put_pixel(left + x, top + y, *pixel);
        }
    }
    sheet
}
