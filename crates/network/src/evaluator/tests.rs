//! The folded network against the one made of ordinary operations.

use burn::module::Module;
use burn::tensor::{Device, Distribution, Tensor};

use super::*;
use crate::ExpressionNetConfig;

/// A network whose running statistics have seen a few batches.
fn net() -> ExpressionNet {
    let device = device::cpu_for_training();
    device.seed(3);
    let net = ExpressionNetConfig::default().init(5, &device);
    for _ in 0..20 {
        net.forward(pictures([4, 48, 32], &device));
    }
    net
}

fn pictures([batch, height, width]: [usize; 3], device: &Device) -> Tensor<4> {
    Tensor::random([batch, height, width, 3], Distribution::Normal(0.0, 1.0), device)
}

fn in_pool<T: Send>(n_threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(work)
}

#[test]
fn folding_changes_nothing_but_rounding() {
    let net = net();
    let evaluator = Evaluator::new(&net);
    // One pixel, odd and rectangular sizes, rows that do not fill a band, several bands.
    for size in [[1, 1, 1], [2, 33, 47], [3, 64, 96], [1, 130, 70], [2, 224, 224]] {
        let x = pictures(size, &device::cpu());
        let slow = net.valid().backbone.forward_composed(x.clone());
        let fast = evaluator.features(x);
        assert_eq!(fast.dims(), slow.dims());
        let difference = (fast - slow).abs().max().into_scalar::<f32>();
        assert!(difference < 1e-4, "{size:?}: {difference}");
    }
}

#[test]
fn the_number_of_threads_and_pictures_changes_nothing() {
    let evaluator = Evaluator::new(&net());
    let x = pictures([3, 97, 64], &device::cpu());
    let features = |x: Tensor<4>| evaluator.features(x).into_data().try_into_vec::<f32>().unwrap();
    let one = in_pool(1, || features(x.clone()));
    for n_threads in [2, 5] {
        assert!(in_pool(n_threads, || features(x.clone())) == one, "{n_threads} threads");
        let single = in_pool(n_threads, || features(x.clone().narrow(0, 0, 1)));
        assert!(single == one[..single.len()], "one picture on {n_threads} threads");
    }
}

#[test]
fn the_network_itself_answers_the_same() {
    let net = net();
    let x = pictures([2, 64, 64], &device::cpu());
    let found = Evaluator::new(&net).logits(x.clone()).to_data();
    assert_eq!(found, net.valid().forward(x).to_data());
}
