//! Medians, ratios and verdicts, as text and as JSON.

use serde_json::json;

use super::catalogue::OURS;

/// What a limit is called among peers.
const LIMIT: &str = "the limit";

/// What one side did.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub name: &'static str,
    /// Of every repetition, each above 0.
    pub seconds: Vec<f64>,
    /// `None` where the system does not tell.
    pub peak_bytes: Option<u64>,
    /// Processors that the side kept busy while others computed.
    pub idle_share: Option<f64>,
}

/// A line of the table: our side against the best of some peers.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub work: String,
    pub unit: &'static str,
    pub quantity: Quantity,
    /// Names of sides.
    pub peers: Vec<&'static str>,
    /// A value that is asked for whatever peers do; it counts as one of them.
    pub limit: Option<f64>,
    /// `None` for information.
    pub bar: Option<Bar>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Pictures per second, more is better.
    Rate {
        /// Pictures in a repetition.
        n_pictures: usize,
    },
    /// The same where a repetition of a slow peer holds less work than ours.
    UnequalRate {
        /// Pieces of work in a repetition of ours.
        n_ours: usize,
        /// In one of a peer.
        n_peer: usize,
    },
    /// Seconds of a repetition, less is better.
    Seconds,
    /// Megabytes, less is better.
    PeakMemory,
}

/// The ratio that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    pub least: f64,
    pub aim: Option<f64>,
}

/// A row with its numbers; a ratio above 1 means that ours is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    work: String,
    unit: &'static str,
    ours: f64,
    peer: f64,
    peer_name: &'static str,
    ratio: f64,
    repeats: usize,
    bar: Option<Bar>,
}

impl Measured {
    /// The middle of the seconds, of an even number the mean of both middles; `None` without repetitions.
    pub fn median_seconds(&self) -> Option<f64> {
        let mut seconds = self.seconds.clone();
        seconds.sort_by(f64::total_cmp);
        let (lower, upper) = (seconds.get(seconds.len().saturating_sub(1) / 2)?, seconds.get(seconds.len() / 2)?);
        Some(f64::midpoint(*lower, *upper))
    }
}

impl Comparison {
    /// Our side against that peer of the row which comes closest; `None` where a quantity is not known.
    pub fn new(row: &Row, measured: &[Measured]) -> Option<Self> {
        let value = |name: &str| {
            let side = measured.iter().find(|side| side.name == name)?;
            row.quantity.of(side)
        };
        let ours = value(OURS)?;
        let limit = row.limit.map(|limit| (LIMIT, limit));
        let peers = row.peers.iter().filter_map(|name| Some((*name, value(name)?))).chain(limit);
        let ratio = |peer: f64| row.quantity.ratio(ours, peer);
        let (peer_name, peer) = peers.min_by(|a, b| ratio(a.1).total_cmp(&ratio(b.1)))?;
        let repeats = measured.iter().map(|side| side.seconds.len()).min()?;
        let (work, unit, bar) = (row.work.clone(), row.unit, row.bar);
        Some(Self { work, unit, ours, peer, peer_name, ratio: ratio(peer), repeats, bar })
    }

    fn verdict(&self) -> &'static str {
        match self.bar {
            None => "",
            Some(Bar { least, .. }) if self.ratio < least => "fail",
            Some(Bar { aim: Some(aim), .. }) if self.ratio >= aim => "pass, aim",
            Some(_) => "pass",
        }
    }
}

impl Quantity {
    fn of(self, side: &Measured) -> Option<f64> {
        match self {
            Self::Rate { n_pictures } => Some(n_pictures as f64 / side.median_seconds()?),
            Self::UnequalRate { n_ours, .. } if side.name == OURS => Some(n_ours as f64 / side.median_seconds()?),
            Self::UnequalRate { n_peer, .. } => Some(n_peer as f64 / side.median_seconds()?),
            Self::Seconds => side.median_seconds(),
            Self::PeakMemory => Some(side.peak_bytes? as f64 / 1e6),
        }
    }

    fn ratio(self, ours: f64, peer: f64) -> f64 {
        match self {
            Self::Rate { .. } | Self::UnequalRate { .. } => ours / peer,
            Self::Seconds | Self::PeakMemory => peer / ours,
        }
    }
}

/// What every side of a contest did: median, spread, peak memory, and whether it slept while others computed.
pub fn of_sides(title: &str, measured: &[Measured]) -> String {
    let mut lines = vec![[title, "median s", "min–max s", "peak MB", "busy while waiting"].map(str::to_owned)];
    for side in measured {
        let (least, greatest) = side.seconds.iter().fold((f64::MAX, 0.0_f64), |(a, b), s| (a.min(*s), b.max(*s)));
        lines.push([
            side.name.to_owned(),
            side.median_seconds().map_or_else(unknown, |s| format!("{s:.4}")),
            format!("{least:.4}–{greatest:.4}"),
            side.peak_bytes.map_or_else(unknown, |bytes| format!("{:.0}", bytes as f64 / 1e6)),
            side.idle_share.map_or_else(unknown, |share| format!("{:.1} %", share * 100.0)),
        ]);
    }
    aligned(&lines)
}

/// Ours against the peers, with the bars.
pub fn of_comparisons(comparisons: &[Comparison]) -> String {
    let titles = ["work", "unit", "ours", "peer", "ratio", "at least", "aim", "verdict", "peer is"];
    let mut lines = vec![titles.map(str::to_owned)];
    for c in comparisons {
        let number = |bar: Option<f64>| bar.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        lines.push([
            c.work.clone(),
            c.unit.to_owned(),
            format!("{:.1}", c.ours),
            format!("{:.1}", c.peer),
            format!("{:.2}", c.ratio),
            number(c.bar.map(|bar| bar.least)),
            number(c.bar.and_then(|bar| bar.aim)),
            c.verdict().to_owned(),
            c.peer_name.to_owned(),
        ]);
    }
    aligned(&lines)
}

/// A list of `{work, unit, ours, peer, peer_name, ratio, repeats}`.
pub fn to_json(comparisons: &[Comparison]) -> String {
    let object = |c: &Comparison| {
        json!({
            "work": c.work, "unit": c.unit, "ours": c.ours, "peer": c.peer,
            "peer_name": c.peer_name, "ratio": c.ratio, "repeats": c.repeats,
        })
    };
    let list: Vec<_> = comparisons.iter().map(object).collect();
    format!("{:#}\n", serde_json::Value::from(list))
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// Columns two spaces apart, as wide as their widest cell.
fn aligned<const N: usize>(lines: &[[String; N]]) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |cells: &[String; N]| {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
