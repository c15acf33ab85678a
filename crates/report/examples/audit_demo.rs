//! Writes an audit of made-up answers, to look at: `cargo run --release -p report --example audit_demo -- FOLDER`.

use std::fs;
use std::path::Path;

use audit::fairness::{
    Attribute, AuditOptions, Columns, Covariate, Factor, PairRow, PairTally, RegressionInput, Row, Tally, matched,
    regress,
};
use audit::{Level, fairness};
use report::{
    AuditDocument, AuditPage, Fonts, NamedOdds, NamedPairs, RunFacts, audit_plots, model_card, png_of, render_audit,
};

type Failure = Box<dyn std::error::Error>;

const CLASSES: [&str; 7] = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"];
const GROUPS: [(&str, &[&str]); 3] = [
    ("gender", &["female", "male"]),
    ("age", &["under 25", "25 to 34", "35 to 49", "50 and older"]),
    ("ethnicity", &["Black or African American", "East Asian", "Hispanic or Latino", "Middle Eastern", "White"]),
];
const N_ROWS: usize = 4000;

/// A made-up answer.
struct Answer {
    groups: [u16; 3],
    truth: u16,
    predicted: u16,
    light: f64,
    confidence: f32,
}

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("expected the folder to write into")?;
    let folder = Path::new(&folder);
    let page = page()?;
    fs::create_dir_all(folder.join("plots"))?;
    fs::write(folder.join("audit.html"), render_audit(&page)?)?;
    fs::write(folder.join("audit.json"), AuditDocument::of(&page).to_json()?)?;
    fs::write(folder.join("model-card.md"), model_card(&page))?;
    let fonts = Fonts::of_system().ok_or("no fonts are installed")?;
    for plot in audit_plots(&page) {
        fs::write(folder.join("plots").join(format!("{}.png", plot.name)), png_of(&plot.svg, &fonts)?)?;
        fs::write(folder.join("plots").join(format!("{}.svg", plot.name)), plot.svg)?;
    }
    Ok(())
}

/// A number in `[0, 1)` that depends on its arguments alone (`SplitMix64`, Steele, Lea and Flood 2014).
fn chance(i: usize, part: u64) -> f64 {
    let mut state =
        (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(part.wrapping_mul(0xD1B5_4A32_D192_ED03));
    for multiplier in [0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB_u64] {
        state = (state ^ (state >> 30)).wrapping_mul(multiplier);
    }
    ((state ^ (state >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn answer(i: usize) -> Answer {
    let groups = [chance(i, 1) * 2.0, chance(i, 2).powi(2) * 4.0, chance(i, 3) * 5.0].map(|place| place as u16);
    let truth = (chance(i, 4) * 7.0) as u16;
    let light = chance(i, 5) - if groups[2] == 0 { 0.25 } else { 0.0 };
    let share =
        0.75 - 0.08 * f64::from(groups[1]) - if truth == 2 { 0.25 } else { 0.0 } - if light < 0.2 { 0.2 } else { 0.0 };
    let is_right = chance(i, 6) < share;
    let other = (u64::from(truth) + 1 + (chance(i, 7).powi(2) * 6.0) as u64) % 7;
    let confidence = (0.45 + 0.54 * chance(i, 8).sqrt()) as f32;
    Answer { groups, truth, predicted: if is_right { truth } else { other as u16 }, light, confidence }
}

fn page() -> Result<AuditPage, Failure> {
    let classes: Vec<String> = CLASSES.map(str::to_owned).into();
    let attribute = |(name, levels): (&str, &[&str])| Attribute {
        name: name.to_owned(),
        levels: levels.iter().map(|level| (*level).to_owned()).collect(),
    };
    let attributes = GROUPS.map(attribute).into();
    let mut tally = Tally::new(Columns { classes: classes.clone(), attributes })?.keeping_scores();
    let mut pairs = PairTally::new(classes)?;
    let answers: Vec<Answer> = (0..N_ROWS).map(answer).collect();
    for (i, answer) in answers.iter().enumerate() {
        let predicted = (i % 50 != 0).then_some(answer.predicted);
        let mut probabilities = [(1.0 - answer.confidence) / 6.0; 7];
        probabilities[usize::from(answer.predicted)] = answer.confidence;
        let (groups, person) = (answer.groups.map(Some), Some(i as u64 / 4));
        tally.add(&Row {
            groups: &groups,
            truth: answer.truth,
            predicted,
            person,
            seed: 0,
            probabilities: &probabilities,
        })?;
        if i % 10 == 0 {
            let second = Some(if chance(i, 9) < 0.6 { answer.predicted } else { 2 });
            pairs.add(&PairRow { truth: answer.truth, first: Some(answer.predicted), second, person })?;
        }
    }
    let options = AuditOptions::default();
    Ok(AuditPage {
        title: "Audit of made-up answers".to_owned(),
        subject: "made-up answers".to_owned(),
        data: "faces that there are not".to_owned(),
        audit: fairness::audit(&tally.close()?, &options),
        pairs: vec![NamedPairs { name: "medical mask".to_owned(), report: pairs.report(&options)? }],
        regressions: vec![odds(&answers)?],
        policy: None,
        run: RunFacts { started: "never".to_owned(), ..RunFacts::default() },
        notes: vec!["all numbers are made up".to_owned()],
    })
}

fn odds(answers: &[Answer]) -> Result<NamedOdds, Failure> {
    let hits: Vec<bool> = answers.iter().map(|answer| answer.truth == answer.predicted).collect();
    let (name, levels) = GROUPS[2];
    let group = Factor {
        name: name.to_owned(),
        levels: levels.iter().map(|level| (*level).to_owned()).collect(),
        codes: answers.iter().map(|answer| Some(answer.groups[2])).collect(),
    };
    let values = answers.iter().map(|answer| Some(answer.light)).collect();
    let covariates = [Covariate { name: "brightness".to_owned(), values }];
    let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &covariates, people: None };
    let report = regress(&input, Level::P95)?;
    let reference = group.levels.iter().position(|level| *level == report.reference).ok_or("no reference")?;
    let matched = matched(&input, reference as u16, Level::P95);
    Ok(NamedOdds { name: name.to_owned(), report, matched, matched_on: vec!["brightness".to_owned()] })
}
