//! Exported files against our own forward pass, run by another runtime.

use burn::tensor::{Tensor, TensorData};
use prost::Message as _;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::*;
use crate::description::{Architecture, Crop};
use crate::device;
use crate::expression_net::ExpressionNetConfig;
use crate::state_dict::{HostTensor, StateDict};

const HIDDEN: usize = 5;

const PRODUCER: Producer<'static> = Producer { name: "a test", version: "1.2.3" };

/// A network whose batch norms do something: their scales, shifts and statistics differ from channel to channel. Convolutions
/// keep the variance of what passes through a rectifier (He et al. 2015), else no layer would hear of the picture any more.
fn network(seed: u64) -> ExpressionNet {
    let network = ExpressionNetConfig { hidden: HIDDEN, dropout: 0.5 }.init(seed, &device::cpu());
    let drawn = network.to_state_dict();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut filled = StateDict::default();
    for name in drawn.names() {
        let HostTensor { shape, mut values } = drawn.get(name).unwrap().clone();
        for value in &mut values {
            let noise = unit(&mut rng);
            *value = match name {
                name if name.starts_with("head") => *value,
                _ if shape.len() > 1 => noise * (6.0 / shape[1..].iter().product::<usize>() as f32).sqrt(),
                name if name.ends_with("weight") || name.ends_with("running_var") => 1.0 + 0.5 * noise,
                _ => 0.3 * noise,
            };
        }
        filled.insert(name, HostTensor { shape, values });
    }
    network.load_state_dict(&filled).unwrap()
}

/// Evenly distributed in `[-1, 1)`.
fn unit(rng: &mut ChaCha8Rng) -> f32 {
    (rng.next_u32() >> 8) as f32 / (1 << 23) as f32 - 1.0
}

fn description(input_px: usize) -> ModelDescription {
    let crop = Crop { detector: "mtcnn".to_owned(), size_px: 60, margin_px: 12 };
    ModelDescription {
        licence: "CC0-1.0".to_owned(),
        source: "drawn by a test, \"quoted\", Ü".to_owned(),
        weights_sha256: "ab".repeat(32),
        architecture: Architecture::MobilenetV2 { hidden: HIDDEN, dropout: 0.5 },
        ..ModelDescription::mobilenet_v2(input_px, crop)
    }
}

/// Normalised pictures, channels last.
fn pictures([batch, height, width]: [usize; 3], seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..batch * height * width * 3).map(|_| 2.0 * unit(&mut rng)).collect()
}

/// What the other runtime makes of the file.
fn answers(model: &OnnxModel, shape: [usize; 3], pictures: &[f32], output: &str) -> Vec<f32> {
    let loaded = rten::Model::load(model.bytes().to_vec()).unwrap();
    let [batch, height, width] = shape;
    let channels_last = NdTensorView::from_data([batch, height, width, 3], pictures);
    let input: NdTensor<f32, 4> = channels_last.permuted([0, 3, 1, 2]).to_tensor();
    let ports = (loaded.node_id(PICTURES).unwrap(), loaded.node_id(output).unwrap());
    let [values] = loaded.run_n(vec![(ports.0, input.into())], [ports.1], None).unwrap();
    let values: NdTensor<f32, 2> = values.try_into().unwrap();
    assert_eq!(values.shape(), [batch, 7]);
    values.to_vec()
}

#[track_caller]
fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    let worst = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= tolerance, "largest difference {worst}\nfound {found:?}\nexpected {expected:?}");
}

/// The logits of the file and of the network agree on `[batch, height, width]`.
#[track_caller]
fn check(shape: [usize; 3]) {
    let [_, height, width] = shape;
    let network = network(7);
    let model = OnnxModel::of_size(&network, &description(height), PRODUCER, (width, height)).unwrap();
    let values = pictures(shape, 3);
    let expected = logits(&network, shape, values.clone());
    let of_nothing = logits(&network, shape, vec![0.0; values.len()]);
    let effects = expected.iter().zip(&of_nothing).map(|(a, b)| (a - b).abs());
    let effect = effects.fold(0.0, f32::max);
    assert!((0.05..50.0).contains(&effect), "logits {expected:?} say nothing about the pictures");
    assert_close(&answers(&model, shape, &values, LOGITS), &expected, 1e-4);
}

/// Our own forward pass.
fn logits(network: &ExpressionNet, [batch, height, width]: [usize; 3], pictures: Vec<f32>) -> Vec<f32> {
    let pictures = TensorData::new(pictures, [batch, height, width, 3]);
    network.forward(Tensor::from_data(pictures, &device::cpu())).into_data().try_into_vec().unwrap()
}

#[test]
fn another_runtime_gives_the_same_logits() {
    for shape in [[1, 64, 64], [5, 64, 64], [2, 33, 33], [2, 40, 72], [3, 97, 31]] {
        check(shape);
    }
}

#[test]
fn probabilities_are_the_softmax_of_the_logits() {
    let (shape, model) = ([3, 32, 32], OnnxModel::new(&network(1), &description(32), PRODUCER).unwrap());
    let values = pictures(shape, 5);
    let logits = answers(&model, shape, &values, LOGITS);
    let softmax = logits.chunks(7).flat_map(|row| {
        let sum: f32 = row.iter().map(|logit| logit.exp()).sum();
        row.iter().map(move |logit| logit.exp() / sum)
    });
    assert_close(&answers(&model, shape, &values, PROBABILITIES), &softmax.collect::<Vec<_>>(), 1e-6);
}

#[test]
fn the_metadata_comes_back_from_the_file() {
    let model = OnnxModel::new(&network(1), &description(48), PRODUCER).unwrap();
    let file = proto::Model::decode(model.bytes()).unwrap();
    let read: BTreeMap<_, _> = file.metadata_props.into_iter().map(|entry| (entry.key, entry.value)).collect();
    assert_eq!(read, *model.metadata());
    let expected = [
        ("labels", r#"["anger","disgust","fear","happiness","neutral","sadness","surprise"]"#),
        ("mean", "[0.485, 0.456, 0.406]"),
        ("std", "[0.229, 0.224, 0.225]"),
        ("normalisation", "(byte / 255 - mean) / std per channel"),
        ("input_width_px", "48"),
        ("input_height_px", "48"),
        ("colour_order", "RGB"),
        ("layout", "NCHW"),
        ("crop_detector", "mtcnn"),
        ("crop_size_px", "60"),
        ("crop_margin_px", "12"),
        ("licence", "CC0-1.0"),
        ("source", "drawn by a test, \"quoted\", Ü"),
        ("tool", "a test 1.2.3"),
        ("architecture", "mobilenet_v2 of width 1.0, 5 hidden units"),
    ];
    for (key, value) in expected {
        assert_eq!(read.get(key).map(String::as_str), Some(value), "{key}");
    }
    assert_eq!((file.ir_version, file.opset_import[0].version), (IR_VERSION, OPSET));
    assert_eq!((file.producer_name.as_str(), file.producer_version.as_str()), ("a test", "1.2.3"));
    let graph = file.graph.unwrap();
    let shapes: Vec<_> = graph.input[0].kind.clone().unwrap().tensor.unwrap().shape.unwrap().dim;
    assert_eq!(shapes[0].dim_param.as_deref(), Some("batch"));
    assert_eq!(shapes[1..].iter().map(|dim| dim.dim_value.unwrap()).collect::<Vec<_>>(), [3, 48, 48]);
}

#[test]
fn the_same_network_gives_the_same_bytes_and_every_value_is_made_once() {
    let model = || OnnxModel::new(&network(2), &description(32), PRODUCER).unwrap();
    assert!(model().bytes() == model().bytes());
    let graph = proto::Model::decode(model().bytes()).unwrap().graph.unwrap();
    let mut made: Vec<String> = graph.initializer.iter().map(|tensor| tensor.name.clone()).collect();
    made.extend(graph.input.iter().map(|input| input.name.clone()));
    for node in &graph.node {
        assert!(node.input.iter().all(|input| made.contains(input)), "{} comes too early", node.name);
        assert!(!made.contains(&node.output[0]), "{} is made twice", node.name);
        made.push(node.output[0].clone());
    }
    // 52 convolutions, 35 activations, 10 short cuts; pooling, flattening, two linear layers, one activation, softmax.
    assert_eq!(graph.node.len(), 52 + 35 + 10 + 6);
}

#[test]
fn weights_that_are_no_numbers_are_refused() {
    for (name, value) in [("head.1.bias", f32::NAN), ("features.3.conv.1.1.running_mean", f32::INFINITY)] {
        let mut weights = network(1).to_state_dict();
        let mut tensor = weights.remove(name).unwrap();
        tensor.values[1] = value;
        weights.insert(name, tensor);
        let diverged = network(1).load_state_dict(&weights).unwrap();
        let error = OnnxModel::new(&diverged, &description(32), PRODUCER).unwrap_err().to_string();
        assert!(error.contains("expected finite weights"), "{error}");
    }
}

#[test]
fn the_file_is_written_whole_and_small() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.onnx");
    let model = OnnxModel::new(&network(1), &description(32), PRODUCER).unwrap();
    model.write(&path).unwrap();
    assert!(std::fs::read(&path).unwrap() == model.bytes());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(model.bytes().len() < 10_000_000);
    assert!(model.write(&folder.path().join("none/model.onnx")).unwrap_err().to_string().contains("does not exist"));
}
