//! Where a head is in a picture, estimated from five landmarks or more: roll, scale, yaw, pitch, length of the lower face.
//!
//! Head coordinates: the origin is half-way between the eye centres, `x` runs along the eyes to the right of the picture,
//! `y` down the face, `z` out of it; the unit is the distance between the eye centres of a face seen from the front.

use faces::{Contour, Landmarks, Point};

use super::falling::falling;
use super::{Anchors, Misplaced};

/// Least distance between the eyes in pixels; below it no accessory has a recognisable shape.
pub const LEAST_EYE_DISTANCE_PX: f32 = 6.0;
/// Most roll in degrees.
pub const MOST_ROLL_DEG: f32 = 60.0;
/// Most yaw in degrees for what lies on the face.
pub const MOST_YAW_DEG: f32 = 48.0;
/// Most yaw in degrees for what surrounds the head.
pub const MOST_YAW_AROUND_DEG: f32 = 36.0;
/// How far back a head may be tilted for what surrounds it: from below, another side of it would show.
pub const MOST_RAISED_DEG: f32 = 25.0;
/// Least and most distance from the eyes to the mouth, in observed eye distances (frontal faces 0.91 to 1.24).
pub const MOUTH_TO_EYES: (f32, f32) = (0.6, 2.4);

/// Height of the mouth corners below the eyes in the head model.
pub const MOUTH_Y: f32 = 1.06;
/// Half the width of the mouth in the head model.
pub(super) const MOUTH_X: f32 = 0.39;
/// Height of the chin below the eyes: 1.66 ± 0.06 times that of the mouth.
pub const CHIN_Y: f32 = 1.78;
/// Half the width of the face at the level of the eyes.
pub const FACE_HALF_WIDTH: f32 = 1.10;
/// Height of the brows' upper edge (0.35 ± 0.05 above the eyes at rest), with room for raised brows.
pub const BROW_TOP_Y: f32 = -0.45;

/// Depth and height of the nose tip as detectors place it (nose to mouth ratio 0.52 in frontal faces).
const NOSE_Z: f32 = 0.5;
pub(super) const NOSE_TO_MOUTH: f32 = 0.52;
/// Depth of the axis around which the back of the head is drawn.
const HULL_Z: f32 = -0.75;
/// Half the width of a cap, which presses the hair (1.33 ± 0.10 wide above the ears).
pub(super) const CAP_HALF_WIDTH: f32 = 1.27;
/// A head is longer than wide: square of (1.5 / 1.25).
const HULL_LENGTH: f32 = 1.4;

/// A point or direction in the plane.
pub(super) type Vec2 = [f32; 2];

/// Length of a direction; unlike `hypot` it may overflow, and takes a tenth of the time.
pub(super) fn length([x, y]: Vec2) -> f32 {
    (x * x + y * y).sqrt()
}

/// A surface of the head model, by the depth that it gives to `(x, y)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    /// The skin, without the nose.
    Face,
    /// The plane of a pair of glasses, slightly wrapped.
    Glasses,
    /// Cloth over nose and mouth.
    Cup,
    /// The skin between nose and chin, which stands out over the teeth.
    Muzzle,
    /// A cap's front: on the forehead in the middle, on the outline of the head at its sides.
    Brow,
    /// The outline of the head: cloth and caps that surround it.
    Hull,
}

impl Surface {
    pub(super) fn depth(self, x: f32, y: f32) -> f32 {
        let across = (x / FACE_HALF_WIDTH).powi(2);
        match self {
            Self::Face => 0.1 - 0.62 * across,
            Self::Glasses => 0.24 - 0.34 * across,
            Self::Cup => 0.08 - 0.55 * across + 0.36 * falling(x * x / 0.12 + (y - 0.62).powi(2) / 0.35),
            Self::Muzzle => 0.1 - 0.62 * across + 0.16 * falling(x * x / 0.2 + (y - 1.0).powi(2) / 0.3),
            Self::Brow => 0.22 + (HULL_Z - 0.22) * (x / CAP_HALF_WIDTH).powi(2).min(1.0),
            Self::Hull => HULL_Z,
        }
    }
}

/// A head in a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// Half-way between the eyes, in pixels.
    pub(super) origin: Point,
    /// Pixels per unit of head coordinates.
    pub(super) unit: f32,
    /// Roll: cosine and sine.
    roll: Vec2,
    /// Yaw: cosine and sine, positive where the face turns to the right of the picture.
    pub(super) yaw: Vec2,
    /// Pitch: cosine and sine, positive where the face looks down.
    pub(super) pitch: Vec2,
    /// How far the nose says that the head is tilted back, in degrees; unlike pitch with nothing taken off for noses that differ.
    pub(super) raised_deg: f32,
    /// Length of the face below the eyes against the model.
    lower: f32,
    /// Height of the chin.
    pub(super) chin: f32,
    outline: Outline,
    muzzle: Muzzle,
    /// The landmarks in the frame, in the order of a detector.
    pub(super) marks: [Vec2; 5],
}

/// Where nose and mouth are, beyond what the angles of the head explain, in the frame.
#[derive(Debug, Clone, Copy)]
struct Muzzle {
    /// How far the nose tip is below its place in the model.
    nose: f32,
    /// How far the middle of the mouth is to the right of its place.
    mouth: f32,
    /// Width of the mouth against the model.
    wide: f32,
}

/// How the outline of a face differs from the model's, where more than five landmarks tell.
#[derive(Debug, Clone, Copy)]
struct Outline {
    /// Half the width against the model, left and right.
    wide: Vec2,
    /// Height of what is above the eyes against the model.
    high: f32,
}

const MODEL: Outline = Outline { wide: [1.0, 1.0], high: 1.0 };
/// Height of the hairline in the head model.
const HAIRLINE_Y: f32 = -1.19;
/// Height of the edges of the face in the head model, and how far they are followed.
const EDGE_Y: f32 = 0.11;
const WIDTHS: (f32, f32) = (0.85, 1.2);
const HEIGHTS: (f32, f32) = (0.8, 1.25);
/// A turned face ends where its skin turns away, not at its widest; from this tangent of yaw on the width of the model stays.
const LEAST_TURNED: f32 = 0.3;
/// Between these distances from the middle the width of the face takes over from the distance of the eyes.
const FEATURES_END: f32 = 0.45;

impl Outline {
    /// A place of this head from one of the model.
    fn widened(self, [x, y]: Vec2) -> Vec2 {
        let y = if y < 0.0 { y * self.high } else { y };
        [x * self.factor(x), y]
    }

    /// Undoes [`Outline::widened`].
    fn narrowed(self, [x, y]: Vec2) -> Vec2 {
        let y = if y < 0.0 { y / self.high } else { y };
        let first = x / self.factor(x);
        [x / self.factor(first), y]
    }

    fn factor(self, x: f32) -> f32 {
        let share = ((x.abs() - FEATURES_END) / (FACE_HALF_WIDTH - FEATURES_END)).clamp(0.0, 1.0);
        1.0 + (self.wide[usize::from(x > 0.0)] - 1.0) * share * share * (3.0 - 2.0 * share)
    }
}

impl Head {
    /// Estimates the head, or says why these landmarks are not a face that can wear something.
    pub(super) fn fit(size_px: (u32, u32), anchors: &Anchors, most_yaw_deg: f32) -> Result<Self, Misplaced> {
        let landmarks = &anchors.landmarks();
        inside(size_px, landmarks)?;
        let eye_distance = landmarks.eye_distance();
        if eye_distance < LEAST_EYE_DISTANCE_PX {
            return Err(Misplaced::TooSmall { eye_distance_px: eye_distance, least_px: LEAST_EYE_DISTANCE_PX });
        }
        let roll = landmarks.roll();
        if MOST_ROLL_DEG < roll.to_degrees().abs() {
            return Err(Misplaced::Tilted { found_deg: roll.to_degrees(), most_deg: MOST_ROLL_DEG });
        }
        let origin = landmarks.left_eye.midpoint(landmarks.right_eye);
        let flat = landmarks.map(|p| turn(p, origin, [roll.cos(), roll.sin()], eye_distance));
        proportions(&flat)?;
        let tangent = yaw_tangent(&flat);
        let yaw = tangent.atan();
        if most_yaw_deg < yaw.to_degrees().abs() {
            return Err(Misplaced::TurnedAway { found_deg: yaw.to_degrees(), most_deg: most_yaw_deg });
        }
        let mut head = Self::from_angles(origin, [roll.cos(), roll.sin()], yaw, &flat);
        head.unit *= eye_distance;
        head.marks = named(landmarks).map(|(_, p)| head.frame(p));
        match (anchors.contour, anchors.face_box) {
            (Some(contour), _) => head.set_contour(&contour, tangent),
            (None, Some(face_box)) => {
                let middle = f32::midpoint(face_box.left, face_box.right);
                head.set_chin(Point::new(middle, face_box.bottom));
            }
            (None, None) => {}
        }
        Ok(head)
    }

    /// The head from landmarks without roll in observed eye distances; the unit is still in eye distances.
    fn from_angles(origin: Point, roll: Vec2, yaw: f32, flat: &Landmarks) -> Self {
        let mouth = flat.left_mouth.midpoint(flat.right_mouth);
        let lowered = (flat.nose.y / mouth.y - NOSE_TO_MOUTH) * MOUTH_Y / NOSE_Z;
        // Half of the deviation: the nose's height varies between frontal people as much as with 7 degrees of pitch.
        let pitch = 0.5 * lowered.clamp(-0.5, 0.5);
        let from_eyes = 1.0 / yaw.cos();
        let from_mouth = mouth.y / MOUTH_Y;
        // A turned face shortens the eye distance; its height then says more about scale.
        let turned = yaw.sin().powi(2);
        let unit = from_eyes * (1.0 - turned) + from_mouth.clamp(0.8 * from_eyes, 1.3 * from_eyes) * turned;
        let lower = (mouth.y / unit / MOUTH_Y).clamp(0.75, 1.35);
        let (yaw, pitch) = ([yaw.cos(), yaw.sin()], [pitch.cos(), pitch.sin()]);
        let muzzle = Muzzle { nose: 0.0, mouth: 0.0, wide: 1.0 };
        let mut head = Self {
            origin,
            unit,
            roll,
            yaw,
            pitch,
            raised_deg: -lowered.to_degrees(),
            lower,
            chin: CHIN_Y,
            outline: MODEL,
            muzzle,
            marks: [[0.0; 2]; 5],
        };
        head.set_muzzle(&flat.map(|p| Point::new(p.x / unit, p.y / unit)));
        head
    }

    /// A smile widens the mouth, a nose may be long or short: hair on the lip lies between the two, wherever they are.
    fn set_muzzle(&mut self, found: &Landmarks) {
        let [_, nose] = self.at([0.0, NOSE_TO_MOUTH * MOUTH_Y, NOSE_Z]);
        let [left, right] = [-MOUTH_X, MOUTH_X].map(|x| self.on(Surface::Muzzle, [x, MOUTH_Y]));
        let mouth = 0.5 * (found.left_mouth.x + found.right_mouth.x - left[0] - right[0]);
        let wide = (found.right_mouth.x - found.left_mouth.x) / (right[0] - left[0]).max(0.1);
        self.muzzle = Muzzle {
            nose: (found.nose.y - nose).clamp(-0.3, 0.3),
            mouth: mouth.clamp(-0.25, 0.25),
            wide: wide.clamp(0.85, 1.3),
        };
    }

    /// An open jaw moves the chin further than the mouth corners tell.
    fn set_chin(&mut self, chin: Point) {
        let down = self.frame(chin)[1] / self.lower;
        if down.is_finite() {
            self.chin = down.clamp(0.95 * CHIN_Y, 1.25 * CHIN_Y);
        }
    }

    fn set_contour(&mut self, contour: &Contour, yaw_tangent: f32) {
        self.set_chin(contour.chin);
        let trust = 1.0 - (yaw_tangent.abs() / LEAST_TURNED).min(1.0);
        let against_model = |point: Point, at: Vec2, axis: usize| {
            let (found, expected) =
                (self.frame(point)[axis], self.at([at[0], at[1], Surface::Face.depth(at[0], at[1])])[axis]);
            1.0 + (found / expected - 1.0) * trust
        };
        let [left, right] = [(-1.0, contour.edges[0]), (1.0, contour.edges[1])]
            .map(|(sign, edge)| against_model(edge, [sign * FACE_HALF_WIDTH, EDGE_Y], 0).clamp(WIDTHS.0, WIDTHS.1));
        let high =
            contour.hairline.map_or(1.0, |line| against_model(line, [0.0, HAIRLINE_Y], 1).clamp(HEIGHTS.0, HEIGHTS.1));
        self.outline = Outline { wide: [left, right], high };
    }

    /// Head coordinates to the frame: turned by yaw and pitch, still without roll, origin and scale.
    pub(super) fn at(&self, [x, y, z]: [f32; 3]) -> Vec2 {
        let y = self.stretch(y);
        let depth = z * self.yaw[0] - x * self.yaw[1];
        [x * self.yaw[0] + z * self.yaw[1], y * self.pitch[0] + depth * self.pitch[1]]
    }

    /// A point on a surface in the frame.
    pub(super) fn on(&self, surface: Surface, place: Vec2) -> Vec2 {
        let [x, y] = self.outline.widened(place);
        match surface {
            Surface::Hull => {
                [x * self.hull_width() + HULL_Z * self.yaw[1], self.stretch(y) + 0.5 * HULL_Z * self.pitch[1]]
            }
            Surface::Brow => {
                let side = (x / CAP_HALF_WIDTH).powi(2).min(1.0);
                let width = self.yaw[0] + (self.hull_width() - self.yaw[0]) * side;
                let [_, down] = self.at([x, y, 0.5 * surface.depth(x, y)]);
                [x * width + surface.depth(x, y) * self.yaw[1], down]
            }
            Surface::Muzzle => {
                let x = x * self.widened([x, y]);
                let [across, down] = self.at([x, y, surface.depth(x, y)]);
                let [right, below] = self.moved(y);
                [across + right, down + below]
            }
            _ => self.at([x, y, surface.depth(x, y)]),
        }
    }

    /// How far the muzzle is moved at a height: the nose's part fades out towards the mouth, the mouth's towards nose and chin.
    fn moved(&self, y: f32) -> Vec2 {
        let of_nose = ((MOUTH_Y - y) / 0.5).clamp(0.0, 1.0) * (1.0 - ((0.5 - y) / 0.5).clamp(0.0, 1.0));
        let of_mouth = (1.0 - ((MOUTH_Y - y) / 0.5).max((y - MOUTH_Y) / 1.4)).clamp(0.0, 1.0);
        [self.muzzle.mouth * of_mouth, self.muzzle.nose * of_nose]
    }

    /// How much wider than in the model the muzzle is at a place: at the mouth wholly, on cheeks and chin not.
    fn widened(&self, [x, y]: Vec2) -> f32 {
        let near = falling((x / 0.7).powi(4) + ((y - MOUTH_Y) / 0.35).powi(2));
        1.0 + (self.muzzle.wide - 1.0) * near
    }

    /// Undoes [`Head::on`], nearly: surfaces other than the hull are inverted in two steps.
    pub(super) fn back(&self, surface: Surface, place: Vec2) -> Vec2 {
        self.outline.narrowed(self.back_of_model(surface, place))
    }

    fn back_of_model(&self, surface: Surface, [across, down]: Vec2) -> Vec2 {
        if surface == Surface::Hull {
            let y = self.relax(down - 0.5 * HULL_Z * self.pitch[1]);
            return [(across - HULL_Z * self.yaw[1]) / self.hull_width(), y];
        }
        let [right, below] = if surface == Surface::Muzzle { self.moved(self.relax(down)) } else { [0.0, 0.0] };
        let (across, down) = (across - right, down - below);
        let (mut x, mut y) = (across.clamp(-1.6, 1.6), self.relax(down));
        for _ in 0..2 {
            let z = surface.depth(x.clamp(-1.2, 1.2), y);
            x = f32::midpoint(x, ((across - z * self.yaw[1]) / self.yaw[0]).clamp(-1.6, 1.6));
            y = self.relax((down - (z * self.yaw[0] - x * self.yaw[1]) * self.pitch[1]) / self.pitch[0]);
        }
        if surface == Surface::Muzzle { [x / self.widened([x, y]), y] } else { [x, y] }
    }

    /// The frame to pixels.
    pub(super) fn pixel(&self, [across, down]: Vec2) -> Point {
        let [c, s] = self.roll;
        let (x, y) = (across * self.unit, down * self.unit);
        Point::new(self.origin.x + x * c - y * s, self.origin.y + x * s + y * c)
    }

    /// Pixels to the frame.
    pub(super) fn frame(&self, p: Point) -> Vec2 {
        let q = turn(p, self.origin, self.roll, self.unit);
        [q.x, q.y]
    }

    fn hull_width(&self) -> f32 {
        (self.yaw[0].powi(2) + HULL_LENGTH * self.yaw[1].powi(2)).sqrt()
    }

    fn stretch(&self, y: f32) -> f32 {
        if y > 0.0 { y * self.lower } else { y }
    }

    fn relax(&self, y: f32) -> f32 {
        if y > 0.0 { y / self.lower } else { y }
    }
}

fn turn(p: Point, origin: Point, [c, s]: Vec2, unit: f32) -> Point {
    let (x, y) = (p.x - origin.x, p.y - origin.y);
    Point::new((x * c + y * s) / unit, (y * c - x * s) / unit)
}

/// The landmarks with their names, in the order of a detector.
pub(super) fn named(landmarks: &Landmarks) -> [(&'static str, Point); 5] {
    [
        ("left eye", landmarks.left_eye),
        ("right eye", landmarks.right_eye),
        ("nose", landmarks.nose),
        ("left mouth corner", landmarks.left_mouth),
        ("right mouth corner", landmarks.right_mouth),
    ]
}

fn inside((width, height): (u32, u32), landmarks: &Landmarks) -> Result<(), Misplaced> {
    for (landmark, p) in named(landmarks) {
        let within = (0.0..=width as f32).contains(&p.x) && (0.0..=height as f32).contains(&p.y);
        if !within {
            return Err(Misplaced::OutsidePicture { landmark, x: p.x, y: p.y, width, height });
        }
    }
    Ok(())
}

fn proportions(flat: &Landmarks) -> Result<(), Misplaced> {
    let mouth = flat.left_mouth.midpoint(flat.right_mouth);
    if mouth.y <= 0.0 {
        return Err(Misplaced::MouthAboveEyes { found: mouth.y });
    }
    let (least, most) = MOUTH_TO_EYES;
    let in_order = flat.left_mouth.x < flat.right_mouth.x && 0.0 < flat.nose.y && flat.nose.y < mouth.y;
    if !(least..=most).contains(&mouth.y) || !in_order {
        return Err(Misplaced::OutOfProportion {
            mouth_below_eyes: mouth.y,
            nose_below_eyes: flat.nose.y,
            least,
            most,
        });
    }
    Ok(())
}

/// The nose tip stands `NOSE_Z` in front of the eyes, so it moves by `tan(yaw) * NOSE_Z` of the foreshortened eye distance.
fn yaw_tangent(flat: &Landmarks) -> f32 {
    flat.nose.x / NOSE_Z
}
