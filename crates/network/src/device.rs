//! Where tensors live and arithmetic happens.

use burn::tensor::Device;

/// A word that names no device of this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a device; known are auto, cpu")]
pub struct DeviceError {
    /// The word as it was found.
    pub found: String,
}

/// The processor, for inference: no gradients are recorded.
pub fn cpu() -> Device {
    Device::flex()
}

/// The processor, recording operations for gradients.
pub fn cpu_for_training() -> Device {
    cpu().autodiff()
}

/// The inference device of a name: `auto` or `cpu`. Call `.autodiff()` on it to train.
///
/// # Errors
/// Any other word.
pub fn parse(word: &str) -> Result<Device, DeviceError> {
    match word {
        "auto" | "cpu" => Ok(cpu()),
        found => Err(DeviceError { found: found.to_owned() }),
    }
}

#[cfg(test)]
mod tests;
