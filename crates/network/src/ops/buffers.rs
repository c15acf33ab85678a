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

static KEPT: Mutex<Kept> = Mutex::new(Kept { n_values: 0, by_capacity: BTreeMap::new() });

struct Kept {
    /// Of all buffers together.
    n_values: usize,
    by_capacity: BTreeMap<usize, Vec<Vec<f32>>>,
}

impl Kept {
    /// The smallest buffer that holds so many values and not more than twice as many: the last batch of a pass has fewer
    /// pictures, and would need a set of buffers of its own otherwise.
    fn take(&mut self, length: usize) -> Option<Vec<f32>> {
        let mut large_enough = self.by_capacity.range_mut(length..=2 * length);
        let buffer = large_enough.find_map(|(_, buffers)| buffers.pop())?;
        self.n_values -= buffer.capacity();
        Some(buffer)
    }

    fn give(&mut self, buffer: Vec<f32>) {
        // Buffers of sizes that are no longer asked for would stay for ever otherwise.
        if self.n_values + buffer.capacity() > MOST {
            self.clear();
        }
        self.n_values += buffer.capacity();
        self.by_capacity.entry(buffer.capacity()).or_default().push(buffer);
    }

    fn clear(&mut self) {
        self.n_values = 0;
        self.by_capacity.clear();
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
    let kept = if length < SMALL { None } else { kept().take(length) };
    let mut buffer = kept.unwrap_or_else(|| vec![0.0; length]);
    buffer.resize(length, 0.0);
    buffer
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
