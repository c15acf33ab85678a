//! Tests of the counts of one cell.

use proptest::prelude::*;

use super::*;

#[test]
fn misses_count_only_when_asked() {
    let faces = [
        Scored::new("a", Expression::Fear, Some(Expression::Fear)),
        Scored::new("b", Expression::Fear, Some(Expression::Anger)),
        Scored::new("c", Expression::Fear, None),
        Scored::new("d", Expression::Sadness, None),
    ];
    let outcome = CellOutcome::count(&faces);
    assert_eq!(outcome.accuracy(Missing::LeftOut), Rate::new(1, 2));
    assert_eq!(outcome.accuracy(Missing::CountedAsErrors), Rate::new(1, 4));
    assert_eq!(outcome.recall(Expression::Fear, Missing::CountedAsErrors), Rate::new(1, 3));
    assert_eq!(outcome.recall(Expression::Sadness, Missing::LeftOut), None);
    assert_eq!(outcome.macro_accuracy(Missing::LeftOut), Some(0.5));
    assert!((outcome.macro_accuracy(Missing::CountedAsErrors).unwrap() - 1.0 / 6.0).abs() < 1e-12);
    assert_eq!((outcome.n_found(), outcome.n_missed()), (2, 2));
    assert_eq!(outcome.predicted(), [1, 0, 1, 0, 0, 0, 0]);
}

#[test]
fn nothing_is_known_of_no_faces() {
    let outcome = CellOutcome::count(&[]);
    assert_eq!(outcome.accuracy(Missing::LeftOut), None);
    assert_eq!(outcome.macro_accuracy(Missing::CountedAsErrors), None);
}

proptest! {
    #[test]
    fn counts_add_up(labels in prop::collection::vec((0..7_usize, 0..8_usize), 0..200)) {
        let expression = |i| Expression::from_index(i);
        let faces: Vec<Scored> = labels
            .iter()
            .enumerate()
            .map(|(id, (truth, predicted))| Scored::new(id.to_string(), expression(*truth).unwrap(), expression(*predicted)))
            .collect();
        let outcome = CellOutcome::count(&faces);
        let mut turned = faces.clone();
        turned.reverse();
        prop_assert_eq!(outcome, CellOutcome::count(&turned));
        prop_assert_eq!(outcome.n_found() + outcome.n_missed(), faces.len());
        prop_assert_eq!(outcome.predicted().iter().sum::<u32>() as usize, outcome.n_found());
        let n_hits = faces.iter().filter(|face| face.is_hit() == Some(true)).count();
        prop_assert_eq!(outcome.accuracy(Missing::LeftOut), Rate::new(n_hits, outcome.n_found()));
    }
}
