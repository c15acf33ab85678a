//! The rows of a manifest, cell by cell.

use std::collections::BTreeMap;
use std::path::Path;

use csv::StringRecord;

use super::{Columns, Labels, Meaning, RowFault, RowProblem, WITHOUT_LABEL};
use crate::FaceId;
use crate::action_unit::{ActionUnit, ActionUnitLabel};
use crate::face::{Face, Place};
use crate::options::{Cropped, ReadOptions};
use crate::picture::PictureSource;

/// A row whose label and split are still the set's own words.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub id: FaceId,
    /// `None` where nobody gave one.
    pub label: Option<String>,
    pub split: Option<String>,
    pub subject: Option<String>,
    pub groups: BTreeMap<String, String>,
    pub action_units: BTreeMap<ActionUnit, ActionUnitLabel>,
    pub place: Option<Place>,
    pub is_crop: bool,
    /// `None` where the id is the path of a file.
    pub picture: Option<PictureSource>,
}

/// The group that also says what is worn.
const DISGUISE: &str = "disguise";

/// What the group `disguise` says of a bare face; `open` is the word of the CMU Face Images.
const BARE: &str = "none";

impl Row {
    /// A row of which only path, label and split are known.
    pub(crate) fn new(id: FaceId, label: Option<String>, split: Option<String>) -> Self {
        let (groups, action_units) = (BTreeMap::new(), BTreeMap::new());
        Self { id, label, split, subject: None, groups, action_units, place: None, is_crop: false, picture: None }
    }

    /// The face of a row, or the word for which the maps leave it out.
    pub(crate) fn into_face(self, root: &Path, options: &ReadOptions, labels: Labels) -> Result<Face, String> {
        let expression = match (&self.label, labels) {
            (None, Labels::Optional) => None,
            (None, Labels::Required) => return Err(WITHOUT_LABEL.to_owned()),
            (Some(word), _) => match options.labels.meaning(word) {
                Some(Meaning::Is(expression)) => Some(expression),
                _ => return Err(word.clone()),
            },
        };
        let split = match self.split {
            None => None,
            Some(word) => match options.splits.meaning(&word) {
                Some(Meaning::Is(split)) => Some(split),
                _ => return Err(word),
            },
        };
        let disguise = self.groups.get(DISGUISE).filter(|worn| *worn != BARE).cloned();
        let is_crop = match options.already_cropped {
            Cropped::ByColumn => self.is_crop,
            Cropped::All => true,
            Cropped::None => false,
        };
        let picture = self.picture.unwrap_or_else(|| PictureSource::File(root.join(self.id.as_str())));
        let Self { id, subject, groups, action_units, place, .. } = self;
        Ok(Face { id, picture, expression, split, subject, disguise, groups, action_units, place, is_crop })
    }
}

/// Reads every row; the second part holds the rows that cannot be read.
pub(super) fn read(
    records: &[(usize, StringRecord)],
    columns: &Columns,
    options: &ReadOptions,
    labels: Labels,
) -> (Vec<Row>, Vec<RowProblem>) {
    let (mut rows, mut problems) = (Vec::with_capacity(records.len()), Vec::new());
    let mut first_lines: BTreeMap<FaceId, usize> = BTreeMap::new();
    for (line, record) in records {
        let row = Cells { columns, record }.to_row(options, labels).and_then(|row| {
            let first_line = *first_lines.entry(row.id.clone()).or_insert(*line);
            let duplicate = RowFault::DuplicatePath { path: row.id.to_string(), first_line };
            if first_line == *line { Ok(row) } else { Err(duplicate) }
        });
        match row {
            Ok(row) => rows.push(row),
            Err(fault) => problems.push(RowProblem { line: Some(*line), fault }),
        }
    }
    (rows, problems)
}

/// The cells of one row by our names of columns.
struct Cells<'a> {
    columns: &'a Columns,
    record: &'a StringRecord,
}

impl Cells<'_> {
    fn to_row(&self, options: &ReadOptions, labels: Labels) -> Result<Row, RowFault> {
        Ok(Row {
            id: FaceId::new(self.cell("path"))?,
            label: self.label(options, labels),
            split: self.known("split"),
            subject: self.known("subject"),
            groups: self.groups(),
            action_units: self.action_units(options)?,
            place: self.place()?,
            is_crop: self.is_crop()?,
            picture: None,
        })
    }

    /// The cell of a column; empty where there is no such column.
    fn cell(&self, column: &str) -> &str {
        self.columns.index(column).and_then(|i| self.record.get(i)).unwrap_or_default()
    }

    /// The label; an empty cell is one that the map has to explain where labels are needed, and none otherwise.
    fn label(&self, options: &ReadOptions, labels: Labels) -> Option<String> {
        let cell = self.cell("expression");
        let is_unknown = matches!(cell, "" | "NA") && options.labels.meaning(cell).is_none();
        (labels == Labels::Required || !is_unknown).then(|| cell.to_owned())
    }

    /// The cell of a column, `None` where it is empty or `NA`.
    fn known(&self, column: &str) -> Option<String> {
        let cell = self.cell(column);
        (!matches!(cell, "" | "NA")).then(|| cell.to_owned())
    }

    fn groups(&self) -> BTreeMap<String, String> {
        let known = |column: &String| self.known(column).map(|value| (column.clone(), value));
        let mut groups: BTreeMap<String, String> = self.columns.groups().iter().filter_map(known).collect();
        if let Some(worn) = groups.get_mut(DISGUISE).filter(|worn| *worn == "open") {
            BARE.clone_into(worn);
        }
        groups
    }

    fn action_units(&self, options: &ReadOptions) -> Result<BTreeMap<ActionUnit, ActionUnitLabel>, RowFault> {
        let mut labels = BTreeMap::new();
        for (unit, column) in self.columns.action_units() {
            let found = self.cell(column);
            let label = ActionUnitLabel::from_cell(found, options.action_units)
                .map_err(|problem| RowFault::ActionUnit { column: column.clone(), found: found.to_owned(), problem })?;
            labels.extend(label.map(|label| (*unit, label)));
        }
        Ok(labels)
    }

    fn place(&self) -> Result<Option<Place>, RowFault> {
        if Place::COLUMNS.iter().all(|column| self.known(column).is_none()) {
            return Ok(None);
        }
        let mut numbers = [0.0; 14];
        for (number, column) in numbers.iter_mut().zip(Place::COLUMNS) {
            let found = self.cell(column);
            let not_a_number = || RowFault::PlaceNumber { column, found: found.to_owned() };
            *number = found.parse().ok().ok_or_else(not_a_number)?;
        }
        Place::from_numbers(numbers).map(Some).ok_or(RowFault::EmptyBox)
    }

    fn is_crop(&self) -> Result<bool, RowFault> {
        match self.cell("crop") {
            "true" => Ok(true),
            "false" | "" => Ok(false),
            found => Err(RowFault::Crop { found: found.to_owned() }),
        }
    }
}
