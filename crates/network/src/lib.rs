//! Devices, `MobileNetV2`, its head, its weights and the model folder.

pub mod description;
pub mod device;
mod evaluation;
pub mod evaluator;
pub mod expression_net;
mod layers;
pub mod mobilenet;
pub mod model_folder;
pub mod onnx;
pub mod ops;
pub mod pictures;
pub mod state_dict;
pub mod weights;

pub use description::{Architecture, Crop, ModelDescription};
pub use device::{Device, DeviceError, NamedDevice};
pub use evaluator::Evaluator;
pub use expression_net::{ExpressionNet, ExpressionNetConfig};
pub use model_folder::{ModelFolder, ModelFolderError};
pub use onnx::{OnnxError, OnnxModel};
pub use pictures::{Normalisation, tensor_from_pictures};
pub use state_dict::StateDict;
pub use weights::WeightsError;

/// The allocator that a program with this network declares, so that vectors never lie across cache lines.
pub use kernels::CacheAligned;
