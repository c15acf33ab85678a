//! Accessories drawn on a face, and drawn phantom faces with known truth.

pub mod accessory;
pub mod phantom;
