//! `audit.json`: everything that an audit found as one document, and the schema that describes it.

use audit::fairness::{
    Audit, DisparityKind, FORMAT, GroupingReport, LabelNoise, MatchedGroup, MetricKind, PairReport, PolicyVerdict,
    RegressionReport, UnitsAudit,
};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audit_page::AuditPage;
use crate::tables::audit::audit_answer;
use crate::tables::units::units_answer;

/// The names of the schemas, and of their versions.
const ID: &str = "urn:evenface:schema:audit:1";
const UNITS_ID: &str = "urn:evenface:schema:audit-units:1";

/// How differently a model serves groups of people: the result of `evenface audit`, with the counts behind every number.
///
/// Fractions lie between 0 and 1. What is null is undefined, or stands on too few faces; it is never zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Evenface audit")]
pub struct AuditDocument {
    /// The version of the document, 1.
    pub format: u32,
    /// Counts, rates, disparities, intervals and tests per group.
    pub audit: Audit,
    /// The same faces seen twice.
    pub pairs: Vec<WornPairs>,
    /// Per column of groups whether it is the group or the pictures; empty where nothing was measured on the pictures.
    pub pictures: Vec<PicturesOfGroups>,
    /// Per grouping how wrong its labels may be before the gap of accuracy leaves, or enters, what chance brings.
    pub label_noise: Vec<NoiseOfLabels>,
    /// The verdict against a policy; null without one.
    pub policy: Option<PolicyVerdict>,
    /// What the audit shows, in one sentence without its full stop.
    pub answer: String,
}

/// Pairs of pictures of the same face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WornPairs {
    /// What the second picture of each pair wears.
    pub worn: String,
    /// What changes.
    pub report: PairReport,
}

/// One column of groups with the pictures held equal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PicturesOfGroups {
    /// The column.
    pub group: String,
    /// The logistic regression of right answers.
    pub report: RegressionReport,
    /// The cross-check that assumes no shape: faces compared with faces of the same class whose pictures look alike.
    pub matched: Vec<MatchedGroup>,
    /// The measures in which they look alike: each falls into the same quarter.
    pub matched_on: Vec<String>,
}

/// What wrong labels of groups could do to a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoiseOfLabels {
    /// The attributes of the grouping.
    pub attributes: Vec<String>,
    /// The metric whose gap it is.
    pub metric: MetricKind,
    /// How wrong labels may be.
    pub noise: LabelNoise,
}

impl AuditDocument {
    /// The document of a page.
    pub fn of(page: &AuditPage) -> Self {
        let pair = |pairs: &crate::NamedPairs| WornPairs { worn: pairs.name.clone(), report: pairs.report.clone() };
        let pictures = |odds: &crate::NamedOdds| PicturesOfGroups {
            group: odds.name.clone(),
            report: odds.report.clone(),
            matched: odds.matched.clone(),
            matched_on: odds.matched_on.clone(),
        };
        Self {
            format: FORMAT,
            audit: page.audit.clone(),
            pairs: page.pairs.iter().map(pair).collect(),
            pictures: page.regressions.iter().map(pictures).collect(),
            label_noise: page.audit.groupings.iter().filter_map(noise).collect(),
            policy: page.policy.clone(),
            answer: audit_answer(&page.audit),
        }
    }

    /// The document as it is written, a final line break included.
    ///
    /// # Errors
    /// A number that JSON does not hold.
    pub fn to_json(&self) -> serde_json::Result<String> {
        json(self)
    }
}

/// What wrong labels could do to a grouping's gap of accuracy, held against what 95 of 100 exchanges stay below.
fn noise(grouping: &GroupingReport) -> Option<NoiseOfLabels> {
    let metric = MetricKind::Accuracy;
    let gap = grouping.disparity(DisparityKind::Difference, Some(metric), None)?;
    let noise = grouping.label_noise(metric, None, gap.test?.by_chance_95)?;
    Some(NoiseOfLabels { attributes: grouping.attributes.clone(), metric, noise })
}

/// How differently a model reads action units of groups of people: the result of `evenface audit --units`.
///
/// Fractions lie between 0 and 1. What is null is undefined, or stands on too few faces; it is never zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Evenface audit of action units")]
pub struct UnitsDocument {
    /// The version of the document, 1.
    pub format: u32,
    /// One audit per unit, and means over units.
    pub units: UnitsAudit,
    /// What the audit shows, in one sentence without its full stop.
    pub answer: String,
}

impl UnitsDocument {
    /// The document of an audit.
    pub fn of(units: &UnitsAudit) -> Self {
        Self { format: FORMAT, units: units.clone(), answer: units_answer(units) }
    }

    /// The document as it is written, a final line break included.
    ///
    /// # Errors
    /// A number that JSON does not hold.
    pub fn to_json(&self) -> serde_json::Result<String> {
        json(self)
    }
}

/// The schema of [`AuditDocument`] (JSON Schema 2020-12), as it lies in `docs/schema/audit.schema.json`.
///
/// # Errors
/// None that is known: everything in it is text.
pub fn audit_schema() -> serde_json::Result<String> {
    schema_of::<AuditDocument>(ID)
}

/// The schema of [`UnitsDocument`], as it lies in `docs/schema/audit-units.schema.json`.
///
/// # Errors
/// As [`audit_schema`].
pub fn units_schema() -> serde_json::Result<String> {
    schema_of::<UnitsDocument>(UNITS_ID)
}

fn schema_of<T: JsonSchema>(id: &str) -> serde_json::Result<String> {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    RecursiveTransform(plain_words).transform(&mut schema);
    schema.insert("$id".to_owned(), Value::from(id));
    json(&schema)
}

/// A document on lines, the last one ended.
fn json(document: &impl Serialize) -> serde_json::Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(document)?))
}

/// Descriptions are the comments of the code: without the brackets of its links, and without breaks inside sentences.
fn plain_words(schema: &mut schemars::Schema) {
    let Some(Value::String(words)) = schema.get_mut("description") else { return };
    let plain = words.replace("[`", "`").replace("`]", "`");
    let paragraphs: Vec<String> = plain.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
    *words = paragraphs.join("\n\n");
}

#[cfg(test)]
mod tests;
