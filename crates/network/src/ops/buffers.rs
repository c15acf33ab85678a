//! Buffers of earlier steps, kept for the next one: fresh memory costs more than the arithmetic on it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use burn::backend::tensor::FloatTensor;
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::{DType, Shape, TensorData};
use burn_std::Bytes;

/// A tensor of the CPU backend.
pub(super) type CpuTensor = FloatTensor<Flex>;

/// Values below which the allocator is as fast.
const SMALL: usize = 1 << 14;

/// Most values that are kept: 4 GiB, a training step on 64 pictures of 224 pixels.
const MOST: usize = 1 << 30;

static KEPT: Mutex<Kept> = Mutex::new(Kept { n_values: 0, by_length: BTreeMap::new() });

struct Kept {
    n_values: usize,
    by_length: BTreeMap<usize, Vec<Vec<f32>>>,
}

impl Kept {
    fn take(&mut self, length: usize) -> Option<Vec<f32>> {
        let buffer = self.by_length.get_mut(&length)?.pop()?;
        self.n_values -= length;
        Some(buffer)
    }

    fn give(&mut self, buffer: Vec<f32>) {
        // Buffers of lengths that are no longer asked for would stay for ever otherwise.
        if self.n_values + buffer.len() > MOST {
            self.clear();
        }
        self.n_values += buffer.len();
        self.by_length.entry(buffer.len()).or_default().push(buffer);
    }

    fn clear(&mut self) {
        self.n_values = 0;
        self.by_length.clear();
    }
}

fn kept() -> MutexGuard<'static, Kept> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the kept buffers back to the system; worth it after training, before something else needs the memory.
pub fn release() {
    kept().clear();
}

/// A buffer of any content, to be overwritten.
pub(super) fn take(length: usize) -> Vec<f32> {
    let buffer = if length < SMALL { None } else { kept().take(length) };
    buffer.unwrap_or_else(|| vec![0.0; length])
}

/// Keeps a tensor's memory for later if nobody else holds it.
pub(super) fn give(tensor: CpuTensor) {
    if let Ok(buffer) = into_buffer(tensor)
        && buffer.len() >= SMALL
    {
        kept().give(buffer);
    }
}

/// The values of a tensor to be changed in place, copied only where somebody else holds them.
pub(super) fn owned(tensor: CpuTensor) -> Vec<f32> {
    into_buffer(tensor).unwrap_or_else(|shared| {
        let shared = flat(shared);
        let values = slice(&shared);
        let mut buffer = take(values.len());
        buffer.copy_from_slice(values);
        buffer
    })
}

/// The tensor with its values in one piece.
pub(super) fn flat(tensor: CpuTensor) -> CpuTensor {
    if tensor.as_slice::<f32>().is_some() { tensor } else { tensor.to_contiguous() }
}

/// The values of a tensor that is in one piece.
pub(super) fn slice(tensor: &CpuTensor) -> &[f32] {
    tensor.as_slice().expect("`flat` has put the values in one piece")
}

/// A tensor around values, without a copy.
pub(super) fn tensor(values: Vec<f32>, shape: Shape) -> CpuTensor {
    CpuTensor::from_data(TensorData::from_bytes(Bytes::from_elems(values), shape, DType::F32))
}

/// The buffer of a tensor that fills it and is its only holder; otherwise the tensor again.
fn into_buffer(tensor: CpuTensor) -> Result<Vec<f32>, CpuTensor> {
    let length = tensor.shape().num_elements();
    let fills = tensor.as_slice::<f32>().is_some_and(|values| values.len() == length);
    if !fills || !tensor.is_unique() || tensor.bytes().len() != length * size_of::<f32>() {
        return Err(tensor);
    }
    Ok(tensor.into_data().try_into_vec().expect("a tensor of float32"))
}

#[cfg(test)]
mod tests;
