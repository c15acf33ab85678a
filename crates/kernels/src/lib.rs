//! The CPU operations that make training fast, on plain slices.
//!
//! Tensors are channels last: the values of one pixel's channels lie side by side, and a *row* is one pixel. Work is cut
//! into pieces whose size does not depend on the number of threads and sums are added in the order of the pieces, so that
//! the same input gives the same bytes on any number of threads. Inner loops are compiled for the widest vectors of the
//! processor at run time.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined into a vectorised loop is compiled with its instructions"
)]

pub mod activation;
pub mod batch_norm;
pub mod depthwise;
mod matrix;
pub mod patches;
pub mod pointwise;
mod rows;

pub use activation::Activation;
