//! Tests of `measure`.

use super::{Measure, Measures};

#[test]
fn every_measure_is_found_by_its_name_and_at_its_place() {
    for (index, measure) in Measure::ALL.into_iter().enumerate() {
        assert_eq!(measure.name().parse::<Measure>(), Ok(measure));
        assert_eq!(measure.index(), index);
    }
    let error = "beauty".parse::<Measure>().unwrap_err().to_string();
    assert!(error.starts_with("`beauty` is no measure, expected one of probability, eye_distance_px"), "{error}");
}

#[test]
fn what_is_not_finite_is_unknown() {
    let mut measures = Measures::default();
    measures.set(Measure::Yaw, 12.5);
    measures.set(Measure::Pitch, f64::NAN);
    assert_eq!(measures.get(Measure::Yaw), Some(12.5));
    assert_eq!(measures.get(Measure::Pitch), None);
    assert_eq!(measures.get(Measure::Roll), None);
}
