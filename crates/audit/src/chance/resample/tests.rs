//! Tests of resampling: the counts of people survive, and the moments are those of drawing with replacement.

use super::*;

fn moments(people: &People, n_cells: usize) -> (Vec<f64>, Vec<f64>) {
    let mut rng = stream(3, &["moments"]);
    let mut totals = vec![0; n_cells];
    let (mut sums, mut squares) = (vec![0.0; n_cells], vec![0.0; n_cells]);
    for _ in 0..20_000 {
        people.resample(&mut rng, &mut totals);
        for (cell, total) in totals.iter().enumerate() {
            sums[cell] += *total as f64;
            squares[cell] += (*total as f64).powi(2);
        }
    }
    let means: Vec<f64> = sums.iter().map(|sum| sum / 20_000.0).collect();
    let variances = squares.iter().zip(&means).map(|(square, mean)| square / 20_000.0 - mean * mean).collect();
    (means, variances)
}

#[test]
fn single_pictures_are_a_multinomial() {
    let rows: Vec<(u32, u32)> = (0..100).map(|i| (i, u32::from(i >= 30) + u32::from(i >= 90))).collect();
    let (means, variances) = moments(&People::of_rows(&rows, 3), 3);
    for (cell, n) in [30.0, 60.0, 10.0].into_iter().enumerate() {
        let variance = n * (1.0 - n / 100.0);
        assert!((means[cell] - n).abs() < 0.15, "{means:?}");
        assert!((variances[cell] / variance - 1.0).abs() < 0.05, "{variances:?}");
    }
}

/// Both ways of drawing people must have the moments of the formula: variance `C · Var(pictures of a person in the cell)`.
#[test]
fn whole_people_are_drawn() {
    let check = |n_people: u32, cell_of: fn(u32, u32) -> u32| {
        let rows: Vec<(u32, u32)> = (0..n_people).flat_map(|p| (0..3).map(move |k| (p, cell_of(p, k)))).collect();
        let in_first = |p: u32| (0..3).filter(|k| cell_of(p, *k) == 0).count() as f64;
        let n = f64::from(n_people);
        let mean = (0..n_people).map(in_first).sum::<f64>() / n;
        let variance = (0..n_people).map(|p| (in_first(p) - mean).powi(2)).sum::<f64>();
        let (means, variances) = moments(&People::of_rows(&rows, 2), 2);
        assert!((means[0] / (n * mean) - 1.0).abs() < 0.01, "{means:?}");
        assert!((variances[0] / variance - 1.0).abs() < 0.05, "{variances:?} against {variance}");
    };
    check(80, |p, _| p % 2);
    check(9, |p, k| u32::from(p * p % 7 <= k));
}

#[test]
fn intervals_stand_around_the_value() {
    let mut replicates = Resampled::default();
    (0..=100).for_each(|i| replicates.push(Some(f64::from(i))));
    let interval = replicates.clone().around(10.0, 0.0, 30.0).unwrap();
    assert_eq!((interval.low, interval.high), (0.0, 30.0));
    let interval = replicates.clone().around(60.0, 0.0, 1000.0).unwrap();
    assert!((interval.low - 12.5).abs() < 1e-9 && (interval.high - 107.5).abs() < 1e-9);
    assert_eq!(Resampled::default().around(1.0, 0.0, 2.0), None);
    assert_eq!(replicates.p_value(100.0), Some(2.0 / 102.0));
    assert_eq!(replicates.p_value(1000.0), Some(1.0 / 102.0));
}

#[test]
fn streams_differ_by_seed_and_name() {
    let first = |seed, names: &[&str]| stream(seed, names).next_u64();
    assert_eq!(first(1, &["a", "b"]), first(1, &["a", "b"]));
    assert_ne!(first(1, &["a", "b"]), first(1, &["ab", ""]));
    assert_ne!(first(1, &["a"]), first(2, &["a"]));
}
