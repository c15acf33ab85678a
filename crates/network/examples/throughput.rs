//! Pictures per second of training and inference: `throughput INPUT_PX BATCH STEPS`.
#![expect(clippy::print_stdout, reason = "an example that prints its measurement")]

use std::time::{Duration, Instant};

use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};
use network::{ExpressionNetConfig, device};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn pictures(n: usize, size_px: usize, device: &Device) -> Tensor<4> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let values: Vec<f32> = (0..n * size_px * size_px * 3)
        .map(|_| f64::from(rng.next_u32()) as f32 / u32::MAX as f32 * 4.0 - 2.0)
        .collect();
    Tensor::from_data(TensorData::new(values, [n, size_px, size_px, 3]), device)
}

/// Mean cross-entropy against classes 0, 1, 2, … in turn.
fn loss(logits: Tensor<2>) -> Tensor<1> {
    let [n, n_classes] = logits.dims();
    let one_hot: Vec<f32> = (0..n * n_classes).map(|i| f32::from(i % n_classes == i / n_classes % n_classes)).collect();
    let one_hot = Tensor::<2>::from_data(TensorData::new(one_hot, [n, n_classes]), &logits.device());
    -(log_softmax(logits, 1) * one_hot).sum() / n as f32
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Seconds of processor time of this process, all threads together.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: f64 = fields.get(11..13).unwrap_or_default().iter().filter_map(|f| f.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn report(what: &str, n_pictures: usize, times: Vec<Duration>, processor: f64) {
    let n_steps = times.len() as f64;
    let (fastest, median) = (times.iter().min().copied().unwrap_or_default(), median(times));
    let rate = |time: f64| n_pictures as f64 / time;
    println!(
        "{what}: median {:.1} ms, {:.0} pictures/s; fastest {:.0} pictures/s; {:.0} pictures per processor second",
        median.as_secs_f64() * 1e3,
        rate(median.as_secs_f64()),
        rate(fastest.as_secs_f64()),
        rate(processor / n_steps),
    );
}

fn timed(n_steps: usize, mut step: impl FnMut()) -> (Vec<Duration>, f64) {
    step();
    step();
    let before = processor_seconds();
    let times = (0..n_steps)
        .map(|_| {
            let start = Instant::now();
            step();
            start.elapsed()
        })
        .collect();
    (times, processor_seconds() - before)
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [size_px, n, n_steps] = numbers[..] else {
        println!("usage: throughput INPUT_PX BATCH STEPS");
        return;
    };
    let device = device::cpu_for_training();
    let mut network = Some(ExpressionNetConfig::default().init(1, &device));
    let mut optimizer = SgdConfig::new().init();
    let x = pictures(n, size_px, &device);
    let (times, processor) = timed(n_steps, || {
        let Some(current) = network.take() else { return };
        let gradients = loss(current.forward(x.clone())).backward();
        let gradients = GradientsParams::from_grads(gradients, &current);
        network = Some(optimizer.step(1e-2, current, gradients));
    });
    report("training", n, times, processor);
    let Some(network) = network else { return };
    let network = burn::module::Module::valid(&network);
    let x = pictures(n, size_px, &device::cpu());
    let (times, processor) = timed(n_steps, || drop(network.forward(x.clone()).into_data()));
    report("inference", n, times, processor);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
}
