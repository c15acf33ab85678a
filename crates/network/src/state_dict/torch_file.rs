//! Torch files: a pickle that is parsed, never executed, and the storages that it points to.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use pytorch_reader::{DType, PickleError, PickleValue, PytorchError, PytorchReader, Tensor};

use super::element::Element;
use super::{HostTensor, StateDictError};

/// Keys under which training programs keep the weights, the most telling first.
const WRAPPERS: [&str; 3] = ["state_dict", "model_state_dict", "model"];

/// What the pickle may hold besides containers and plain values.
const ALLOWED: [&str; 3] = ["torch.Tensor", "torch.TypedStorage", "torch.UntypedStorage"];

/// Most float32 values accepted for a byte of the file: one byte may be one value, and shared tensors may repeat it.
const MAX_VALUES_PER_BYTE: u64 = 4;

/// Every tensor of a torch file, lifted out of a wrapper if there is one.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, HostTensor>, StateDictError> {
    refuse_foreign_objects(path)?;
    let wrapped = WRAPPERS.iter().find_map(|key| PytorchReader::with_top_level_key(path, key).ok().filter(has_tensors));
    let reader = match wrapped {
        Some(reader) => reader,
        None => PytorchReader::new(path).map_err(|source| refused(path, source))?,
    };
    let tensors: BTreeMap<String, Tensor> = reader.into_tensors().into_iter().collect();
    refuse_excess(path, &tensors)?;
    tensors.iter().map(|(name, tensor)| Ok((name.clone(), host_tensor(path, name, tensor)?))).collect()
}

fn has_tensors(reader: &PytorchReader) -> bool {
    !reader.is_empty()
}

/// The reader leaves unknown objects out of its answer; weights that need one, or carry one along, are not to be trusted.
fn refuse_foreign_objects(path: &Path) -> Result<(), StateDictError> {
    let root = PytorchReader::read_pickle_data(path, None).map_err(|source| refused(path, source))?;
    match foreign_object(&root) {
        Some(name) => Err(StateDictError::ForeignObject { path: path.to_owned(), name: name.to_owned() }),
        None => Ok(()),
    }
}

/// The first object by order of keys that is neither a tensor nor a container nor a plain value.
fn foreign_object(value: &PickleValue) -> Option<&str> {
    match value {
        PickleValue::Unsupported(name) => (!ALLOWED.contains(&name.as_str())).then_some(name),
        PickleValue::List(items) => items.iter().find_map(foreign_object),
        PickleValue::Dict(entries) => {
            let sorted: BTreeMap<_, _> = entries.iter().collect();
            sorted.into_values().find_map(foreign_object)
        }
        _ => None,
    }
}

fn refused(path: &Path, source: PytorchError) -> StateDictError {
    let path = path.to_owned();
    match source {
        PytorchError::Io(source) | PytorchError::Tar(source) | PytorchError::Pickle(PickleError::Io(source)) => {
            torch_io(path, source)
        }
        PytorchError::Pickle(PickleError::UnsupportedType(name)) => StateDictError::ForeignObject { path, name },
        source => StateDictError::Torch { path, source: Box::new(source) },
    }
}

/// The reader reports a file that disagrees with itself through these two kinds; every other kind is the system's.
fn torch_io(path: std::path::PathBuf, source: io::Error) -> StateDictError {
    match source.kind() {
        io::ErrorKind::UnexpectedEof => StateDictError::Truncated { path, detail: source.to_string() },
        io::ErrorKind::InvalidData => StateDictError::Torch { path, source: Box::new(PytorchError::Io(source)) },
        _ => StateDictError::Io { path, source },
    }
}

/// A view may repeat its storage without end (stride 0), so the announced sizes are compared with the file before memory is taken.
fn refuse_excess(path: &Path, tensors: &BTreeMap<String, Tensor>) -> Result<(), StateDictError> {
    let metadata = fs::metadata(path).map_err(|source| StateDictError::Io { path: path.to_owned(), source })?;
    let n_bytes = metadata.len();
    let limit = n_bytes.saturating_mul(MAX_VALUES_PER_BYTE);
    let n_values = tensors.values().fold(0_u64, |sum, tensor| sum.saturating_add(n_values(tensor)));
    if limit < n_values {
        return Err(StateDictError::TooLarge { path: path.to_owned(), n_values, n_bytes, limit });
    }
    Ok(())
}

fn n_values(tensor: &Tensor) -> u64 {
    tensor.shape().iter().fold(1_u64, |n, len| n.saturating_mul(*len as u64))
}

fn host_tensor(path: &Path, name: &str, tensor: &Tensor) -> Result<HostTensor, StateDictError> {
    let mut bytes = tensor.read().map_err(|source| torch_io(path.to_owned(), source))?;
    let element = element_of(tensor.dtype());
    if cfg!(target_endian = "big") {
        // The reader answers in the machine's order, the conversion below expects the file's.
        bytes.chunks_mut(tensor.dtype().size()).for_each(<[u8]>::reverse);
    }
    let host = HostTensor { shape: tensor.shape().to_vec(), values: element.to_f32(&bytes) };
    host.check(name)?;
    Ok(host)
}

fn element_of(dtype: DType) -> Element {
    match dtype {
        DType::F64 => Element::F64,
        DType::F32 => Element::F32,
        DType::F16 => Element::F16,
        DType::BF16 => Element::BF16,
        DType::I64 => Element::I64,
        DType::I32 => Element::I32,
        DType::I16 => Element::I16,
        DType::I8 => Element::I8,
        DType::U64 => Element::U64,
        DType::U32 => Element::U32,
        DType::U16 => Element::U16,
        DType::U8 => Element::U8,
        DType::Bool => Element::Bool,
    }
}
