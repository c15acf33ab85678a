//! Curves over epochs: thin lines for single seeds, a thick one for their mean.

use std::collections::BTreeMap;

use audit::ModelKind;

use super::{Path, Plot, WIDTH, class, label, marker, px, segment};

const LEFT: f64 = 44.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 10.0;
const HEIGHT: f64 = 210.0;
const BOTTOM: f64 = 36.0;

/// The values of one model and seed by epoch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    pub model: ModelKind,
    pub points: Vec<(u32, f64)>,
}

/// The vertical scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scale {
    /// From 0 to a round number above the largest value.
    Loss,
    /// From 0 to 100 %.
    Percent,
}

/// Lays out the series; `None` without points.
pub(crate) fn plot(id: &str, title: &str, series: &[Series], scale: Scale) -> Option<Plot> {
    let last = series.iter().flat_map(|s| &s.points).map(|(epoch, _)| *epoch).max()?;
    let most = match scale {
        Scale::Loss => round_up(series.iter().flat_map(|s| &s.points).map(|(_, v)| *v).fold(0.0, f64::max)),
        Scale::Percent => 1.0,
    };
    let place = |(epoch, value): (u32, f64)| {
        let share = if last > 1 { f64::from(epoch.saturating_sub(1)) / f64::from(last - 1) } else { 0.5 };
        (LEFT + (WIDTH - LEFT - RIGHT) * share, TOP + HEIGHT * (1.0 - value.clamp(0.0, most) / most))
    };
    let mut plot = Plot {
        id: id.to_owned(),
        title: title.to_owned(),
        description: description(series, scale),
        width: WIDTH,
        height: px(TOP + HEIGHT + BOTTOM),
        segments: Vec::new(),
        labels: Vec::new(),
        paths: Vec::new(),
    };
    axes(&mut plot, last, most, scale);
    for model in ModelKind::ALL {
        draw_model(&mut plot, model, series, place);
    }
    Some(plot)
}

/// The mean over seeds at each epoch that any seed reached.
fn mean_of(model: ModelKind, series: &[Series]) -> Vec<(u32, f64)> {
    let mut epochs: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for (epoch, value) in series.iter().filter(|s| s.model == model).flat_map(|s| &s.points) {
        epochs.entry(*epoch).or_default().push(*value);
    }
    epochs.into_iter().map(|(epoch, values)| (epoch, values.iter().sum::<f64>() / values.len() as f64)).collect()
}

fn draw_model(plot: &mut Plot, model: ModelKind, series: &[Series], place: impl Fn((u32, f64)) -> (f64, f64)) {
    let of_model: Vec<&Series> = series.iter().filter(|s| s.model == model).collect();
    let class = class(model);
    if of_model.len() > 1 {
        let thin = of_model.iter().map(|s| polyline(&s.points, &place));
        plot.paths.extend(thin.map(|d| Path { class: format!("seed {class}"), d, title: String::new() }));
    }
    let mean = mean_of(model, series);
    let Some(end) = mean.last().copied() else { return };
    plot.paths.push(Path { class: format!("curve {class}"), d: polyline(&mean, &place), title: String::new() });
    let (x, y) = place(end);
    plot.paths.push(Path { class: format!("mark {class}"), d: marker(model, x, y), title: model.name().to_owned() });
}

fn polyline(points: &[(u32, f64)], place: impl Fn((u32, f64)) -> (f64, f64)) -> String {
    let corners = points.iter().map(|point| {
        let (x, y) = place(*point);
        format!("{} {}", px(x), px(y))
    });
    format!("M{}", corners.collect::<Vec<_>>().join("L"))
}

fn axes(plot: &mut Plot, last: u32, most: f64, scale: Scale) {
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        let y = TOP + HEIGHT * (1.0 - share);
        let text = match scale {
            Scale::Loss => trimmed(most * share),
            Scale::Percent => format!("{:.0} %", 100.0 * share),
        };
        plot.segments.push(segment("grid", (LEFT, y), (WIDTH - RIGHT, y)));
        plot.labels.push(label("tick", "end", (LEFT - 6.0, y + 4.0), text));
    }
    let bottom = TOP + HEIGHT + 16.0;
    plot.labels.push(label("tick", "middle", (LEFT, bottom), "1"));
    plot.labels.push(label("tick", "middle", (f64::midpoint(LEFT, WIDTH - RIGHT), bottom), "epoch"));
    if last > 1 {
        plot.labels.push(label("tick", "end", (WIDTH - RIGHT + 4.0, bottom), last.to_string()));
    }
}

fn description(series: &[Series], scale: Scale) -> String {
    let ends = ModelKind::ALL.into_iter().filter_map(|model| {
        let (epoch, value) = mean_of(model, series).last().copied()?;
        let text = match scale {
            Scale::Loss => format!("{value:.2}"),
            Scale::Percent => format!("{:.1} %", 100.0 * value),
        };
        Some(format!("{} ends at {text} after epoch {epoch}", model.name()))
    });
    ends.collect::<Vec<_>>().join("; ")
}

/// The smallest of 1, 2, 4 and 8 times a power of ten that is not below `value`: quarters of it are short numbers.
fn round_up(value: f64) -> f64 {
    let power = 10f64.powf(value.max(1e-6).log10().floor());
    [1.0, 2.0, 4.0, 8.0].into_iter().map(|m| m * power).find(|top| value <= *top).unwrap_or(10.0 * power)
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
