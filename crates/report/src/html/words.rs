//! Sentences, key numbers and durations of the page.

use audit::{Condition, FourStep, Missing, ModelKind, TestKind};

use crate::tables::DataNames;

/// The key numbers of one test set.
pub(super) struct CardRow {
    pub title: String,
    pub cards: Vec<Card>,
}

/// A key number.
pub(super) struct Card {
    pub step: String,
    pub value: String,
    pub interval: String,
    pub class: &'static str,
    pub detail: String,
}

/// A sentence for the page: a capital first letter and a full stop, which the terminal's words go without.
pub(crate) fn sentence(text: &str) -> String {
    let end = if text.is_empty() || text.ends_with(['.', '!', '?']) { "" } else { "." };
    typeset(&format!("{}{end}", capital(text)))
}

/// A fraction as percent with one decimal.
pub(crate) fn percent(fraction: f64) -> String {
    format!("{:.1} %", 100.0 * fraction)
}

/// The text with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

/// The signs of print: a minus that is no hyphen, and no line break between a number and its unit.
pub(crate) fn typeset(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next_is_digit = letters.peek().is_some_and(char::is_ascii_digit);
        out.push(match c {
            '-' if next_is_digit && matches!(before, ' ' | '[' | '(') => '−',
            ' ' if letters.peek() == Some(&'%') => '\u{a0}',
            _ => c,
        });
        before = c;
    }
    out.replace(" points", "\u{a0}points").replace("p < ", "p\u{a0}<\u{a0}").replace("p = ", "p\u{a0}=\u{a0}")
}

/// The accuracies of all models, one row per test set.
pub(super) fn card_rows(study: &FourStep, names: &DataNames) -> Vec<CardRow> {
    let row = |test| {
        let conditions = ModelKind::ALL.map(|model| Condition::new(model, test));
        let cards: Vec<Card> = conditions.into_iter().filter_map(|condition| card(study, names, condition)).collect();
        let n_faces = conditions.into_iter().find_map(|c| study.cell(c)?.accuracy).map(|accuracy| accuracy.n_faces)?;
        Some(CardRow { title: format!("Accuracy on {n_faces} {}", faces_of(test)), cards })
    };
    TestKind::ALL.into_iter().filter_map(row).collect()
}

fn card(study: &FourStep, names: &DataNames, condition: Condition) -> Option<Card> {
    let cell = study.cell(condition)?;
    let interval = cell.accuracy?.interval;
    let value = cell.pooled().accuracy(Missing::LeftOut)?.percent_truncated();
    Some(Card {
        step: format!("Step {}", condition.step()),
        value: typeset(&format!("{value} %")),
        interval: format!("{:.1} to {:.1}", 100.0 * interval.low, 100.0 * interval.high),
        class: crate::plot::class(condition.model),
        detail: format!("trained on {}", names.training(condition.model)),
    })
}

/// The faces of a test set.
pub(super) fn faces_of(test: TestKind) -> &'static str {
    match test {
        TestKind::Real => "undisguised faces",
        TestKind::Disguised => "synthetically disguised faces",
        TestKind::ReallyDisguised => "really disguised faces",
    }
}

/// "2 h 05 min", "3 min 20 s", "12.5 s".
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..60 => format!("{:.1} s", seconds.max(0.0)),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}
