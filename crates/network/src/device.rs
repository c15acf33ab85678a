//! Where tensors live and arithmetic happens.

pub use burn::tensor::Device;

/// Words for graphics processors that this version does not compute on yet.
const ACCELERATORS: [&str; 3] = ["cuda", "vulkan", "metal"];

/// Why a word chooses no device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// A word that names no device of this program.
    #[error("`{found}` is not a device; known are auto and cpu")]
    Unknown {
        /// The word as it was found.
        found: String,
    },
    /// A graphics processor.
    #[error("`{found}` is a graphics processor, on which this version does not compute yet; use auto or cpu")]
    Unsupported {
        /// The word as it was found.
        found: String,
    },
}

/// A device and the word that chooses it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDevice {
    /// `cpu`; never `auto`.
    pub name: String,
    /// The device for inference; call `.autodiff()` on it to train.
    pub device: Device,
}

impl NamedDevice {
    /// The processor.
    pub fn cpu() -> Self {
        Self { name: "cpu".to_owned(), device: cpu() }
    }
}

/// The processor, for inference: no gradients are recorded.
pub fn cpu() -> Device {
    Device::flex()
}

/// The processor, recording operations for gradients.
pub fn cpu_for_training() -> Device {
    cpu().autodiff()
}

/// The inference device of a word: `cpu`, or `auto` for the best there is, which is the processor.
///
/// # Errors
/// [`DeviceError`]: another word, or a graphics processor.
pub fn choose(word: &str) -> Result<NamedDevice, DeviceError> {
    let found = || word.to_owned();
    let name = word.split_once(':').map_or(word, |(name, _)| name);
    match word {
        "cpu" | "auto" => Ok(NamedDevice::cpu()),
        _ if ACCELERATORS.contains(&name) => Err(DeviceError::Unsupported { found: found() }),
        _ => Err(DeviceError::Unknown { found: found() }),
    }
}

#[cfg(test)]
mod tests;
