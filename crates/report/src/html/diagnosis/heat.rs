//! Associations as a table with shaded cells: readable aloud, printable, and exact.

use audit::diagnosis::{Association, Diagnosis};

use crate::html::words::sentence;
use crate::tables::diagnosis::association_words;

/// Columns of the set across, what they are held against down.
pub(super) struct Heat {
    pub sentence: String,
    pub columns: Vec<String>,
    pub rows: Vec<HeatRow>,
}

/// What the columns are held against.
pub(super) struct HeatRow {
    pub label: String,
    pub cells: Vec<HeatCell>,
}

/// A corrected V, its shade in percent, and whether it is shown to be more than chance.
pub(super) struct HeatCell {
    pub text: String,
    pub shade: u32,
    pub class: &'static str,
}

/// `None` where no pair could be counted.
pub(super) fn heat(diagnosis: &Diagnosis) -> Option<Heat> {
    let mut columns: Vec<&str> = Vec::new();
    let mut with = Vec::new();
    for association in diagnosis.associations.iter().filter(|association| association.strength.is_some()) {
        if !columns.contains(&association.column.as_str()) {
            columns.push(&association.column);
        }
        if !with.contains(&&association.with) {
            with.push(&association.with);
        }
    }
    with.sort();
    let row = |with: &audit::diagnosis::Quantity| {
        let of = |column: &&str| diagnosis.associations.iter().find(|a| a.column == **column && a.with == *with);
        HeatRow { label: association_words(with), cells: columns.iter().map(|column| cell(of(column))).collect() }
    };
    let rows: Vec<HeatRow> = with.into_iter().map(row).collect();
    let sentence = strongest(diagnosis);
    (!rows.is_empty()).then(|| Heat { sentence, columns: columns.iter().map(|&name| name.to_owned()).collect(), rows })
}

fn cell(association: Option<&Association>) -> HeatCell {
    let Some(strength) = association.and_then(|association| association.strength) else {
        return HeatCell { text: "–".to_owned(), shade: 0, class: "" };
    };
    let is_shown = is_shown(strength.p_holm);
    HeatCell {
        text: format!("{:.2}{}", strength.corrected_v, if is_shown { "*" } else { "" }),
        shade: (100.0 * strength.corrected_v).round() as u32,
        class: match (is_shown, 0.62 < strength.corrected_v) {
            (true, true) => "hit deep",
            (true, false) => "hit",
            (false, true) => "deep",
            (false, false) => "",
        },
    }
}

fn is_shown(p_holm: Option<f64>) -> bool {
    p_holm.is_some_and(|p| p < 0.05)
}

fn strongest(diagnosis: &Diagnosis) -> String {
    let shown = diagnosis.associations.iter().filter_map(|a| Some((a, a.strength?)));
    let shown: Vec<_> = shown.filter(|(_, strength)| is_shown(strength.p_holm)).collect();
    let strongest = shown.iter().max_by(|a, b| a.1.corrected_v.total_cmp(&b.1.corrected_v));
    let n_all = diagnosis.associations.iter().filter(|a| a.strength.is_some()).count();
    sentence(&match strongest {
        None => format!("none of {n_all} pairs is shown to go together"),
        Some((association, strength)) => format!(
            "{} of {n_all} pairs go together by more than chance, most of all {} and {} (V {:.2})",
            shown.len(),
            association.column,
            association_words(&association.with),
            strength.corrected_v
        ),
    })
}
