//! Accessories drawn on a face, and drawn phantom faces with known truth.
