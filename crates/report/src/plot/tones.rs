//! How many faces bear each of the ten Monk tones, as they appear in the pictures.

use audit::diagnosis::Histogram;

use super::{Path, Plot, WIDTH, label, px, segment};

const LEFT: f64 = 14.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 20.0;
const HEIGHT: f64 = 120.0;
const BOTTOM: f64 = 40.0;

/// One bar per tone, its count above it, and a line where the reference would end.
pub(crate) fn plot(histogram: &Histogram, description: String) -> Plot {
    let shares = |counts: &[u64]| {
        let n = counts.iter().sum::<u64>().max(1) as f64;
        counts.iter().map(|count| *count as f64 / n).collect::<Vec<f64>>()
    };
    let (set, reference) = (shares(&histogram.counts), shares(&histogram.reference));
    let most = set.iter().chain(&reference).copied().fold(1e-9, f64::max);
    let width = (WIDTH - LEFT - RIGHT) / set.len() as f64;
    let bottom = TOP + HEIGHT;
    let mut plot = Plot {
        id: "tones-monk".to_owned(),
        title: "Apparent Monk tone".to_owned(),
        description,
        width: WIDTH,
        height: px(bottom + BOTTOM),
        segments: vec![segment("axis", (LEFT, bottom), (WIDTH - RIGHT, bottom))],
        labels: Vec::new(),
        paths: Vec::new(),
    };
    for (i, share) in set.iter().enumerate() {
        let (left, top) = (LEFT + width * i as f64, bottom - HEIGHT * share / most);
        let (from, to, middle) = (left + 3.0, left + width - 3.0, left + width / 2.0);
        let tone = i + 1;
        let d = format!("M{} {}V{}H{}V{}z", px(from), px(bottom), px(top), px(to), px(bottom));
        plot.paths.push(Path { class: format!("tone tone{tone}"), d, title: format!("apparent Monk tone {tone}") });
        let other = reference.get(i).map(|share| bottom - HEIGHT * share / most);
        if let Some(y) = other {
            plot.segments.push(segment("reference", (left + 0.5, y), (left + width - 0.5, y)));
        }
        plot.labels.push(label(
            "count",
            "middle",
            (middle, top.min(other.unwrap_or(top)) - 5.0),
            histogram.counts[i].to_string(),
        ));
        plot.labels.push(label("tick", "middle", (middle, bottom + 15.0), tone.to_string()));
    }
    plot.labels.push(label("tick", "start", (LEFT, bottom + 31.0), "1 lightest"));
    plot.labels.push(label("tick", "end", (WIDTH - RIGHT, bottom + 31.0), "10 darkest"));
    plot
}
