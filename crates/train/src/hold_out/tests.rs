//! Tests of `hold_out`: persons stay whole, classes keep their shares, nothing is emptied.

use pixels::RgbImage;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

fn rule(held_out_share: f64) -> EarlyStopping {
    EarlyStopping { held_out_share, ..EarlyStopping::default() }
}

/// Samples of class and subject, told apart by the width of their picture.
fn check(of: &[(usize, Option<&str>)], share: f64, seed: u64, check: impl FnOnce(Option<(Vec<usize>, Vec<usize>)>)) {
    let pictures: Vec<_> = (0..of.len()).map(|i| RgbImage::new(i as u32 + 1, 1)).collect();
    let sample = |((class, subject), picture): (&(usize, Option<&'static str>), _)| Sample {
        picture,
        label: Expression::ALL[*class],
        subject: *subject,
        redraw: None,
    };
    let of: Vec<(usize, Option<&'static str>)> =
        of.iter().map(|(class, subject)| (*class, subject.map(|s| &*s.to_owned().leak()))).collect();
    let samples: Vec<_> = of.iter().zip(&pictures).map(sample).collect();
    let indices = |side: &[Sample<'_>]| side.iter().map(|sample| sample.picture.width() as usize - 1).collect();
    let sides = Sides::new(&samples, &rule(share), seed);
    check(sides.map(|sides| (indices(&sides.learnt), indices(&sides.held_out))));
}

#[test]
fn without_subjects_every_class_gives_its_share() {
    // Class k has 10 * (k + 1) samples.
    let samples: Vec<_> = (0..7).flat_map(|class| vec![(class, None); 10 * (class + 1)]).collect();
    for (seed, share) in [(0, 0.1), (1, 0.2), (2, 0.5)] {
        check(&samples, share, seed, |sides| {
            let (learnt, held_out) = sides.unwrap();
            for class in 0..7 {
                let n = held_out.iter().filter(|&&i| samples[i].0 == class).count();
                assert_eq!(n, (share * 10.0 * (class + 1) as f64).round() as usize, "class {class}");
            }
            let mut all = [learnt, held_out].concat();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..samples.len()));
        });
    }
}

#[test]
fn nobody_is_on_both_sides_and_no_class_is_emptied() {
    const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    for seed in 0..50 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let samples: Vec<_> = (0..80)
            .map(|_| (rng.random_range(0..7), Some(NAMES[rng.random_range(0..9)])))
            .chain((0..5).map(|i| (i, None)))
            .collect();
        check(&samples, 0.25, seed, |sides| {
            let (learnt, held_out) = sides.unwrap();
            let subjects =
                |side: &[usize]| side.iter().filter_map(|&i| samples[i].1).collect::<std::collections::BTreeSet<_>>();
            assert!(subjects(&learnt).is_disjoint(&subjects(&held_out)), "{seed}");
            let n_classes =
                |side: &[usize]| side.iter().map(|&i| samples[i].0).collect::<std::collections::BTreeSet<_>>().len();
            assert_eq!(n_classes(&learnt), 7, "{seed}");
            assert!((10..=32).contains(&held_out.len()), "{seed}: {} of 85", held_out.len());
        });
    }
}

#[test]
fn the_seed_decides_and_order_within_a_side_is_kept() {
    let samples: Vec<_> = (0..40).map(|i| (i % 4, None)).collect();
    let held_out = |seed| {
        let mut found = Vec::new();
        check(&samples, 0.2, seed, |sides| found = sides.unwrap().1);
        found
    };
    assert_eq!(held_out(1), held_out(1));
    assert_ne!(held_out(1), held_out(2));
    assert!(held_out(1).is_sorted());
}

#[test]
fn the_least_bad_person_is_taken_where_all_are_too_large() {
    let samples = [vec![(0, Some("a")); 6], vec![(0, Some("b")); 4]].concat();
    for seed in 0..5 {
        check(&samples, 0.1, seed, |sides| assert_eq!(sides.unwrap().1, [6, 7, 8, 9]));
    }
}

#[test]
fn nobody_can_be_spared_where_everybody_is_needed() {
    let one_person = vec![(0, Some("a")); 9];
    let one_of_each = [(0, None), (1, None), (2, None)];
    for samples in [&one_person[..], &one_of_each, &[(0, None), (0, None)], &[]] {
        check(samples, 0.5, 0, |sides| assert_eq!(sides, None));
    }
}
