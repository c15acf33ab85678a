//! Recipe, augmentation, training loop, checkpoints and prediction.
