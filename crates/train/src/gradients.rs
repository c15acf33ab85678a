//! The gradients of all parameters of a network by path: added up, measured, handed to the optimizer.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

/// What `PyTorch` adds to the norm before it divides by it.
const CLIP_EPSILON: f64 = 1e-6;

/// Values that one task adds up; fixed, so that the sum does not depend on the number of threads.
const CHUNK: usize = 1 << 14;

/// Flattened gradients by the path of their parameter.
#[derive(Debug, Default)]
pub(crate) struct Gradients {
    by_path: BTreeMap<String, Tensor<1>>,
}

impl Gradients {
    /// The gradients of a loss with respect to every parameter it depends on.
    pub(crate) fn of<M: Module>(loss: &Tensor<1>, module: &M) -> Self {
        let gradients = GradientsParams::from_grads(loss.backward(), module);
        let mut collector = Collector { gradients, path: Vec::new(), by_path: BTreeMap::new() };
        module.visit(&mut collector);
        Self { by_path: collector.by_path }
    }

    /// The sums of both.
    pub(crate) fn plus(mut self, other: Self) -> Self {
        for (path, addend) in other.by_path {
            let sum = match self.by_path.remove(&path) {
                Some(gradient) => gradient + addend,
                None => addend,
            };
            self.by_path.insert(path, sum);
        }
        self
    }

    /// Takes one out.
    pub(crate) fn remove(&mut self, path: &str) -> Option<Tensor<1>> {
        self.by_path.remove(path)
    }

    /// The Euclidean norm of all of them together; finite if and only if every value is.
    pub(crate) fn norm(&mut self) -> f64 {
        let squares: f64 = self.by_path.values_mut().map(sum_of_squares).sum();
        squares.sqrt()
    }
}

/// What gradients of a norm are multiplied with, so that the norm is at most `limit`: `min(1, limit / (norm + 1e-6))`, as in
/// `torch.nn.utils.clip_grad_norm_`.
pub(crate) fn clip_factor(norm: f64, limit: f64) -> f64 {
    (limit / (norm + CLIP_EPSILON)).min(1.0)
}

/// Sums in double precision on the host, so that no gradient is too great for it. The tensor comes back as it was.
fn sum_of_squares(tensor: &mut Tensor<1>) -> f64 {
    if tensor.device() != network::device::cpu() {
        return sum_of_squares_of(&host_values(tensor.clone()));
    }
    // Taken out, the tensor has one owner, and its values need not be copied.
    let device = tensor.device();
    let values =
        host_values(std::mem::replace(tensor, Tensor::from_data(TensorData::new(vec![0.0_f32], [1]), &device)));
    let sum = sum_of_squares_of(&values);
    let n_values = values.len();
    *tensor = Tensor::from_data(TensorData::new(values, [n_values]), &device);
    sum
}

fn sum_of_squares_of(values: &[f32]) -> f64 {
    let squares = |chunk: &[f32]| chunk.iter().map(|value| f64::from(*value) * f64::from(*value)).sum::<f64>();
    if values.len() <= CHUNK {
        return squares(values);
    }
    let sums: Vec<f64> = values.par_chunks(CHUNK).map(squares).collect();
    sums.iter().sum()
}

/// A tensor's values on the host; not copied where the tensor is the only owner of memory that is there already.
pub(crate) fn host_values(tensor: Tensor<1>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("weights, gradients and moments are float32")
}

struct Collector {
    gradients: GradientsParams,
    path: Vec<String>,
    by_path: BTreeMap<String, Tensor<1>>,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            let n_values = gradient.dims().iter().product::<usize>();
            self.by_path.insert(self.path.join("."), gradient.reshape([n_values]));
        }
    }
}
