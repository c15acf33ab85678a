//! Training updates or evaluations on random pictures of 224 px: `network_speed train|infer BATCH THREADS N [DEVICE]`.
//!
//! A repetition is N of them; DEVICE is a word of `evenface --device`, or else the processor. The peer of `bench/train.py` and `bench/infer.py`; by hand, `yes | head -9 | network_speed
//! train 32 2 1` prints the seconds of nine updates.
#![expect(clippy::print_stderr, reason = "this program is its own surface")]

#[path = "../../../bench/protocol.rs"]
mod protocol;

use std::process::ExitCode;

use burn::optim::momentum::MomentumConfig;
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};
use network::{CacheAligned, Evaluator, ExpressionNetConfig, device};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use protocol::{Outcome, serve};

#[global_allocator]
static ALLOCATOR: CacheAligned = CacheAligned;

const INPUT_PX: usize = 224;
const SEED: u64 = 1;
const LEARNING_RATE: f64 = 0.01;
const N_WARM_UP: usize = 3;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome {
    let (words, device) = match words {
        [words @ .., device] if words.len() == 4 => (words, *device),
        words => (words, "cpu"),
    };
    let [work @ ("train" | "infer"), batch, n_threads, n] = words else {
        return Err("usage: network_speed train|infer BATCH THREADS N [DEVICE]".into());
    };
    let device = device::choose(device)?.device;
    rayon::ThreadPoolBuilder::new().num_threads(n_threads.parse()?).build_global()?;
    let (batch, n) = (batch.parse()?, n.parse()?);
    if *work == "train" { updates(batch, n, device) } else { evaluations(batch, n, &device) }
}

/// Forward, loss, backward, momentum, running statistics; the loss is read, as a training loop does.
fn updates(batch: usize, n: usize, device: Device) -> Outcome {
    let device = device.autodiff();
    let mut net = Some(ExpressionNetConfig::default().init(SEED, &device));
    let momentum = MomentumConfig::new().with_dampening(0.0);
    let mut optimizer = SgdConfig::new().with_momentum(Some(momentum)).init();
    let input = pictures(batch, &device);
    let mut update = || -> Outcome {
        let current = net.take().ok_or("an update has failed")?;
        let loss = loss(current.forward(input.clone()));
        let value: f32 = loss.clone().into_scalar();
        let gradients = GradientsParams::from_grads(loss.backward(), &current);
        net = Some(optimizer.step(LEARNING_RATE, current, gradients));
        if value.is_finite() { Ok(()) } else { Err(format!("expected a finite loss, found {value}").into()) }
    };
    serve(N_WARM_UP, || (0..n).try_for_each(|_| update()))
}

/// A forward pass of the evaluating network, logits on the host.
fn evaluations(batch: usize, n: usize, device: &Device) -> Outcome {
    let net = Evaluator::new(&ExpressionNetConfig::default().init(SEED, &device.clone().autodiff()));
    let input = pictures(batch, device);
    let evaluation = || -> Outcome {
        let logits: Vec<f32> = net.logits(input.clone()).into_data().try_into_vec().map_err(|e| format!("{e:?}"))?;
        if logits.iter().all(|logit| logit.is_finite()) { Ok(()) } else { Err("expected finite logits".into()) }
    };
    serve(N_WARM_UP, || (0..n).try_for_each(|_| evaluation()))
}

/// Normalised pictures: `[batch, 224, 224, 3]` in `[-2, 2]`.
fn pictures(batch: usize, device: &Device) -> Tensor<4> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let values: Vec<f32> = (0..batch * INPUT_PX * INPUT_PX * 3).map(|_| rng.random_range(-2.0..2.0)).collect();
    Tensor::from_data(TensorData::new(values, [batch, INPUT_PX, INPUT_PX, 3]), device)
}

/// Mean cross-entropy against classes 0, 1, 2, … in turn.
fn loss(logits: Tensor<2>) -> Tensor<1> {
    let [batch, n_classes] = logits.dims();
    let one_hot = (0..batch * n_classes).map(|i| f32::from(i % n_classes == i / n_classes % n_classes)).collect();
    let one_hot = Tensor::<2>::from_data(TensorData::new::<f32, _>(one_hot, [batch, n_classes]), &logits.device());
    -(log_softmax(logits, 1) * one_hot).sum() / batch as f32
}
