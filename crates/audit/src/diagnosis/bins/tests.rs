//! Tests of cutting values.

use super::*;

#[test]
fn quartiles_keep_equal_values_together() {
    let check = |values: &[f64], codes: &[u32], names: &[&str]| {
        let known: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        let found = binned(&known).unwrap();
        assert_eq!(found.codes, codes.iter().copied().map(Some).collect::<Vec<_>>());
        assert_eq!(found.names, names);
    };
    check(&[1.0, 2.0, 3.0, 4.0, 5.0], &[0, 1, 2, 3, 3], &["below 2", "2 to 3", "3 to 4", "from 4"]);
    check(&[0.0, 0.0, 0.0, 1.0], &[0, 0, 0, 1], &["below 0.25", "from 0.25"]);
    check(&[7.0, 7.0], &[0, 0], &["7"]);
    assert!(binned(&[None]).is_none());
}

#[test]
fn histograms_count_every_value() {
    let values: Vec<f64> = (0..1000).map(f64::from).collect();
    let found = histogram(Measure::Yaw, &values, &[-5000.0, 5000.0]).unwrap();
    assert_eq!((found.counts.iter().sum::<u64>(), found.reference.iter().sum::<u64>()), (1000, 2));
    assert_eq!(found.edges.len(), found.counts.len() + 1);
    let tones = histogram(Measure::MonkTone, &[1.0, 1.0, 10.0], &[]).unwrap();
    assert_eq!((tones.counts[0], tones.counts[9], tones.counts.len()), (2, 1, 10));
    assert!(histogram(Measure::Yaw, &[], &[]).is_none());
    assert_eq!(histogram(Measure::Yaw, &[3.0], &[]).unwrap().counts, [1]);
}

#[test]
fn numbers_are_short() {
    for (value, text) in [(0.0, "0"), (-0.0001, "0"), (0.25, "0.25"), (12.34, "12.3"), (1234.5, "1234"), (100.0, "100")]
    {
        assert_eq!(short(value), text);
    }
}
