//! A table of typed values, and its renderers.

use serde::{Deserialize, Serialize};

mod csv;
mod latex;
pub(crate) mod markdown;
mod terminal;

/// A table that renders to every format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What the table shows.
    pub title: String,
    /// The columns, the first of which names the rows.
    pub columns: Vec<Column>,
    /// One value per column.
    pub rows: Vec<Vec<Value>>,
    /// How many of the last rows sum up the others.
    #[serde(default)]
    pub n_summary: usize,
    /// What a reader must know to read it.
    pub notes: Vec<String>,
}

/// A column's name and side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The heading.
    pub name: String,
    /// To which side the values are set.
    pub align: Align,
}

/// The side to which a column's values are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// One value, with its text in a reader's unit beside the machine's number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// An undefined statistic, shown as a dash.
    Undefined,
    /// A count.
    Count(u64),
    /// Words.
    Text(String),
    /// A number and how it is printed.
    Number {
        /// The exact value: a fraction for a percentage.
        value: f64,
        /// As printed.
        text: String,
    },
    /// The ends of an interval of a quantity with another unit, and how it is printed.
    Span {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// As printed.
        text: String,
    },
    /// The ends of an interval.
    Interval {
        /// Lower end as a fraction.
        low: f64,
        /// Upper end as a fraction.
        high: f64,
    },
}

/// The formats of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned text of at most 100 columns where the words allow it.
    Terminal,
    /// A pipe table.
    Markdown,
    /// Comma-separated values after RFC 4180, without title and notes.
    Csv,
    /// A `booktabs` table.
    Latex,
    /// The table's fields, numbers as numbers.
    Json,
}

/// A paragraph for a terminal, as wide as the tables: `mark` before its first line, as much room before the others.
pub fn paragraph(mark: &str, text: &str) -> String {
    terminal::paragraph(mark, text)
}

impl Table {
    /// An empty table.
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { title: title.into(), columns, rows: Vec::new(), n_summary: 0, notes: Vec::new() }
    }

    /// Renders the table; every format ends with a line break.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Terminal => terminal::render(self),
            Format::Markdown => markdown::render(self),
            Format::Csv => csv::render(self),
            Format::Latex => latex::render(self),
            Format::Json => self.json(),
        }
    }

    fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The index of the first row that sums up others; the number of rows where none does.
    pub(crate) fn first_summary(&self) -> usize {
        self.rows.len().saturating_sub(self.n_summary)
    }

    /// The rows as text.
    fn texts(&self) -> Vec<Vec<String>> {
        self.rows.iter().map(|row| row.iter().map(Value::text).collect()).collect()
    }
}

impl Column {
    /// A column of words.
    pub fn words(name: impl Into<String>) -> Self {
        Self { name: name.into(), align: Align::Left }
    }

    /// A column of numbers.
    pub fn numbers(name: impl Into<String>) -> Self {
        Self { name: name.into(), align: Align::Right }
    }
}

impl Value {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A fraction as percent with `decimals`, undefined where it is not finite.
    pub fn percent(fraction: Option<f64>, decimals: usize) -> Self {
        Self::number(fraction, |value| format!("{:.decimals$}", 100.0 * value))
    }

    /// A signed fraction as points with one decimal.
    pub fn points(fraction: Option<f64>) -> Self {
        Self::number(fraction, |value| match format!("{:+.1}", 100.0 * value).as_str() {
            "+0.0" | "-0.0" => "0.0".to_owned(),
            text => text.to_owned(),
        })
    }

    /// A number as `print` writes it, undefined where it is absent or not finite.
    pub fn number(value: Option<f64>, print: impl Fn(f64) -> String) -> Self {
        value.filter(|v| v.is_finite()).map_or(Self::Undefined, |value| Self::Number { value, text: print(value) })
    }

    /// An interval, undefined where it is absent.
    pub fn interval(interval: Option<audit::Interval>) -> Self {
        interval.map_or(Self::Undefined, |i| Self::Interval { low: i.low, high: i.high })
    }

    /// An interval of a quantity that is no rate, both ends as `print` writes them.
    pub fn span(interval: Option<audit::Interval>, print: impl Fn(f64) -> String) -> Self {
        interval.map_or(Self::Undefined, |i| Self::Span {
            low: i.low,
            high: i.high,
            text: format!("{} to {}", print(i.low), print(i.high)),
        })
    }

    /// The value as printed; intervals in percent with one decimal.
    pub fn text(&self) -> String {
        match self {
            Self::Undefined => "–".to_owned(),
            Self::Count(count) => count.to_string(),
            Self::Text(text) | Self::Number { text, .. } | Self::Span { text, .. } => text.clone(),
            Self::Interval { low, high } => format!("{} to {}", tenths(*low), tenths(*high)),
        }
    }
}

fn tenths(fraction: f64) -> String {
    let text = format!("{:.1}", 100.0 * fraction);
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

#[cfg(test)]
mod tests;
