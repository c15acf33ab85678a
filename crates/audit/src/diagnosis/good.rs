//! How many pictures are good ones: frontal, sharp, well exposed, evenly lit, large and unoccluded.

use faces::Measure;
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::picture::Picture;
use super::share::Share;

/// The column that says what is worn over a face.
pub(super) const DISGUISE: &str = "disguise";

/// What makes a picture good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The head is hardly turned or nodded.
    Frontal,
    /// The detail is fine.
    Sharp,
    /// Neither dark nor burnt out.
    WellExposed,
    /// Both halves are about equally bright.
    EvenlyLit,
    /// The face has enough pixels.
    LargeEnough,
    /// Nothing is worn over the face, as annotated; where that is unknown, both halves look alike.
    Unoccluded,
}

/// The limits of a good picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodImage {
    /// Greatest turn to either side, in degrees.
    pub yaw_deg: f64,
    /// Greatest nod up or down, in degrees.
    pub pitch_deg: f64,
    /// Least sharpness.
    pub sharpness: f64,
    /// Least and greatest brightness.
    pub brightness: [f64; 2],
    /// Greatest share of clipped pixels.
    pub clipped: f64,
    /// Greatest light from either side.
    pub side_light: f64,
    /// Least distance between the eyes, in pixels.
    pub eye_distance_px: f64,
    /// Greatest asymmetry of an unoccluded face.
    pub asymmetry: f64,
}

/// The pictures that meet the criteria.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodImages {
    /// The limits.
    pub limits: GoodImage,
    /// Each criterion by itself.
    pub criteria: Vec<CriterionShare>,
    /// All criteria that could be judged together; `None` where none could.
    pub all: Option<Share>,
    /// The same of the reference.
    pub reference: Option<Share>,
    /// Pictures for which too little was measured to say.
    pub n_unknown: usize,
}

/// The pictures that meet one criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionShare {
    /// The criterion.
    pub criterion: Criterion,
    /// Its limits in words.
    pub limits: String,
    /// How many of the judged pictures meet it; `None` where none could be judged.
    pub share: Option<Share>,
    /// The same of the reference.
    pub reference: Option<Share>,
    /// Pictures that could not be judged.
    pub n_unknown: usize,
}

impl Criterion {
    /// Every criterion in the order of tables.
    pub const ALL: [Self; 6] =
        [Self::Frontal, Self::Sharp, Self::WellExposed, Self::EvenlyLit, Self::LargeEnough, Self::Unoccluded];

    /// A word for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Frontal => "frontal",
            Self::Sharp => "sharp",
            Self::WellExposed => "well exposed",
            Self::EvenlyLit => "evenly lit",
            Self::LargeEnough => "large enough",
            Self::Unoccluded => "unoccluded",
        }
    }
}

impl Default for GoodImage {
    fn default() -> Self {
        Self {
            yaw_deg: 15.0,
            pitch_deg: 15.0,
            sharpness: 0.5,
            brightness: [0.2, 0.8],
            clipped: 0.05,
            side_light: 0.15,
            eye_distance_px: 40.0,
            asymmetry: 0.3,
        }
    }
}

impl GoodImage {
    /// Whether a picture meets a criterion; `None` where that was not measured.
    pub fn meets(&self, criterion: Criterion, picture: &Picture) -> Option<bool> {
        let known = |measure| picture.measures.get(measure);
        let below = |measure, limit: f64| known(measure).map(|value| value.abs() < limit);
        match criterion {
            Criterion::Frontal => both(below(Measure::Yaw, self.yaw_deg), below(Measure::Pitch, self.pitch_deg)),
            Criterion::Sharp => known(Measure::Sharpness).map(|value| self.sharpness <= value),
            Criterion::WellExposed => {
                let [low, high] = self.brightness;
                let lit = known(Measure::Brightness).map(|value| low <= value && value <= high);
                both(lit, below(Measure::Clipped, self.clipped))
            }
            Criterion::EvenlyLit => below(Measure::SideLight, self.side_light),
            Criterion::LargeEnough => known(Measure::EyeDistance).map(|value| self.eye_distance_px <= value),
            Criterion::Unoccluded => match picture.groups.get(DISGUISE) {
                // What is worn was annotated; a face that was not measured is in no criterion.
                Some(worn) => known(Measure::Yaw).or(known(Measure::Brightness)).map(|_| worn == "none"),
                None => below(Measure::Asymmetry, self.asymmetry),
            },
        }
    }

    fn limits(&self, criterion: Criterion) -> String {
        let [low, high] = self.brightness;
        match criterion {
            Criterion::Frontal => format!("|yaw| < {}° and |pitch| < {}°", self.yaw_deg, self.pitch_deg),
            Criterion::Sharp => format!("sharpness ≥ {}", self.sharpness),
            Criterion::WellExposed => format!("brightness {low} to {high}, clipped < {}", self.clipped),
            Criterion::EvenlyLit => format!("|light from the side| < {}", self.side_light),
            Criterion::LargeEnough => format!("eyes ≥ {} px apart", self.eye_distance_px),
            Criterion::Unoccluded => format!("disguise annotated none; if unknown, asymmetry < {}", self.asymmetry),
        }
    }
}

/// Two criteria at once: one that fails decides, and otherwise both must be known.
fn both(first: Option<bool>, second: Option<bool>) -> Option<bool> {
    match (first, second) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether each picture meets all criteria that could be judged anywhere in the set.
pub(super) fn good(limits: &GoodImage, frame: &Frame<'_>) -> Vec<Option<bool>> {
    let columns: Vec<Vec<Option<bool>>> = Criterion::ALL
        .into_iter()
        .map(|criterion| met(limits, criterion, frame))
        .filter(|column| column.iter().any(Option::is_some))
        .collect();
    let all = |i: usize| columns.iter().map(|column| column[i]).reduce(both).flatten();
    (0..frame.pictures.len()).map(all).collect()
}

fn met(limits: &GoodImage, criterion: Criterion, frame: &Frame<'_>) -> Vec<Option<bool>> {
    frame.pictures.iter().map(|picture| limits.meets(criterion, picture)).collect()
}

/// The shares of good pictures, beside those of the reference.
pub(super) fn good_images(limits: &GoodImage, frame: &Frame<'_>, reference: Option<&Frame<'_>>) -> GoodImages {
    let one = |criterion| {
        let column = met(limits, criterion, frame);
        CriterionShare {
            criterion,
            limits: limits.limits(criterion),
            n_unknown: column.iter().filter(|met| met.is_none()).count(),
            share: Share::of(frame, &column),
            reference: reference.and_then(|frame| Share::of(frame, &met(limits, criterion, frame))),
        }
    };
    let all = good(limits, frame);
    GoodImages {
        limits: *limits,
        criteria: Criterion::ALL.map(one).to_vec(),
        n_unknown: all.iter().filter(|good| good.is_none()).count(),
        all: Share::of(frame, &all),
        reference: reference.and_then(|frame| Share::of(frame, &good(limits, frame))),
    }
}
