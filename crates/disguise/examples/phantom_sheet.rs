//! Writes a contact sheet of phantoms, rows sorted by expression, with their truth on them if asked for:
//! `phantom_sheet PATH [SIZE_PX [SEED [COLUMNS [plain|truth [PLANT ...]]]]]`, a planted bias as in `glasses:all:0.5`.

use std::error::Error;

use disguise::phantom::{Phantom, Plant, Sitting, plant, sample_set};
use pixels::{Rgb, RgbImage};

/// A tint for every region in order of its number.
const TINTS: [[u8; 3]; 13] = [
    [40, 40, 40],
    [90, 90, 160],
    [120, 80, 40],
    [200, 180, 150],
    [250, 210, 60],
    [250, 120, 160],
    [120, 220, 120],
    [90, 40, 140],
    [40, 160, 250],
    [250, 140, 40],
    [220, 40, 40],
    [250, 250, 250],
    [0, 220, 220],
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("expected the path of the sheet")?;
    let size_px: u32 = arguments.next().map_or(Ok(112), |word| word.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |word| word.parse())?;
    let n_columns: usize = arguments.next().map_or(Ok(10), |word| word.parse())?;

    let mut sittings = sample_set(seed, n_columns * n_columns, 1);
    let shown =
        if arguments.next().as_deref() == Some("truth") { with_truth } else { |phantom: Phantom| phantom.picture };
    let plants = arguments.map(|words| words.parse()).collect::<Result<Vec<Plant>, _>>()?;
    plant::plant(&mut sittings, &plants, seed);
    sittings.sort_by_key(|sitting| sitting.shot.expression);
    sheet(&sittings, n_columns, |sitting| shown(sitting.draw(size_px)), size_px).save(&path)?;
    Ok(())
}

/// All pictures in rows of `n_columns`.
fn sheet(sittings: &[Sitting], n_columns: usize, shown: impl Fn(&Sitting) -> RgbImage, size_px: u32) -> RgbImage {
    let n_rows = sittings.len().div_ceil(n_columns);
    let mut sheet = RgbImage::new(size_px * n_columns as u32, size_px * n_rows as u32);
    for (i, sitting) in sittings.iter().enumerate() {
        let (left, top) = ((i % n_columns) as u32 * size_px, (i / n_columns) as u32 * size_px);
        for (x, y, pixel) in shown(sitting).enumerate_pixels() {
            sheet.put_pixel(left + x, top + y, *pixel);
        }
    }
    sheet
}

/// The picture with a tint for every region and a dot for each of the 68 landmarks.
fn with_truth(phantom: Phantom) -> RgbImage {
    let mut picture = phantom.picture;
    for (pixel, id) in picture.pixels_mut().zip(phantom.regions.map().pixels()) {
        let tint = TINTS[usize::from(id.0[0])];
        *pixel = Rgb(std::array::from_fn(|c| pixel.0[c] / 2 + tint[c] / 2));
    }
    for point in phantom.landmarks_68.points() {
        if let Some(pixel) = picture.get_pixel_mut_checked(point.x as u32, point.y as u32) {
            *pixel = Rgb([255; 3]);
        }
    }
    picture
}
