//! What a labelled face is: expressions, action units, groups, disguises, data sets and predictions on disk.

pub mod action_unit;
pub mod disguise;
pub mod expression;
pub mod landmarks;

pub use action_unit::ActionUnit;
pub use disguise::DisguiseKind;
pub use expression::{Expression, LabelOrder, LabelOrderError, UnknownExpression};
pub use landmarks::{BoundingBox, Landmarks, Point};
