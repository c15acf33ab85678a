//! Safetensors files in and out.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use faces::files::{WriteError, write_atomically_with};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::Serialize;

use super::element::Element;
use super::{HostTensor, StateDictError};

/// Every tensor of a safetensors file.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, HostTensor>, StateDictError> {
    let bytes = fs::read(path).map_err(|source| StateDictError::Io { path: path.to_owned(), source })?;
    let file = SafeTensors::deserialize(&bytes).map_err(|source| refused(path, source))?;
    let tensors = file.iter().map(|(name, view)| Ok((name.to_owned(), host_tensor(path, name, &view)?)));
    tensors.collect()
}

/// Writes the tensors in order of name, the metadata sorted, the header padded to 8 bytes.
pub(super) fn write(
    tensors: &BTreeMap<String, HostTensor>,
    path: &Path,
    metadata: &BTreeMap<String, String>,
) -> Result<(), StateDictError> {
    let header = header(tensors, metadata)?;
    let fill = |file: &mut (dyn Write + Send)| {
        file.write_all(&(header.len() as u64).to_le_bytes())?;
        file.write_all(&header)?;
        let mut values = tensors.values().flat_map(|tensor| &tensor.values);
        values.try_for_each(|value| file.write_all(&value.to_le_bytes()))
    };
    write_atomically_with(path, fill).map_err(|WriteError { path, cause }| StateDictError::Io { path, source: cause })
}

fn refused(path: &Path, source: SafeTensorError) -> StateDictError {
    let detail = match &source {
        SafeTensorError::InvalidHeaderLength => "the header is longer than the file",
        SafeTensorError::MetadataIncompleteBuffer => "the tensors of the header do not end where the file ends",
        _ => return StateDictError::Safetensors { path: path.to_owned(), source },
    };
    StateDictError::Truncated { path: path.to_owned(), detail: detail.to_owned() }
}

fn host_tensor(path: &Path, name: &str, view: &TensorView) -> Result<HostTensor, StateDictError> {
    let element = element_of(view.dtype()).ok_or_else(|| StateDictError::Element {
        path: path.to_owned(),
        tensor: name.to_owned(),
        found: view.dtype().to_string(),
    })?;
    let tensor = HostTensor { shape: view.shape().to_vec(), values: element.to_f32(view.data()) };
    tensor.check(name)?;
    Ok(tensor)
}

fn element_of(dtype: Dtype) -> Option<Element> {
    Some(match dtype {
        Dtype::F64 => Element::F64,
        Dtype::F32 => Element::F32,
        Dtype::F16 => Element::F16,
        Dtype::BF16 => Element::BF16,
        Dtype::I64 => Element::I64,
        Dtype::I32 => Element::I32,
        Dtype::I16 => Element::I16,
        Dtype::I8 => Element::I8,
        Dtype::U64 => Element::U64,
        Dtype::U32 => Element::U32,
        Dtype::U16 => Element::U16,
        Dtype::U8 => Element::U8,
        Dtype::BOOL => Element::Bool,
        _ => return None,
    })
}

/// One line of the header; the safetensors crate's own writer keeps metadata in a hash map, whose order changes from run to run.
#[derive(Serialize)]
#[serde(untagged)]
enum HeaderEntry<'a> {
    Metadata(&'a BTreeMap<String, String>),
    Tensor { dtype: &'static str, shape: &'a [usize], data_offsets: [usize; 2] },
}

fn header(
    tensors: &BTreeMap<String, HostTensor>,
    metadata: &BTreeMap<String, String>,
) -> Result<Vec<u8>, StateDictError> {
    let mut entries = BTreeMap::new();
    let mut start = 0;
    for (name, tensor) in tensors {
        tensor.check(name)?;
        let end = start + tensor.values.len() * size_of::<f32>();
        let entry = HeaderEntry::Tensor { dtype: "F32", shape: &tensor.shape, data_offsets: [start, end] };
        entries.insert(name.as_str(), entry);
        start = end;
    }
    if !metadata.is_empty() {
        entries.insert("__metadata__", HeaderEntry::Metadata(metadata));
    }
    let mut json = serde_json::to_vec(&entries).expect("string keys and plain numbers always become json");
    json.resize(json.len().next_multiple_of(size_of::<u64>()), b' ');
    Ok(json)
}
