//! Comma-separated values after RFC 4180, as printed; empty where undefined.

use super::{Table, Value};

pub(super) fn render(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let rows = table.rows.iter().map(|row| row.iter().map(text).collect::<Vec<_>>());
    std::iter::once(names).chain(rows).map(|row| line(&row)).collect()
}

fn text(value: &Value) -> String {
    if *value == Value::Undefined { String::new() } else { value.text() }
}

fn line(cells: &[String]) -> String {
    cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
