//! The CPU operations that make training and inference fast, on plain slices.
//!
//! Tensors are channels last: the values of one pixel's channels lie side by side, and a *row* is one pixel. Every operation
//! is joined with the normalisations around it: an input is normalised and activated while it is read, an output is measured
//! while it is in registers, and a gradient is closed and summed the same way. Work is cut into pieces whose size does not
//! depend on the number of threads and sums are added in the order of the pieces, so that the same input gives the same bytes
//! on any number of threads. Loops are compiled for several sets of instructions, and the best one is chosen at run time.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined into a vectorised loop is compiled with its instructions"
)]

pub mod activation;
mod allocator;
pub mod depthwise;
pub mod evaluation;
pub mod norm;
pub mod patches;
pub mod pointwise;
mod product;
mod rowwise;
mod simd;
pub mod sliding;
pub mod stem;

pub use activation::Activation;
pub use allocator::CacheAligned;
pub use simd::Instructions;
