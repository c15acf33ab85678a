//! The networks from their weights files.

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use network::state_dict::{HostTensor, StateDict, StateDictError};

use crate::networks::{Block, Dense, Judge, Pool, Proposer};

/// Why a network could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// Neither `NAME.safetensors` nor `NAME.pt` is there.
    #[error("no weights in `{folder}`: expected {name}.safetensors or {name}.pt")]
    Absent {
        /// The folder.
        folder: PathBuf,
        /// Name of the network: `pnet`, `rnet` or `onet`.
        name: &'static str,
    },
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] StateDictError),
    /// The file holds another network.
    #[error("`{path}` does not hold this network: {}", listed(problems))]
    Tensors {
        /// The file.
        path: PathBuf,
        /// Everything that does not fit.
        problems: Vec<TensorProblem>,
    },
}

/// A tensor that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorProblem {
    /// Its name.
    pub name: String,
    /// The shape that the network has, `None` if the network has no such tensor.
    pub expected: Option<Vec<usize>>,
    /// The shape in the file, `None` if the tensor is missing.
    pub found: Option<Vec<usize>>,
}

impl fmt::Display for TensorProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match (&self.expected, &self.found) {
            (Some(expected), Some(found)) => write!(f, "`{name}` has shape {found:?}, expected {expected:?}"),
            (Some(expected), None) => write!(f, "`{name}` is missing, expected shape {expected:?}"),
            (None, _) => write!(f, "`{name}` is not part of the network"),
        }
    }
}

fn listed(problems: &[TensorProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Loads `pnet`.
pub(crate) fn proposer(folder: &Path, device: &Device) -> Result<Proposer, NetworkError> {
    let mut file = File::open(folder, "pnet", device)?;
    let network = Proposer {
        blocks: vec![
            file.block(1, [10, 3, 3, 3], Some(Pool { size: 2, stride: 2 })),
            file.block(2, [16, 10, 3, 3], None),
            file.block(3, [32, 16, 3, 3], None),
        ],
        face: (file.tensor("conv4_1.weight", [2, 32, 1, 1]), file.tensor("conv4_1.bias", [2])),
        moves: (file.tensor("conv4_2.weight", [4, 32, 1, 1]), file.tensor("conv4_2.bias", [4])),
    };
    file.finish(network)
}

/// Loads `rnet`.
pub(crate) fn refiner(folder: &Path, device: &Device) -> Result<Judge, NetworkError> {
    let mut file = File::open(folder, "rnet", device)?;
    let network = Judge {
        side_px: 24,
        blocks: vec![
            file.block(1, [28, 3, 3, 3], Some(Pool { size: 3, stride: 2 })),
            file.block(2, [48, 28, 3, 3], Some(Pool { size: 3, stride: 2 })),
            file.block(3, [64, 48, 2, 2], None),
        ],
        dense: file.dense("dense4", 576, 128),
        slope: file.tensor("prelu4.weight", [128]),
        face: file.dense("dense5_1", 128, 2),
        moves: file.dense("dense5_2", 128, 4),
        points: None,
    };
    file.finish(network)
}

/// Loads `onet`.
pub(crate) fn finisher(folder: &Path, device: &Device) -> Result<Judge, NetworkError> {
    let mut file = File::open(folder, "onet", device)?;
    let network = Judge {
        side_px: 48,
        blocks: vec![
            file.block(1, [32, 3, 3, 3], Some(Pool { size: 3, stride: 2 })),
            file.block(2, [64, 32, 3, 3], Some(Pool { size: 3, stride: 2 })),
            file.block(3, [64, 64, 3, 3], Some(Pool { size: 2, stride: 2 })),
            file.block(4, [128, 64, 2, 2], None),
        ],
        dense: file.dense("dense5", 1152, 256),
        slope: file.tensor("prelu5.weight", [256]),
        face: file.dense("dense6_1", 256, 2),
        moves: file.dense("dense6_2", 256, 4),
        points: Some(file.dense("dense6_3", 256, 10)),
    };
    file.finish(network)
}

/// A weights file from which tensors are taken; what does not fit is noted and told together in the end.
struct File<'a> {
    path: PathBuf,
    weights: StateDict,
    problems: Vec<TensorProblem>,
    device: &'a Device,
}

impl<'a> File<'a> {
    fn open(folder: &Path, name: &'static str, device: &'a Device) -> Result<Self, NetworkError> {
        let paths = ["safetensors", "pt"].map(|extension| folder.join(name).with_extension(extension));
        let absent = || NetworkError::Absent { folder: folder.to_owned(), name };
        let path = paths.into_iter().find(|path| path.is_file()).ok_or_else(absent)?;
        let weights = StateDict::read(&path)?;
        Ok(Self { path, weights, problems: Vec::new(), device })
    }

    /// Takes a tensor of a known shape; zeros stand in for one that does not fit, until [`Self::finish`] refuses the file.
    fn tensor<const D: usize>(&mut self, name: &str, shape: [usize; D]) -> Tensor<D> {
        let found = match self.weights.remove(name) {
            Some(HostTensor { shape: found, values }) if found == shape => {
                return Tensor::from_data(TensorData::new(values, shape), self.device);
            }
            other => other.map(|tensor| tensor.shape),
        };
        self.problems.push(TensorProblem { name: name.to_owned(), expected: Some(shape.to_vec()), found });
        Tensor::zeros(shape, self.device)
    }

    fn block(&mut self, number: usize, shape: [usize; 4], pool: Option<Pool>) -> Block {
        Block {
            weight: self.tensor(&format!("conv{number}.weight"), shape),
            bias: self.tensor(&format!("conv{number}.bias"), [shape[0]]),
            slope: self.tensor(&format!("prelu{number}.weight"), [shape[0]]),
            pool,
        }
    }

    fn dense(&mut self, name: &str, n_in: usize, n_out: usize) -> Dense {
        let weight: Tensor<2> = self.tensor(&format!("{name}.weight"), [n_out, n_in]);
        Dense { weight: weight.transpose(), bias: self.tensor(&format!("{name}.bias"), [n_out]) }
    }

    fn finish<N>(mut self, network: N) -> Result<N, NetworkError> {
        let unused = self.weights.names().map(|name| TensorProblem {
            name: name.to_owned(),
            expected: None,
            found: self.weights.get(name).map(|tensor| tensor.shape.clone()),
        });
        self.problems.extend(unused);
        if self.problems.is_empty() {
            return Ok(network);
        }
        Err(NetworkError::Tensors { path: self.path, problems: self.problems })
    }
}
