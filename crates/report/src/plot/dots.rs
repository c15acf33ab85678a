//! Rows of dots on a percent scale: accuracies with their intervals, shares of predicted expressions.

use super::{Mark, Path, Plot, WIDTH, class, label, marker, px, segment};

/// The room before the dots on a page, as wide as a phone.
pub(crate) const LEFT: f64 = 96.0;
const RIGHT: f64 = 20.0;
/// The scale's length.
const SCALE: f64 = WIDTH - LEFT - RIGHT;
const TOP: f64 = 8.0;
const LANE: f64 = 12.0;
const ROW_GAP: f64 = 10.0;
const BOTTOM: f64 = 22.0;

/// One row: a name and a dot per thing that is compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub label: String,
    pub dots: Vec<Dot>,
    /// A fraction marked with a tick over the whole row: what would be expected.
    pub reference: Option<f64>,
}

/// One dot on the scale; fractions in `[0, 1]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dot {
    pub mark: Mark,
    pub value: f64,
    /// The line through the dot: an interval, or from 0 to the value.
    pub from: f64,
    pub to: f64,
    pub text: String,
}

/// Words of a plot.
pub(crate) struct Words {
    pub id: String,
    pub title: String,
    pub description: String,
}

impl Words {
    /// Words that read every row aloud.
    pub fn of(id: String, title: String, rows: &[Row]) -> Self {
        let texts = rows.iter().flat_map(|row| row.dots.iter().map(|dot| dot.text.as_str()));
        Self { id, title, description: texts.collect::<Vec<_>>().join("; ") }
    }
}

/// A name and its number of pictures, together at most so many letters: as short as the room before the dots.
pub(crate) fn row_label(name: &str, n: u64, longest: usize) -> String {
    let n = format!(" ({n})");
    let room = longest.saturating_sub(n.len());
    if name.chars().count() <= room {
        return format!("{name}{n}");
    }
    format!("{}…{n}", name.chars().take(room.saturating_sub(1)).collect::<String>())
}

/// The end of a scale of percent: a round number above everything that is drawn.
pub(crate) fn most(rows: &[Row]) -> f64 {
    let ends = rows.iter().flat_map(|row| row.dots.iter().map(|dot| dot.to).chain(row.reference));
    let most = ends.fold(0.0, f64::max);
    ((most * 10.0).ceil() / 10.0).clamp(0.1, 1.0)
}

/// Lays out the rows on a scale from 0 to `most`, a multiple of a tenth.
pub(crate) fn plot(words: Words, rows: &[Row], most: f64) -> Plot {
    plot_beside(LEFT, words, rows, most)
}

/// The same with another room before the dots.
pub(crate) fn plot_beside(left: f64, words: Words, rows: &[Row], most: f64) -> Plot {
    let x = |fraction: f64| left + SCALE * fraction.clamp(0.0, most) / most;
    let mut plot = Plot {
        id: words.id,
        title: words.title,
        description: words.description,
        width: left + SCALE + RIGHT,
        height: String::new(),
        segments: Vec::new(),
        labels: Vec::new(),
        paths: Vec::new(),
    };
    let height = TOP + rows.iter().map(row_height).sum::<f64>();
    grid(&mut plot, height, most, x);
    let mut y = TOP;
    for row in rows {
        draw_row(&mut plot, row, [left, y], x);
        y += row_height(row);
    }
    plot.height = px(height + BOTTOM);
    plot
}

fn row_height(row: &Row) -> f64 {
    LANE * row.dots.len().max(1) as f64 + ROW_GAP
}

fn grid(plot: &mut Plot, height: f64, most: f64, x: impl Fn(f64) -> f64) {
    let step = match most {
        most if 0.6 < most => 0.25,
        most if most < 0.15 => 0.05,
        _ => 0.1,
    };
    let mut tick = 0.0;
    while tick <= most + 1e-9 {
        plot.segments.push(segment("grid", (x(tick), TOP), (x(tick), height)));
        plot.labels.push(label("tick", "middle", (x(tick), height + 14.0), format!("{:.0} %", 100.0 * tick)));
        tick += step;
    }
}

fn draw_row(plot: &mut Plot, row: &Row, [left, top]: [f64; 2], x: impl Fn(f64) -> f64) {
    let middle = top + row_height(row) / 2.0;
    plot.labels.push(label("name", "end", (left - 8.0, middle + 4.0), row.label.clone()));
    if let Some(reference) = row.reference {
        let at = x(reference);
        plot.segments.push(segment("reference", (at, top + 2.0), (at, top + row_height(row) - 2.0)));
    }
    for (lane, dot) in row.dots.iter().enumerate() {
        let y = top + ROW_GAP / 2.0 + LANE * (lane as f64 + 0.5);
        let class = class(dot.mark);
        plot.segments.push(segment(format!("whisker {class}"), (x(dot.from), y), (x(dot.to), y)));
        let d = marker(dot.mark, x(dot.value), y);
        plot.paths.push(Path { class: format!("mark {class}"), d, title: dot.text.clone() });
    }
}
