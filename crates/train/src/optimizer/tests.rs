//! Tests of `optimizer`: torch's numbers, two learning rates, resumption.

use burn::nn::{Linear, LinearConfig};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
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
    super::vector(values.to_vec(), &network::device::cpu())
}

fn host(tensor: Tensor<1>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

fn place(rate: f64) -> Place<'static> {
    Place { path: "a.b", rate, clip: 1.0 }
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
            weights = optimizer.update(place(0.01), weights, vector(&floats(gradient)));
            for (found, expected) in host(weights.clone()).into_iter().zip(floats(expected)) {
                assert!(
                    (found - expected).abs() <= 2e-6 * expected.abs().max(0.01),
                    "{name}: {found}, expected {expected}"
                );
            }
        }
    }
}

/// The tensor operations serve the other devices and are the slow twin here.
#[test]
fn the_fused_rules_give_the_bits_of_the_tensor_operations() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for update_rule in [UpdateRule::AdamW, UpdateRule::Sgd] {
        for n_values in [1, 17, 40_000] {
            let mut draw = || vector(&(0..n_values).map(|_| rng.random_range(-2.0_f32..2.0)).collect::<Vec<_>>());
            let (mut fused, mut composed) = (rule(update_rule), rule(update_rule));
            let mut weights = [draw(), draw()];
            weights[1] = weights[0].clone();
            for _ in 0..4 {
                let (gradient, place) = (draw() * 1e-3, Place { clip: 0.7, ..place(0.01) });
                fused.n_updates += 1;
                composed.n_updates += 1;
                let [a, b] = weights;
                let clipped = gradient.clone() * place.clip;
                let b = match update_rule {
                    UpdateRule::AdamW => composed.adamw(place, b, clipped),
                    UpdateRule::Sgd => composed.sgd(place, b, clipped),
                };
                weights = [fused.update(place, a, gradient), b];
                let [a, b] =
                    weights.clone().map(|weights| host(weights).iter().map(|w| w.to_bits()).collect::<Vec<_>>());
                assert_eq!(a, b, "{update_rule:?} {n_values}");
                assert_eq!(fused.moments(), composed.moments());
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
            weights = whole.update(place(0.1), weights, gradient.clone());
        }
        let (mut resumed, before) = resumed.unwrap();
        resumed.n_updates += 1;
        let after = resumed.update(place(0.1), before, gradients[2].clone());
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
    for (rates, moved) in [
        (Rates { backbone: 0.1, head: 0.0, clip: 1.0 }, [true, false]),
        (Rates { backbone: 0.0, head: 0.1, clip: 1.0 }, [false, true]),
    ] {
        let input = Tensor::<2>::ones([2, 3], &device);
        let loss = before.head.forward(before.backbone.forward(input)).sum();
        let gradients = Gradients::of(&loss, &before);
        let after = rule(UpdateRule::Sgd).step(before.clone(), gradients, rates);
        let found =
            [(&after.backbone, &before.backbone), (&after.head, &before.head)].map(|(a, b)| weights(a) != weights(b));
        assert_eq!(found, moved, "{rates:?}");
        assert!(after.head.weight.val().is_require_grad(), "the next update needs gradients");
    }
}

/// `cargo test --release -p train what_an_update_costs -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn what_an_update_costs() {
    let device = network::device::cpu_for_training();
    for update_rule in [UpdateRule::AdamW, UpdateRule::Sgd] {
        let mut net = network::ExpressionNetConfig::default().init(1, &device);
        let mut averages = crate::averages::Averages::of(&net);
        let (mut optimizer, mut times) = (rule(update_rule), [const { Vec::new() }; 3]);
        for update in 1..=20 {
            let loss = net.forward(Tensor::ones([2, 32, 32, 3], &device)).sum();
            let mut gradients = Gradients::of(&loss, &net);
            let start = std::time::Instant::now();
            let norm = gradients.norm();
            times[0].push(start.elapsed());
            let start = std::time::Instant::now();
            net = optimizer.step(net, gradients, Rates { backbone: 1e-9, head: 1e-9, clip: 1.0 / (1.0 + norm) });
            times[1].push(start.elapsed());
            let start = std::time::Instant::now();
            averages.update(&net, 0.99, update);
            times[2].push(start.elapsed());
        }
        // The least, because other programs run on this machine as well.
        let [norm, step, average] = times.map(|times| times.into_iter().min().unwrap());
        println!("{update_rule:?}: norm {norm:?}, step {step:?}, average {average:?}");
    }
}
