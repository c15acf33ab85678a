//! What follows a normalisation.

/// The function applied to every value after scaling and shifting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// The value itself.
    None,
    /// The value limited to 0..=6; its gradient is zero at both limits, as in `PyTorch`.
    Relu6,
}

impl Activation {
    /// The values at which the function becomes constant.
    pub(crate) fn limits(self) -> (f32, f32) {
        match self {
            Self::None => (f32::NEG_INFINITY, f32::INFINITY),
            Self::Relu6 => (0.0, 6.0),
        }
    }
}
