//! `AdamW` and momentum with one learning rate for the backbone and one for the head, resumable to the bit.
//!
//! Burn keeps the moments by parameter numbers that are drawn anew in every process; here they are kept by path, so that a
//! checkpoint finds its parameters again.

mod fused;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Tensor, TensorData};
use network::StateDict;
use network::state_dict::HostTensor;

use crate::gradients::{Gradients, host_values};
use crate::recipe::{Recipe, UpdateRule};

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// The field of the network whose parameters learn at the backbone's rate; all others are the head.
const BACKBONE: &str = "backbone";

/// Learning rates of one update, and what its gradients are multiplied with first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    pub(crate) backbone: f64,
    pub(crate) head: f64,
    pub(crate) clip: f64,
}

/// Where a flattened parameter is, and how fast it learns.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    path: &'a str,
    rate: f64,
    clip: f64,
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
    pub(crate) fn step<M: Module>(&mut self, module: M, gradients: Gradients, rates: Rates) -> M {
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
    fn update(&mut self, place: Place<'_>, weights: Tensor<1>, gradient: Tensor<1>) -> Tensor<1> {
        let is_on_host = weights.device() == network::device::cpu();
        match (self.rule, is_on_host) {
            (UpdateRule::AdamW, true) => self.adamw_on_host(place, weights, gradient),
            (UpdateRule::AdamW, false) => self.adamw(place, weights, gradient * place.clip),
            (UpdateRule::Sgd, true) => self.sgd_on_host(place, weights, gradient),
            (UpdateRule::Sgd, false) => self.sgd(place, weights, gradient * place.clip),
        }
    }

    /// `m = β₁ m + (1 - β₁) g`, `v = β₂ v + (1 - β₂) g²`, `w = (1 - η λ) w - η m̂ / (√v̂ + ε)`.
    fn adamw(&mut self, Place { path, rate, .. }: Place<'_>, weights: Tensor<1>, gradient: Tensor<1>) -> Tensor<1> {
        let square = gradient.clone().square() * (1.0 - BETA_2);
        let first = decayed_sum(self.first.remove(path), BETA_1, gradient * (1.0 - BETA_1));
        let second = decayed_sum(self.second.remove(path), BETA_2, square);
        let [bias_1, bias_2] = self.biases();
        let spread = (second.clone() / bias_2).sqrt() + EPSILON;
        let change = first.clone() / spread * (rate / bias_1);
        self.first.insert(path.to_owned(), first);
        self.second.insert(path.to_owned(), second);
        weights * (1.0 - rate * self.weight_decay) - change
    }

    fn adamw_on_host(&mut self, place: Place<'_>, weights: Tensor<1>, gradient: Tensor<1>) -> Tensor<1> {
        let [bias_1, bias_2] = self.biases();
        let rule = fused::AdamW {
            clip: place.clip as f32,
            first: [BETA_1 as f32, (1.0 - BETA_1) as f32],
            second: [BETA_2 as f32, (1.0 - BETA_2) as f32],
            bias_2: bias_2 as f32,
            epsilon: EPSILON as f32,
            rate: (place.rate / bias_1) as f32,
            kept: (1.0 - place.rate * self.weight_decay) as f32,
        };
        let device = weights.device();
        let (mut weights, gradient) = (host_values(weights), host_values(gradient));
        let mut first = taken(&mut self.first, place.path, gradient.len());
        let mut second = taken(&mut self.second, place.path, gradient.len());
        fused::adamw(rule, &mut weights, &gradient, &mut first, &mut second);
        self.first.insert(place.path.to_owned(), vector(first, &device));
        self.second.insert(place.path.to_owned(), vector(second, &device));
        vector(weights, &device)
    }

    /// `g = g + λ w`, `b = μ b + g`, `w = w - η b`.
    fn sgd(&mut self, Place { path, rate, .. }: Place<'_>, weights: Tensor<1>, gradient: Tensor<1>) -> Tensor<1> {
        let gradient = gradient + weights.clone() * self.weight_decay;
        let first = decayed_sum(self.first.remove(path), self.momentum, gradient);
        self.first.insert(path.to_owned(), first.clone());
        weights - first * rate
    }

    fn sgd_on_host(&mut self, place: Place<'_>, weights: Tensor<1>, gradient: Tensor<1>) -> Tensor<1> {
        let rule = fused::Sgd {
            clip: place.clip as f32,
            weight_decay: self.weight_decay as f32,
            momentum: self.momentum as f32,
            rate: place.rate as f32,
        };
        let device = weights.device();
        let (mut weights, gradient) = (host_values(weights), host_values(gradient));
        let mut first = taken(&mut self.first, place.path, gradient.len());
        fused::sgd(rule, &mut weights, &gradient, &mut first);
        self.first.insert(place.path.to_owned(), vector(first, &device));
        vector(weights, &device)
    }

    /// `1 - βᵗ` of both moments after `t` updates.
    fn biases(&self) -> [f64; 2] {
        [BETA_1, BETA_2].map(|beta| 1.0 - beta.powi(self.n_updates as i32))
    }
}

fn decayed_sum(moment: Option<Tensor<1>>, decay: f64, addend: Tensor<1>) -> Tensor<1> {
    match moment {
        Some(moment) => moment * decay + addend,
        None => addend,
    }
}

/// The moment of a parameter, negative zeros before its first update.
fn taken(moments: &mut BTreeMap<String, Tensor<1>>, path: &str, n_values: usize) -> Vec<f32> {
    // The negative zero is what adding to changes nothing, the sign of a zero included.
    moments.remove(path).map_or_else(|| vec![-0.0; n_values], host_values)
}

fn vector(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let n_values = values.len();
    Tensor::from_data(TensorData::new(values, [n_values]), device)
}

struct Updater<'a> {
    optimizer: &'a mut Optimizer,
    gradients: Gradients,
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
        let path = self.path.join(".");
        let Some(gradient) = self.gradients.remove(&path) else { return param };
        let (id, weights, mapper) = param.consume();
        let rate = if self.path.first().is_some_and(|p| p == BACKBONE) { self.rates.backbone } else { self.rates.head };
        let place = Place { path: &path, rate, clip: self.rates.clip };
        let (shape, n_values) = (weights.dims(), weights.dims().iter().product::<usize>());
        let updated = self.optimizer.update(place, weights.inner().reshape([n_values]), gradient);
        Param::from_mapped_value(id, Tensor::from_inner(updated.reshape(shape)).require_grad(), mapper)
    }
}
