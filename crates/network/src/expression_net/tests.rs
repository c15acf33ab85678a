//! Tests of the whole network: drawing, modes, repeatability.

use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::TensorData;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::device;

fn pictures(shape: [usize; 4], device: &Device) -> Tensor<4> {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let values = (0..shape.iter().product::<usize>()).map(|_| (rng.next_u32() >> 8) as f32 / (1 << 22) as f32 - 2.0);
    Tensor::from_data(TensorData::new(values.collect::<Vec<f32>>(), shape), device)
}

/// The network after `n_steps` of gradient descent on its own logits.
fn trained(n_steps: usize) -> StateDict {
    let device = device::cpu_for_training();
    let mut network = ExpressionNetConfig::default().init(4, &device);
    let mut optimizer = SgdConfig::new().init();
    for _ in 0..n_steps {
        let logits = network.forward(pictures([3, 40, 56, 3], &device));
        let gradients = GradientsParams::from_grads((logits.clone() * logits).sum().backward(), &network);
        network = optimizer.step(1e-2, network, gradients);
    }
    network.to_state_dict()
}

fn bits(weights: &StateDict) -> Vec<u32> {
    weights.names().flat_map(|name| weights.get(name).unwrap().values.iter().map(|v| v.to_bits())).collect()
}

#[test]
fn the_seed_decides_every_weight() {
    let drawn = |seed| ExpressionNetConfig::default().init(seed, &device::cpu()).to_state_dict();
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
}

#[test]
fn weights_are_spread_as_in_torchvision_and_pytorch() {
    let weights = ExpressionNetConfig::default().init(1, &device::cpu()).to_state_dict();
    let cases = [
        ("features.18.0.weight", (2.0 / 1280.0_f64).sqrt()),
        ("features.17.conv.1.0.weight", (2.0 / (960.0 * 9.0_f64)).sqrt()),
        ("features.16.conv.2.weight", (2.0 / 160.0_f64).sqrt()),
        // Evenly in ±1/√1280, whose standard deviation is a √3rd of that.
        ("head.0.weight", 1.0 / (3.0 * 1280.0_f64).sqrt()),
    ];
    for (name, expected) in cases {
        let values = &weights.get(name).unwrap().values;
        let found = (values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>() / values.len() as f64).sqrt();
        assert!((found / expected - 1.0).abs() < 0.03, "{name}: {found}, expected {expected}");
    }
}

#[test]
fn training_gives_the_same_bytes_on_any_number_of_threads() {
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        bits(&pool.install(|| trained(2)))
    };
    let one = on(1);
    for n_threads in [1, 2, 3] {
        assert!(on(n_threads) == one, "{n_threads} threads differ from one");
    }
}

#[test]
fn training_updates_running_statistics_and_evaluation_does_not() {
    let training = device::cpu_for_training();
    let network = ExpressionNetConfig::default().init(4, &training);
    let before = network.to_state_dict();
    let snapshot = network.valid();
    network.forward(pictures([2, 33, 47, 3], &training));
    let after = network.to_state_dict();
    let name = "features.0.1.running_mean";
    assert_ne!(before.get(name), after.get(name));
    assert_eq!(snapshot.to_state_dict(), before);
    let evaluated = network.valid();
    evaluated.forward(pictures([2, 33, 47, 3], &device::cpu()));
    assert_eq!(evaluated.to_state_dict(), after);
}

#[test]
fn every_weight_gets_a_gradient() {
    let device = device::cpu_for_training();
    let network = ExpressionNetConfig::default().init(4, &device);
    let logits = network.forward(pictures([2, 64, 40, 3], &device));
    let gradients = GradientsParams::from_grads(logits.sum().backward(), &network);
    // 52 convolutions, 52 batch norms of two, two linear layers of two.
    assert_eq!(gradients.len(), 52 + 52 * 2 + 4);
}

#[test]
fn evaluation_treats_every_picture_by_itself() {
    let network = ExpressionNetConfig::default().init(4, &device::cpu());
    let both = pictures([2, 33, 47, 3], &device::cpu());
    let together = network.forward(both.clone()).narrow(0, 1, 1);
    let alone = network.forward(both.narrow(0, 1, 1));
    assert!((together - alone).abs().max().into_scalar::<f32>() < 1e-5);
}

#[test]
fn shapes_are_rounded_up_and_classifying_continues_features() {
    let network = ExpressionNetConfig { hidden: 11, dropout: 0.5 }.init(4, &device::cpu());
    let x = pictures([2, 33, 64, 3], &device::cpu());
    let features = network.features(x.clone());
    assert_eq!(features.dims(), [2, 2, 2, 1280]);
    assert_eq!(network.classify(features).into_data(), network.forward(x).into_data());
    assert_eq!(network.hidden_units(), 11);
}
