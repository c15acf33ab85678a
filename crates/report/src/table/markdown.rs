//! Pipe tables of Markdown.

use super::{Align, Table};

pub(super) fn render(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let sides = table.columns.iter().map(|column| match column.align {
        Align::Left => ":--",
        Align::Right => "--:",
    });
    let mut lines = vec![format!("**{}**", escaped(&table.title)), String::new(), line(&names)];
    lines.push(format!("| {} |", sides.collect::<Vec<_>>().join(" | ")));
    lines.extend(table.texts().iter().map(|row| line(row)));
    lines.extend(table.notes.iter().flat_map(|note| [String::new(), escaped(note)]));
    lines.join("\n") + "\n"
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "))
}

/// Keeps text from being read as markup: a name may hold a pipe, a tag or a star.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
