//! The manifest of a prepared set: every picture with what was annotated, found and measured.

use std::collections::BTreeSet;
use std::path::Path;

use faces::{ActionUnit, Column, Face, FaceSet, Measure, Place, Table, table};

use super::journal::{Entry, EntryFace, Finished};
use super::{CROPS, Detection, OPTIONS_FILE, PrepareCounts, PrepareError, Shard, Stamp};

/// Pictures whose rows are in memory at a time; in Parquet they are a row group.
const PART: usize = 10_000;

/// Counts what the journal of a shard that is done holds.
///
/// # Errors
/// A shard that is not done, or a file that cannot be read.
pub fn counts(out: &Path, shard: Shard) -> Result<PrepareCounts, PrepareError> {
    let stamp = read_stamp(out)?;
    let mut counts = PrepareCounts::default();
    for entry in Finished::open(out, shard, stamp.n_pictures)?.entries() {
        counts.add(&entry?);
    }
    Ok(counts)
}

impl PrepareCounts {
    fn add(&mut self, entry: &Entry) {
        self.n_pictures += 1;
        match entry.detection {
            Detection::Found => self.n_found += 1,
            Detection::Several => self.n_several += 1,
            Detection::None => self.n_none += 1,
            Detection::Broken => self.n_broken += 1,
        }
        self.n_crops += entry.faces.len();
        self.n_rescued += entry.faces.iter().filter(|face| face.rescued.is_some()).count();
    }
}

fn read_stamp(out: &Path) -> Result<Stamp, PrepareError> {
    let path = out.join(OPTIONS_FILE);
    let io = |source| PrepareError::Folder { path: path.clone(), source };
    let text = std::fs::read_to_string(&path).map_err(io)?;
    toml::from_str(&text).map_err(|error| io(std::io::Error::other(error)))
}

/// Writes one manifest from the journals of all shards, in the order of the set; Parquet where the name ends in `.parquet`.
///
/// A row is a face. A picture in which none was found, or that could not be read, has one row without a path, whose column
/// `detection` says so: it is counted wherever the manifest is read. Box and landmarks are those in the crop; with `parent_` in
/// front of their names those in the picture `parent`.
///
/// # Errors
/// A shard that is not done, another set, or a file that cannot be read or written.
pub fn join(set: &FaceSet, out: &Path, manifest: &Path) -> Result<PrepareCounts, PrepareError> {
    let stamp = read_stamp(out)?;
    if stamp.fingerprint != set.fingerprint {
        return Err(PrepareError::OtherOptions { path: out.join(OPTIONS_FILE) });
    }
    let shards = Shard::all(stamp.n_shards).map(|shard| Finished::open(out, shard, stamp.n_pictures));
    let journals: Vec<Finished> = shards.collect::<Result<_, _>>()?;
    let columns = Columns::of(set);
    let mut counts = PrepareCounts::default();
    let mut entries = journals.into_iter().flat_map(Finished::entries);
    let mut is_first = true;
    let parts = std::iter::from_fn(|| {
        let part: Result<Vec<Entry>, PrepareError> = entries.by_ref().take(PART).collect();
        match part {
            Ok(part) if part.is_empty() && !is_first => None,
            Ok(part) => {
                is_first = false;
                for entry in &part {
                    counts.add(entry);
                }
                Some(columns.table(set, &part))
            }
            Err(error) => Some(Err(error)),
        }
    });
    table::write_parts(manifest, parts)?;
    Ok(counts)
}

/// The columns of a set.
struct Columns {
    groups: BTreeSet<String>,
    action_units: BTreeSet<ActionUnit>,
}

/// A row to be: a picture, and one of its faces where it has any.
struct Row<'a> {
    face: &'a Face,
    entry: &'a Entry,
    seen: Option<&'a EntryFace>,
}

impl Columns {
    fn of(set: &FaceSet) -> Self {
        let disguise = set.faces.iter().any(|face| face.disguise.is_some()).then(|| "disguise".to_owned());
        Self {
            groups: set.faces.iter().flat_map(|face| face.groups.keys().cloned()).chain(disguise).collect(),
            action_units: set.faces.iter().flat_map(|face| face.action_units.keys().copied()).collect(),
        }
    }

    fn table(&self, set: &FaceSet, entries: &[Entry]) -> Result<Table, PrepareError> {
        let mut rows = Vec::new();
        for entry in entries {
            let face = &set.faces[entry.index];
            rows.extend(entry.faces.iter().map(|seen| Row { face, entry, seen: Some(seen) }));
            if entry.faces.is_empty() {
                rows.push(Row { face, entry, seen: None });
            }
        }
        let mut table = Table::new();
        for (name, column) in annotated(&rows).into_iter().chain(self.further(&rows)).chain(found(&rows)) {
            table = table.with(&name, column)?;
        }
        Ok(table)
    }

    fn further(&self, rows: &[Row<'_>]) -> Vec<(String, Column)> {
        let group = |name: &String| {
            let worn = |row: &Row<'_>| row.face.disguise.clone().filter(|_| name == "disguise");
            (name.clone(), text(rows, |row| worn(row).or_else(|| row.face.groups.get(name).cloned())))
        };
        let unit = |unit: &ActionUnit| {
            let column = text(rows, |row| row.face.action_units.get(unit).map(|label| label.to_cell()));
            (format!("au{}", unit.number()), column)
        };
        self.groups.iter().map(group).chain(self.action_units.iter().map(unit)).collect()
    }
}

fn text(rows: &[Row<'_>], cell: impl Fn(&Row<'_>) -> Option<String>) -> Column {
    Column::Text(rows.iter().map(cell).collect())
}

fn annotated(rows: &[Row<'_>]) -> Vec<(String, Column)> {
    let path = |row: &Row<'_>| row.seen.map(|seen| format!("{CROPS}/{}", seen.crop));
    vec![
        ("path".to_owned(), text(rows, path)),
        ("expression".to_owned(), text(rows, |row| row.face.expression.map(|e| e.to_string()))),
        ("split".to_owned(), text(rows, |row| row.face.split.map(|s| s.to_string()))),
        ("subject".to_owned(), text(rows, |row| row.face.subject.clone())),
        ("crop".to_owned(), text(rows, |_| Some("true".to_owned()))),
        ("parent".to_owned(), text(rows, |row| Some(row.face.id.to_string()))),
        ("detection".to_owned(), text(rows, |row| Some(row.entry.detection.word().to_owned()))),
    ]
}

fn found(rows: &[Row<'_>]) -> Vec<(String, Column)> {
    let whole = |cell: &dyn Fn(&Row<'_>) -> Option<i64>| Column::Integer(rows.iter().map(cell).collect());
    let mut columns = vec![
        ("n_faces".to_owned(), whole(&|row| Some(row.entry.n_faces as i64))),
        ("parent_width".to_owned(), whole(&|row| row.entry.size.map(|size| i64::from(size.0)))),
        ("parent_height".to_owned(), whole(&|row| row.entry.size.map(|size| i64::from(size.1)))),
        ("colour_profile".to_owned(), text(rows, |row| row.entry.colour_profile.clone())),
        ("rescued".to_owned(), text(rows, |row| row.seen?.rescued.clone())),
        ("problem".to_owned(), text(rows, |row| row.entry.problem.clone())),
    ];
    for (index, name) in Place::COLUMNS.into_iter().enumerate() {
        let number = |place: fn(&EntryFace) -> [f32; 14]| {
            Column::Float(rows.iter().map(|row| row.seen.map(|seen| shortest(place(seen)[index]))).collect())
        };
        columns.push((name.to_owned(), number(|seen| seen.place_in_crop)));
        columns.push((format!("parent_{name}"), number(|seen| seen.place)));
    }
    for measure in Measure::ALL {
        let value = |row: &Row<'_>| row.seen.and_then(|seen| seen.measures.get(&measure).copied());
        columns.push((measure.name().to_owned(), Column::Float(rows.iter().map(value).collect())));
    }
    columns
}

/// The double that is written with the digits of the single.
fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}
