//! What one picture of a person shows: expression, pose, light, camera, background.

use std::collections::BTreeMap;

use faces::{ActionUnit, ActionUnitGrade, ActionUnitLabel, DisguiseKind, Expression};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::action::action_units_of;
use super::person::{Person, gauss};
use super::tone::SkinTone;

/// How the head is turned, in degrees; drawn well within ±30, sampled within ±20.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// Turn to the right of the picture.
    pub yaw_deg: f32,
    /// Nod downwards.
    pub pitch_deg: f32,
    /// Tilt clockwise in the picture.
    pub roll_deg: f32,
}

/// One main light and the light from everywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Light {
    /// Angle of the main light from the camera towards the right of the picture, degrees.
    pub azimuth_deg: f32,
    /// Angle of the main light above the camera, degrees.
    pub elevation_deg: f32,
    /// Share of the main light in all light, 0 (flat) to 1 (hard).
    pub key: f32,
    /// Brightness; 1 shows skin in its own tone.
    pub exposure: f32,
    /// Warmth of the main light, -1 (blue) over 0 (neutral, 6500 K) to 1 (tungsten).
    pub warmth: f32,
}

impl Light {
    /// Soft white light from beside the camera: skin is shown in its own tone.
    pub const NEUTRAL: Self = Self { azimuth_deg: 12.0, elevation_deg: 22.0, key: 0.45, exposure: 1.0, warmth: 0.0 };
}

/// What the camera does to the picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Standard deviation of the blur as a share of the picture's side.
    pub blur: f32,
    /// Standard deviation of the noise in 8-bit steps.
    pub noise: f32,
    /// Factor on the distance from middle grey.
    pub contrast: f32,
    /// Shift of the frame as a share of its side, right and down.
    pub shift: [f32; 2],
    /// Side of the frame relative to the longer side of the face box, from 1.
    pub margin: f32,
    /// Distance of the camera in millimetres: near ones widen the nose.
    pub distance_mm: f32,
    /// Quality, 1 to 100, of the JPEG file as which the picture was stored before it was read again; `None` for none.
    #[serde(default)]
    pub jpeg_quality: Option<u8>,
}

impl Camera {
    /// Sharp, clean and centred.
    pub const PLAIN: Self = Self {
        blur: 0.0,
        noise: 0.0,
        contrast: 1.0,
        shift: [0.0, 0.0],
        margin: 1.06,
        distance_mm: 1200.0,
        jpeg_quality: None,
    };
}

/// What is behind the person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Colours of the gradient at the upper and the lower edge, sRGB.
    pub colours: [[u8; 3]; 2],
    /// Number of blurred shapes.
    pub n_shapes: u32,
    /// Colour of the clothes, sRGB.
    pub clothes: [u8; 3],
}

impl Scene {
    /// An even grey wall and grey clothes.
    pub const PLAIN: Self = Self { colours: [[150, 150, 150]; 2], n_shapes: 0, clothes: [90, 92, 98] };
}

/// Everything that is true of one picture and not of the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    /// The expression that was asked for: the label.
    pub expression: Expression,
    /// Action units with their intensity in `[0, 1]`: what is drawn.
    pub action_units: BTreeMap<ActionUnit, f32>,
    /// Turn of the head.
    pub pose: Pose,
    /// Turn of the eyes relative to the head, millimetres of the iris to the right and down.
    pub gaze_mm: [f32; 2],
    /// Light.
    pub light: Light,
    /// Camera.
    pub camera: Camera,
    /// Background and clothes.
    pub scene: Scene,
    /// What is to be worn over the face, drawn by [`crate::accessory`]; sampled shots show bare faces.
    #[serde(default)]
    pub disguise: Option<DisguiseKind>,
    /// Seed of noise and background shapes.
    pub seed: u64,
}

impl Shot {
    /// A picture of `person` with that expression; pose, light, camera and background are sampled.
    ///
    /// Intensities are scaled by how much the person moves.
    pub fn sample(person: &Person, expression: Expression, seed: u64) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let mut action_units = action_units_of(expression, rng);
        for intensity in action_units.values_mut() {
            *intensity = (*intensity * person.expressiveness).clamp(0.0, 1.0);
        }
        let pose = pose(rng);
        let gaze_mm = [-0.09 * pose.yaw_deg + 0.7 * gauss(rng), 0.4 * gauss(rng)];
        Self {
            expression,
            action_units,
            pose,
            gaze_mm,
            light: light(rng, person.tone),
            camera: camera(rng),
            scene: scene(rng),
            disguise: None,
            seed: rng.random(),
        }
    }

    /// The same person and expression as a good picture: a straight head, clear even light, a sharp clean camera, and the
    /// expression posed, so that every active unit is stronger (its intensity's square root).
    ///
    /// This is the kind of picture that expression data sets are full of.
    pub fn in_studio(mut self) -> Self {
        self.action_units.values_mut().for_each(|intensity| *intensity = intensity.max(0.0).sqrt().min(1.0));
        let calm = |degrees: f32| degrees * STUDIO_POSE_SHARE;
        let Pose { yaw_deg, pitch_deg, roll_deg } = self.pose;
        self.pose = Pose { yaw_deg: calm(yaw_deg), pitch_deg: calm(pitch_deg), roll_deg: calm(roll_deg) };
        self.gaze_mm = self.gaze_mm.map(|mm| mm * STUDIO_POSE_SHARE);
        self.light = Light { exposure: self.light.exposure, ..Light::NEUTRAL };
        self.camera = Camera { distance_mm: self.camera.distance_mm, ..Camera::PLAIN };
        self.scene.n_shapes = 0;
        self
    }

    /// The intensity with which a unit is drawn, in `[0, 5]`: the FACS grade A is 1 and E is 5.
    pub fn intensity(&self, unit: ActionUnit) -> f32 {
        5.0 * self.action_units.get(&unit).map_or(0.0, |share| share.clamp(0.0, 1.0))
    }

    /// Which units an exact coder would score, of all that this program knows: present from the grade A on, so from an intensity of 0.5.
    pub fn scored_units(&self) -> BTreeMap<ActionUnit, ActionUnitLabel> {
        let scored = |unit| match ActionUnitGrade::nearest(self.intensity(unit)) {
            Some(_) => ActionUnitLabel::Present,
            None => ActionUnitLabel::Absent,
        };
        let known = ActionUnit::NAMES.iter().filter_map(|&(number, _)| ActionUnit::new(number));
        known.map(|unit| (unit, scored(unit))).collect()
    }

    /// A frontal picture in neutral light before a grey wall, without noise, with the given action units.
    pub fn plain(expression: Expression, action_units: BTreeMap<ActionUnit, f32>) -> Self {
        Self {
            expression,
            action_units,
            pose: Pose::default(),
            gaze_mm: [0.0; 2],
            light: Light::NEUTRAL,
            camera: Camera::PLAIN,
            scene: Scene::PLAIN,
            disguise: None,
            seed: 0,
        }
    }
}

/// How much of a free pose is left in a studio.
const STUDIO_POSE_SHARE: f32 = 0.35;

fn pose(rng: &mut ChaCha8Rng) -> Pose {
    Pose {
        yaw_deg: (8.0 * gauss(rng)).clamp(-20.0, 20.0),
        pitch_deg: (4.5 * gauss(rng)).clamp(-15.0, 15.0),
        roll_deg: (5.0 * gauss(rng)).clamp(-15.0, 15.0),
    }
}

/// Cameras expose for the face: a dark one is shown somewhat lighter, a light one somewhat darker than in neutral light.
fn light(rng: &mut ChaCha8Rng, tone: SkinTone) -> Light {
    let metered = 0.74 + 1.5 * (f32::from(tone.step() - 1) / 9.0).powi(2);
    Light {
        azimuth_deg: rng.random_range(-60.0..60.0),
        elevation_deg: rng.random_range(-5.0..55.0),
        key: rng.random_range(0.3..0.75),
        exposure: metered * (1.0 + 0.12 * gauss(rng)).clamp(0.65, 1.35),
        warmth: (0.4 * gauss(rng)).clamp(-0.8, 1.0),
    }
}

fn camera(rng: &mut ChaCha8Rng) -> Camera {
    let blurred = rng.random_bool(0.3);
    Camera {
        blur: if blurred { rng.random_range(0.003..0.011) } else { 0.0 },
        noise: rng.random_range(0.5..5.0),
        contrast: rng.random_range(0.85..1.15),
        shift: [0.012 * gauss(rng), 0.012 * gauss(rng)],
        margin: rng.random_range(1.0..1.12),
        distance_mm: rng.random_range(550.0..1600.0),
        jpeg_quality: None,
    }
}

fn scene(rng: &mut ChaCha8Rng) -> Scene {
    let mut any = || [rng.random_range(20..235_u8), rng.random_range(20..235_u8), rng.random_range(20..235_u8)];
    let (above, tint, clothes) = (any(), any(), any());
    let below = super::tone::mixed(above, tint, 0.5);
    let n_shapes = if rng.random_bool(0.3) { 0 } else { rng.random_range(3..14) };
    Scene { colours: [muted(above), muted(below)], n_shapes, clothes: muted(clothes) }
}

/// A third of the saturation: walls and cloth are rarely pure colours.
fn muted(colour: [u8; 3]) -> [u8; 3] {
    let grey = ((u16::from(colour[0]) + u16::from(colour[1]) + u16::from(colour[2])) / 3) as u8;
    super::tone::mixed(colour, [grey; 3], 0.68)
}
