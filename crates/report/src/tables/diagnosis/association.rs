//! What goes together with what, as a table.

use audit::diagnosis::{Association, Diagnosis, Quantity};

use super::set::exchanged;
use super::{Column, Table, Value, count, decimal, numbers, p_value, span, words};

/// Every pair of columns, strongest first.
pub fn association_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Column", "With"]).collect();
    columns.extend(numbers([
        "n",
        "V corrected",
        "95 % interval",
        "V",
        "NMI",
        "by chance",
        "beyond chance (interval)",
        "p",
        "p (Holm)",
    ]));
    columns.extend(words(["Exchanged"]));
    let mut table = Table::new("Associations", columns);
    let mut found: Vec<&Association> = diagnosis.associations.iter().collect();
    let v = |association: &Association| association.strength.map_or(-1.0, |strength| strength.corrected_v);
    found.sort_by(|a, b| v(b).total_cmp(&v(a)));
    table.rows = found.into_iter().map(row).collect();
    table.notes = vec![
        "V corrected: Cramér's V less what chance brings; NMI: mutual information over the mean entropy; measures are cut \
         at their quartiles"
            .to_owned(),
    ];
    table
}

fn row(association: &Association) -> Vec<Value> {
    let strength = association.strength;
    vec![
        Value::words(association.column.clone()),
        Value::words(with(&association.with)),
        count(association.n_pictures),
        decimal(strength.map(|s| s.corrected_v), 3),
        span(strength.and_then(|s| s.v_interval), 3),
        decimal(strength.map(|s| s.cramers_v), 3),
        decimal(strength.map(|s| s.nmi), 3),
        decimal(strength.and_then(|s| s.nmi_by_chance), 3),
        span(strength.and_then(|s| s.nmi_interval), 3),
        p_value(strength.and_then(|s| s.p_value)),
        p_value(strength.and_then(|s| s.p_holm)),
        strength.map_or(Value::Undefined, |s| Value::words(exchanged(s.exchange))),
    ]
}

/// What a column is held against, in words.
pub(crate) fn with(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Column(name) => name.clone(),
        Quantity::Measure(measure) => measure.title().to_owned(),
        Quantity::GoodImage => "good image".to_owned(),
    }
}
