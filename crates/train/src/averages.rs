//! The exponential moving average of a network's weights and running statistics.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::Tensor;
use network::ExpressionNet;
use rayon::prelude::*;

use crate::gradients::host_values;

/// Values that one task averages.
const CHUNK: usize = 1 << 14;

/// Averages by the path of their weight or running statistic, on the host.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Averages {
    by_path: BTreeMap<String, Vec<f32>>,
}

impl Averages {
    /// The averages before the first update: a network's own values.
    pub(crate) fn of(net: &ExpressionNet) -> Self {
        let mut by_path = BTreeMap::new();
        visit(net, |path, values| {
            by_path.insert(path.to_owned(), values);
        });
        Self { by_path }
    }

    /// `a = d a + (1 - d) w` for every value of a network after `n_updates` updates, the last included, at least 1.
    pub(crate) fn update(&mut self, net: &ExpressionNet, decay: f64, n_updates: usize) {
        let kept = decay_at(decay, n_updates);
        let (kept, new) = (kept as f32, (1.0 - kept) as f32);
        let blend = |(averages, values): (&mut [f32], &[f32])| {
            averages.iter_mut().zip(values).for_each(|(average, value)| *average = *average * kept + value * new);
        };
        visit(net, |path, values| {
            if let Some(averages) = self.by_path.get_mut(path) {
                averages.par_chunks_mut(CHUNK).zip(values.par_chunks(CHUNK)).for_each(blend);
            }
        });
    }

    /// A copy of a network with the averages in the place of its values, in evaluation mode.
    pub(crate) fn applied_to(&self, net: &ExpressionNet) -> ExpressionNet {
        net.valid().map(&mut Replacer { averages: self, path: Vec::new() })
    }
}

/// The decay at an update, counted from 1: `min(decay, (1 + n) / (10 + n))`, so that the first weights are soon forgotten.
fn decay_at(decay: f64, n_updates: usize) -> f64 {
    decay.min((1 + n_updates) as f64 / (10 + n_updates) as f64)
}

/// Calls `use_values` with the path and the values of every weight and running statistic.
fn visit(net: &ExpressionNet, use_values: impl FnMut(&str, Vec<f32>)) {
    // Running statistics are only brought up to date by leaving the training mode.
    net.valid().visit(&mut Visitor { use_values, path: Vec::new() });
}

struct Visitor<F> {
    use_values: F,
    path: Vec<String>,
}

impl<F: FnMut(&str, Vec<f32>)> ModuleVisitor for Visitor<F> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let n_values = param.dims().iter().product::<usize>();
        (self.use_values)(&self.path.join("."), host_values(param.val().reshape([n_values])));
    }
}

struct Replacer<'a> {
    averages: &'a Averages,
    path: Vec<String>,
}

impl ModuleMapper for Replacer<'_> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(values) = self.averages.by_path.get(&self.path.join(".")) else { return param };
        let (id, old, mapper) = param.consume();
        let data = burn::tensor::TensorData::new(values.clone(), old.dims());
        Param::from_mapped_value(id, Tensor::from_data(data, &old.device()), mapper)
    }
}
