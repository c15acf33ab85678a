//! Tests of `loss` against torch.

use serde_json::Value;

use super::*;

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|v| if v.is_array() { numbers(v) } else { v.as_f64().into_iter().collect() })
        .collect()
}

#[test]
fn cross_entropy_equals_torch() {
    let json: Value = serde_json::from_str(include_str!("../../tests/reference/training.json")).unwrap();
    let json = &json["loss"];
    let device = network::device::cpu();
    let labels: Vec<_> = numbers(&json["labels"]).iter().map(|i| Expression::ALL[*i as usize]).collect();
    let values: Vec<f32> = numbers(&json["logits"]).iter().map(|v| *v as f32).collect();
    let logits = Tensor::<2>::from_data(TensorData::new(values, [labels.len(), N]), &device);
    let weights: [f64; N] = numbers(&json["weights"]).try_into().unwrap();
    for (name, smoothing, weights) in
        [("plain", 0.0, [1.0; N]), ("smoothed", 0.1, [1.0; N]), ("weighted", 0.0, weights)]
    {
        let rows = Targets { smoothing, weights }.rows(&labels, &device);
        let found = f64::from(cross_entropy(logits.clone(), rows).into_scalar::<f32>());
        let expected = json[name].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-5, "{name}: {found}, expected {expected}");
    }
}

#[test]
fn mixing_equals_its_authors_criterion_in_torch() {
    let json: Value = serde_json::from_str(include_str!("../../tests/reference/training.json")).unwrap();
    let json = &json["mixed"];
    let device = network::device::cpu();
    let labels: Vec<_> = numbers(&json["labels"]).iter().map(|i| Expression::ALL[*i as usize]).collect();
    let partners = numbers(&json["partners"]).iter().map(|i| *i as usize).collect();
    let mix = Mix { share: json["share"].as_f64().unwrap(), partners };
    let values: Vec<f32> = numbers(&json["logits"]).iter().map(|v| *v as f32).collect();
    let logits = Tensor::<2>::from_data(TensorData::new(values, [labels.len(), N]), &device);
    let weights: [f64; N] = numbers(&json["weights"]).try_into().unwrap();
    for (name, smoothing, weights) in
        [("plain", 0.0, [1.0; N]), ("smoothed", 0.1, [1.0; N]), ("weighted", 0.0, weights)]
    {
        let targets = Targets { smoothing, weights };
        let rows = targets.rows_of_part(&labels, Some(&mix), targets.total(labels.iter().copied()), &device);
        let found = f64::from(cross_entropy(logits.clone(), rows).into_scalar::<f32>());
        let expected = json[name].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-5, "{name}: {found}, expected {expected}");
    }
}

#[test]
fn balanced_weights_give_every_class_the_same_total() {
    use Expression::{Anger, Fear, Happiness};
    let recipe = Recipe { class_weights: ClassWeights::Balanced, ..Recipe::default() };
    let labels = [Anger, Anger, Anger, Happiness, Happiness, Fear];
    let targets = Targets::new(&recipe, labels.into_iter());
    for (label, n) in [(Anger, 3.0), (Happiness, 2.0), (Fear, 1.0)] {
        assert!((targets.weights[label.index()] * n - 2.0).abs() < 1e-12, "{label}");
    }
    let rows: Vec<f32> = targets.rows(&labels, &network::device::cpu()).into_data().try_into_vec().unwrap();
    assert!((rows.iter().sum::<f32>() - 1.0).abs() < 1e-6);
}
