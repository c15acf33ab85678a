//! Why a data set cannot be divided.

use std::collections::BTreeMap;

use super::Side;
use crate::Expression;

/// Why a data set cannot be divided.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PartitionError {
    /// There is nothing to divide.
    #[error("no faces to divide")]
    NoFaces,
    /// The share of test faces is not a share.
    #[error("the test fraction is {fraction}, expected more than 0 and less than 1")]
    BadFraction {
        /// The number.
        fraction: f64,
    },
    /// The manifest says of some faces only what they are for.
    #[error(
        "{n_without} of {n_total} faces have no split; expected train, val or test for each\nhint: fill the column `split`, \
         or divide by subject with `rule = \"subjects\"`"
    )]
    WithoutSplit {
        /// Faces without a split.
        n_without: usize,
        /// All faces.
        n_total: usize,
    },
    /// Every face is on the other side.
    #[error(
        "no face is on the {} side\nhint: compare `test_side` with the splits of the set and `test_fraction` with its number of \
         subjects, or divide by subject with `rule = \"subjects\"`",
        .side.name()
    )]
    EmptySide {
        /// The side without faces.
        side: Side,
    },
    /// The splits of the manifest divide people.
    #[error(
        "subjects on both sides: {}; {}\nhint: divide by subject with `rule = \"subjects\"`, or correct the column `split`",
        .n_faces.len(), people(.n_faces)
    )]
    SubjectsOnBothSides {
        /// Faces on the train side and on the test side, by person.
        n_faces: BTreeMap<String, (usize, usize)>,
    },
    /// Classes that would be tested without being learnt, or learnt without being tested.
    #[error(
        "classes of the set are missing on a side: {}\nhint: change the seed or `test_fraction`, or accept it with \
         `empty_classes = \"allow\"`",
        classes(.empty)
    )]
    EmptyClasses {
        /// What is missing where.
        empty: Vec<(Side, Expression)>,
    },
}

/// How many people an error lists.
const N_LISTED: usize = 5;

fn people(n_faces: &BTreeMap<String, (usize, usize)>) -> String {
    let one =
        |(name, (n_train, n_test)): (&String, &(usize, usize))| format!("{name} ({n_train} train, {n_test} test)");
    let listed: Vec<String> = n_faces.iter().take(N_LISTED).map(one).collect();
    let rest = n_faces.len().saturating_sub(N_LISTED);
    if rest == 0 { listed.join(", ") } else { format!("{} and {rest} more", listed.join(", ")) }
}

fn classes(empty: &[(Side, Expression)]) -> String {
    empty.iter().map(|(side, e)| format!("{e} on the {} side", side.name())).collect::<Vec<_>>().join(", ")
}
