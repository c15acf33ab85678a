//! What the experiment shows, in sentences that do not claim more than the counts carry.

use serde::{Deserialize, Serialize};

use crate::cell::Missing;
use crate::condition::{Condition, ModelKind, TestKind};
use crate::estimate::Estimate;
use crate::four_step::{Comparison, FourStep};

mod caveats;
mod words;

use words::{Direction, change, p_values, percent, points};

/// The outcome in words: lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentences {
    /// The answer in one sentence with its intervals.
    pub answer: String,
    /// Further findings, most important first.
    pub findings: Vec<String>,
    /// What a reader must know before believing the answer.
    pub caveats: Vec<String>,
}

/// Says what the experiment shows. Intervals are at 95 %; a change whose interval includes 0 is called unproven.
pub fn verdict(study: &FourStep) -> Sentences {
    let clauses = [Some(loss_clause(study)), gain_clause(study), control_clause(study)];
    Sentences {
        answer: clauses.into_iter().flatten().collect::<Vec<_>>().join("; "),
        findings: findings(study),
        caveats: caveats::caveats(study),
    }
}

/// What disguises cost the model that never saw any.
fn loss_clause(study: &FourStep) -> String {
    let subject = "on faces with synthetic disguises the model trained on real pictures";
    let Some(gap) = study.disguise_gap(ModelKind::Real, TestKind::Disguised).and_then(|gap| gap.difference) else {
        return unpaired_loss(study);
    };
    let size = points(&gap);
    match Direction::of(&gap) {
        Direction::Down => format!("{subject} loses {size} against the same faces undisguised"),
        Direction::Up => format!("{subject} gains {size} against the same faces undisguised"),
        Direction::Open => {
            format!("{subject} differs by {} from the same faces undisguised: no loss is proven", change(&gap))
        }
    }
}

fn unpaired_loss(study: &FourStep) -> String {
    let accuracy = |test| study.cell(Condition::new(ModelKind::Real, test)).and_then(|cell| cell.accuracy);
    match (accuracy(TestKind::Real), accuracy(TestKind::Disguised)) {
        (Some(real), Some(disguised)) => format!(
            "the model trained on real pictures names {} of undisguised and {} of synthetically disguised faces as \
             annotated (different faces, so the loss to disguises alone is not measured)",
            percent(&real),
            percent(&disguised)
        ),
        _ => "the loss to disguises is not measured: no synthetically disguised face was tested".to_owned(),
    }
}

/// What training with synthetic disguises changes on disguised faces.
fn gain_clause(study: &FourStep) -> Option<String> {
    let gain = study.comparison(ModelKind::Real, ModelKind::RealAndSynthetic, TestKind::Disguised)?;
    let (difference, p) = (gain.difference?, p_values(&gain.p_values));
    let subject = "training with synthetic disguises";
    Some(match Direction::of(&difference) {
        Direction::Up => format!("{subject} wins back {} ({p})", points(&difference)),
        Direction::Down => format!("{subject} loses a further {} ({p})", points(&difference)),
        Direction::Open => {
            format!("{subject} changes accuracy there by {} ({p}): no gain is proven", change(&difference))
        }
    })
}

/// Whether extra pictures without disguise do as much. Only a gain needs this clause.
fn control_clause(study: &FourStep) -> Option<String> {
    let gain = difference(study, ModelKind::Real, ModelKind::RealAndSynthetic)?;
    let control = difference(study, ModelKind::Real, ModelKind::RealAndExtra)?;
    let beyond = difference(study, ModelKind::RealAndExtra, ModelKind::RealAndSynthetic)?;
    if Direction::of(&gain) != Direction::Up {
        return None;
    }
    Some(match (Direction::of(&beyond), Direction::of(&control)) {
        (Direction::Up, _) => {
            format!("that is {} more than the undisguised control: the gain is specific to disguises", points(&beyond))
        }
        (_, Direction::Up) => format!(
            "the undisguised control wins back {}: the gain is not specific to disguises as far as these faces show",
            points(&control)
        ),
        _ => format!(
            "against the undisguised control the change is {}: that the gain is specific to disguises is not proven",
            change(&beyond)
        ),
    })
}

fn difference(study: &FourStep, first: ModelKind, second: ModelKind) -> Option<Estimate> {
    study.comparison(first, second, TestKind::Disguised)?.difference
}

fn findings(study: &FourStep) -> Vec<String> {
    let trained = study.disguise_gap(ModelKind::RealAndSynthetic, TestKind::Disguised);
    let control = study.comparison(ModelKind::Real, ModelKind::RealAndExtra, TestKind::Disguised);
    let on = |test| study.comparison(ModelKind::Real, ModelKind::RealAndSynthetic, test);
    let beyond_cover = |test| study.comparison(ModelKind::RealAndCovered, ModelKind::RealAndSynthetic, test);
    [
        trained.and_then(|gap| {
            told(gap, "against the same faces undisguised, the model trained with synthetic disguises")
        }),
        on(TestKind::Real).and_then(|c| told(c, "on undisguised faces, training with synthetic disguises")),
        on(TestKind::ReallyDisguised)
            .and_then(|c| told(c, "on really disguised faces, training with synthetic disguises")),
        control.and_then(|c| told(c, "on synthetically disguised faces, the undisguised control")),
        beyond_cover(TestKind::Disguised)
            .and_then(|c| told(c, "on synthetically disguised faces, training with them instead of covered faces")),
        beyond_cover(TestKind::ReallyDisguised).and_then(|c| {
            told(c, "on really disguised faces, training with synthetic disguises instead of covered faces")
        }),
        not_found(study),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// "`subject` gains 3.1 points [1.0, 5.2] (exact `McNemar` p = 0.004)".
fn told(comparison: &Comparison, subject: &str) -> Option<String> {
    let difference = comparison.difference?;
    let p = p_values(&comparison.p_values);
    Some(match Direction::of(&difference) {
        Direction::Up => format!("{subject} gains {} ({p})", points(&difference)),
        Direction::Down => format!("{subject} loses {} ({p})", points(&difference)),
        Direction::Open => {
            format!("{subject} changes accuracy by {} ({p}): not proven either way", change(&difference))
        }
    })
}

/// How many test pictures were left out because no face was found; the paper does not say it.
fn not_found(study: &FourStep) -> Option<String> {
    let parts: Vec<String> = TestKind::ALL
        .into_iter()
        .filter_map(|test| {
            let outcome = study.cells.iter().find(|cell| cell.test == test)?.per_seed.first()?;
            let n_pictures: u32 = outcome.support(Missing::CountedAsErrors).iter().sum();
            Some(format!("{} of {n_pictures} {}", outcome.n_missed(), words::pictures(test)))
        })
        .collect();
    (!parts.is_empty()).then(|| format!("no face was found in {}", parts.join(", ")))
}

#[cfg(test)]
mod tests;
