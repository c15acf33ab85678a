//! Tests of the experiment's construction, and of the paper's tables.

use faces::Expression;
use proptest::prelude::*;

use super::*;
use crate::cell::Missing;
use crate::rate::Rate;

const FOUND_REAL: [usize; 7] = [75, 22, 43, 72, 52, 84, 71];
const FOUND_DISGUISED: [usize; 7] = [14, 15, 8, 14, 12, 14, 12];

/// Predictions with these counts per class; a miss is called the next expression.
fn from_counts(condition: Condition, n_faces: [usize; 7], n_hits: [usize; 7]) -> Predictions {
    let mut faces = Vec::new();
    for truth in Expression::ALL {
        let wrong = Expression::ALL[(truth.index() + 1) % 7];
        for i in 0..n_faces[truth.index()] {
            let predicted = if i < n_hits[truth.index()] { truth } else { wrong };
            faces.push(Scored::new(format!("{truth}-{i:03}"), truth, Some(predicted)));
        }
    }
    Predictions { seed: 1, condition, faces }
}

fn paper() -> FourStep {
    use ModelKind::{Real as Without, RealAndSynthetic as With};
    let of = |model, test, n, hits| from_counts(Condition::new(model, test), n, hits);
    four_step(&[
        of(Without, TestKind::Real, FOUND_REAL, [58, 7, 5, 51, 9, 40, 21]),
        of(With, TestKind::Real, FOUND_REAL, [39, 7, 4, 63, 22, 49, 28]),
        of(Without, TestKind::Disguised, FOUND_DISGUISED, [2, 1, 1, 12, 0, 0, 3]),
        of(With, TestKind::Disguised, FOUND_DISGUISED, [4, 9, 1, 12, 3, 0, 5]),
    ])
    .unwrap()
}

/// Checks one column of the paper: Table I truncates, Tables II and III round.
fn check_paper(step: &str, average: &str, macro_percent: &str, cells: [&str; 7]) {
    let study = paper();
    let cell = study.cells.iter().find(|cell| cell.condition().step() == step).unwrap();
    let outcome = cell.per_seed[0];
    assert_eq!(outcome.accuracy(Missing::LeftOut).unwrap().percent_truncated(), average, "step {step}");
    let recalls = Expression::ALL.map(|e| outcome.recall(e, Missing::LeftOut).unwrap().percent());
    assert_eq!(recalls, cells, "step {step}");
    let mean = outcome.macro_accuracy(Missing::LeftOut).unwrap();
    assert_eq!(format!("{:.2}", 100.0 * mean), macro_percent, "step {step}");
}

#[test]
fn every_number_of_the_paper_comes_out() {
    check_paper("1", "45.58", "40.87", ["77.33", "31.82", "11.63", "70.83", "17.31", "47.62", "29.58"]);
    check_paper("2", "50.59", "45.81", ["52.00", "31.82", "9.30", "87.50", "42.31", "58.33", "39.44"]);
    check_paper("3a", "21.34", "20.60", ["14.29", "6.67", "12.50", "85.71", "0.00", "0.00", "25.00"]);
    check_paper("3b", "38.20", "36.21", ["28.57", "60.00", "12.50", "85.71", "25.00", "0.00", "41.67"]);
}

#[test]
fn the_papers_intervals() {
    let study = paper();
    let interval = |model, test| study.cell(Condition::new(model, test)).unwrap().accuracy.unwrap().interval;
    let check = |model, test, expected: &str| {
        let found = interval(model, test);
        assert_eq!(format!("{:.1}-{:.1}", 100.0 * found.low, 100.0 * found.high), expected);
    };
    check(ModelKind::Real, TestKind::Real, "40.9-50.4");
    check(ModelKind::RealAndSynthetic, TestKind::Real, "45.8-55.4");
    check(ModelKind::Real, TestKind::Disguised, "14.1-31.0");
    check(ModelKind::RealAndSynthetic, TestKind::Disguised, "28.8-48.6");
}

fn list(seed: u64, condition: Condition, faces: &[Scored]) -> Predictions {
    Predictions { seed, condition, faces: faces.to_vec() }
}

#[test]
fn a_gap_pairs_pictures_with_their_parents() {
    use Expression::{Anger, Fear};
    let real =
        [Scored::new("p1", Anger, Some(Anger)), Scored::new("p2", Fear, Some(Fear)), Scored::new("p3", Fear, None)];
    let disguised = [
        Scored::new("d1", Anger, Some(Fear)).made_from("p1"),
        Scored::new("d2", Fear, Some(Fear)).made_from("p2"),
        Scored::new("d3", Fear, None).made_from("p2"),
        Scored::new("d4", Fear, Some(Fear)).made_from("p3"),
        Scored::new("d5", Fear, Some(Fear)).made_from("elsewhere"),
    ];
    let on = |test| Condition::new(ModelKind::Real, test);
    let study = four_step(&[list(7, on(TestKind::Real), &real), list(7, on(TestKind::Disguised), &disguised)]).unwrap();
    let gap = study.disguise_gap(ModelKind::Real, TestKind::Disguised).unwrap();
    assert_eq!(gap.per_seed, [Paired { both: 1, only_first: 1, only_second: 0, neither: 0 }]);
    assert_eq!(gap.difference.unwrap().n_faces, 2);
    assert_eq!(gap.difference_with_missing.unwrap().n_faces, 4);
    assert!((gap.difference_with_missing.unwrap().value - -0.25).abs() < 1e-12);
    assert_eq!(gap.difference_with_missing.unwrap().n_parents, 3);
}

#[test]
fn lists_that_do_not_fit_are_refused() {
    use Expression::{Anger, Fear};
    let condition = Condition::new(ModelKind::Real, TestKind::Real);
    let other = Condition::new(ModelKind::RealAndSynthetic, TestKind::Real);
    let a = [Scored::new("a", Anger, Some(Anger))];
    let b = [Scored::new("a", Fear, Some(Anger))];
    let check = |lists: &[Predictions], words: &str| {
        let error = four_step(lists).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    check(&[], "found none");
    check(&[list(1, condition, &a), list(1, condition, &a)], "found two");
    check(&[list(1, condition, &a), list(2, other, &a)], "expected the seeds [1]");
    check(&[list(1, condition, &[a[0].clone(), a[0].clone()])], "found it twice");
    check(&[list(1, condition, &a), list(1, other, &b)], "found `a` to differ");
    check(&[list(1, condition, &a), list(1, other, &[])], "found `a` to differ");
}

#[test]
fn json_round_trip() {
    let study = paper();
    let text = serde_json::to_string(&study).unwrap();
    assert!(text.starts_with(r#"{"format":1,"#));
    assert_eq!(serde_json::from_str::<FourStep>(&text).unwrap(), study);
    assert!(
        serde_json::from_str::<FourStep>(&text.replacen('1', "2", 1)).unwrap_err().to_string().contains("format = 2")
    );
    assert!(serde_json::from_str::<FourStep>(&text.replacen("\"seeds\"", "\"more\":0,\"seeds\"", 1)).is_err());
}

proptest! {
    #[test]
    fn the_order_of_lists_and_faces_changes_nothing(labels in prop::collection::vec((0..7_usize, 0..8_usize, 0..8_usize), 1..40)) {
        let faces = |pick: fn(&(usize, usize, usize)) -> usize| -> Vec<Scored> {
            let named = |(id, row): (usize, &(usize, usize, usize))| {
                let found = row.1 < 7;
                let predicted = if found { Expression::from_index(pick(row) % 7) } else { None };
                Scored::new(id.to_string(), Expression::ALL[row.0], predicted)
            };
            labels.iter().enumerate().map(named).collect()
        };
        let of = |model| Condition::new(model, TestKind::Real);
        let mut lists = vec![
            list(1, of(ModelKind::Real), &faces(|row| row.1)),
            list(1, of(ModelKind::RealAndSynthetic), &faces(|row| row.2)),
        ];
        let study = four_step(&lists).unwrap();
        lists.reverse();
        for list in &mut lists {
            list.faces.reverse();
        }
        prop_assert_eq!(&four_step(&lists).unwrap(), &study);
        let gain = &study.comparisons[0];
        prop_assert_eq!(gain.per_seed[0].first(), study.cells[0].per_seed[0].accuracy(Missing::LeftOut));
        prop_assert_eq!(gain.per_seed[0].second().map(Rate::n_hits), study.cells[1].per_seed[0].accuracy(Missing::LeftOut).map(Rate::n_hits));
    }
}
