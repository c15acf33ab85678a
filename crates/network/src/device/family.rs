//! The kinds of graphics processors, each behind a cargo feature of its name.

use burn::tensor::Device;

/// A way to compute on graphics processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Cuda,
    Metal,
    Vulkan,
}

impl Family {
    /// All of them, the fastest on a machine that has several first.
    pub(super) const ALL: [Self; 3] = [Self::Cuda, Self::Metal, Self::Vulkan];

    /// The word for it, and its cargo feature.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cuda => "cuda",
            Self::Metal => "metal",
            Self::Vulkan => "vulkan",
        }
    }

    /// Whether this program was built with it.
    pub(super) fn is_built(self) -> bool {
        match self {
            Self::Cuda => cfg!(feature = "cuda"),
            Self::Metal => cfg!(feature = "metal"),
            Self::Vulkan => cfg!(feature = "vulkan"),
        }
    }

    /// Those with a working driver, always in the same order; none where it is not built.
    pub(super) fn devices(self) -> Vec<Device> {
        match self {
            #[cfg(feature = "cuda")]
            Self::Cuda => Device::enumerate(burn::tensor::DeviceType::Cuda).into_vec(),
            #[cfg(feature = "metal")]
            Self::Metal => Device::enumerate(burn::tensor::DeviceType::Metal).into_vec(),
            #[cfg(feature = "vulkan")]
            Self::Vulkan => Device::enumerate(burn::tensor::DeviceType::Vulkan).into_vec(),
            #[cfg(not(all(feature = "cuda", feature = "metal", feature = "vulkan")))]
            _ => Vec::new(),
        }
    }
}

/// The name of the part, as its driver has it.
#[cfg(any(feature = "cuda", feature = "metal", feature = "vulkan"))]
pub(super) fn hardware(device: &Device) -> Option<String> {
    Some(device.identity()?.name)
}

/// Nothing: this build knows no graphics processors.
#[cfg(not(any(feature = "cuda", feature = "metal", feature = "vulkan")))]
pub(super) fn hardware(_: &Device) -> Option<String> {
    None
}

/// Whether the processor plays the graphics processor, as Mesa's llvmpipe does.
#[cfg(any(feature = "metal", feature = "vulkan"))]
pub(super) fn is_emulated(device: &Device) -> bool {
    use burn::backend::{CubeDevice, DispatchDevice, WgpuDeviceKind};
    matches!(device.as_dispatch(), DispatchDevice::Cube(CubeDevice::Wgpu(device)) if device.kind == WgpuDeviceKind::Cpu)
}

/// No: only the interfaces for drawing are emulated.
#[cfg(not(any(feature = "metal", feature = "vulkan")))]
pub(super) fn is_emulated(_: &Device) -> bool {
    false
}
