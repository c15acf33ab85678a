//! Tests of `predict`.

use network::ExpressionNetConfig;
use pixels::Rgb;

use super::*;

const OPTIONS: PredictOptions = PredictOptions { input_px: 32, normalisation: Normalisation::IMAGENET, batch: 2 };

fn net() -> ExpressionNet {
    ExpressionNetConfig { hidden: 8, dropout: 0.0 }.init(3, &network::device::cpu())
}

fn picture(level: u8) -> RgbImage {
    RgbImage::from_fn(20, 30, |x, y| Rgb([level, (x * 12) as u8, (y * 8) as u8]))
}

#[test]
fn softmax_is_shift_invariant_and_refuses_what_is_not_finite() {
    let expected = softmax([0.0, 1.0, 2.0, 3.0, -1.0, 0.5, 0.0]).unwrap().values();
    let shifted = softmax([500.0, 501.0, 502.0, 503.0, 499.0, 500.5, 500.0]).unwrap().values();
    assert!(expected.iter().zip(shifted).all(|(a, b)| (a - b).abs() < 1e-6));
    assert_eq!(softmax([f32::MAX, -f32::MAX, 0.0, 0.0, 0.0, 0.0, 0.0]).map(|p| p.values()[0]), Some(1.0));
    for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert_eq!(softmax([wrong, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), None);
    }
}

#[test]
fn predictions_follow_the_pictures_whatever_the_batch() {
    let pictures = [picture(0), picture(120), picture(250)];
    let [a, b, c] = [&pictures[0], &pictures[1], &pictures[2]];
    let net = net();
    let together = predict(&net, &[a, b, c], &OPTIONS).unwrap();
    let alone = predict(&net, &[c], &OPTIONS).unwrap();
    assert_eq!(together.len(), 3);
    assert!(together[2].values().iter().zip(alone[0].values()).all(|(x, y)| (x - y).abs() < 1e-5));
    assert_eq!(predict(&net, &[a, b, c], &OPTIONS).unwrap(), together);
    assert_eq!(predict(&net, &[], &OPTIONS).unwrap(), []);
}

#[test]
fn bad_pictures_and_bad_weights_are_named() {
    let (good, empty) = (picture(9), RgbImage::new(0, 4));
    let error = predict(&net(), &[&good, &empty], &OPTIONS).unwrap_err();
    assert_eq!(error, PredictError::EmptyPicture { index: 1 });
    let mut weights = net().to_state_dict();
    let mut bias = weights.remove("head.1.bias").unwrap();
    bias.values[3] = f32::NAN;
    weights.insert("head.1.bias", bias);
    let error = predict(&net().load_state_dict(&weights).unwrap(), &[&good], &OPTIONS).unwrap_err();
    assert!(matches!(error, PredictError::NotFinite { index: 0, .. }), "{error}");
}
