//! The network against torchvision's, with the numbers of `reference/mobilenet_v2.py`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use serde_json::Value;

use crate::device::{self, NamedDevice};
use crate::expression_net::{ExpressionNet, ExpressionNetConfig, mean_pool};
use crate::state_dict::{HostTensor, StateDict};
use crate::weights::{self, Slot};

fn reference() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/mobilenet_v2.json")).unwrap()
}

fn floats(value: &Value) -> Vec<f32> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
}

/// The CRC-32 of zip files, bit by bit.
fn crc32(text: &str) -> u32 {
    !text.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// `noise` of the script.
fn noise(name: &str, n_values: usize) -> impl Iterator<Item = f64> {
    let phase = 1.0 + f64::from(crc32(name) % 1000) / 1000.0;
    (0..n_values).map(move |i| (i as f64 * phase + 0.001 * i as f64 * i as f64).sin())
}

/// `fill` of the script.
fn value_by_formula(name: &str, shape: &[usize], noise: f64) -> f32 {
    let n_values: usize = shape.iter().product();
    let is_scale = name.ends_with("running_var") || (name.starts_with("features") && name.ends_with("weight"));
    let value = match (shape.len() > 1, is_scale) {
        (true, _) => noise * (2.0_f64.sqrt() * (2.0 / (n_values / shape[0]) as f64).sqrt()),
        (false, true) => 1.0 + 0.5 * noise,
        (false, false) => noise * 0.2,
    };
    value as f32
}

fn network_by_formula(device: &Device) -> ExpressionNet {
    let network = ExpressionNetConfig::default().init(0, device);
    let drawn = network.to_state_dict();
    let mut filled = StateDict::default();
    for name in drawn.names() {
        let HostTensor { shape, values } = drawn.get(name).unwrap().clone();
        let values = noise(name, values.len()).map(|noise| value_by_formula(name, &shape, noise)).collect();
        filled.insert(name, HostTensor { shape, values });
    }
    network.load_state_dict(&filled).unwrap()
}

fn pictures_by_formula(shape: [usize; 4], name: &str, device: &Device) -> Tensor<4> {
    let values: Vec<f32> = noise(name, shape.iter().product()).map(|v| (2.0 * v) as f32).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    let size = expected.iter().fold(0.0_f32, |size, v| size.max(v.abs()));
    assert!(expected.len() <= found.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        let difference = (found - expected).abs();
        assert!(difference <= tolerance * size, "{what}: found {found}, expected {expected}, largest {size}");
    }
}

/// Runs a check on the processor and on every graphics processor of this build and machine. Emulated ones are left out: that of
/// Mesa 22.3 ends the whole process while it compiles Burn's kernels.
fn on_every_device(check: impl Fn(&Device)) {
    for NamedDevice { name, hardware, device, .. } in device::all().into_iter().filter(|named| !named.is_emulated) {
        println!("on {name} {}", hardware.unwrap_or_default());
        check(&device);
    }
}

#[test]
fn evaluation_agrees_with_torchvision() {
    on_every_device(|device| {
        let network = network_by_formula(device);
        let logits = network.forward(pictures_by_formula([2, 64, 96, 3], "pictures", device));
        assert_close("logits", &values(logits), &floats(&reference()["formula"]["eval_logits"]), 1e-4);
    });
}

/// A clone of the network whose parameters are their own gradients.
fn gradients_as_weights(network: &ExpressionNet, gradients: Gradients) -> StateDict {
    let mut gradients = GradientsParams::from_grads(gradients, network);
    let mut network = network.valid();
    for (_, slot) in network.slots() {
        match slot {
            Slot::Matrix(param, _) => *param = param.clone().map(|_| gradients.remove(param.id).unwrap()),
            Slot::Vector(param) => *param = param.clone().map(|_| gradients.remove(param.id).unwrap()),
            Slot::Statistic(_) => {}
        }
    }
    network.to_state_dict()
}

/// Mean cross-entropy of pictures whose classes are given.
fn loss_of<const N: usize>(logits: Tensor<2>, classes: [usize; N]) -> Tensor<1> {
    let mut truth = vec![0.0_f32; 7 * N];
    classes.iter().enumerate().for_each(|(row, class)| truth[7 * row + class] = 1.0);
    let truth = Tensor::<2>::from_data(TensorData::new(truth, [N, 7]), &logits.device());
    -(log_softmax(logits, 1) * truth).sum() / N as f32
}

fn norm(values: &[f32]) -> f32 {
    values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt() as f32
}

fn float(value: &Value) -> f32 {
    value.as_f64().unwrap() as f32
}

#[test]
fn a_training_pass_agrees_with_torchvision() {
    on_every_device(|device| {
        let (device, reference) = (device.clone().autodiff(), &reference()["formula"]);
        let network = network_by_formula(&device);
        let logits = network.forward(pictures_by_formula([2, 64, 96, 3], "pictures", &device));
        assert_close("logits", &values(logits.clone()), &floats(&reference["train_logits"]), 2e-4);
        let loss = loss_of(logits, [3, 5]);
        assert_close("loss", &values(loss.clone()), &[float(&reference["loss"])], 1e-4);
        let gradients = gradients_as_weights(&network, loss.backward());
        for (name, expected) in reference["gradients"].as_object().unwrap() {
            let found = &gradients.get(name).unwrap().values;
            assert_close(name, found, &floats(&expected["first"]), 2e-3);
            assert_close(name, &[norm(found)], &[float(&expected["norm"])], 1e-3);
        }
        let after = network.to_state_dict();
        for (name, expected) in reference["statistics"].as_object().unwrap() {
            assert_close(name, &after.get(name).unwrap().values, &floats(expected), 1e-4);
        }
    });
}

/// Near a kink of a rectifier, rounding decides which side a value falls on, and then gradients of right programs differ by a
/// hundredth. That spoils some of several inputs; an error of 1e-4 in a layer would spoil them all.
#[test]
fn every_gradient_agrees_with_torchvision_in_float64() {
    on_every_device(|device| {
        // Other devices add in orders of their own.
        let limit = if *device == device::cpu() { 1e-4 } else { 1e-3 };
        let device = device.clone().autodiff();
        let mut least = BTreeMap::<String, f32>::new();
        for (i, expected) in reference()["inputs"].as_array().unwrap().iter().enumerate() {
            let network = network_by_formula(&device);
            let logits = network.forward(pictures_by_formula([6, 32, 48, 3], &format!("input {i}"), &device));
            let loss = loss_of(logits, [0, 1, 2, 3, 4, 5]);
            assert_close("loss", &values(loss.clone()), &[float(&expected["loss"])], 1e-4);
            let gradients = gradients_as_weights(&network, loss.backward());
            for (name, expected) in expected["gradients"].as_object().unwrap() {
                let found = difference(name, &gradients.get(name).unwrap().values, expected);
                let least = least.entry(name.clone()).or_insert(f32::INFINITY);
                *least = least.min(found);
            }
        }
        assert_eq!(least.len(), 160, "weight, scale and shift of 52 convolutions, and four of the head");
        let (name, worst) = least.iter().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        println!("largest difference of a gradient: {worst:e} of its size, {name}");
        assert!(*worst < limit, "{name}: differs by {worst:e} of its size");
    });
}

/// How far a gradient is from the expected one, as a share of its size.
fn difference(name: &str, found: &[f32], expected: &Value) -> f32 {
    // A shift whose effect the next normalisation takes away has no gradient but rounding; those of its neighbours are of order 1.
    let size = Some(float(&expected["norm"])).filter(|norm| *norm > 1e-6).unwrap_or(1.0);
    let probe: f64 = noise(&format!("{name}/probe"), found.len()).zip(found).map(|(p, v)| p * f64::from(*v)).sum();
    let sums = [(norm(found), float(&expected["norm"])), (probe as f32, float(&expected["probe"]))];
    sums.into_iter().map(|(a, b)| (a - b).abs() / size).fold(0.0, f32::max)
}

#[expect(clippy::disallowed_methods, reason = "the folder of third-party weights is named by the environment")]
fn imagenet_file() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var("EVENFACE_WEIGHTS").ok()?);
    Some(folder.join("imagenet/mobilenet_v2.safetensors"))
}

/// The 1000 logits of `ImageNet`, in rows of one picture each.
fn imagenet_logits(weights: &StateDict, pictures: Tensor<4>) -> Vec<f32> {
    let device = pictures.device();
    let network = ExpressionNetConfig::default().init(0, &device).load_imagenet(weights).unwrap();
    let vector = |name: &str| weights.get(name).unwrap().values.clone();
    let classifier = TensorData::new(vector("classifier.1.weight"), [1000, 1280]);
    let classifier = Tensor::<2>::from_data(classifier, &device).transpose();
    let bias = Tensor::<1>::from_floats(vector("classifier.1.bias").as_slice(), &device);
    values(mean_pool(network.features(pictures)).matmul(classifier) + bias.unsqueeze::<2>())
}

#[test]
fn published_weights_give_torchvisions_logits() {
    let Some(path) = imagenet_file() else {
        println!("skipped: EVENFACE_WEIGHTS names no folder of weights");
        return;
    };
    let (reference, device) = (&reference()["imagenet"], device::cpu());
    assert_eq!(crate::model_folder::fingerprint(&path).unwrap(), reference["sha256"].as_str().unwrap());
    let weights = StateDict::read(&path).unwrap();
    let ramp: Vec<f32> =
        (0..224 * 224 * 3).map(|i| ((i / 3 % 224 + 2 * (i / 3 / 224)) as f32 / 669.0 * 4.0) - 2.0).collect();
    let inputs = [
        ("zeros", Tensor::zeros([1, 224, 224, 3], &device)),
        ("ramp", Tensor::from_data(TensorData::new(ramp, [1, 224, 224, 3]), &device)),
        ("noise", pictures_by_formula([2, 96, 160, 3], "imagenet", &device)),
    ];
    for (name, pictures) in inputs {
        let found = imagenet_logits(&weights, pictures);
        let expected: Vec<f32> = reference["logits"][name].as_array().unwrap().iter().flat_map(floats).collect();
        assert_eq!(found.len(), expected.len());
        let worst = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-4, "{name}: largest difference of a logit {worst}");
    }
}

#[test]
fn the_checksum_is_the_usual_one() {
    assert_eq!(crc32("123456789"), 0xCBF4_3926);
}

#[test]
fn every_name_is_used_once() {
    let mut network = ExpressionNetConfig::default().init(0, &device::cpu());
    let n_slots = network.slots().len();
    assert_eq!(weights::collect(network.slots()).names().count(), n_slots);
}
