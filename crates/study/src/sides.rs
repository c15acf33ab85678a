//! Which faces train, which test, and which are really disguised.

use std::collections::BTreeSet;

use faces::{Expression, Face, SubjectCheck, partition};

use crate::config::DataConfig;
use crate::error::StudyError;

/// The faces of a study by their use, as positions in the set, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// Undisguised faces to train on.
    pub train: Vec<usize>,
    /// Undisguised faces of other people to test on.
    pub test: Vec<usize>,
    /// Really disguised faces of the test people.
    pub really_disguised: Vec<usize>,
    /// Faces that are not used: really disguised ones of training people, and splits on neither side.
    pub set_aside: Vec<usize>,
    /// Whether people are known to be on one side only.
    pub subjects: SubjectCheck,
}

impl Sides {
    /// Splits `faces` as `config` says. All faces of one person, disguised or not, lie on one side.
    ///
    /// # Errors
    /// When a person is on both sides, a class has no undisguised face on one side, or the filter matches nothing.
    pub fn new(faces: &[Face], config: &DataConfig, seed: u64) -> Result<Self, StudyError> {
        let disguised: BTreeSet<usize> = match &config.really_disguised {
            Some(filter) => filter.select(faces)?.into_iter().collect(),
            None => BTreeSet::new(),
        };
        let parts = partition(faces, &config.partition, seed)?;
        let is_disguised = |i: &usize| disguised.contains(i);
        let (mut set_aside, train): (Vec<_>, Vec<_>) = parts.train.into_iter().partition(is_disguised);
        let (really_disguised, test) = parts.test.into_iter().partition(is_disguised);
        set_aside.extend(parts.left_out);
        set_aside.sort_unstable();
        let sides = Self { train, test, really_disguised, set_aside, subjects: parts.subjects };
        check_classes(faces, &sides.train, "train", "undisguised")?;
        if config.must_test_every_class() {
            check_classes(faces, &sides.test, "test", "undisguised")?;
        }
        Ok(sides)
    }
}

/// Fails where a class of the set has no face among `chosen`.
///
/// # Errors
/// [`StudyError::EmptyClass`] with the first such class.
pub fn check_classes(
    faces: &[Face],
    chosen: &[usize],
    side: &'static str,
    what: &'static str,
) -> Result<(), StudyError> {
    let present: BTreeSet<Expression> = chosen.iter().filter_map(|&i| faces[i].expression).collect();
    for class in Expression::ALL {
        let n_in_set = faces.iter().filter(|face| face.expression == Some(class)).count();
        if n_in_set > 0 && !present.contains(&class) {
            return Err(StudyError::EmptyClass { class, side, what, n_in_set });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
