//! Named weights of any origin: read from safetensors or torch files, written as safetensors.

mod element;
mod safetensors_file;
mod torch_file;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pytorch_reader::PytorchError;
use safetensors::SafeTensorError;

/// A tensor as it lies in a weights file, turned into float32.
///
/// Invariant of every tensor that was read: the product of `shape` is the number of `values`.
#[derive(Debug, Clone, PartialEq)]
pub struct HostTensor {
    /// Length of every dimension, outermost first; empty for a scalar.
    pub shape: Vec<usize>,
    /// The values, last dimension fastest.
    pub values: Vec<f32>,
}

/// Named tensors, sorted by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StateDict {
    tensors: BTreeMap<String, HostTensor>,
}

/// Why weights could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateDictError {
    /// The operating system refused.
    #[error("cannot read or write weights `{path}`")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// The bytes are neither safetensors nor a torch file.
    #[error("`{path}` is not a weights file: expected safetensors or a torch file, found {found}")]
    NotWeights {
        /// The file.
        path: PathBuf,
        /// What its first bytes look like.
        found: &'static str,
    },
    /// The file ends before the tensors that it announces.
    #[error("`{path}` is truncated: {detail}")]
    Truncated {
        /// The file.
        path: PathBuf,
        /// What was being read.
        detail: String,
    },
    /// A torch file whose pickle names a Python object other than tensors, lists and dictionaries. Nothing was executed.
    #[error(
        "`{path}` holds the Python object `{name}`, which is not weights; expected a dictionary of tensors (save `model.state_dict()`)"
    )]
    ForeignObject {
        /// The file.
        path: PathBuf,
        /// Module and name of the object.
        name: String,
    },
    /// A torch file that contradicts itself or uses a feature that is not supported.
    #[error("cannot read torch file `{path}`")]
    Torch {
        /// The file.
        path: PathBuf,
        /// What the pickle reader said.
        source: Box<PytorchError>,
    },
    /// A safetensors file that contradicts itself.
    #[error("cannot read safetensors file `{path}`")]
    Safetensors {
        /// The file.
        path: PathBuf,
        /// What the safetensors reader said.
        source: SafeTensorError,
    },
    /// A tensor whose elements cannot become float32.
    #[error("tensor `{tensor}` of `{path}` holds {found} elements; expected float, integer or bool")]
    Element {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        tensor: String,
        /// The type of its elements.
        found: String,
    },
    /// The tensors claim far more values than the file has bytes (a view that repeats its storage).
    #[error("`{path}` announces {n_values} values in {n_bytes} bytes; expected at most {limit}")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Values of all tensors together.
        n_values: u64,
        /// Size of the file.
        n_bytes: u64,
        /// The most values accepted from a file of that size.
        limit: u64,
    },
    /// A well-formed file without any tensor.
    #[error("`{path}` holds no tensors")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A shape that does not match its values.
    #[error("tensor `{tensor}` of shape {shape:?} cannot hold {n_values} values")]
    Shape {
        /// Name of the tensor, empty where it has none yet.
        tensor: String,
        /// The shape as given.
        shape: Vec<usize>,
        /// How many values there are.
        n_values: usize,
    },
}

impl HostTensor {
    /// A tensor of a shape and its values, last dimension fastest.
    ///
    /// # Errors
    /// [`StateDictError::Shape`] when the product of the shape is not the number of values.
    pub fn new(shape: Vec<usize>, values: Vec<f32>) -> Result<Self, StateDictError> {
        let tensor = Self { shape, values };
        tensor.check("")?;
        Ok(tensor)
    }

    fn check(&self, name: &str) -> Result<(), StateDictError> {
        let n_values = self.shape.iter().try_fold(1_usize, |n, len| n.checked_mul(*len));
        if n_values == Some(self.values.len()) {
            return Ok(());
        }
        Err(StateDictError::Shape { tensor: name.to_owned(), shape: self.shape.clone(), n_values: self.values.len() })
    }
}

impl StateDict {
    /// Reads a weights file: safetensors, or torch's zip or older stream format, told apart by their bytes.
    ///
    /// Elements of type float16, bfloat16, float64, integer and bool become float32 (integers beyond 2^24 are rounded).
    /// Weights below a top-level `state_dict`, `model_state_dict` or `model` are lifted out of it. Pickles are parsed, never
    /// executed, and a pickle that names any Python object besides tensors and containers is refused.
    ///
    /// # Errors
    /// A file that cannot be read, is not a weights file, is truncated or malformed, or holds no tensors.
    pub fn read(path: &Path) -> Result<Self, StateDictError> {
        let tensors = match Format::of(path)? {
            Format::Safetensors => safetensors_file::read(path)?,
            Format::Torch => torch_file::read(path)?,
        };
        if tensors.is_empty() {
            return Err(StateDictError::Empty { path: path.to_owned() });
        }
        Ok(Self { tensors })
    }

    /// The tensor of a name.
    pub fn get(&self, name: &str) -> Option<&HostTensor> {
        self.tensors.get(name)
    }

    /// The names in sorted order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// How many tensors there are.
    pub fn len(&self) -> usize {
        self.tensors.len()
    }

    /// Whether there are no tensors.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }

    /// Adds or replaces a tensor.
    pub fn insert(&mut self, name: impl Into<String>, tensor: HostTensor) {
        self.tensors.insert(name.into(), tensor);
    }

    /// Takes a tensor out.
    pub fn remove(&mut self, name: &str) -> Option<HostTensor> {
        self.tensors.remove(name)
    }

    /// Writes all tensors as float32 safetensors, sorted by name: the same tensors and metadata give the same bytes.
    ///
    /// The file is written beside `path` under a temporary name and then renamed.
    ///
    /// # Errors
    /// [`StateDictError::Shape`] when a tensor's shape does not match its values, [`StateDictError::Io`] when the file cannot
    /// be written.
    pub fn write_safetensors(&self, path: &Path, metadata: &BTreeMap<String, String>) -> Result<(), StateDictError> {
        safetensors_file::write(&self.tensors, path, metadata)
    }
}

/// The two families of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Safetensors,
    Torch,
}

/// Where a tar archive carries its magic word.
const TAR_MAGIC: std::ops::Range<usize> = 257..262;

impl Format {
    fn of(path: &Path) -> Result<Self, StateDictError> {
        let start = element::first_bytes(path, TAR_MAGIC.end)?;
        Self::of_bytes(&start).map_err(|found| StateDictError::NotWeights { path: path.to_owned(), found })
    }

    /// The format of a file by its first bytes, or what the bytes look like.
    fn of_bytes(start: &[u8]) -> Result<Self, &'static str> {
        // A safetensors header starts with its length; the length's low byte may look like a pickle's first byte.
        let is_safetensors = start.get(8) == Some(&b'{') && start[4..8] == [0; 4];
        let is_tar = start.get(TAR_MAGIC) == Some(b"ustar");
        if is_safetensors {
            return Ok(Self::Safetensors);
        }
        if start.starts_with(b"PK") || start.first() == Some(&0x80) || is_tar {
            return Ok(Self::Torch);
        }
        Err(looks_like(start))
    }
}

/// Names what people hand over by mistake.
fn looks_like(start: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 7] = [
        (b"", "an empty file"),
        (b"version https://git-lfs", "a git-lfs pointer, not the file it points to"),
        (b"<", "a web page or xml"),
        (b"\x89HDF", "an hdf5 file (keras)"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GGUF", "a gguf file"),
    ];
    let known =
        KNOWN.iter().find(|(magic, _)| if magic.is_empty() { start.is_empty() } else { start.starts_with(magic) });
    known.map_or("bytes of another format", |(_, name)| name)
}
