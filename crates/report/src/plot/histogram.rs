//! Histograms with the stated ranges behind them and a reference in front.

use audit::diagnosis::{Histogram, Range};

use super::{Path, Plot, WIDTH, label, px, segment};

const LEFT: f64 = 14.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 22.0;
const HEIGHT: f64 = 96.0;
const BOTTOM: f64 = 24.0;
/// How wide a letter is at the size of the ranges' names.
const LETTER: f64 = 5.4;

/// What a histogram shows besides its bars.
pub(crate) struct Histogrammed<'a> {
    pub id: String,
    pub title: String,
    pub description: String,
    /// How values are written behind a number.
    pub symbol: &'a str,
    pub histogram: &'a Histogram,
    pub ranges: Vec<&'a Range>,
}

/// Bars of the set as shares, bands of the ranges, and the outline of the reference.
pub(crate) fn plot(shown: Histogrammed<'_>) -> Plot {
    let histogram = shown.histogram;
    let (low, high) = (histogram.edges[0], histogram.edges[histogram.edges.len() - 1]);
    let x = |value: f64| LEFT + (WIDTH - LEFT - RIGHT) * (value.clamp(low, high) - low) / (high - low);
    let (set, reference) = (shares(&histogram.counts), shares(&histogram.reference));
    let most = set.iter().chain(&reference).copied().fold(1e-9, f64::max);
    let y = |share: f64| TOP + HEIGHT * (1.0 - share / most);
    let mut plot = Plot {
        id: shown.id,
        title: shown.title,
        description: shown.description,
        width: WIDTH,
        height: px(TOP + HEIGHT + BOTTOM),
        segments: Vec::new(),
        labels: Vec::new(),
        paths: Vec::new(),
    };
    bands(&mut plot, &shown.ranges, (low, high), x);
    for (i, share) in set.iter().enumerate() {
        let (from, to) = (x(histogram.edges[i]), x(histogram.edges[i + 1]));
        let d = format!(
            "M{} {}V{}H{}V{}z",
            px(from + 0.5),
            px(TOP + HEIGHT),
            px(y(*share)),
            px(to - 0.5),
            px(TOP + HEIGHT)
        );
        plot.paths.push(Path { class: "bar m1".to_owned(), d, title: String::new() });
    }
    if !reference.is_empty() {
        let steps = reference
            .iter()
            .enumerate()
            .map(|(i, share)| format!("V{}H{}", px(y(*share)), px(x(histogram.edges[i + 1]))));
        let d = format!("M{} {}{}V{}", px(x(low)), px(TOP + HEIGHT), steps.collect::<String>(), px(TOP + HEIGHT));
        plot.paths.push(Path { class: "curve m2".to_owned(), d, title: "reference".to_owned() });
    }
    axis(&mut plot, (low, high), shown.symbol, x);
    plot
}

/// Counts as shares of their sum; empty where there are none.
fn shares(counts: &[u64]) -> Vec<f64> {
    let n = counts.iter().sum::<u64>() as f64;
    if n > 0.0 { counts.iter().map(|count| *count as f64 / n).collect() } else { Vec::new() }
}

/// Every other range is shaded; a name is written where it fits.
fn bands(plot: &mut Plot, ranges: &[&Range], (low, high): (f64, f64), x: impl Fn(f64) -> f64) {
    for (i, range) in ranges.iter().enumerate() {
        let (from, to) = (range.low.unwrap_or(low), range.high.unwrap_or(high));
        if high <= from || to <= low {
            continue;
        }
        let (from, to) = (x(from), x(to));
        if i % 2 == 1 {
            let d = format!("M{} {}H{}V{}H{}z", px(from), px(TOP - 16.0), px(to), px(TOP + HEIGHT), px(from));
            plot.paths.push(Path { class: "band".to_owned(), d, title: String::new() });
        }
        if LETTER * range.name.chars().count() as f64 <= to - from {
            plot.labels.push(label("tick", "middle", (f64::midpoint(from, to), TOP - 5.0), range.name.clone()));
        }
        if range.low.is_some_and(|edge| low < edge) {
            plot.segments.push(segment("grid", (from, TOP - 16.0), (from, TOP + HEIGHT)));
        }
    }
}

fn axis(plot: &mut Plot, (low, high): (f64, f64), symbol: &str, x: impl Fn(f64) -> f64) {
    let bottom = TOP + HEIGHT;
    plot.segments.push(segment("axis", (LEFT, bottom), (WIDTH - RIGHT, bottom)));
    let step = step(high - low);
    let mut tick = (low / step).ceil() * step;
    while tick <= high + 1e-9 * step {
        let digits = if step < 1.0 { (-step.log10()).ceil() as usize } else { 0 };
        let unit = match symbol {
            "" | "°" => symbol.to_owned(),
            symbol => format!(" {symbol}"),
        };
        // Adding 0 turns a negative 0 into a positive one.
        let text = format!("{:.digits$}{unit}", tick + 0.0).replace('-', "−");
        plot.segments.push(segment("axis", (x(tick), bottom), (x(tick), bottom + 4.0)));
        plot.labels.push(label("tick", "middle", (x(tick), bottom + 16.0), text));
        tick += step;
    }
}

/// The least of 1, 2 and 5 times a power of ten that cuts `width` into at most six parts.
fn step(width: f64) -> f64 {
    let power = 10f64.powf((width / 6.0).log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|step| width <= 6.0 * step).unwrap_or(10.0 * power)
}
