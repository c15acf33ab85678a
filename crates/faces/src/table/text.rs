//! Tables as comma-separated text.

use std::io;

use csv::{StringRecord, Trim};

use super::{Column, Sink, Table};
use crate::csv_table::{self, CsvProblem};

/// Writes the parts below one header.
pub(super) fn write(file: Sink, parts: &mut dyn Iterator<Item = Table>) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(file);
    for (number, part) in parts.enumerate() {
        if number == 0 {
            writer.write_record(part.names())?;
        }
        for row in 0..part.n_rows() {
            writer.write_record(part.columns.iter().map(|(_, column)| column.text(row)))?;
        }
    }
    writer.flush()
}

/// Reads bytes as columns with their names.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<(String, Column)>, CsvProblem> {
    let table = csv_table::read(bytes, Trim::None)?;
    let cells = |i: usize| table.rows.iter().map(move |(_, record): &(usize, StringRecord)| &record[i]);
    let column = |(i, name): (usize, String)| (name, typed(&cells(i).collect::<Vec<_>>()));
    Ok(table.header.clone().into_iter().enumerate().map(column).collect())
}

/// The narrowest kind that every cell has; a column without any cell is text.
fn typed(cells: &[&str]) -> Column {
    let known = || cells.iter().filter(|cell| !cell.is_empty());
    let whole = |cell: &str| cell.parse::<i64>().ok().filter(|number| number.to_string() == cell);
    let number = |cell: &str| cell.parse::<f64>().ok().filter(|_| cell.ends_with(|c: char| c.is_ascii_digit()));
    let has_any = known().next().is_some();
    // A number that begins with further zeros is a name, such as that of a person or a frame.
    let is_name = |cell: &&&str| cell.len() > 1 && cell.starts_with('0') && !cell.starts_with("0.");
    if has_any && known().all(|cell| whole(cell).is_some()) {
        Column::Integer(cells.iter().map(|cell| whole(cell)).collect())
    } else if has_any && known().all(|cell| number(cell).is_some()) && known().find(is_name).is_none() {
        Column::Float(cells.iter().map(|cell| number(cell)).collect())
    } else {
        Column::Text(cells.iter().map(|cell| Some((*cell).to_owned())).collect())
    }
}
