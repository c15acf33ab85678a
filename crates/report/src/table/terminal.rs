//! Aligned text without boxes, for a terminal of 100 columns.

use super::{Align, Table};

const WIDTH: usize = 100;
const GAP: &str = "  ";

pub(super) fn render(table: &Table) -> String {
    let rows = table.texts();
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let widths = fitted(table, &names, &rows);
    let mut lines: Vec<String> = wrap(&table.title, WIDTH);
    lines.push(String::new());
    lines.extend(row_lines(table, &names, &widths));
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join(GAP);
    lines.push(rule.clone());
    for (i, row) in rows.iter().enumerate() {
        lines.extend((0 < i && i == table.first_summary()).then(|| rule.clone()));
        lines.extend(row_lines(table, row, &widths));
    }
    if !table.notes.is_empty() {
        lines.push(String::new());
    }
    lines.extend(table.notes.iter().flat_map(|note| wrap(note, WIDTH)));
    lines.join("\n") + "\n"
}

/// A paragraph as wide as the tables: `mark` before its first line, as much room before the others.
pub(super) fn paragraph(mark: &str, text: &str) -> String {
    let room = " ".repeat(count(mark));
    let marks = std::iter::once(mark).chain(std::iter::repeat(room.as_str()));
    let lines = wrap(text, WIDTH.saturating_sub(count(mark)));
    marks.zip(&lines).flat_map(|(mark, line)| [mark, line, "\n"]).collect()
}

/// Natural widths, then the widest column that can still be wrapped loses a column at a time until all fit. Headings and
/// words wrap, numbers do not.
fn fitted(table: &Table, names: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let cells = |i: usize| std::iter::once(&names[i]).chain(rows.iter().map(move |row| &row[i]));
    let least_of_values = |i: usize| match table.columns[i].align {
        Align::Left => rows.iter().map(|row| longest_word(&row[i])).max().unwrap_or(0),
        Align::Right => rows.iter().map(|row| count(&row[i])).max().unwrap_or(0),
    };
    let least: Vec<usize> = (0..names.len()).map(|i| least_of_values(i).max(longest_word(&names[i]))).collect();
    let mut widths: Vec<usize> =
        (0..names.len()).map(|i| cells(i).map(|cell| count(cell)).max().unwrap_or(0)).collect();
    let gaps = GAP.len() * names.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > WIDTH {
        let can_shrink = (0..widths.len()).filter(|i| least[*i] < widths[*i]);
        // Headings of numbers give way first: a wrapped heading costs a line, wrapped words one in every row.
        let widest = can_shrink.max_by_key(|i| (table.columns[*i].align == Align::Right, widths[*i]));
        let Some(widest) = widest else { break };
        widths[widest] -= 1;
    }
    widths
}

fn row_lines(table: &Table, cells: &[String], widths: &[usize]) -> Vec<String> {
    let wrapped: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let parts = wrapped
            .iter()
            .zip(widths)
            .zip(&table.columns)
            .map(|((lines, width), column)| padded(lines.get(at).map_or("", String::as_str), *width, column.align));
        parts.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

fn padded(text: &str, width: usize, align: Align) -> String {
    let fill = " ".repeat(width.saturating_sub(count(text)));
    match align {
        Align::Left => format!("{text}{fill}"),
        Align::Right => format!("{fill}{text}"),
    }
}

/// Lines of at most `width` characters, broken between words; a longer word keeps its own line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if count(line) + 1 + count(word) <= width => line.extend([" ", word]),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(count).max().unwrap_or(0)
}

fn count(text: &str) -> usize {
    text.chars().count()
}
