//! The area and its variance against slow twins, and how often its interval holds the truth.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

fn scored(score: f32, is_positive: bool, person: u64) -> Scored {
    Scored { score, is_positive, person }
}

/// Whether a positive's score wins over a negative's.
fn won(positive: f32, negative: f32) -> f64 {
    if negative < positive {
        1.0
    } else if positive < negative {
        0.0
    } else {
        0.5
    }
}

proptest! {
    #[test]
    fn the_area_is_the_share_of_won_pairs(rows in prop::collection::vec((0..6_u8, any::<bool>()), 0..40)) {
        let all: Vec<Scored> = rows.iter().zip(0..).map(|((s, is), person)| scored(f32::from(*s), *is, person)).collect();
        let of = |wanted: bool| all.iter().filter(move |face| face.is_positive == wanted).map(|face| face.score);
        let n_pairs = of(true).count() * of(false).count();
        let sum: f64 = of(true).flat_map(|p| of(false).map(move |n| won(p, n))).sum();
        let expected = (n_pairs > 0).then(|| sum / n_pairs as f64);
        match (area(all.clone(), Level::P95).map(|area| area.value), expected) {
            (Some(ours), Some(twin)) => prop_assert!((ours - twin).abs() < 1e-12),
            (ours, twin) => prop_assert_eq!(ours, twin),
        }
    }

    /// With one face a person it is DeLong's variance: of the positives' shares of won pairs, and of the negatives'.
    #[test]
    fn with_one_face_a_person_the_variance_is_that_of_delong(rows in prop::collection::vec((0..9_u8, any::<bool>()), 6..40)) {
        let all: Vec<Scored> = rows.iter().zip(0..).map(|((s, is), person)| scored(f32::from(*s), *is, person)).collect();
        let of = |wanted: bool| all.iter().filter(move |f| f.is_positive == wanted).map(|f| f.score).collect::<Vec<_>>();
        let (positives, negatives) = (of(true), of(false));
        prop_assume!(positives.len() > 1 && negatives.len() > 1);
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let spread = |values: &[f64]| {
            let middle = mean(values);
            values.iter().map(|v| (v - middle).powi(2)).sum::<f64>() / (values.len() - 1) as f64 / values.len() as f64
        };
        let of_positives: Vec<f64> =
            positives.iter().map(|p| mean(&negatives.iter().map(|n| won(*p, *n)).collect::<Vec<_>>())).collect();
        let of_negatives: Vec<f64> =
            negatives.iter().map(|n| mean(&positives.iter().map(|p| won(*p, *n)).collect::<Vec<_>>())).collect();
        let (value, twin) = (mean(&of_positives), spread(&of_positives) + spread(&of_negatives));
        let found = area(all, Level::P95).unwrap();
        match found.interval {
            None => prop_assert!(twin < 1e-12 || value <= 0.0 || value >= 1.0),
            Some(interval) => {
                let logit = |v: f64| (v / (1.0 - v)).ln();
                let reach = 1.959_963_984_540_054 * twin.sqrt() / (value * (1.0 - value));
                prop_assert!((logit(interval.high) - logit(value) - reach).abs() < 1e-6 * reach.max(1.0));
                prop_assert!((logit(value) - logit(interval.low) - reach).abs() < 1e-6 * reach.max(1.0));
            }
        }
    }
}

#[test]
fn intervals_of_people_with_several_faces_hold_the_truth() {
    // Scores are normal with a person's own shift; positives lie 1 higher, so that the area is the normal's share below
    // 1 / sqrt(2 (1 + 0.5)).
    let truth = 0.7182;
    let mut n_covered = 0;
    for set in 0..400 {
        let mut rng = ChaCha8Rng::seed_from_u64(set);
        let mut normal = || (0..12).map(|_| rng.random::<f32>()).sum::<f32>() - 6.0;
        let faces = (0..60).flat_map(|person| {
            let own = 0.5_f32.sqrt() * normal();
            let faces: Vec<Scored> = (0..4)
                .map(|i| scored(own + normal() + if i % 2 == 0 { 1.0 } else { 0.0 }, i % 2 == 0, person))
                .collect();
            faces
        });
        let found = area(faces.collect(), Level::P95).unwrap();
        n_covered += i32::from(found.interval.unwrap().contains(truth));
    }
    assert!((364..=396).contains(&n_covered), "{n_covered} of 400");
}

#[test]
fn where_nothing_varies_there_is_no_interval() {
    let apart = [scored(0.9, true, 0), scored(0.8, true, 1), scored(0.1, false, 2), scored(0.2, false, 3)];
    assert_eq!(area(apart.to_vec(), Level::P95), Some(Area { value: 1.0, interval: None }));
    assert_eq!(area(apart[..2].to_vec(), Level::P95), None);
    let one = [scored(0.9, true, 0), scored(0.8, false, 0), scored(0.95, false, 0)];
    assert_eq!(area(one.to_vec(), Level::P95).unwrap().interval, None);
}
