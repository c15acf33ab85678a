//! Good pictures, missed faces, balance and leaks as tables.

use audit::diagnosis::{Diagnosis, Exchange, MissedColumn, Support};

use super::{Column, Table, Value, count, decimal, measured_values, numbers, p_value, share_values, words};

/// Pictures that meet each criterion of a good one, and all of them.
pub fn good_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Criterion", "Limits"]).collect();
    columns.extend(numbers(["meet it", "n", "%", "95 % interval", "unknown"]));
    columns.extend(diagnosis.reference_size.iter().flat_map(|_| numbers(["reference (%)", "its 95 % interval"])));
    let mut table = Table::new("Good images", columns);
    let good = &diagnosis.good;
    let beside = |reference: Option<audit::diagnosis::Share>| {
        let [_, _, percent, interval] = share_values(reference);
        diagnosis.reference_size.map(|_| [percent, interval]).into_iter().flatten()
    };
    for criterion in &good.criteria {
        let mut row = vec![Value::words(criterion.criterion.title()), Value::words(criterion.limits.clone())];
        row.extend(share_values(criterion.share));
        row.push(count(criterion.n_unknown));
        row.extend(beside(criterion.reference));
        table.rows.push(row);
    }
    let mut all = vec![Value::words("all of them"), Value::words("every criterion that could be judged")];
    all.extend(share_values(good.all));
    all.push(count(good.n_unknown));
    all.extend(beside(good.reference));
    table.rows.push(all);
    table.n_summary = 1;
    table
}

/// Pictures in which no face was found, by class and group, with the gap of each column.
pub fn missed_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Column", "Value"]).collect();
    columns.extend(numbers(["not found", "n", "%", "95 % interval"]));
    columns.extend(words(["Support"]));
    let mut table = Table::new("Faces that were not found", columns);
    let row = |column: &str, value: &str, share, support: &str| {
        let mut row = vec![Value::words(column), Value::words(value)];
        row.extend(share_values(share));
        row.push(Value::words(support));
        row
    };
    table.rows.push(row("all", "all", diagnosis.misses.overall, ""));
    for column in &diagnosis.misses.columns {
        table.rows.extend(column.levels.iter().map(|level| {
            let support = if level.support == Support::TooFew { "too few to say" } else { "" };
            row(&column.column, &level.name, Some(level.missed), support)
        }));
    }
    table.notes = diagnosis.misses.columns.iter().map(gap_note).collect();
    table
}

fn gap_note(column: &MissedColumn) -> String {
    let Some(gap) = &column.gap else {
        return format!("{}: fewer than two values have pictures enough for a gap", column.column);
    };
    let points = |value: f64| format!("{:.1}", 100.0 * value);
    let interval = gap.size.interval.map(|i| format!(" [{}, {}]", points(i.low), points(i.high)));
    let by_chance = gap.by_chance.map(|mean| format!("; {} by chance alone", points(mean)));
    let most = gap.by_chance_95.map(|most| format!(", seldom more than {}", points(most)));
    let p = p_value(gap.p_holm).text();
    format!(
        "{}: gap of {} points{} between “{}” and “{}”{}{} (p = {p} after Holm, exchanging {})",
        column.column,
        points(gap.size.value),
        interval.unwrap_or_default(),
        gap.worst,
        gap.best,
        by_chance.unwrap_or_default(),
        most.unwrap_or_default(),
        exchanged(gap.exchange)
    )
    .replace("p = <", "p <")
}

/// What a permutation exchanges, in words.
pub(super) fn exchanged(exchange: Exchange) -> &'static str {
    match exchange {
        Exchange::Pictures => "pictures",
        Exchange::Subjects => "people",
        Exchange::Blocks => "pictures of a person",
    }
}

/// How evenly every column is filled.
pub fn balance_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Column"]).collect();
    columns.extend(numbers(["values", "n", "unknown", "as diverse as (entropy)", "95 % interval"]));
    columns.extend(numbers(["as diverse as (Simpson)", "its 95 % interval", "most to least"]));
    let mut table = Table::new("Effective number of classes and groups", columns);
    for column in &diagnosis.diversity {
        let n_known = column.levels.iter().map(|level| level.n_pictures).sum();
        let mut row = vec![Value::words(column.column.clone()), count(column.levels.len()), count(n_known)];
        row.push(count(column.n_unknown));
        row.extend(measured_values(column.effective_by_entropy, 2));
        row.extend(measured_values(column.effective_by_simpson, 2));
        row.push(decimal(column.imbalance, 1));
        table.rows.push(row);
    }
    table
}

/// Pictures per value of every column.
pub fn level_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Column", "Value"]).collect();
    columns.extend(numbers(["pictures", "%"]));
    let mut table = Table::new("Pictures per class and group", columns);
    for column in &diagnosis.diversity {
        let n: usize = column.levels.iter().map(|level| level.n_pictures).sum();
        table.rows.extend(column.levels.iter().map(|level| {
            let share = Value::percent(Some(level.n_pictures as f64 / n as f64), 1);
            vec![Value::words(column.column.clone()), Value::words(level.name.clone()), count(level.n_pictures), share]
        }));
    }
    table
}

/// Pairs of pictures that look almost the same.
pub fn duplicate_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Picture", "Almost the same"]).collect();
    columns.extend(numbers(["bits apart"]));
    columns.extend(words(["Splits", "Classes"]));
    let mut table = Table::new("Near duplicates", columns);
    let both = |values: &[Option<String>; 2]| match values {
        [Some(a), Some(b)] if a == b => Value::words(a.clone()),
        [None, None] => Value::Undefined,
        [a, b] => Value::words(format!("{} / {}", a.as_deref().unwrap_or("–"), b.as_deref().unwrap_or("–"))),
    };
    let row = |pair: &audit::diagnosis::DuplicatePair| {
        let [a, b] = pair.ids.each_ref().map(|id| Value::words(id.clone()));
        vec![a, b, Value::Count(u64::from(pair.distance)), both(&pair.splits), both(&pair.classes)]
    };
    table.rows = diagnosis.leaks.pairs.iter().map(row).collect();
    table
}

/// People with pictures in more than one split.
pub fn shared_subject_table(diagnosis: &Diagnosis) -> Table {
    let mut table = Table::new("People on both sides of a split", words(["Person", "Pictures"]).collect());
    let row = |shared: &audit::diagnosis::SharedSubject| {
        let counts: Vec<String> = shared.n_pictures.iter().map(|(split, n)| format!("{n} in {split}")).collect();
        vec![Value::words(shared.subject.clone()), Value::words(counts.join(", "))]
    };
    table.rows = diagnosis.leaks.subjects.iter().map(row).collect();
    table
}
