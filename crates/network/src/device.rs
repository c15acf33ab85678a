//! Where tensors live and arithmetic happens.

mod family;

pub use burn::tensor::Device;

use family::Family;

/// Why a word chooses no device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// A word that names no device of any build.
    #[error("`{found}` is not a device; known are auto, cpu, cuda:N, metal:N and vulkan:N, N from 0")]
    Unknown {
        /// The word as it was found.
        found: String,
    },
    /// A graphics processor that this build has no code for.
    #[error(
        "`{found}` is a graphics processor, and this program was built without the feature `{feature}`; \
         use cpu, or build it with `--features {feature}`"
    )]
    NotBuilt {
        /// The word as it was found.
        found: String,
        /// The cargo feature that is missing.
        feature: &'static str,
    },
    /// A graphics processor that this machine does not have, or has no driver for.
    #[error(
        "expected a graphics processor `{found}`, found {n_devices} of that kind with a working driver; use auto or cpu"
    )]
    Absent {
        /// The word as it was found.
        found: String,
        /// How many there are of this kind.
        n_devices: usize,
    },
}

/// A device and the word that chooses it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDevice {
    /// `cpu`, `cuda:0`, …; never `auto`.
    pub name: String,
    /// The name that its maker gave a graphics processor, where the driver tells it.
    pub hardware: Option<String>,
    /// Whether the processor plays a graphics processor.
    pub is_emulated: bool,
    /// The device for inference; call `.autodiff()` on it to train.
    pub device: Device,
}

impl NamedDevice {
    /// The processor.
    pub fn cpu() -> Self {
        Self { name: "cpu".to_owned(), hardware: None, is_emulated: false, device: cpu() }
    }

    fn graphics(family: Family, index: usize, device: Device) -> Self {
        let (hardware, is_emulated) = (family::hardware(&device), family::is_emulated(&device));
        Self { name: format!("{}:{index}", family.name()), hardware, is_emulated, device }
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

/// The inference device of a word: `cpu`; `cuda:N`, `metal:N` or `vulkan:N`, in which `:0` may be left out; `auto` for the
/// first graphics processor that this build can use, else the processor.
///
/// `auto` takes no graphics processor that is emulated by the processor, which is slower than the processor itself.
///
/// # Errors
/// [`DeviceError`]: another word, or a graphics processor that this build or this machine does not have.
pub fn choose(word: &str) -> Result<NamedDevice, DeviceError> {
    match word {
        "cpu" => return Ok(NamedDevice::cpu()),
        "auto" => return Ok(best()),
        _ => {}
    }
    let (family, index) = parsed(word).ok_or_else(|| DeviceError::Unknown { found: word.to_owned() })?;
    if !family.is_built() {
        return Err(DeviceError::NotBuilt { found: word.to_owned(), feature: family.name() });
    }
    let devices = family.devices();
    let n_devices = devices.len();
    let device = devices.into_iter().nth(index);
    let device = device.ok_or_else(|| DeviceError::Absent { found: word.to_owned(), n_devices })?;
    Ok(NamedDevice::graphics(family, index, device))
}

/// Every device that this build and this machine have, the processor first.
pub fn all() -> Vec<NamedDevice> {
    std::iter::once(NamedDevice::cpu()).chain(graphics()).collect()
}

/// The first real graphics processor, else the processor.
fn best() -> NamedDevice {
    graphics().find(|named| !named.is_emulated).unwrap_or_else(NamedDevice::cpu)
}

fn graphics() -> impl Iterator<Item = NamedDevice> {
    let of =
        |family: Family| (0..).zip(family.devices()).map(move |(i, device)| NamedDevice::graphics(family, i, device));
    Family::ALL.into_iter().flat_map(of)
}

/// Family and number of a word such as `cuda` or `cuda:1`.
fn parsed(word: &str) -> Option<(Family, usize)> {
    let (name, index) = word.split_once(':').unwrap_or((word, "0"));
    let family = Family::ALL.into_iter().find(|family| family.name() == name)?;
    let is_number = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
    Some((family, index.parse().ok().filter(|_| is_number)?))
}

#[cfg(test)]
mod tests;
