//! Manifests written by this program, for sets that it drew, cropped or dressed up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::action_unit::ActionUnit;
use crate::csv_table;
use crate::face::{Face, Place};
use crate::files::{self, WriteError};

/// The manifest of these faces, sorted by id; reads back as the same faces, apart from [`Face::picture`]; a face without a label
/// has an empty cell.
///
/// Values are trimmed when they are read back, and `""` and `NA` read as unknown. Intensities of action units need
/// [`crate::ActionUnitScale::Intensity`] to be read back.
pub fn to_csv(faces: &[Face]) -> String {
    let layout = Layout::of(faces);
    let mut sorted: Vec<&Face> = faces.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    csv_table::to_text(std::iter::once(layout.header()).chain(sorted.into_iter().map(|face| layout.row(face))))
}

/// Writes the manifest of these faces atomically.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, faces: &[Face]) -> Result<(), WriteError> {
    files::write_atomically(path, to_csv(faces))
}

/// The columns that these faces need beyond the core.
struct Layout<'a> {
    groups: BTreeSet<&'a str>,
    action_units: BTreeSet<ActionUnit>,
    place: &'static [&'static str],
}

impl<'a> Layout<'a> {
    fn of(faces: &'a [Face]) -> Self {
        let has_place = faces.iter().any(|f| f.place.is_some());
        let disguise = faces.iter().any(|f| f.disguise.is_some()).then_some("disguise");
        Self {
            groups: faces.iter().flat_map(|f| f.groups.keys().map(String::as_str)).chain(disguise).collect(),
            action_units: faces.iter().flat_map(|f| f.action_units.keys().copied()).collect(),
            place: if has_place { &Place::COLUMNS } else { &[] },
        }
    }

    fn header(&self) -> Vec<String> {
        let core = ["path", "expression", "split", "subject", "crop"].into_iter().chain(self.groups.iter().copied());
        let units = self.action_units.iter().map(|unit| format!("au{}", unit.number()));
        core.map(str::to_owned).chain(units).chain(self.place.iter().map(|&c| c.to_owned())).collect()
    }

    fn row(&self, face: &Face) -> Vec<String> {
        let mut row = vec![
            face.id.to_string(),
            face.expression.map_or_else(String::new, |e| e.to_string()),
            face.split.map_or_else(String::new, |s| s.to_string()),
            face.subject.clone().unwrap_or_default(),
            face.is_crop.to_string(),
        ];
        let groups: BTreeMap<&str, &String> = face.groups.iter().map(|(k, v)| (k.as_str(), v)).collect();
        let worn = |column: &str| face.disguise.as_ref().filter(|_| column == "disguise");
        row.extend(self.groups.iter().map(|&c| worn(c).or(groups.get(c).copied()).cloned().unwrap_or_default()));
        let units = self.action_units.iter().map(|unit| face.action_units.get(unit).map(|label| label.to_cell()));
        row.extend(units.map(Option::unwrap_or_default));
        let place = face.place.map(|p| p.to_numbers().map(|n| n.to_string()));
        row.extend((0..self.place.len()).map(|i| place.as_ref().map_or_else(String::new, |p| p[i].clone())));
        row
    }
}
