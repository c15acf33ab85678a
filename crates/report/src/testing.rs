//! A small diagnosed set and a small audit whose words would be markup, for tests of tables and pages.

use std::collections::BTreeMap;

use audit::Level;
use audit::diagnosis::{Diagnosis, DiagnosisOptions, NearDuplicate, Picture, PictureSet, PictureStatus, diagnose};
use audit::fairness::{
    Attribute, AuditOptions, Columns, Covariate, Factor, MetricKind, PairRow, PairTally, Policy, RegressionInput, Row,
    Rule, ScoreScale, Tally, UnitRow, UnitTally, matched, regress,
};
use faces::{Measure, Measures};

use crate::audit_page::{AuditPage, NamedOdds, NamedPairs};
use crate::page::RunFacts;
use crate::units_page::UnitsPage;

pub(crate) const SCRIPT: &str = "<script>alert('x')</script>";

/// 120 faces: those with the marked-up value are missed and darker; one measure is known nowhere.
pub(crate) fn diagnosis() -> Diagnosis {
    let pictures: Vec<Picture> = (0..120).map(picture).collect();
    let reference: Vec<Picture> = (0..80).map(|i| picture(i * 7)).enumerate().map(renamed).collect();
    let near_duplicates = [NearDuplicate { first: 0, second: 1, distance: 2 }];
    let set = PictureSet { pictures: &pictures, near_duplicates: &near_duplicates, reference: Some(&reference) };
    diagnose(set, &DiagnosisOptions { n_replicates: 50, n_permutations: 99, ..DiagnosisOptions::default() })
}

fn renamed((i, picture): (usize, Picture)) -> Picture {
    Picture { id: format!("{i}"), ..picture }
}

fn picture(i: usize) -> Picture {
    let is_marked = i.is_multiple_of(2);
    let mut measures = Measures::default();
    let is_missed = is_marked && i.is_multiple_of(3);
    if !is_missed {
        measures.set(Measure::Yaw, (i % 13) as f64);
        measures.set(Measure::Brightness, if is_marked { 0.2 } else { 0.6 } + (i % 11) as f64 / 100.0);
        measures.set(Measure::Pitch, (i % 17) as f64);
        measures.set(Measure::MonkTone, (i % 10) as f64 + 1.0);
    }
    Picture {
        id: format!("{SCRIPT} {i:03}"),
        status: if is_missed { PictureStatus::Missed } else { PictureStatus::Found },
        class: Some(if i.is_multiple_of(5) { SCRIPT } else { "fear" }.to_owned()),
        split: Some(if i == 0 { SCRIPT } else { "train" }.to_owned()),
        subject: Some(format!("{SCRIPT} {}", i / 2)),
        groups: BTreeMap::from([(SCRIPT.to_owned(), if is_marked { SCRIPT } else { "plain" }.to_owned())]),
        measures,
    }
}

/// 600 rows of 200 people, half of whom are read much worse; a class and a group whose names would be markup; 60 pairs.
pub(crate) fn audited() -> AuditPage {
    let classes = vec!["fear".to_owned(), SCRIPT.to_owned()];
    let attribute =
        |name: &str, levels: [&str; 2]| Attribute { name: name.to_owned(), levels: levels.map(str::to_owned).into() };
    let attributes = vec![attribute("gender", ["female", "male"]), attribute(SCRIPT, [SCRIPT, "plain"])];
    let mut tally = Tally::new(Columns { classes: classes.clone(), attributes }).unwrap().keeping_scores();
    for i in 0..600_u16 {
        let (gender, truth) = (i / 3 % 2, i % 2);
        let is_right = !i.is_multiple_of(if gender == 0 { 2 } else { 9 });
        let predicted = if is_right { truth } else { 1 - truth };
        let mut probabilities = [0.3, 0.3];
        probabilities[usize::from(predicted)] = 0.7;
        let row = Row {
            groups: &[Some(gender), Some(i % 5 % 2)],
            truth,
            predicted: (!i.is_multiple_of(40)).then_some(predicted),
            person: Some(u64::from(i / 3)),
            seed: 0,
            probabilities: &probabilities,
        };
        tally.add(&row).unwrap();
    }
    let options = AuditOptions { n_replicates: 200, n_permutations: 199, ..AuditOptions::default() };
    let audit = audit::fairness::audit(&tally.close().unwrap(), &options);
    let rule = Rule {
        metric: Some(MetricKind::Accuracy),
        disparity: None,
        class: None,
        attributes: Some(vec!["gender".to_owned()]),
        at_most: None,
        at_least: Some(0.75),
        least_n: None,
    };
    let mut pairs = PairTally::new(classes).unwrap();
    for i in 0..60 {
        let second = Some(u16::from(i % 3 == 0)).filter(|_| i % 20 != 0);
        pairs.add(&PairRow { truth: 0, first: Some(0), second, person: Some(i) }).unwrap();
    }
    AuditPage {
        title: format!("title {SCRIPT}"),
        subject: SCRIPT.to_owned(),
        data: format!("data {SCRIPT}"),
        policy: Some(Policy { format: 1, rules: vec![rule] }.judge(&audit).unwrap()),
        audit,
        pairs: vec![NamedPairs { name: SCRIPT.to_owned(), report: pairs.report(&options).unwrap() }],
        regressions: vec![odds()],
        run: RunFacts { command: SCRIPT.to_owned(), seconds: 1.0, ..RunFacts::default() },
        notes: vec![SCRIPT.to_owned()],
    }
}

/// 400 faces of 200 people: AU12 is read much worse in one group, AU4 equally, AU9 is known of nobody; words that would be markup.
pub(crate) fn audited_units() -> UnitsPage {
    let levels = vec![SCRIPT.to_owned(), "plain".to_owned()];
    let attributes = [Attribute { name: "group".to_owned(), levels }];
    let units = ["AU4", "AU9", "AU12"].map(|unit| (unit.to_owned(), 0.5));
    let mut tally = UnitTally::new(&units, &attributes, ScoreScale::Probability).unwrap();
    for i in 0..400_u16 {
        let group = i / 2 % 2;
        let is_active = i.is_multiple_of(2);
        let is_wrong = group == 0 && i % 5 < 3;
        let score = |is_active: bool| if is_active { 0.75 } else { 0.25 };
        let scores = [score(is_active != i.is_multiple_of(7)), 0.5, score(is_active != is_wrong)];
        let row = UnitRow {
            groups: &[Some(group)],
            truths: &[Some(is_active), None, Some(is_active)],
            scores: (!i.is_multiple_of(50)).then_some(&scores[..]),
            person: Some(u64::from(i / 2)),
            seed: 0,
        };
        tally.add(&row).unwrap();
    }
    let options = AuditOptions { n_replicates: 100, n_permutations: 99, ..AuditOptions::default() };
    UnitsPage {
        title: format!("Audit of {SCRIPT}"),
        subject: SCRIPT.to_owned(),
        units: tally.audit(&options).unwrap(),
        run: RunFacts { command: SCRIPT.to_owned(), ..audited().run },
        notes: vec![SCRIPT.to_owned()],
    }
}

/// Right answers of two groups in different light: nearly all that is lost lies in the light.
fn odds() -> NamedOdds {
    let is_dark = |i: usize| i % 10 < if i.is_multiple_of(2) { 8 } else { 2 };
    let hits: Vec<bool> = (0..400_usize).map(|i| !(i / 10).is_multiple_of(if is_dark(i) { 2 } else { 5 })).collect();
    let levels = vec![SCRIPT.to_owned(), "plain".to_owned()];
    let codes = (0..400).map(|i| Some((i % 2) as u16)).collect();
    let group = Factor { name: SCRIPT.to_owned(), levels, codes };
    let light = |i: usize| Some(if is_dark(i) { 0.2 } else { 0.6 } + (i % 7) as f64 / 1000.0);
    let covariates = [Covariate { name: "brightness".to_owned(), values: (0..400).map(light).collect() }];
    let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &covariates, people: None };
    let report = regress(&input, Level::P95).unwrap();
    let reference = group.levels.iter().position(|level| *level == report.reference).unwrap();
    let matched = matched(&input, reference as u16, Level::P95);
    NamedOdds { name: SCRIPT.to_owned(), report, matched, matched_on: vec!["brightness".to_owned()] }
}
