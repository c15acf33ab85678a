//! The networks from their weights files.

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};

use network::state_dict::{HostTensor, StateDict, StateDictError};

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

/// A convolution or a fully connected layer.
#[derive(Debug, Clone)]
pub(crate) struct LayerWeights {
    /// `[channels out, channels in, size, size]` or `[n out, n in]`.
    pub(crate) shape: Vec<usize>,
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// A convolution without padding, its rectifier, and the pooling after it.
#[derive(Debug, Clone)]
pub(crate) struct BlockWeights {
    pub(crate) layer: LayerWeights,
    /// What negative values are multiplied by, `[channels out]`.
    pub(crate) slope: Vec<f32>,
    /// Sides of the windows whose maximum is taken, every second pixel, incomplete ones at the far edges among them.
    pub(crate) pool: Option<usize>,
}

/// The first network, a detector of 12-pixel faces that slides over a picture with stride 2.
#[derive(Debug, Clone)]
pub(crate) struct ProposerWeights {
    pub(crate) blocks: [BlockWeights; 3],
    pub(crate) face: LayerWeights,
    pub(crate) moves: LayerWeights,
}

/// The second or third network, which judges crops of one size.
#[derive(Debug, Clone)]
pub(crate) struct JudgeWeights {
    /// Width and height of its input.
    pub(crate) side_px: usize,
    pub(crate) blocks: Vec<BlockWeights>,
    pub(crate) dense: LayerWeights,
    pub(crate) slope: Vec<f32>,
    pub(crate) face: LayerWeights,
    pub(crate) moves: LayerWeights,
    /// Only the third network finds landmarks.
    pub(crate) points: Option<LayerWeights>,
}

/// All three networks.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    pub(crate) proposer: ProposerWeights,
    pub(crate) refiner: JudgeWeights,
    pub(crate) finisher: JudgeWeights,
}

impl Weights {
    /// Loads `pnet`, `rnet` and `onet`.
    pub(crate) fn load(folder: &Path) -> Result<Self, NetworkError> {
        Ok(Self { proposer: proposer(folder)?, refiner: refiner(folder)?, finisher: finisher(folder)? })
    }
}

fn proposer(folder: &Path) -> Result<ProposerWeights, NetworkError> {
    let mut file = File::open(folder, "pnet")?;
    let network = ProposerWeights {
        blocks: [
            file.block(1, [10, 3, 3, 3], Some(2)),
            file.block(2, [16, 10, 3, 3], None),
            file.block(3, [32, 16, 3, 3], None),
        ],
        face: file.layer("conv4_1", &[2, 32, 1, 1]),
        moves: file.layer("conv4_2", &[4, 32, 1, 1]),
    };
    file.finish(network)
}

fn refiner(folder: &Path) -> Result<JudgeWeights, NetworkError> {
    let mut file = File::open(folder, "rnet")?;
    let network = JudgeWeights {
        side_px: 24,
        blocks: vec![
            file.block(1, [28, 3, 3, 3], Some(3)),
            file.block(2, [48, 28, 3, 3], Some(3)),
            file.block(3, [64, 48, 2, 2], None),
        ],
        dense: file.layer("dense4", &[128, 576]),
        slope: file.tensor("prelu4.weight", &[128]),
        face: file.layer("dense5_1", &[2, 128]),
        moves: file.layer("dense5_2", &[4, 128]),
        points: None,
    };
    file.finish(network)
}

fn finisher(folder: &Path) -> Result<JudgeWeights, NetworkError> {
    let mut file = File::open(folder, "onet")?;
    let network = JudgeWeights {
        side_px: 48,
        blocks: vec![
            file.block(1, [32, 3, 3, 3], Some(3)),
            file.block(2, [64, 32, 3, 3], Some(3)),
            file.block(3, [64, 64, 3, 3], Some(2)),
            file.block(4, [128, 64, 2, 2], None),
        ],
        dense: file.layer("dense5", &[256, 1152]),
        slope: file.tensor("prelu5.weight", &[256]),
        face: file.layer("dense6_1", &[2, 256]),
        moves: file.layer("dense6_2", &[4, 256]),
        points: Some(file.layer("dense6_3", &[10, 256])),
    };
    file.finish(network)
}

/// A weights file from which tensors are taken; what does not fit is noted and told together in the end.
struct File {
    path: PathBuf,
    weights: StateDict,
    problems: Vec<TensorProblem>,
}

impl File {
    fn open(folder: &Path, name: &'static str) -> Result<Self, NetworkError> {
        let paths = ["safetensors", "pt"].map(|extension| folder.join(name).with_extension(extension));
        let absent = || NetworkError::Absent { folder: folder.to_owned(), name };
        let path = paths.into_iter().find(|path| path.is_file()).ok_or_else(absent)?;
        let weights = StateDict::read(&path)?;
        Ok(Self { path, weights, problems: Vec::new() })
    }

    /// Takes a tensor of a known shape; zeros stand in for one that does not fit, until [`Self::finish`] refuses the file.
    fn tensor(&mut self, name: &str, shape: &[usize]) -> Vec<f32> {
        let found = match self.weights.remove(name) {
            Some(HostTensor { shape: found, values }) if found == shape => return values,
            other => other.map(|tensor| tensor.shape),
        };
        self.problems.push(TensorProblem { name: name.to_owned(), expected: Some(shape.to_vec()), found });
        vec![0.0; shape.iter().product()]
    }

    fn layer(&mut self, name: &str, shape: &[usize]) -> LayerWeights {
        LayerWeights {
            shape: shape.to_vec(),
            weight: self.tensor(&format!("{name}.weight"), shape),
            bias: self.tensor(&format!("{name}.bias"), &shape[..1]),
        }
    }

    fn block(&mut self, number: usize, shape: [usize; 4], pool: Option<usize>) -> BlockWeights {
        BlockWeights {
            layer: self.layer(&format!("conv{number}"), &shape),
            slope: self.tensor(&format!("prelu{number}.weight"), &shape[..1]),
            pool,
        }
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
