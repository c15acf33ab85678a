//! Plots as plain geometry: the templates turn them into inline SVG.
//!
//! On a page every plot is 360 units wide, the width of a phone, so that its text stays readable there; wide screens set plots
//! side by side. Models differ by shape and line pattern as well as by colour (Okabe and Ito 2008).

use audit::ModelKind;

pub(crate) mod dots;
pub(crate) mod histogram;
pub(crate) mod lines;
pub(crate) mod tones;

/// The width of every plot on a page.
pub(crate) const WIDTH: f64 = 360.0;

/// A straight line with the CSS class that styles it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    pub class: String,
    pub x1: String,
    pub y1: String,
    pub x2: String,
    pub y2: String,
}

/// A word at a place; `anchor` is SVG's `start`, `middle` or `end`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    pub class: &'static str,
    pub anchor: &'static str,
    pub x: String,
    pub y: String,
    pub text: String,
}

/// A path with the CSS class that styles it, and words for those who point at it or cannot see it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub class: String,
    pub d: String,
    pub title: String,
}

/// One plot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plot {
    pub id: String,
    pub title: String,
    pub description: String,
    pub width: f64,
    pub height: String,
    pub segments: Vec<Segment>,
    pub labels: Vec<Label>,
    pub paths: Vec<Path>,
}

/// An entry of a legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LegendEntry {
    pub class: &'static str,
    pub d: String,
    pub text: String,
}

/// How one of several things is told from the others: by colour, line pattern and shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl From<ModelKind> for Mark {
    fn from(model: ModelKind) -> Self {
        match model {
            ModelKind::Real => Self::Circle,
            ModelKind::RealAndSynthetic => Self::Square,
            ModelKind::RealAndExtra => Self::Triangle,
            ModelKind::RealAndCovered => Self::Diamond,
        }
    }
}

impl Mark {
    /// An entry of a legend.
    pub fn legend(self, text: impl Into<String>) -> LegendEntry {
        LegendEntry { class: class(self), d: marker(self, 11.0, 8.0), text: text.into() }
    }
}

/// The CSS class of a mark.
pub(crate) fn class(mark: impl Into<Mark>) -> &'static str {
    match mark.into() {
        Mark::Circle => "m1",
        Mark::Square => "m2",
        Mark::Triangle => "m3",
        Mark::Diamond => "m4",
    }
}

/// The shape of a mark around a place.
pub(crate) fn marker(mark: impl Into<Mark>, x: f64, y: f64) -> String {
    let p = px;
    match mark.into() {
        Mark::Circle => format!("M{} {}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", p(x - 4.0), p(y)),
        Mark::Square => format!("M{} {}h7v7h-7z", p(x - 3.5), p(y - 3.5)),
        Mark::Triangle => format!("M{} {}l4.5 8h-9z", p(x), p(y - 5.0)),
        Mark::Diamond => format!("M{} {}l4.5 4.5l-4.5 4.5l-4.5 -4.5z", p(x), p(y - 4.5)),
    }
}

/// A line between two points.
pub(crate) fn segment(class: impl Into<String>, from: (f64, f64), to: (f64, f64)) -> Segment {
    Segment { class: class.into(), x1: px(from.0), y1: px(from.1), x2: px(to.0), y2: px(to.1) }
}

/// A word at a place.
pub(crate) fn label(class: &'static str, anchor: &'static str, at: (f64, f64), text: impl Into<String>) -> Label {
    Label { class, anchor, x: px(at.0), y: px(at.1), text: text.into() }
}

/// A coordinate with one decimal, so that the page's bytes do not depend on the last bit of a float.
pub(crate) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
