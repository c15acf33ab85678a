//! A confusion matrix as a drawing: counts and shares of the row on shaded cells.

use super::ink::{self, INK, SOFT, escaped};
use crate::html::matrices::{Matrix, MatrixCell};
use crate::plot::px;

const CELL_HEIGHT: f64 = 32.0;
const LEAST_CELL: f64 = 44.0;
const SIZE: f64 = 11.0;
/// Longer names of classes are turned above their columns.
const LONGEST_UPRIGHT: f64 = 40.0;
/// The sine of the turned names, and their cosine.
const SLOPE: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// Letters of a longer name are left out.
const LONGEST_NAME: usize = 24;

/// A matrix and what its rows and columns are.
pub(super) struct Grid {
    pub matrix: Matrix,
    pub rows: &'static str,
    pub columns: &'static str,
}

/// Where things lie.
struct Places {
    left: f64,
    top: f64,
    cell: f64,
    is_turned: bool,
    overhang: f64,
}

impl Grid {
    fn places(&self) -> Places {
        let widest = |names: &mut dyn Iterator<Item = &String>| {
            names.map(|name| ink::width(&cut(name), SIZE)).fold(0.0, f64::max)
        };
        let rows = widest(&mut self.matrix.rows.iter().map(|row| &row.label));
        let columns = widest(&mut self.matrix.columns.iter().map(|(_, long)| long));
        let cells = self.matrix.rows.iter().flat_map(|row| &row.cells);
        let numbers = cells.map(|cell| ink::width(&cell.text, SIZE)).fold(0.0, f64::max);
        let is_turned = LONGEST_UPRIGHT < columns;
        Places {
            left: rows.max(ink::width(self.rows, SIZE)) + 10.0,
            top: if is_turned { columns * SLOPE + 34.0 } else { 36.0 },
            cell: LEAST_CELL.max(numbers + 10.0),
            is_turned,
            overhang: if is_turned { columns * SLOPE } else { 0.0 },
        }
    }

    /// Width and height.
    pub fn size(&self) -> (f64, f64) {
        let at = self.places();
        let right = at.left + at.cell * self.matrix.columns.len() as f64;
        let beside = 44.0_f64.max(at.overhang - at.cell / 2.0 + 4.0);
        (right + beside, at.top + CELL_HEIGHT * self.matrix.rows.len() as f64)
    }

    /// The drawing, its upper left corner at the origin.
    pub fn draw(&self) -> String {
        let at = self.places();
        let right = at.left + at.cell * self.matrix.columns.len() as f64;
        let mut svg = self.headings(&at, right);
        for (place, row) in self.matrix.rows.iter().enumerate() {
            let y = at.top + CELL_HEIGHT * place as f64;
            let middle = y + CELL_HEIGHT / 2.0 + 4.0;
            svg.push_str(&text(at.left - 8.0, middle, "end", INK, &cut(&row.label)));
            for (place, cell) in row.cells.iter().enumerate() {
                svg.push_str(&square(cell, at.left + at.cell * place as f64, y, at.cell));
            }
            svg.push_str(&text(right + 36.0, middle, "end", SOFT, &row.n));
        }
        // Frames last, so that no neighbour covers them.
        for (place, row) in self.matrix.rows.iter().enumerate() {
            let y = at.top + CELL_HEIGHT * place as f64;
            let hits = row.cells.iter().enumerate().filter(|(_, cell)| cell.class.contains("hit"));
            for (place, _) in hits {
                svg.push_str(&frame(at.left + at.cell * place as f64 + 1.0, y + 1.0, at.cell - 2.0, CELL_HEIGHT - 2.0));
            }
        }
        svg
    }

    fn headings(&self, at: &Places, right: f64) -> String {
        let mut svg = text(at.left, 12.0, "start", SOFT, self.columns);
        svg.push_str(&text(at.left - 8.0, at.top - 8.0, "end", SOFT, self.rows));
        svg.push_str(&text(right + 36.0, at.top - 8.0, "end", SOFT, "n"));
        for (place, (_, long)) in self.matrix.columns.iter().enumerate() {
            let (x, y) = (at.left + at.cell * (place as f64 + 0.5), at.top - 8.0);
            if at.is_turned {
                svg.push_str(&format!(
                    "<text transform=\"translate({} {}) rotate(-45)\" font-size=\"11\" fill=\"{INK}\">{}</text>\n",
                    px(x),
                    px(y),
                    escaped(&cut(long))
                ));
            } else {
                svg.push_str(&text(x, y, "middle", INK, long));
            }
        }
        svg
    }
}

/// A cell: its count, and below it the share of the row where there is one.
fn square(cell: &MatrixCell, x: f64, y: f64, width: f64) -> String {
    let (middle, is_empty) = (x + width / 2.0, cell.text == "0");
    let colour = match cell.class {
        class if class.contains("deep") => "#ffffff",
        _ if is_empty => SOFT,
        _ => INK,
    };
    let mut svg = format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" stroke=\"#ffffff\"/>\n",
        px(x),
        px(y),
        px(width),
        px(CELL_HEIGHT),
        ink::shade(cell.shade)
    );
    let middle_of_count = if is_empty { y + CELL_HEIGHT / 2.0 + 4.0 } else { y + 14.0 };
    svg.push_str(&text(middle, middle_of_count, "middle", colour, &cell.text));
    if !is_empty {
        svg.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"9\" fill=\"{colour}\">{} %</text>\n",
            px(middle),
            px(y + 26.0),
            cell.shade
        ));
    }
    svg
}

/// The frame of a right answer.
pub(super) fn frame(x: f64, y: f64, width: f64, height: f64) -> String {
    format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"2\"/>\n",
        px(x),
        px(y),
        px(width),
        px(height)
    )
}

fn text(x: f64, y: f64, anchor: &str, colour: &str, words: &str) -> String {
    format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" font-size=\"11\" fill=\"{colour}\">{}</text>\n",
        px(x),
        px(y),
        escaped(words)
    )
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    format!("{}…", name.chars().take(LONGEST_NAME - 1).collect::<String>())
}
