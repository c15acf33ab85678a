//! Tests of names, layouts and refusals.

use super::*;
use crate::device;
use crate::expression_net::{ExpressionNet, ExpressionNetConfig};

fn network(seed: u64) -> ExpressionNet {
    ExpressionNetConfig { hidden: 3, dropout: 0.0 }.init(seed, &device::cpu())
}

/// The state dict with some names left out.
fn filtered(weights: &StateDict, keep: impl Fn(&str) -> bool) -> StateDict {
    let mut kept = StateDict::default();
    for name in weights.names().filter(|name| keep(name)) {
        kept.insert(name, weights.get(name).unwrap().clone());
    }
    kept
}

/// What torchvision's file holds: the backbone, a classifier and counters.
fn imagenet(seed: u64) -> StateDict {
    let mut weights = filtered(&network(seed).to_state_dict(), |name| name.starts_with("features"));
    let zeros = |shape: Vec<usize>| HostTensor { values: vec![0.0; shape.iter().product()], shape };
    weights.insert("classifier.1.weight", zeros(vec![1000, 1280]));
    weights.insert("classifier.1.bias", zeros(vec![1000]));
    weights.insert("features.0.1.num_batches_tracked", zeros(vec![]));
    weights
}

#[test]
fn names_and_shapes_are_torchvisions() {
    let weights = network(1).to_state_dict();
    let shape = |name: &str| weights.get(name).unwrap().shape.clone();
    // 52 convolutions, 52 batch norms of four tensors, two linear layers.
    assert_eq!(weights.names().count(), 52 + 52 * 4 + 4);
    assert_eq!(shape("features.0.0.weight"), [32, 3, 3, 3]);
    assert_eq!(shape("features.1.conv.0.0.weight"), [32, 1, 3, 3]);
    assert_eq!(shape("features.1.conv.1.weight"), [16, 32, 1, 1]);
    assert_eq!(shape("features.2.conv.1.1.running_var"), [96]);
    assert_eq!(shape("features.17.conv.3.bias"), [320]);
    assert_eq!(shape("features.18.0.weight"), [1280, 320, 1, 1]);
    assert_eq!(shape("head.0.weight"), [3, 1280]);
    assert_eq!(shape("head.1.bias"), [7]);
}

#[test]
fn a_state_dict_replaces_every_value() {
    let (one, two) = (network(1), network(2));
    assert_ne!(one.to_state_dict(), two.to_state_dict());
    assert_eq!(two.load_state_dict(&one.to_state_dict()).unwrap().to_state_dict(), one.to_state_dict());
}

#[test]
fn imagenet_weights_replace_the_backbone_only() {
    let weights = imagenet(5);
    let loaded = network(1).load_imagenet(&weights).unwrap().to_state_dict();
    let own = network(1).to_state_dict();
    for name in loaded.names() {
        let expected = if name.starts_with("head") { &own } else { &weights };
        assert_eq!(loaded.get(name), expected.get(name), "{name}");
    }
}

#[test]
fn weights_of_another_network_are_refused_with_every_name() {
    let mut weights = filtered(&imagenet(5), |name| name != "features.3.conv.2.weight");
    weights.insert("features.0.0.weight", HostTensor { shape: vec![32, 3, 3], values: vec![0.0; 288] });
    weights.insert("features.99.weight", HostTensor { shape: vec![1], values: vec![0.0] });
    let error = network(1).load_imagenet(&weights).unwrap_err();
    assert_eq!(error.missing, ["features.3.conv.2.weight"]);
    assert_eq!(error.unused, ["features.99.weight"]);
    let expected =
        Misshapen { name: "features.0.0.weight".to_owned(), expected: vec![32, 3, 3, 3], found: vec![32, 3, 3] };
    assert_eq!(error.misshapen, [expected]);
    assert_eq!(
        error.to_string(),
        "weights of another network: 1 missing, 1 of another shape, 1 unused; \
         `features.0.0.weight` has shape [32, 3, 3], expected [32, 3, 3, 3]"
    );
}

#[test]
fn a_full_state_dict_must_match_exactly() {
    let extra = network(1).load_state_dict(&imagenet(5)).unwrap_err();
    assert_eq!(extra.missing, ["head.0.weight", "head.0.bias", "head.1.weight", "head.1.bias"]);
    assert_eq!(extra.unused.len(), 3);
}

#[test]
fn transposing_twice_is_the_identity() {
    let values: Vec<f32> = (0..6u8).map(f32::from).collect();
    assert_eq!(transposed(&values, 2), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(transposed(&transposed(&values, 2), 3), values);
}
