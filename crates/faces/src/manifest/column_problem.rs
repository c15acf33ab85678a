//! Why a header is not that of a manifest.

use std::fmt;

use super::NearMiss;
use crate::action_unit::ActionUnit;

/// Why a header is not that of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnProblem {
    /// Columns that every manifest has are not there.
    Missing {
        /// Our names of them.
        missing: Vec<&'static str>,
        /// What is there.
        found: Vec<String>,
        /// What is there and looks like them.
        near: Vec<NearMiss>,
    },
    /// A column is there twice, perhaps after renaming.
    Duplicate {
        /// Our name of it.
        name: String,
    },
    /// The options name a column that is not there.
    NotThere {
        /// Our name.
        ours: String,
        /// The name in the options.
        theirs: String,
        /// What is there.
        found: Vec<String>,
    },
    /// Some columns of box and landmarks are there, but not all.
    PartOfPlace {
        /// Those that are.
        there: Vec<&'static str>,
        /// Those that are not.
        missing: Vec<&'static str>,
    },
    /// A column named like an action unit with a number that is unknown here.
    UnknownActionUnit {
        /// The column.
        name: String,
    },
    /// A column with a name that predictions need for themselves.
    Reserved {
        /// The column.
        name: String,
    },
}

impl std::error::Error for ColumnProblem {}

impl fmt::Display for ColumnProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { missing, found, near } => write_missing(f, missing, found, near),
            Self::Duplicate { name } => write!(
                f,
                "column `{name}` is there twice; expected each once\nhint: rename or remove one, or rename it by the options' `columns`"
            ),
            Self::NotThere { ours, theirs, found } => {
                write!(f, "the options say `{ours} = \"{theirs}\"`, but found columns {}", quoted(found))
            }
            Self::PartOfPlace { there, missing } => write!(
                f,
                "found columns {} without {}; expected all of box and landmarks or none",
                quoted(there),
                quoted(missing)
            ),
            Self::UnknownActionUnit { name } => write_unknown_unit(f, name),
            Self::Reserved { name } => write!(
                f,
                "column `{name}` has a name that predictions use for themselves\nhint: add \
                 `ignore_columns = [\"{name}\"]` to the options of the set, or rename it"
            ),
        }
    }
}

fn quoted<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|n| format!("`{}`", n.as_ref())).collect::<Vec<_>>().join(", ")
}

fn write_missing(f: &mut fmt::Formatter<'_>, missing: &[&str], found: &[String], near: &[NearMiss]) -> fmt::Result {
    let all = quoted(found);
    write!(
        f,
        "no column {}; expected path, expression and perhaps split, subject, disguise; found {all}",
        quoted(missing)
    )?;
    if found.len() == 1 && found[0].contains([';', '\t']) {
        write!(f, "\nhint: the cells must be separated by commas")?;
    }
    if near.is_empty() {
        return Ok(());
    }
    write!(f, "\nhint: if this is what they mean, add it to the options of the set\n[columns]")?;
    near.iter().try_for_each(|NearMiss { found, meant }| write!(f, "\n{meant} = {}", toml::Value::from(found.as_str())))
}

fn write_unknown_unit(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let known: Vec<String> = ActionUnit::NAMES.iter().map(|(number, _)| format!("au{number}")).collect();
    write!(
        f,
        "column `{name}` names an action unit that is unknown here; known are {}\nhint: add `ignore_columns = \
         [\"{name}\"]` to the options of the set",
        known.join(", ")
    )
}
