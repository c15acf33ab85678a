//! Devices, MobileNetV2, its head, its weights and the model folder.
