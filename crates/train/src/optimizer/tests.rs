//! Tests of `optimizer`: torch's numbers, two learning rates, resumption.

use burn::nn::{Linear, LinearConfig};
use serde_json::Value;

use super::*;

#[derive(Module, Debug)]
struct TwoParts {
    backbone: Linear,
    head: Linear,
}

fn floats(value: &Value) -> Vec<f32> {
    value.as_array().into_iter().flatten().filter_map(|v| Some(v.as_f64()? as f32)).collect()
}

fn vector(values: &[f32]) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), &network::device::cpu())
}

fn host(tensor: Tensor<1>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

fn rule(update_rule: UpdateRule) -> Optimizer {
    Optimizer::new(&Recipe { update_rule, weight_decay: 0.1, ..Recipe::default() })
}

#[test]
fn update_rules_equal_torch() {
    let json: Value = serde_json::from_str(include_str!("../../tests/reference/training.json")).unwrap();
    for (name, update_rule) in [("adamw", UpdateRule::AdamW), ("sgd", UpdateRule::Sgd)] {
        let mut optimizer = rule(update_rule);
        let mut weights = vector(&floats(&json[name]["initial"]));
        let steps = json[name]["gradients"].as_array().unwrap().iter().zip(json[name]["after"].as_array().unwrap());
        for (gradient, expected) in steps {
            optimizer.n_updates += 1;
            weights = optimizer.update("p", weights, vector(&floats(gradient)), 0.01);
            for (found, expected) in host(weights.clone()).into_iter().zip(floats(expected)) {
                assert!(
                    (found - expected).abs() <= 2e-6 * expected.abs().max(0.01),
                    "{name}: {found}, expected {expected}"
                );
            }
        }
    }
}

#[test]
fn a_resumed_optimizer_goes_on_to_the_bit() {
    let gradients = [vector(&[0.3, -2.0, 1e-5]), vector(&[0.1, 0.7, 3.0]), vector(&[-0.4, 0.0, 1.0])];
    for update_rule in [UpdateRule::AdamW, UpdateRule::Sgd] {
        let (mut whole, mut weights) = (rule(update_rule), vector(&[1.0, 2.0, 3.0]));
        let mut resumed = None;
        for (i, gradient) in gradients.iter().enumerate() {
            if i == 2 {
                let fresh = rule(update_rule).resumed(whole.n_updates(), &whole.moments(), &network::device::cpu());
                resumed = Some((fresh, weights.clone()));
            }
            whole.n_updates += 1;
            weights = whole.update("a.b", weights, gradient.clone(), 0.1);
        }
        let (mut resumed, before) = resumed.unwrap();
        resumed.n_updates += 1;
        let after = resumed.update("a.b", before, gradients[2].clone(), 0.1);
        assert_eq!(host(after), host(weights), "{update_rule:?}");
        assert_eq!(resumed.moments(), whole.moments());
    }
}

#[test]
fn backbone_and_head_have_their_own_rates() {
    let device = network::device::cpu_for_training();
    let new = || LinearConfig::new(3, 3).init(&device);
    let before = TwoParts { backbone: new(), head: new() };
    let weights = |layer: &Linear| host(layer.weight.val().inner().reshape([9]));
    for (rates, moved) in
        [(Rates { backbone: 0.1, head: 0.0 }, [true, false]), (Rates { backbone: 0.0, head: 0.1 }, [false, true])]
    {
        let input = Tensor::<2>::ones([2, 3], &device);
        let loss = before.head.forward(before.backbone.forward(input)).sum();
        let gradients = GradientsParams::from_grads(loss.backward(), &before);
        let after = rule(UpdateRule::Sgd).step(before.clone(), gradients, rates);
        let found =
            [(&after.backbone, &before.backbone), (&after.head, &before.head)].map(|(a, b)| weights(a) != weights(b));
        assert_eq!(found, moved, "{rates:?}");
        assert!(after.head.weight.val().is_require_grad(), "the next update needs gradients");
    }
}
