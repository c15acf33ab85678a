//! `AdamW` and momentum with one learning rate for the backbone and one for the head, resumable to the bit.
//!
//! Burn keeps the moments by parameter numbers that are drawn anew in every process; here they are kept by path, so that a
//! checkpoint finds its parameters again.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};
use network::StateDict;
use network::state_dict::HostTensor;

use crate::recipe::{Recipe, UpdateRule};

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// The field of the network whose parameters learn at the backbone's rate; all others are the head.
const BACKBONE: &str = "backbone";

/// Learning rates of one update.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    pub(crate) backbone: f64,
    pub(crate) head: f64,
}

/// The update rule and its moments, flattened, by the path of their parameter.
#[derive(Debug, Clone)]
pub(crate) struct Optimizer {
    rule: UpdateRule,
    weight_decay: f64,
    momentum: f64,
    n_updates: usize,
    first: BTreeMap<String, Tensor<1>>,
    second: BTreeMap<String, Tensor<1>>,
}

impl Optimizer {
    pub(crate) fn new(recipe: &Recipe) -> Self {
        Self {
            rule: recipe.update_rule,
            weight_decay: recipe.weight_decay,
            momentum: recipe.momentum,
            n_updates: 0,
            first: BTreeMap::new(),
            second: BTreeMap::new(),
        }
    }

    /// Updates done so far.
    pub(crate) fn n_updates(&self) -> usize {
        self.n_updates
    }

    /// Updates every parameter that has a gradient.
    pub(crate) fn step<M: Module>(&mut self, module: M, gradients: GradientsParams, rates: Rates) -> M {
        self.n_updates += 1;
        module.map(&mut Updater { optimizer: self, gradients, rates, path: Vec::new() })
    }

    /// The moments on the host.
    pub(crate) fn moments(&self) -> StateDict {
        let mut moments = StateDict::default();
        for (kind, tensors) in [("first", &self.first), ("second", &self.second)] {
            for (path, tensor) in tensors {
                let values = tensor.clone().into_data().try_into_vec().expect("moments are float32");
                moments.insert(format!("{kind}/{path}"), HostTensor { shape: tensor.dims().to_vec(), values });
            }
        }
        moments
    }

    /// The same rule with moments from a checkpoint. A name that is not a moment's is ignored.
    pub(crate) fn resumed(mut self, n_updates: usize, moments: &StateDict, device: &Device) -> Self {
        self.n_updates = n_updates;
        for (name, tensor) in moments.names().filter_map(|name| Some((name, moments.get(name)?))) {
            let data = TensorData::new(tensor.values.clone(), [tensor.values.len()]);
            let moment = Tensor::from_data(data, device);
            match name.split_once('/') {
                Some(("first", path)) => self.first.insert(path.to_owned(), moment),
                Some(("second", path)) => self.second.insert(path.to_owned(), moment),
                _ => None,
            };
        }
        self
    }

    /// The new value of a flattened parameter.
    fn update(&mut self, path: &str, weights: Tensor<1>, gradient: Tensor<1>, rate: f64) -> Tensor<1> {
        match self.rule {
            UpdateRule::AdamW => self.adamw(path, weights, gradient, rate),
            UpdateRule::Sgd => self.sgd(path, weights, gradient, rate),
        }
    }

    /// `m = β₁ m + (1 - β₁) g`, `v = β₂ v + (1 - β₂) g²`, `w = (1 - η λ) w - η m̂ / (√v̂ + ε)`.
    fn adamw(&mut self, path: &str, weights: Tensor<1>, gradient: Tensor<1>, rate: f64) -> Tensor<1> {
        let square = gradient.clone().square() * (1.0 - BETA_2);
        let first = decayed_sum(self.first.remove(path), BETA_1, gradient * (1.0 - BETA_1));
        let second = decayed_sum(self.second.remove(path), BETA_2, square);
        let n_updates = self.n_updates as i32;
        let (bias_1, bias_2) = (1.0 - BETA_1.powi(n_updates), 1.0 - BETA_2.powi(n_updates));
        let spread = (second.clone() / bias_2).sqrt() + EPSILON;
        let change = first.clone() / spread * (rate / bias_1);
        self.first.insert(path.to_owned(), first);
        self.second.insert(path.to_owned(), second);
        weights * (1.0 - rate * self.weight_decay) - change
    }

    /// `g = g + λ w`, `b = μ b + g`, `w = w - η b`.
    fn sgd(&mut self, path: &str, weights: Tensor<1>, gradient: Tensor<1>, rate: f64) -> Tensor<1> {
        let gradient = gradient + weights.clone() * self.weight_decay;
        let first = decayed_sum(self.first.remove(path), self.momentum, gradient);
        self.first.insert(path.to_owned(), first.clone());
        weights - first * rate
    }
}

fn decayed_sum(moment: Option<Tensor<1>>, decay: f64, addend: Tensor<1>) -> Tensor<1> {
    match moment {
        Some(moment) => moment * decay + addend,
        None => addend,
    }
}

struct Updater<'a> {
    optimizer: &'a mut Optimizer,
    gradients: GradientsParams,
    rates: Rates,
    path: Vec<String>,
}

impl ModuleMapper for Updater<'_> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, weights, mapper) = param.consume();
        let Some(gradient) = self.gradients.remove::<D>(id) else {
            return Param::from_mapped_value(id, weights, mapper);
        };
        let rate = if self.path.first().is_some_and(|p| p == BACKBONE) { self.rates.backbone } else { self.rates.head };
        let (shape, n_values) = (weights.dims(), weights.dims().iter().product::<usize>());
        let weights = weights.inner().reshape([n_values]);
        let updated = self.optimizer.update(&self.path.join("."), weights, gradient.reshape([n_values]), rate);
        Param::from_mapped_value(id, Tensor::from_inner(updated.reshape(shape)).require_grad(), mapper)
    }
}
