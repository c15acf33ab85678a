//! Photographs for both sides: as they are, and put together into pictures with several faces.

use std::path::{Path, PathBuf};

use pixels::{Filter, Rgb, RgbImage, resize, save_png};

use super::{Result, opened};

/// What lies between the photographs of a montage.
const GROUND: Rgb<u8> = Rgb([96, 128, 112]);

/// Photographs of one face each, large enough for every cell.
const LARGE: &str = "london";

/// Photographs of the folder of files, from both sets.
const N_FILES: [(&str, usize); 2] = [("wild", 40), (LARGE, 10)];

/// Makes the pictures of a kind: `files`, `SET-N` for the first pictures of a set, or `WIDTHxHEIGHT-FACES-N` for montages.
pub fn make(kind: &str, data: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    if kind == "files" {
        return copy_files(data, folder);
    }
    let (name, n) = kind.rsplit_once('-').ok_or("expected KIND-N")?;
    let montage = name.rsplit_once('-').and_then(|(size, faces)| Some((size.split_once('x')?, faces)));
    let pictures: Box<dyn Iterator<Item = Result<RgbImage>>> = if let Some(((width, height), n_faces)) = montage {
        Box::new(montages(data, (width.parse()?, height.parse()?), n_faces.parse()?)?)
    } else {
        Box::new(photographs(data, name)?.into_iter().map(|file| opened(&file)))
    };
    for (number, picture) in pictures.take(n.parse()?).enumerate() {
        // Without loss, so that both sides decode the same levels.
        save_png(&picture?, &folder.join(format!("{number:02}.png")))?;
    }
    Ok(())
}

/// The files of a folder, sorted.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = files.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// The pictures of a set.
fn photographs(data: &Path, set: &str) -> Result<Vec<PathBuf>> {
    let mut files = files(&data.join(set).join("images"))?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jpg" || ending == "pgm"));
    Ok(files)
}

fn copy_files(data: &Path, folder: &Path) -> Result<()> {
    for (set, n) in N_FILES {
        for (number, file) in photographs(data, set)?.into_iter().take(n).enumerate() {
            std::fs::copy(file, folder.join(format!("{set}-{number:02}.jpg")))?;
        }
    }
    Ok(())
}

/// Pictures of a size with a square number of photographs in a grid, a new photograph in every cell.
fn montages(
    data: &Path,
    (width, height): (u32, u32),
    n_faces: u32,
) -> Result<impl Iterator<Item = Result<RgbImage>> + use<>> {
    let n_columns = n_faces.isqrt();
    if n_columns == 0 || n_columns * n_columns != n_faces {
        return Err(format!("expected a square number of faces, found {n_faces}").into());
    }
    let mut photographs = photographs(data, LARGE)?.into_iter().cycle();
    let (cell_width, cell_height) = (width / n_columns, height / n_columns);
    let side = cell_width.min(cell_height);
    Ok(std::iter::repeat_with(move || {
        let mut sheet = RgbImage::from_pixel(width, height, GROUND);
        for cell in 0..n_faces {
            let file = photographs.next().ok_or("expected photographs, found none")?;
            let part = resize(&opened(&file)?, side, side, Filter::Area);
            let left = cell % n_columns * cell_width + (cell_width - side) / 2;
            let top = cell / n_columns * cell_height + (cell_height - side) / 2;
            for (x, y, level) in part.enumerate_pixels() {
                sheet.put_pixel(left + x, top + y, *level);
            }
        }
        Ok(sheet)
    }))
}
