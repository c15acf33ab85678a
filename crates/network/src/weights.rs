//! Weights by torchvision's names: from a state dict into the network's layout and back.

use burn::module::{Param, RunningState};
use burn::tensor::{Device, Tensor, TensorData};

use crate::layers::BatchNorm;
use crate::mobilenet::Backbone;
use crate::state_dict::{HostTensor, StateDict};

/// Weights that do not fit the network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "weights of another network: {} missing, {} of another shape, {} unused; {}",
    missing.len(), misshapen.len(), unused.len(), self.first()
)]
pub struct WeightsError {
    /// Names that the network has and the weights lack.
    pub missing: Vec<String>,
    /// Tensors whose shape differs.
    pub misshapen: Vec<Misshapen>,
    /// Names that the weights have and the network lacks.
    pub unused: Vec<String>,
}

/// A tensor of the wrong shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misshapen {
    /// Its name.
    pub name: String,
    /// The shape that the network has.
    pub expected: Vec<usize>,
    /// The shape that was found.
    pub found: Vec<usize>,
}

impl WeightsError {
    fn first(&self) -> String {
        if let Some(Misshapen { name, expected, found }) = self.misshapen.first() {
            return format!("`{name}` has shape {found:?}, expected {expected:?}");
        }
        if let Some(name) = self.missing.first() {
            return format!("`{name}` is missing");
        }
        self.unused.first().map_or_else(String::new, |name| format!("`{name}` is unused"))
    }
}

/// A place for a tensor of a state dict. Torch stores convolutions by output channel, this network by input.
pub(crate) enum Slot<'a> {
    /// A matrix and the shape that torch gives to its transpose.
    Matrix(&'a mut Param<Tensor<2>>, Vec<usize>),
    /// A value per channel.
    Vector(&'a mut Param<Tensor<1>>),
    /// A running statistic per channel.
    Statistic(&'a mut RunningState<Tensor<1>>),
}

impl<'a> Slot<'a> {
    /// `[out, in]` in torch.
    pub(crate) fn linear(weight: &'a mut Param<Tensor<2>>) -> Self {
        let [n_in, n_out] = weight.dims();
        Self::Matrix(weight, vec![n_out, n_in])
    }

    /// `[out, in, 1, 1]` in torch.
    fn pointwise(weight: &'a mut Param<Tensor<2>>) -> Self {
        let [n_in, n_out] = weight.dims();
        Self::Matrix(weight, vec![n_out, n_in, 1, 1])
    }

    /// `[out, in, 3, 3]` in torch; `in` is 1 for a depthwise convolution.
    fn convolution_3x3(weight: &'a mut Param<Tensor<2>>) -> Self {
        let [n_rows, n_out] = weight.dims();
        Self::Matrix(weight, vec![n_out, n_rows / 9, 3, 3])
    }

    fn shape(&self) -> Vec<usize> {
        match self {
            Self::Matrix(_, shape) => shape.clone(),
            Self::Vector(param) => param.dims().to_vec(),
            Self::Statistic(state) => state.value_sync().dims().to_vec(),
        }
    }

    fn values(&self) -> Vec<f32> {
        match self {
            Self::Matrix(param, shape) => {
                let n_out = shape[0];
                let values = host_values(param.val());
                transposed(&values, values.len() / n_out)
            }
            Self::Vector(param) => host_values(param.val()),
            Self::Statistic(state) => host_values(state.value_sync()),
        }
    }

    fn replace(self, values: &[f32], device: &Device) {
        match self {
            Self::Matrix(param, shape) => {
                let data = TensorData::new(transposed(values, shape[0]), param.dims());
                replace_parameter(param, Tensor::from_data(data, device));
            }
            Self::Vector(param) => replace_parameter(param, Tensor::from_floats(values, device)),
            Self::Statistic(state) => *state = RunningState::new(Tensor::from_floats(values, device)),
        }
    }
}

fn replace_parameter<const D: usize>(param: &mut Param<Tensor<D>>, value: Tensor<D>) {
    *param = Param::initialized(param.id, value).set_require_grad(true);
}

fn host_values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("the network's tensors are float32")
}

/// The transpose of a row-major matrix of `n_rows` rows.
fn transposed(values: &[f32], n_rows: usize) -> Vec<f32> {
    let n_columns = values.len() / n_rows;
    (0..n_columns).flat_map(|column| values.iter().skip(column).step_by(n_columns).copied()).collect()
}

/// Fills every slot from `weights`; names that `is_ignored` may be left over.
pub(crate) fn fill(
    slots: Vec<(String, Slot<'_>)>,
    weights: &StateDict,
    device: &Device,
    is_ignored: impl Fn(&str) -> bool,
) -> Result<(), WeightsError> {
    let mut error = WeightsError { missing: Vec::new(), misshapen: Vec::new(), unused: Vec::new() };
    let is_unused = |name: &&str| !is_ignored(name) && !slots.iter().any(|(slot, _)| slot == name);
    error.unused = weights.names().filter(is_unused).map(str::to_owned).collect();
    for (name, slot) in slots {
        match weights.get(&name) {
            None => error.missing.push(name),
            Some(HostTensor { shape, values }) if *shape == slot.shape() => slot.replace(values, device),
            Some(HostTensor { shape, .. }) => {
                error.misshapen.push(Misshapen { name, expected: slot.shape(), found: shape.clone() });
            }
        }
    }
    let is_complete = error.missing.is_empty() && error.misshapen.is_empty() && error.unused.is_empty();
    if is_complete { Ok(()) } else { Err(error) }
}

/// Every slot's tensor in torch's layout.
pub(crate) fn collect(slots: Vec<(String, Slot<'_>)>) -> StateDict {
    let mut weights = StateDict::default();
    for (name, slot) in slots {
        weights.insert(name, HostTensor { shape: slot.shape(), values: slot.values() });
    }
    weights
}

/// Whether torchvision's file holds this tensor beside the backbone: the classifier of 1000 classes and counters.
pub(crate) fn is_beside_backbone(name: &str) -> bool {
    ["classifier.1.weight", "classifier.1.bias"].contains(&name) || name.ends_with(".num_batches_tracked")
}

impl BatchNorm {
    fn slots(&mut self, name: &str) -> Vec<(String, Slot<'_>)> {
        vec![
            (format!("{name}.weight"), Slot::Vector(&mut self.scale)),
            (format!("{name}.bias"), Slot::Vector(&mut self.shift)),
            (format!("{name}.running_mean"), Slot::Statistic(&mut self.running_mean)),
            (format!("{name}.running_var"), Slot::Statistic(&mut self.running_variance)),
        ]
    }
}

impl Backbone {
    /// Every tensor by torchvision's name.
    pub(crate) fn slots(&mut self) -> Vec<(String, Slot<'_>)> {
        let n_blocks = self.blocks.len();
        let mut slots = vec![("features.0.0.weight".to_owned(), Slot::convolution_3x3(&mut self.stem.weight))];
        slots.extend(self.stem_norm.slots("features.0.1"));
        for (i, block) in self.blocks.iter_mut().enumerate() {
            let name = format!("features.{}.conv", i + 1);
            // The widening pair takes place 0 where there is one; the other layers move up.
            let mut place = 0;
            if let Some(expand) = &mut block.expand {
                slots.push((format!("{name}.0.0.weight"), Slot::pointwise(&mut expand.convolution.weight)));
                slots.extend(expand.norm.slots(&format!("{name}.0.1")));
                place = 1;
            }
            slots.push((format!("{name}.{place}.0.weight"), Slot::convolution_3x3(&mut block.depthwise.weight)));
            slots.extend(block.depthwise_norm.slots(&format!("{name}.{place}.1")));
            slots.push((format!("{name}.{}.weight", place + 1), Slot::pointwise(&mut block.project.weight)));
            slots.extend(block.project_norm.slots(&format!("{name}.{}", place + 2)));
        }
        let name = format!("features.{}", n_blocks + 1);
        slots.push((format!("{name}.0.weight"), Slot::pointwise(&mut self.last.weight)));
        slots.extend(self.last_norm.slots(&format!("{name}.1")));
        slots
    }
}

#[cfg(test)]
mod tests;
