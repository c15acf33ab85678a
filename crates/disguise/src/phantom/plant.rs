//! Bias planted on purpose into a set of phantoms, with a stated group and strength, so that whatever is to find it can be checked.
//!
//! A bias is written `KIND:GROUP:STRENGTH`, as in `labels:presentation=feminine:0.2` or `contrast:tone>=7:0.5`; what a group is
//! says [`Group`]. The strength `s` lies in `(0, 1]`:
//!
//! | kind | what is done to the faces of the group |
//! |---|---|
//! | `labels` | a share `s` of them, chosen by lot, gets one of the six other expressions as its label, all equally likely |
//! | `glasses` | a share `s` of them, chosen by lot, wears glasses |
//! | `sunglasses`, `cap`, `headscarf`, `mask`, `beard`, `moustache`, `niqab`, `scarf` | a share `s` of them, chosen by lot, wears it |
//! | `contrast` | contrast times `1 - s`: the distance of every pixel from middle grey |
//! | `dark` | light times `1 - s` |
//! | `blur` | further blur with a standard deviation of `0.03 s` of the picture's side |
//! | `noise` | further noise with a standard deviation of `40 s` levels |
//! | `jpeg` | stored as JPEG of quality `95 - 90 s` and read again |
//! | `turn` | the head turned by `30 s` degrees further to the side to which it looks, to 30 at most |
//! | `weak` | the intensity of every action unit times `1 - s` |
//!
//! Several are planted in the order in which they are given, each on the set as the one before has left it: faces to which glasses were
//! given belong to the group `glasses=yes` afterwards. Of two disguises a face wears the one that was planted last. An expression in a
//! group is the one that is drawn, whatever its label.

mod group;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use faces::{DisguiseKind, Expression};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Serialize, Serializer};

use super::glasses::Glasses;
use super::set::Sitting;

pub use group::{Condition, Group, NotAGroup};

/// How far a head is turned at most, degrees: up to there it is drawn well.
const MOST_TURN_DEG: f32 = 30.0;

/// What is done to the faces of a group; the module says what each kind does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlantKind {
    /// Wrong labels.
    Labels,
    /// Glasses are worn.
    Glasses,
    /// Something is worn over face or head; of the kinds of disguise all but eyeglasses.
    Worn(DisguiseKind),
    /// Less contrast.
    Contrast,
    /// Less light.
    Dark,
    /// A blurred picture.
    Blur,
    /// A noisy picture.
    Noise,
    /// Compression that shows.
    Jpeg,
    /// A turned head.
    Turn,
    /// Weaker expressions.
    Weak,
}

impl PlantKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Labels,
        Self::Glasses,
        Self::Worn(DisguiseKind::Sunglasses),
        Self::Worn(DisguiseKind::Cap),
        Self::Worn(DisguiseKind::Headscarf),
        Self::Worn(DisguiseKind::Mask),
        Self::Worn(DisguiseKind::Beard),
        Self::Worn(DisguiseKind::Moustache),
        Self::Worn(DisguiseKind::Niqab),
        Self::Worn(DisguiseKind::Scarf),
        Self::Contrast,
        Self::Dark,
        Self::Blur,
        Self::Noise,
        Self::Jpeg,
        Self::Turn,
        Self::Weak,
    ];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Glasses => "glasses",
            Self::Worn(kind) => kind.name(),
            Self::Contrast => "contrast",
            Self::Dark => "dark",
            Self::Blur => "blur",
            Self::Noise => "noise",
            Self::Jpeg => "jpeg",
            Self::Turn => "turn",
            Self::Weak => "weak",
        }
    }

    /// Whether the strength is a share of the group's faces; else every face of the group is touched, that strongly.
    pub fn is_by_lot(self) -> bool {
        matches!(self, Self::Labels | Self::Glasses | Self::Worn(_))
    }
}

impl Serialize for PlantKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// One planted bias.
#[derive(Debug, Clone, PartialEq)]
pub struct Plant {
    /// What is done.
    pub kind: PlantKind,
    /// To whom.
    pub group: Group,
    /// How strongly, in `(0, 1]`.
    pub strength: f64,
}

/// Words that are no planted bias.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlant {
    /// Not three parts.
    #[error("`{found}` is not KIND:GROUP:STRENGTH, as in labels:presentation=feminine:0.2")]
    Parts {
        /// What was found.
        found: String,
    },
    /// An unknown kind.
    #[error("`{found}` is not a kind of planted bias; known are {}", PlantKind::ALL.map(PlantKind::name).join(", "))]
    Kind {
        /// What was found.
        found: String,
    },
    /// A group that nothing is known of.
    #[error(transparent)]
    Group(#[from] NotAGroup),
    /// A strength out of range.
    #[error("strength `{found}`: expected a number above 0 and at most 1")]
    Strength {
        /// What was found.
        found: String,
    },
}

impl FromStr for Plant {
    type Err = NotAPlant;

    /// Reads `KIND:GROUP:STRENGTH`.
    fn from_str(words: &str) -> Result<Self, NotAPlant> {
        let parts: Vec<&str> = words.split(':').map(str::trim).collect();
        let [kind, group, strength] = parts[..] else { return Err(NotAPlant::Parts { found: words.to_owned() }) };
        let not_a_kind = || NotAPlant::Kind { found: kind.to_owned() };
        let not_a_strength = || NotAPlant::Strength { found: strength.to_owned() };
        Ok(Self {
            kind: PlantKind::ALL.into_iter().find(|known| known.name() == kind).ok_or_else(not_a_kind)?,
            group: group.parse()?,
            strength: strength.parse().ok().filter(|s| 0.0 < *s && *s <= 1.0).ok_or_else(not_a_strength)?,
        })
    }
}

impl fmt::Display for Plant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.kind.name(), self.group, self.strength)
    }
}

/// What became of one planted bias, with its counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Planted {
    /// What was done.
    pub kind: PlantKind,
    /// The group, as it was asked for.
    pub group: String,
    /// The strength.
    pub strength: f64,
    /// Faces of the group.
    pub n_in_group: usize,
    /// Faces that were changed; of disguises that do not fit a face when it is drawn, [`super::Phantom::missing_disguise`] tells.
    pub n_touched: usize,
}

/// What was planted into a set, face by face and bias by bias.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Planting {
    /// The label of every face, in the order of the set: the drawn expression, or a wrong one.
    pub labels: Vec<Expression>,
    /// What was done to every face, in the order of the set and of the planting.
    pub kinds: Vec<Vec<PlantKind>>,
    /// Every bias with its counts, in the order of the planting.
    pub planted: Vec<Planted>,
}

impl Planting {
    /// What was planted, in the columns of a manifest: what was done to the face at `index`, and its drawn expression and glasses beside
    /// the label, which may be wrong.
    pub fn columns(&self, index: usize, sitting: &Sitting) -> BTreeMap<String, String> {
        let kinds: Vec<&str> = self.kinds[index].iter().map(|kind| kind.name()).collect();
        let worn = if sitting.person.glasses.is_some() { "yes" } else { "no" };
        let cells = [
            ("planted", if kinds.is_empty() { "nothing".to_owned() } else { kinds.join("+") }),
            ("drawn expression", sitting.shot.expression.to_string()),
            ("drawn glasses", worn.to_owned()),
        ];
        cells.into_iter().map(|(column, cell)| (column.to_owned(), cell)).collect()
    }
}

/// Plants every bias into the set; the same set, biases and seed give the same result.
///
/// Shots and people are changed in place, so that a sitting says what is drawn; labels are told apart from them in the result.
///
/// # Examples
///
/// ```
/// use disguise::phantom::{plant, sample_set};
///
/// let mut set = sample_set(1, 20, 7);
/// let planting = plant::plant(&mut set, &["labels:presentation=feminine:0.2".parse()?], 1);
/// assert_eq!((planting.planted[0].n_in_group, planting.planted[0].n_touched), (70, 14));
/// let n_wrong = set.iter().zip(&planting.labels).filter(|(sitting, label)| sitting.shot.expression != **label).count();
/// assert_eq!(n_wrong, 14);
/// # Ok::<(), plant::NotAPlant>(())
/// ```
pub fn plant(set: &mut [Sitting], plants: &[Plant], seed: u64) -> Planting {
    let mut planting = Planting {
        labels: set.iter().map(|sitting| sitting.shot.expression).collect(),
        kinds: vec![Vec::new(); set.len()],
        planted: Vec::new(),
    };
    for (number, plant) in plants.iter().enumerate() {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed ^ 0x504C_414E_5400);
        rng.set_stream(number as u64);
        plant_one(set, plant, rng, &mut planting);
    }
    planting
}

fn plant_one(set: &mut [Sitting], plant: &Plant, rng: &mut ChaCha8Rng, planting: &mut Planting) {
    let mut chosen: Vec<usize> = (0..set.len()).filter(|&i| plant.group.holds(&set[i])).collect();
    let n_in_group = chosen.len();
    if plant.kind.is_by_lot() {
        chosen.shuffle(rng);
        chosen.truncate((plant.strength * n_in_group as f64).round() as usize);
        chosen.sort_unstable();
    }
    for &i in &chosen {
        if plant.kind == PlantKind::Labels {
            planting.labels[i] = another(set[i].shot.expression, rng);
        } else {
            change(&mut set[i], plant);
        }
        planting.kinds[i].push(plant.kind);
    }
    let Plant { kind, strength, .. } = *plant;
    let n_touched = chosen.len();
    planting.planted.push(Planted { kind, group: plant.group.to_string(), strength, n_in_group, n_touched });
}

/// One of the six other expressions.
fn another(expression: Expression, rng: &mut ChaCha8Rng) -> Expression {
    let step = rng.random_range(1..Expression::COUNT);
    let at = Expression::ALL.iter().position(|known| *known == expression).unwrap_or(0);
    Expression::ALL[(at + step) % Expression::COUNT]
}

/// Changes one picture as the kind says; labels are no part of the picture.
fn change(sitting: &mut Sitting, plant: &Plant) {
    let (person, shot, s) = (&mut sitting.person, &mut sitting.shot, plant.strength as f32);
    let camera = &mut shot.camera;
    match plant.kind {
        PlantKind::Labels => {}
        PlantKind::Glasses => person.glasses = Some(Glasses::sample(person.seed)),
        PlantKind::Worn(kind) => shot.disguise = Some(kind),
        PlantKind::Contrast => camera.contrast *= 1.0 - s,
        PlantKind::Dark => shot.light.exposure *= 1.0 - s,
        PlantKind::Blur => camera.blur = camera.blur.hypot(0.03 * s),
        PlantKind::Noise => camera.noise = camera.noise.hypot(40.0 * s),
        PlantKind::Jpeg => camera.jpeg_quality = Some((95.0 - 90.0 * s).round() as u8),
        PlantKind::Turn => {
            let yaw_deg = &mut shot.pose.yaw_deg;
            *yaw_deg = (*yaw_deg + yaw_deg.signum() * MOST_TURN_DEG * s).clamp(-MOST_TURN_DEG, MOST_TURN_DEG);
        }
        PlantKind::Weak => shot.action_units.values_mut().for_each(|intensity| *intensity *= 1.0 - s),
    }
}

#[cfg(test)]
mod tests;
