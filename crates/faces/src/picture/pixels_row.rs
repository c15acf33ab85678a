//! A row of a CSV file with grey levels, as a PGM picture.

use super::PictureFault;

/// The cell of a row as a binary PGM picture, whose side is the square root of the number of levels.
pub(super) fn to_pgm(row: &[u8], column: usize) -> Result<Vec<u8>, PictureFault> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row);
    let record = reader.byte_records().next().transpose().ok().flatten().unwrap_or_default();
    let levels = levels(record.get(column).unwrap_or_default())?;
    let side = levels.len().isqrt();
    if levels.is_empty() || side * side != levels.len() {
        return Err(PictureFault::NotSquare { n_levels: levels.len() });
    }
    Ok([format!("P5\n{side} {side}\n255\n").as_bytes(), &levels].concat())
}

fn levels(cell: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let words = cell.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let level = |word: &[u8]| {
        let text = String::from_utf8_lossy(word);
        text.parse::<u8>().ok().ok_or_else(|| PictureFault::NotGrey { found: text.into_owned() })
    };
    words.map(level).collect()
}
