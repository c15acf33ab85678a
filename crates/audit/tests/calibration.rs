//! Whether intervals cover as often, and tests alarm as seldom, as they say: drawn data sets whose truth is known.

use audit::fairness::{Attribute, AuditOptions, Columns, DisparityKind, MetricKind, Row, Tally, audit};
use audit::{Interval, Level, Rate};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Data sets per design of the coverage.
const N_SETS: u64 = 2000;

fn columns(n_classes: usize, n_levels: &[usize]) -> Columns {
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<String>>();
    let attributes = n_levels.iter().map(|n| Attribute { name: format!("of {n}"), levels: names(*n) });
    Columns { classes: names(n_classes), attributes: attributes.collect() }
}

/// A row without probabilities.
fn row(groups: &[Option<u16>], truth: u16, predicted: Option<u16>, person: u64) -> Row<'_> {
    Row { groups, truth, predicted, person: Some(person), seed: 0, probabilities: &[] }
}

/// The truth in a share of all cases, otherwise any class.
fn answer(truth: u16, right: f64, n_classes: u16, rng: &mut ChaCha8Rng) -> u16 {
    if rng.random::<f64>() < right { truth } else { rng.random_range(0..n_classes) }
}

/// Whether a data set without bias gives an alarm anywhere in its family.
fn is_alarming(set: u64, per_person: u64) -> bool {
    let mut rng = ChaCha8Rng::seed_from_u64(1000 * per_person + set);
    let mut tally = Tally::new(columns(3, &[2, 3])).expect("classes");
    for person in 0..360 / per_person {
        let groups = [rng.random_range(0..2), rng.random_range(0..3)].map(Some);
        // Persons differ, groups do not.
        let right = rng.random_range(0.4..0.9);
        for _ in 0..per_person {
            let truth = rng.random_range(0..3);
            let answer = answer(truth, right, 3, &mut rng);
            let predicted = (rng.random::<f64>() < 0.95).then_some(answer);
            tally.add(&row(&groups, truth, predicted, person)).expect("a row that fits");
        }
    }
    let options = AuditOptions { n_replicates: 0, n_permutations: 199, seed: set, ..AuditOptions::default() };
    audit(&tally.close().expect("rows"), &options).alarms().count() > 0
}

#[test]
fn without_bias_the_family_alarms_at_the_nominal_rate() {
    if std::env::var_os("RUN_SLOW_TESTS").is_none() {
        println!("skipped: RUN_SLOW_TESTS is not set");
        return;
    }
    for per_person in [1, 3] {
        let n_alarms = (0..500).into_par_iter().filter(|set| is_alarming(*set, per_person)).count();
        let rate = Rate::new(n_alarms, 500).expect("sets");
        let interval = rate.clopper_pearson(Level::P95);
        println!("{per_person} pictures per person: {} of 500 sets alarm, {interval:?}", rate.n_hits());
        assert!(interval.contains(0.05), "{per_person} pictures per person: {rate:?} {interval:?}");
    }
}

/// What a data set's intervals are held against.
#[derive(Debug, Clone, Copy)]
struct Design {
    /// People per group.
    n: u64,
    /// Pictures of each person in each group.
    per_person: u64,
    /// Whether everybody is in both groups, as with disguises.
    is_shared: bool,
}

/// Whether the intervals of the first group's accuracy, of the accuracy's difference, and of the first group's macro F1 hold the
/// truth; `None` where there is none.
fn covered(design: Design, set: u64) -> [Option<bool>; 3] {
    let mut rng = ChaCha8Rng::seed_from_u64(set);
    let rights = [rng.random_range(0.5..0.7), rng.random_range(0.75..0.9)];
    let owns: Vec<f64> = (0..2 * design.n).map(|_| rng.random_range(-0.1..0.1)).collect();
    let mut tally = Tally::new(columns(2, &[2])).expect("classes");
    for (group, right) in (0..2_u16).zip(rights) {
        let beyond = if design.is_shared { 0 } else { u64::from(group) * design.n };
        for person in beyond..beyond + design.n {
            // What a person adds is the same in both groups, and is zero on average.
            let own = if design.per_person > 1 { owns[person as usize] } else { 0.0 };
            for _ in 0..design.per_person {
                let truth = rng.random_range(0..2);
                let is_wrong = right + own <= rng.random::<f64>();
                let predicted = Some(truth ^ u16::from(is_wrong));
                tally.add(&row(&[Some(group)], truth, predicted, person)).expect("a row that fits");
            }
        }
    }
    let options = AuditOptions { n_replicates: 999, n_permutations: 0, seed: set, ..AuditOptions::default() };
    let found = audit(&tally.close().expect("rows"), &options);
    let grouping = &found.groupings[0];
    let holds = |interval: Option<Interval>, truth: f64| interval.map(|interval| interval.contains(truth));
    let metric = |kind| grouping.groups[0].metric(kind, None).and_then(|metric| metric.interval);
    let gap = grouping.disparity(DisparityKind::Difference, Some(MetricKind::Accuracy), None);
    [
        holds(metric(MetricKind::Accuracy), rights[0]),
        holds(gap.and_then(|gap| gap.interval), rights[1] - rights[0]),
        // Both classes are as frequent, and as often right.
        holds(metric(MetricKind::MacroF1), rights[0]),
    ]
}

#[test]
fn intervals_cover_as_often_as_they_say() {
    if std::env::var_os("RUN_SLOW_TESTS").is_none() {
        println!("skipped: RUN_SLOW_TESTS is not set");
        return;
    }
    let mut off = Vec::new();
    for (per_person, is_shared) in [(1, false), (4, false), (2, true)] {
        // With 15 people intervals err on the side of caution.
        for (n, most) in [(15, 0.985), (50, 0.97), (500, 0.97)] {
            let design = Design { n, per_person, is_shared };
            let sets: Vec<[Option<bool>; 3]> = (0..N_SETS).into_par_iter().map(|set| covered(design, set)).collect();
            for (what, name) in ["accuracy", "difference of accuracy", "macro F1"].into_iter().enumerate() {
                let known: Vec<bool> = sets.iter().filter_map(|set| set[what]).collect();
                let share = known.iter().filter(|covers| **covers).count() as f64 / known.len() as f64;
                println!("{design:?} {name}: {:.1} % of {} sets covered", 100.0 * share, known.len());
                off.extend((!(0.93..=most).contains(&share)).then(|| format!("{design:?} {name}: {share:.3}")));
            }
        }
    }
    assert!(off.is_empty(), "{off:#?}");
}
