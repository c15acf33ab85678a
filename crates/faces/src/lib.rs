//! What a labelled face is: expressions, action units, groups, disguises, data sets and predictions on disk.

pub mod action_unit;
pub mod counts;
mod csv_table;
pub mod disguise;
pub mod expression;
pub mod face;
pub mod face_id;
pub mod files;
pub mod filter;
mod fingerprint;
mod folder;
pub mod landmarks;
pub mod manifest;
pub mod measure;
pub mod name_map;
pub mod options;
pub mod partition;
pub mod predictions;
pub mod probabilities;
pub mod problem;
mod read;
pub mod read_error;
pub mod split;
#[cfg(test)]
mod testing;

pub use action_unit::{ActionUnit, ActionUnitLabel, ActionUnitScale};
pub use csv_table::CsvProblem;
pub use disguise::DisguiseKind;
pub use expression::{Expression, LabelOrder, LabelOrderError, UnknownExpression};
pub use face::{Face, FaceSet, LeftOut, Place};
pub use face_id::{FaceId, PathProblem};
pub use filter::{Filter, FilterError};
pub use landmarks::{BoundingBox, Landmarks, Point};
pub use measure::{Measure, Measures, Unit};
pub use name_map::{LabelMap, SplitMap};
pub use options::{Cropped, ReadOptions};
pub use partition::{Partition, PartitionError, PartitionOptions, SubjectCheck, partition};
pub use predictions::{Outcome, PredictionsError};
pub use probabilities::Probabilities;
pub use problem::{Problem, TooManyProblems, check_share};
pub use read::read;
pub use read_error::ReadError;
pub use split::Split;
