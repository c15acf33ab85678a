//! Tables of predictions: `OpenFace`, `LibreFace` and py-feat.

use std::collections::BTreeMap;
use std::path::Path;

use csv::{StringRecord, Trim};

use super::{Answer, ImportError, Imported, PICTURE_NAMES, Tool, expression, named_after, probabilities};
use crate::csv_table::{self, Table};
use crate::manifest::action_unit_digits;
use crate::{ActionUnit, ActionUnitLabel, BoundingBox, Expression};

/// From which score on py-feat's units are present: its classifiers answer with probabilities.
const PRESENT_FROM: f64 = 0.5;

/// Reads one table; the spaces that `OpenFace` puts before its names are cut off.
pub(super) fn read(path: &Path, tool: Tool) -> Result<Vec<Imported>, ImportError> {
    let table = csv_table::open(path, Trim::All)?;
    let sheet = Sheet { path, tool, table: &table };
    sheet.check()?;
    table.rows.iter().map(|(line, record)| Row { sheet: &sheet, line: *line, record }.imported()).collect()
}

struct Sheet<'a> {
    path: &'a Path,
    tool: Tool,
    table: &'a Table,
}

impl Sheet<'_> {
    fn has(&self, column: &str) -> bool {
        self.table.header.iter().any(|name| name == column)
    }

    fn picture_column(&self) -> Option<&'static str> {
        PICTURE_NAMES.into_iter().find(|name| self.has(name))
    }

    fn check(&self) -> Result<(), ImportError> {
        let has_unit = |suffix: &str| {
            let mut names = self.table.header.iter();
            names.any(|name| name.strip_suffix(suffix).and_then(action_unit_digits).is_some())
        };
        let (is_sound, expected) = match self.tool {
            Tool::OpenFace => (has_unit("_r") || has_unit("_c"), "columns such as AU12_r and AU12_c"),
            Tool::LibreFace => (
                self.picture_column().is_some() && (self.has("facial_expression") || has_unit("")),
                "a column that names the picture, and facial_expression or columns such as au_12",
            ),
            _ => (
                self.picture_column().is_some() && (has_unit("") || self.has("happiness")),
                "the column input, and anger to neutral or columns such as AU12",
            ),
        };
        let is_video = self.picture_column().is_none() && self.has("frame") && self.table.rows.len() > 1;
        if is_sound && !is_video {
            return Ok(());
        }
        let expected = if is_video { "a column that names the picture, or one file per picture" } else { expected };
        let found = if is_video { "frames of a video".to_owned() } else { self.table.header.join(",") };
        Err(ImportError::Columns { path: self.path.to_owned(), tool: self.tool, expected, found })
    }
}

struct Row<'a> {
    sheet: &'a Sheet<'a>,
    line: usize,
    record: &'a StringRecord,
}

impl Row<'_> {
    fn imported(&self) -> Result<Imported, ImportError> {
        let picture = match self.sheet.picture_column() {
            Some(column) => self.cell(column).to_owned(),
            None => named_after(self.sheet.path),
        };
        let found = self.found()?;
        let nothing = Imported { picture, found, answer: None, action_units: BTreeMap::new(), face_box: None };
        if !found {
            return Ok(nothing);
        }
        let answer = match self.sheet.tool {
            Tool::LibreFace => self.word(),
            Tool::PyFeat => self.probabilities()?,
            Tool::OpenFace | Tool::DeepFace => None,
        };
        Ok(Imported { answer, action_units: self.units()?, face_box: self.face_box(), ..nothing })
    }

    fn cell(&self, column: &str) -> &str {
        let index = self.sheet.table.header.iter().position(|name| name == column);
        index.and_then(|i| self.record.get(i)).unwrap_or_default()
    }

    /// The number of a cell; `None` where it is empty or NaN.
    fn number(&self, column: &str, expected: &'static str) -> Result<Option<f64>, ImportError> {
        let cell = self.cell(column);
        if cell.is_empty() || cell.eq_ignore_ascii_case("nan") {
            return Ok(None);
        }
        let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| self.bad(column, expected))
    }

    fn bad(&self, column: &str, expected: &'static str) -> ImportError {
        let place = format!("line {}, column `{column}`", self.line);
        ImportError::Cell { path: self.sheet.path.to_owned(), place, found: self.cell(column).to_owned(), expected }
    }

    fn found(&self) -> Result<bool, ImportError> {
        let has = |column| self.sheet.has(column);
        match self.sheet.tool {
            Tool::OpenFace if has("success") => match self.cell("success") {
                "1" => Ok(true),
                "0" => Ok(false),
                _ => Err(self.bad("success", "0 or 1")),
            },
            Tool::PyFeat if has("FaceScore") => Ok(self.number("FaceScore", "a number")?.is_some()),
            Tool::LibreFace if has("facial_expression") => Ok(!self.cell("facial_expression").is_empty()),
            _ => Ok(true),
        }
    }

    fn word(&self) -> Option<Answer> {
        let word = self.cell("facial_expression");
        let known = expression(word).map(Answer::Expression);
        (!word.is_empty()).then(|| known.unwrap_or_else(|| Answer::Other(word.to_lowercase())))
    }

    /// py-feat's seven columns, in whatever order; `None` where the file has no expressions.
    fn probabilities(&self) -> Result<Option<Answer>, ImportError> {
        const EXPECTED: &str = "seven probabilities that sum to 1";
        if !self.sheet.has("happiness") {
            return Ok(None);
        }
        let mut values = [0.0; Expression::COUNT];
        for expression in Expression::ALL {
            let number = self.number(expression.name(), EXPECTED)?;
            values[expression.index()] = number.ok_or_else(|| self.bad(expression.name(), EXPECTED))?;
        }
        let probabilities = probabilities(values, 1.0).ok_or_else(|| self.bad("happiness", EXPECTED))?;
        Ok(Some(Answer::Probabilities(probabilities)))
    }

    /// Intensities where the program gives them, else presence.
    fn units(&self) -> Result<BTreeMap<ActionUnit, ActionUnitLabel>, ImportError> {
        let mut units = BTreeMap::new();
        let (graded, flagged) = match self.sheet.tool {
            Tool::OpenFace => (Some("_r"), "_c"),
            Tool::LibreFace => (Some("_intensity"), ""),
            Tool::PyFeat | Tool::DeepFace => (None, ""),
        };
        for column in &self.sheet.table.header {
            if let Some(unit) = unit_of(column, flagged) {
                let label = self.presence(column)?;
                units.extend(label.filter(|_| !units.contains_key(&unit)).map(|label| (unit, label)));
            }
            if let Some(unit) = graded.and_then(|suffix| unit_of(column, suffix)) {
                units.extend(self.intensity(column)?.map(|label| (unit, label)));
            }
        }
        Ok(units)
    }

    fn presence(&self, column: &str) -> Result<Option<ActionUnitLabel>, ImportError> {
        const EXPECTED: &str = "0 or 1, or a score between";
        let is_score = self.sheet.tool == Tool::PyFeat;
        let label = |present: bool| if present { ActionUnitLabel::Present } else { ActionUnitLabel::Absent };
        match self.number(column, EXPECTED)? {
            None => Ok(None),
            Some(score) if is_score && (0.0..=1.0).contains(&score) => Ok(Some(label(PRESENT_FROM <= score))),
            Some(0.0) => Ok(Some(label(false))),
            Some(1.0) => Ok(Some(label(true))),
            Some(_) => Err(self.bad(column, EXPECTED)),
        }
    }

    fn intensity(&self, column: &str) -> Result<Option<ActionUnitLabel>, ImportError> {
        const EXPECTED: &str = "an intensity from 0 to 5";
        let number = self.number(column, EXPECTED)?;
        match number.filter(|grade| !(0.0..=5.0).contains(grade)) {
            Some(_) => Err(self.bad(column, EXPECTED)),
            None => Ok(number.map(|grade| ActionUnitLabel::Intensity(grade as f32))),
        }
    }

    /// The box of py-feat; the others give none.
    fn face_box(&self) -> Option<BoundingBox> {
        let names = ["FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight"];
        let [x, y, width, height] = names.map(|name| self.cell(name).parse::<f32>().ok().filter(|n| n.is_finite()));
        let (left, top) = (x?, y?);
        Some(BoundingBox { left, top, right: left + width?, bottom: top + height? })
    }
}

/// The unit of `AU12_r` with the suffix `_r`; `None` where it has no name here.
fn unit_of(column: &str, suffix: &str) -> Option<ActionUnit> {
    action_unit_digits(column.strip_suffix(suffix)?)?.parse().ok().and_then(ActionUnit::new)
}
