//! Findings with what to do about them and pictures that show them.

use audit::diagnosis::Weight;

use crate::diagnosis_page::{DiagnosisPage, Thumbnail};
use crate::html::data_uri;
use crate::html::words::sentence;
use crate::page::ReportError;

/// One finding.
pub(super) struct FindingView {
    pub weight: &'static str,
    /// Tells weights apart without colour.
    pub sign: &'static str,
    pub sentence: String,
    pub advice: String,
    pub pictures: Vec<Picture>,
}

/// A picture of a finding.
pub(super) struct Picture {
    pub address: String,
    pub caption: String,
}

pub(super) fn all(page: &DiagnosisPage) -> Result<Vec<FindingView>, ReportError> {
    let verdict = &page.diagnosis.verdict;
    let view = |finding: &audit::diagnosis::Finding| {
        let advice = verdict.next.iter().find(|advice| advice.finding == finding.key);
        let of_finding = page.thumbnails.iter().filter(|thumbnail| thumbnail.finding == finding.key);
        Ok(FindingView {
            weight: finding.weight.word(),
            sign: sign(finding.weight),
            sentence: sentence(&finding.sentence),
            advice: advice.map(words).unwrap_or_default(),
            pictures: of_finding.map(picture).collect::<Result<_, ReportError>>()?,
        })
    };
    verdict.findings.iter().map(view).collect()
}

/// What to do, with the number of pictures.
pub(super) fn words(advice: &audit::diagnosis::Advice) -> String {
    let n_pictures = advice.n_pictures.map(|n| format!(" ({n} {})", if n == 1 { "picture" } else { "pictures" }));
    sentence(&format!("{}{}", advice.what, n_pictures.unwrap_or_default()))
}

fn sign(weight: Weight) -> &'static str {
    match weight {
        Weight::Serious => "●●●",
        Weight::Notable => "●●○",
        Weight::Slight => "●○○",
    }
}

fn picture(thumbnail: &Thumbnail) -> Result<Picture, ReportError> {
    let address = data_uri::of_picture(&thumbnail.picture, &thumbnail.caption)?;
    Ok(Picture { address, caption: thumbnail.caption.clone() })
}
