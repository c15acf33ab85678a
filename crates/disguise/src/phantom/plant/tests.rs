//! Tests of the words for a planted bias and of what is planted.

use super::*;
use crate::phantom::{Presentation, sample_set};

fn parsed(words: &str) -> Plant {
    words.parse().expect("a planted bias")
}

#[test]
fn words_read_back_as_they_were_written() {
    for words in [
        "labels:presentation=feminine:0.2",
        "contrast:tone>=7:0.5",
        "blur:glasses=yes:1",
        "sunglasses:expression=happiness:0.8",
        "noise:disguise=sunglasses:0.5",
        "scarf:disguise=none:0.5",
        "jpeg:all:0.25",
        "weak:age<30+presentation=masculine+expression=fear:0.75",
    ] {
        assert_eq!(parsed(words).to_string(), words);
    }
    assert_eq!(parsed(" dark : tone > 3 : 0.5 "), parsed("dark:tone>3:0.5"));
}

#[test]
fn other_words_are_refused() {
    let error = |words: &str| words.parse::<Plant>().expect_err(words).to_string();
    for words in ["labels", "labels:all", "labels:all:0.2:1"] {
        assert!(error(words).contains("is not KIND:GROUP:STRENGTH"), "{words}");
    }
    assert!(error("hats:all:0.2").starts_with("`hats` is not a kind of planted bias; known are labels, glasses"));
    for group in ["", "gender=feminine", "presentation=other", "tone=dark", "tone", "presentation>=feminine", "age>NaN"]
    {
        assert!(error(&format!("dark:{group}:0.2")).contains("is not a group of phantoms"), "{group}");
    }
    for strength in ["0", "-1", "1.1", "NaN", "much"] {
        assert!(error(&format!("dark:all:{strength}")).contains("above 0 and at most 1"), "{strength}");
    }
}

#[test]
fn groups_hold_whom_they_name() {
    let set = sample_set(3, 20, 7);
    let n_in = |group: &str| {
        let group: Group = group.parse().expect("a group");
        set.iter().filter(|sitting| group.holds(sitting)).count()
    };
    assert_eq!((n_in("all"), n_in("presentation=feminine"), n_in("tone>=7"), n_in("tone=7")), (140, 70, 56, 14));
    assert_eq!(
        (n_in("tone>7") + n_in("tone<=7"), n_in("tone<1"), n_in("glasses=yes"), n_in("glasses=no")),
        (140, 0, 0, 140)
    );
    assert_eq!(n_in("expression=fear+presentation=feminine+tone=2"), 1);
    assert_eq!(n_in("age>=18+age<200"), 140);
}

#[test]
fn labels_are_wrong_in_the_group_alone_and_in_the_stated_share() {
    let mut set = sample_set(2, 40, 7);
    let before = set.clone();
    let planting = plant(&mut set, &[parsed("labels:presentation=feminine:0.3")], 5);
    assert_eq!(set, before, "labels change no picture");
    let mut n_wrong = 0;
    for (i, sitting) in set.iter().enumerate() {
        let is_wrong = planting.labels[i] != sitting.shot.expression;
        assert_eq!(is_wrong, planting.kinds[i] == [PlantKind::Labels]);
        assert!(!is_wrong || sitting.person.presentation == Presentation::Feminine);
        n_wrong += usize::from(is_wrong);
    }
    assert_eq!((n_wrong, planting.planted[0].n_touched, planting.planted[0].n_in_group), (42, 42, 140));
    let wrong: std::collections::BTreeSet<_> = planting.labels.iter().copied().collect();
    assert_eq!(wrong.len(), Expression::COUNT, "every label occurs");
}

#[test]
fn every_rendering_touches_its_group_alone() {
    let rest = sample_set(4, 20, 3);
    for kind in PlantKind::ALL.into_iter().filter(|kind| *kind != PlantKind::Labels) {
        let mut set = rest.clone();
        let planting = plant(&mut set, &[parsed(&format!("{}:tone>=8:1", kind.name()))], 7);
        for (i, (now, before)) in set.iter().zip(&rest).enumerate() {
            let is_in_group = now.person.tone.step() >= 8;
            assert_eq!(planting.kinds[i] == [kind], is_in_group);
            // A neutral face has no action units that could be weaker.
            let may_stay = kind == PlantKind::Weak && before.shot.action_units.is_empty();
            assert!(is_in_group == (now != before) || may_stay, "{kind:?}");
        }
        assert_eq!(planting.planted[0].n_touched, 18);
    }
}

#[test]
fn planting_is_reproducible_and_depends_on_the_seed() {
    let planted = |seed| {
        let mut set = sample_set(4, 20, 3);
        let plants = [parsed("glasses:age>=40:0.5"), parsed("labels:glasses=yes:0.5"), parsed("turn:all:0.5")];
        let planting = plant(&mut set, &plants, seed);
        (set, planting)
    };
    assert_eq!(planted(1), planted(1));
    assert_ne!(planted(1), planted(2));
    let (_, planting) = planted(1);
    assert_eq!(planting.planted[1].n_in_group, planting.planted[0].n_touched, "glasses were given before");
}
