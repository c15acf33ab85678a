//! Elements of a weights file, byte by byte into float32.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use half::{bf16, f16};

use super::StateDictError;

/// The element types that can become float32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
}

impl Element {
    /// Little-endian bytes to float32; bytes beyond the last whole element are not there by the readers' checks.
    pub(super) fn to_f32(self, bytes: &[u8]) -> Vec<f32> {
        match self {
            Self::F64 => each(bytes, |b| f64::from_le_bytes(b) as f32),
            Self::F32 => each(bytes, f32::from_le_bytes),
            Self::F16 => each(bytes, |b| f16::from_le_bytes(b).to_f32()),
            Self::BF16 => each(bytes, |b| bf16::from_le_bytes(b).to_f32()),
            Self::I64 => each(bytes, |b| i64::from_le_bytes(b) as f32),
            Self::I32 => each(bytes, |b| i32::from_le_bytes(b) as f32),
            Self::I16 => each(bytes, |b| f32::from(i16::from_le_bytes(b))),
            Self::I8 => each(bytes, |b| f32::from(i8::from_le_bytes(b))),
            Self::U64 => each(bytes, |b| u64::from_le_bytes(b) as f32),
            Self::U32 => each(bytes, |b| u32::from_le_bytes(b) as f32),
            Self::U16 => each(bytes, |b| f32::from(u16::from_le_bytes(b))),
            Self::U8 => each(bytes, |[b]| f32::from(b)),
            Self::Bool => each(bytes, |[b]| f32::from(u8::from(b != 0))),
        }
    }
}

fn each<const N: usize>(bytes: &[u8], to_f32: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    bytes.as_chunks::<N>().0.iter().map(|chunk| to_f32(*chunk)).collect()
}

/// Up to `n_bytes` from the start of a file.
pub(super) fn first_bytes(path: &Path, n_bytes: usize) -> Result<Vec<u8>, StateDictError> {
    let in_file = |source| StateDictError::Io { path: path.to_owned(), source };
    let mut start = Vec::new();
    let file = File::open(path).map_err(in_file)?;
    file.take(n_bytes as u64).read_to_end(&mut start).map_err(in_file)?;
    Ok(start)
}
