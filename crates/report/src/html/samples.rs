//! Sample faces with what a model says about them.

use super::data_uri;
use super::words::faces_of;
use crate::page::{Origin, ReportError, SampleFace};
use crate::tables::DataNames;

/// The samples of one model on one test set.
pub(super) struct SampleGroup {
    pub title: String,
    pub subtitle: String,
    pub faces: Vec<Sample>,
}

/// One face.
pub(super) struct Sample {
    pub address: String,
    pub description: String,
    pub badge: &'static str,
    pub outcome: &'static str,
    pub truth: &'static str,
    pub predicted: String,
    pub caption: String,
}

/// Samples by condition, in the order in which the conditions first occur.
pub(super) fn grouped(samples: &[SampleFace], names: &DataNames) -> Result<Vec<SampleGroup>, ReportError> {
    let mut conditions = Vec::new();
    for face in samples {
        if !conditions.contains(&face.condition) {
            conditions.push(face.condition);
        }
    }
    conditions
        .into_iter()
        .map(|condition| {
            let faces = samples.iter().filter(|face| face.condition == condition).map(sample);
            Ok(SampleGroup {
                title: format!("Step {}: {}", condition.step(), faces_of(condition.test)),
                subtitle: format!("trained on {}", names.training(condition.model)),
                faces: faces.collect::<Result<_, ReportError>>()?,
            })
        })
        .collect()
}

fn sample(face: &SampleFace) -> Result<Sample, ReportError> {
    let predicted = match (face.predicted, face.probability) {
        (None, _) => "no face found".to_owned(),
        (Some(expression), None) => expression.name().to_owned(),
        (Some(expression), Some(p)) => format!("{expression} ({:.0} %)", 100.0 * p),
    };
    Ok(Sample {
        address: data_uri::of_picture(&face.picture, &face.caption)?,
        description: format!("face annotated {}, {}", face.truth, badge(face.origin)),
        badge: badge(face.origin),
        outcome: match face.predicted {
            None => "lost",
            Some(predicted) if predicted == face.truth => "hit",
            Some(_) => "miss",
        },
        truth: face.truth.name(),
        predicted,
        caption: face.caption.clone(),
    })
}

fn badge(origin: Origin) -> &'static str {
    match origin {
        Origin::Photograph => "photograph",
        Origin::SyntheticDisguise => "synthetic disguise",
        Origin::SyntheticFace => "synthetic face",
    }
}
