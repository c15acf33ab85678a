//! Tests of probabilities.

use proptest::prelude::*;

use super::*;

fn predicted(values: [f32; 7]) -> Expression {
    Probabilities::new(values).unwrap().predicted()
}

fn error(values: [f32; 7]) -> String {
    Probabilities::new(values).unwrap_err().to_string()
}

#[test]
fn the_first_of_the_most_probable_is_predicted() {
    assert_eq!(predicted([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]), Expression::Surprise);
    assert_eq!(predicted([0.1, 0.2, 0.3, 0.1, 0.3, 0.0, 0.0]), Expression::Fear);
    assert_eq!(predicted([1.0 / 7.0; 7]), Expression::Anger);
    assert_eq!(predicted([0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.0]), Expression::Neutral);
}

#[test]
fn a_sum_may_be_off_by_rounding_only() {
    let with = |last: f32| Probabilities::new([0.5, 0.0, 0.0, 0.0, 0.0, 0.0, last]);
    assert!([0.499_91, 0.5, 0.500_09].into_iter().all(|last| with(last).is_ok()));
    assert!([0.499_89, 0.500_11].into_iter().all(|last| with(last).is_err()));
}

#[test]
fn other_numbers_are_refused() {
    insta::assert_snapshot!(error([0.5, 0.6, 0.0, 0.0, 0.0, 0.0, 0.0]), @"the probabilities sum to 1.1000, expected 1 within 0.0001");
    insta::assert_snapshot!(error([0.0; 7]), @"the probabilities sum to 0.0000, expected 1 within 0.0001");
    insta::assert_snapshot!(error([1.0, -0.1, 0.1, 0.0, 0.0, 0.0, 0.0]), @"the probability of disgust is -0.1, expected a number from 0 to 1");
    insta::assert_snapshot!(error([0.0, 0.0, 0.0, f32::NAN, 0.0, 0.0, 1.0]), @"the probability of happiness is NaN, expected a number from 0 to 1");
    insta::assert_snapshot!(error([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, f32::INFINITY]), @"the probability of surprise is inf, expected a number from 0 to 1");
}

proptest! {
    #[test]
    fn the_prediction_is_a_maximum_and_no_earlier_one_is(weights in [0u8..20, 0..20, 0..20, 0..20, 0..20, 0..20, 1..20]) {
        let sum: f32 = weights.iter().map(|w| f32::from(*w)).sum();
        let values = weights.map(|w| f32::from(w) / sum);
        let index = predicted(values).index();
        prop_assert!(values.iter().all(|v| *v <= values[index]));
        prop_assert!(values[..index].iter().all(|v| *v < values[index]));
    }
}
