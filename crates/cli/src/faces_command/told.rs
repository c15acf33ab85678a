//! What `evenface faces check` prints.

use std::collections::BTreeMap;
use std::path::Path;

use faces::{FaceSet, counts};
use serde_json::{Map, Value, json};

use super::looked::{Same, Seen};

/// Problems that are listed by name.
const N_LISTED: usize = 20;

/// From which intensity on an action unit counts as active, as is usual for DISFA.
const MIN_INTENSITY: f32 = 2.0;

/// The set for a person.
pub fn text(path: &Path, set: &FaceSet, seen: &Seen) -> String {
    let n_people = counts::n_subjects(&set.faces);
    let mut text = format!("{}: {} faces, {n_people} people, layout {}\n", path.display(), set.faces.len(), set.layout);
    for (expression, n) in counts::per_expression(&set.faces) {
        text.push_str(&format!("  {expression:<12} {n}\n"));
    }
    match counts::n_unlabelled(&set.faces) {
        0 => {}
        n => text.push_str(&format!("  {:<12} {n}\n", "no label")),
    }
    let splits = per_split(set);
    if splits.len() > 1 || !splits.contains_key("none") {
        text.push_str(&format!("  split: {}\n", listed(&splits)));
    }
    for column in &set.group_columns {
        text.push_str(&format!("  {column}: {}\n", listed(&counts::per_group(&set.faces, column))));
    }
    for (unit, (n_labelled, n_active)) in counts::per_action_unit(&set.faces, MIN_INTENSITY) {
        text.push_str(&format!("  au{} ({}): {n_active} of {n_labelled}\n", unit.number(), unit.name()));
    }
    for (why, n) in &set.left_out.n_faces {
        text.push_str(&format!("  left out: {n} of {why}\n"));
    }
    for (unit, n) in &set.left_out.action_units {
        text.push_str(&format!("  left out: {n} labels of {unit}, which has no name here\n"));
    }
    match set.left_out.n_other_files {
        0 => {}
        n => text.push_str(&format!("  {n} other files are no pictures\n")),
    }
    text.push_str(&faults(seen));
    text
}

fn faults(seen: &Seen) -> String {
    let mut text = format!("{} pictures cannot be used\n", seen.broken.len());
    for problem in seen.broken.iter().take(N_LISTED) {
        text.push_str(&format!("  {problem}\n"));
    }
    if !seen.same.is_empty() {
        let n_wrong = seen.same.iter().filter(|same| same.fault.is_some()).count();
        text.push_str(&format!(
            "{} pictures are there more than once, {n_wrong} of them in different splits or with different expressions\n",
            seen.same.len()
        ));
    }
    for Same { faces, fault } in seen.same.iter().take(N_LISTED) {
        text.push_str(&format!("  {}{}\n", faces.join(" = "), fault.map_or_else(String::new, |f| format!(", {f}"))));
    }
    let crossing = [
        ("people are", &seen.people_in_splits),
        ("pictures, or what was drawn on them, are", &seen.parents_in_splits),
        ("designs are", &seen.designs_in_splits),
    ];
    for (what, faces) in crossing.into_iter().filter(|(_, faces)| !faces.is_empty()) {
        text.push_str(&format!("{} {what} in train and in another split\n  {}\n", faces.len(), listed(faces)));
    }
    text
}

fn per_split(set: &FaceSet) -> BTreeMap<String, usize> {
    let counts = counts::per_split(&set.faces).into_iter();
    counts.map(|(split, n)| (split.map_or("none", |split| split.name()).to_owned(), n)).collect()
}

/// The first values with their numbers of faces, and how many more there are.
fn listed(counts: &BTreeMap<String, usize>) -> String {
    let first: Vec<String> = counts.iter().take(N_LISTED).map(|(value, n)| format!("{value} {n}")).collect();
    match counts.len().saturating_sub(N_LISTED) {
        0 => first.join(", "),
        rest => format!("{} and {rest} more values", first.join(", ")),
    }
}

/// The set for a program.
pub fn json_text(set: &FaceSet, seen: &Seen) -> String {
    let object = |pairs: Vec<(String, Value)>| pairs.into_iter().collect::<Map<_, _>>();
    let classes = counts::per_expression(&set.faces).into_iter().map(|(class, n)| (class.to_string(), json!(n)));
    let groups = set.group_columns.iter().map(|column| (column.clone(), json!(counts::per_group(&set.faces, column))));
    let units = counts::per_action_unit(&set.faces, MIN_INTENSITY).into_iter();
    let units = units.map(|(unit, (n_labelled, n_active))| {
        (format!("au{}", unit.number()), json!({ "labelled": n_labelled, "active": n_active }))
    });
    let broken: Vec<_> = seen.broken.iter().map(|p| json!({ "face": p.face, "problem": p.what })).collect();
    let same: Vec<_> = seen.same.iter().map(|s| json!({ "faces": s.faces, "fault": s.fault })).collect();
    let document = json!({
        "format": 1, "layout": set.layout, "n_faces": set.faces.len(), "n_people": counts::n_subjects(&set.faces),
        "n_without_label": counts::n_unlabelled(&set.faces), "expressions": object(classes.collect()),
        "splits": per_split(set), "groups": object(groups.collect()), "action_units": object(units.collect()),
        "left_out": set.left_out.n_faces, "left_out_action_units": set.left_out.action_units,
        "n_other_files": set.left_out.n_other_files, "broken": broken, "same_pictures": same,
        "people_in_splits": seen.people_in_splits, "parents_in_splits": seen.parents_in_splits,
        "designs_in_splits": seen.designs_in_splits, "is_sound": seen.is_sound(), "fingerprint": set.fingerprint,
    });
    format!("{document:#}\n")
}
