//! Tests of `gradients` against torch: clipping, and accumulation as one large batch.

use burn::module::Param;
use faces::Expression;
use serde_json::Value;

use super::*;
use crate::loss::{Targets, cross_entropy};
use crate::recipe::{ClassWeights, Recipe};

#[derive(Module, Debug)]
struct Layer {
    weight: Param<Tensor<2>>,
}

fn json() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/training.json")).unwrap()
}

fn floats(value: &Value) -> Vec<f32> {
    let values = value.as_array().into_iter().flatten();
    values
        .flat_map(|v| if v.is_array() { floats(v) } else { v.as_f64().map(|v| v as f32).into_iter().collect() })
        .collect()
}

fn gradients(values: &[Vec<f32>]) -> Gradients {
    let tensor =
        |values: &Vec<f32>| Tensor::from_data(TensorData::new(values.clone(), [values.len()]), &network::device::cpu());
    Gradients { by_path: values.iter().enumerate().map(|(i, values)| (i.to_string(), tensor(values))).collect() }
}

#[test]
fn clipping_equals_torch() {
    let json = &json()["clipping"];
    let values: Vec<_> = json["gradients"].as_array().unwrap().iter().map(floats).collect();
    for case in json["cases"].as_array().unwrap() {
        let mut gradients = gradients(&values);
        let norm = gradients.norm();
        assert!((norm - case["norm"].as_f64().unwrap()).abs() < 1e-5, "{norm}");
        let factor = clip_factor(norm, case["limit"].as_f64().unwrap()) as f32;
        for (path, expected) in case["clipped"].as_array().unwrap().iter().enumerate() {
            let kept = host_values(gradients.remove(&path.to_string()).unwrap());
            assert_eq!(kept, values[path], "measuring changes nothing");
            for (value, expected) in kept.iter().zip(floats(expected)) {
                assert!((value * factor - expected).abs() <= 1e-6 * expected.abs().max(0.01), "{value} {expected}");
            }
        }
    }
}

#[test]
fn the_norm_is_finite_if_and_only_if_all_gradients_are() {
    let long: Vec<f32> = (0..100_000).map(|i| (i % 7) as f32 * 1e-3).collect();
    let expected = long.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
    assert!((gradients(std::slice::from_ref(&long)).norm() / expected - 1.0).abs() < 1e-12);
    assert!(gradients(&[vec![f32::MAX; 9], long.clone()]).norm().is_finite());
    for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert!(!gradients(&[long.clone(), vec![0.0, wrong]]).norm().is_finite(), "{wrong}");
    }
    assert!(gradients(&[]).norm() <= 0.0);
}

#[test]
fn accumulated_batches_equal_torchs_large_one() {
    let json = &json()["accumulation"];
    let device = network::device::cpu_for_training();
    let labels: Vec<_> = floats(&json["labels"]).iter().map(|i| Expression::ALL[*i as usize]).collect();
    let inputs = floats(&json["inputs"]);
    let weights: Vec<f64> = json["weights"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap()).collect();
    for (name, smoothing, weights) in
        [("plain", 0.0, vec![1.0; 7]), ("smoothed", 0.1, vec![1.0; 7]), ("weighted", 0.0, weights)]
    {
        let recipe = Recipe { label_smoothing: smoothing, class_weights: ClassWeights::None, ..Recipe::default() };
        let targets = Targets::new(&recipe, labels.iter().copied()).with_weights(weights.try_into().unwrap());
        let total = targets.total(labels.iter().copied());
        let weight = Tensor::from_data(TensorData::new(floats(&json["layer"]), [5, 7]), &device);
        let layer = Layer { weight: Param::initialized(burn::module::ParamId::new(), weight).set_require_grad(true) };
        let (mut sum, mut loss_sum) = (Gradients::default(), 0.0);
        for (inputs, labels) in inputs.chunks(4 * 5).zip(labels.chunks(4)) {
            let input = Tensor::<2>::from_data(TensorData::new(inputs.to_vec(), [labels.len(), 5]), &device);
            let rows = targets.rows_of_part(labels, None, total, &device);
            let loss = cross_entropy(input.matmul(layer.weight.val()), rows);
            loss_sum += loss.clone().into_scalar::<f32>();
            sum = sum.plus(Gradients::of(&loss, &layer));
        }
        let expected = json[name]["loss"].as_f64().unwrap();
        assert!((f64::from(loss_sum) - expected).abs() < 1e-5, "{name}: {loss_sum}, expected {expected}");
        let found = host_values(sum.remove("weight").unwrap());
        for (found, expected) in found.iter().zip(floats(&json[name]["gradient"])) {
            assert!((found - expected).abs() < 1e-6, "{name}: {found}, expected {expected}");
        }
    }
}
