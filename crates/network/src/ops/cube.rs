//! The layers on graphics processors: the default bodies, which the backend joins and differentiates by itself.

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::{Autodiff, Cube};

use super::NetworkOps;

impl NetworkOps for Cube {}

impl<C: CheckpointStrategy> NetworkOps for Autodiff<Cube, C> {}
