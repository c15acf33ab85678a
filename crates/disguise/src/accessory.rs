//! Accessories drawn on a face from its five landmarks: glasses, hats, cloth, masks, hair and bandages.
//!
//! # Geometry
//!
//! Lengths are in units of the distance between the eye centres of a face seen from the front, with the origin half-way
//! between them. The head model has the mean proportions of the 37 neutral faces of the Face Research Lab London Set
//! (`DeBruine` and Jones), measured from their 189 hand-placed landmarks; mean ± standard deviation:
//!
//! | place | across | down |
//! |---|---|---|
//! | mouth corners | ±0.39 ± 0.03 | 1.09 ± 0.06 |
//! | chin | 0 | 1.81 ± 0.12 (1.66 ± 0.06 times the mouth) |
//! | edge of the face at the eyes, at the mouth | ±1.10 ± 0.06, ±0.96 ± 0.08 | 0.11, 1.13 |
//! | jaw | ±0.60 ± 0.08 | 1.62 ± 0.12 |
//! | upper edge of the brows | ±0.68 | -0.35 ± 0.05 |
//! | lower lid | ±0.50 | 0.09 ± 0.01 |
//! | hairline | 0 | -1.19 ± 0.10 |
//! | top of the hair, its widest | 0, ±1.33 ± 0.10 | -1.67 ± 0.16, -0.59 |
//! | ear | ±1.28 ± 0.09 | 0.02 to 0.87 |
//!
//! Roll is the angle of the line through the eyes, yaw that which moves the nose tip (0.5 in front of the eyes) off the
//! middle, pitch half of that which moves it up or down; the distance to the mouth stretches the lower face. The gate
//! refuses what [`Misplaced`] lists.
//!
//! # Light
//!
//! Colours are mixed in linear light. A white part shows the brightest fortieth of the picture around the face, but
//! between 1.2 and [`light::WHITE_OVER_SKIN`] times the skin; tint, saturation, left-right and up-down gradient, blur and
//! grain are the picture's own. A grey picture stays grey.

mod bandage;
mod beanie;
mod beard;
mod blur;
mod canvas;
mod cap;
mod design;
mod eyeglasses;
mod facepaint;
mod falling;
mod features;
mod hair;
mod hand;
mod hat;
pub mod head;
mod headscarf;
mod lens;
pub mod light;
mod makeup;
mod mask;
mod moustache;
mod niqab;
mod outfit;
mod outline;
mod region;
mod scarf;
mod shell;
mod sunglasses;
#[cfg(test)]
mod tests;
mod turban;
mod wearable;
mod weave;
mod whole;
mod wig;

use std::borrow::Cow;

use faces::{ActionUnit, BoundingBox, Contour, DisguiseKind, Landmarks, Place, Point};
use pixels::{GrayImage, RgbImage};

pub use canvas::VISIBLE_LEVELS;
pub use design::{Design, DesignPool, styles};
pub use outfit::{Kinds, KindsError, Outfit};
pub use region::{Region, hidden_regions, hidden_units, partly_hidden_units};
pub use weave::Weave;

use canvas::Canvas;
use head::{BROW_TOP_Y, Head, MOST_RAISED_DEG, MOST_YAW_AROUND_DEG, Surface, named};
use light::Light;
use wearable::wearable;

/// A picture in which a face wears an accessory.
#[derive(Debug, Clone, PartialEq)]
pub struct Disguised {
    /// The picture with the accessory, as large as the one it was drawn on.
    pub picture: RgbImage,
    /// 255 where any channel changed by at least [`VISIBLE_LEVELS`], else 0; as large as the picture.
    pub mask: GrayImage,
    /// What was drawn.
    pub outfit: Outfit,
    /// The regions that are hidden.
    pub hides: Vec<Region>,
    /// The action units of which nothing can be seen.
    pub hidden_units: Vec<ActionUnit>,
    /// The action units of which a part can be seen.
    pub partly_hidden_units: Vec<ActionUnit>,
}

/// What a drawing is placed by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchors {
    /// The five landmarks, as a detector finds them.
    pub found: Landmarks,
    /// The face's box, whose lower edge is taken for the chin.
    pub face_box: Option<BoundingBox>,
    /// The outline of the face, where more landmarks are known; it is believed before the other two.
    pub contour: Option<Contour>,
}

impl Anchors {
    /// The same with the outline of the face, unless that of somebody else is meant: its eyes must be within half an eye distance of
    /// those that were found.
    #[must_use]
    pub fn with_contour(self, contour: Option<Contour>) -> Self {
        let near = 0.5 * self.found.eye_distance();
        let is_same = |contour: &Contour| {
            let [left, right, ..] = contour.landmarks.points();
            self.found.left_eye.distance(left) < near && self.found.right_eye.distance(right) < near
        };
        Self { contour: contour.filter(is_same), ..self }
    }

    /// Applies `map` to every point.
    #[must_use]
    pub fn map(&self, map: impl Fn(Point) -> Point) -> Self {
        Self {
            found: self.found.map(&map),
            face_box: self.face_box.map(|b| b.map(&map)),
            contour: self.contour.map(|contour| contour.map(&map)),
        }
    }

    fn landmarks(&self) -> Landmarks {
        self.contour.map_or(self.found, |contour| contour.landmarks)
    }
}

impl From<&Place> for Anchors {
    fn from(place: &Place) -> Self {
        Self { found: place.landmarks, face_box: Some(place.face_box), contour: None }
    }
}

/// Why an accessory was not drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Misplaced {
    /// A landmark that is not in the picture, or not a number.
    #[error("{landmark} at ({x}, {y}) is outside the picture of {width}x{height} pixels")]
    OutsidePicture {
        /// Which landmark.
        landmark: &'static str,
        /// Its column.
        x: f32,
        /// Its row.
        y: f32,
        /// Width of the picture in pixels.
        width: u32,
        /// Height of the picture in pixels.
        height: u32,
    },
    /// The face is too small to show what it wears.
    #[error("the eyes are {eye_distance_px} pixels apart; expected at least {least_px}")]
    TooSmall {
        /// Distance between the eyes in pixels.
        eye_distance_px: f32,
        /// [`head::LEAST_EYE_DISTANCE_PX`].
        least_px: f32,
    },
    /// The face is upside down.
    #[error("the mouth is {found} eye distances below the eyes; expected it below them")]
    MouthAboveEyes {
        /// Height of the mouth below the eyes in eye distances.
        found: f32,
    },
    /// Five points that are no face.
    #[error(
        "mouth {mouth_below_eyes} and nose {nose_below_eyes} eye distances below the eyes; \
         expected the mouth within [{least}, {most}], its corners in order and the nose between"
    )]
    OutOfProportion {
        /// Height of the mouth below the eyes in eye distances.
        mouth_below_eyes: f32,
        /// Height of the nose tip below the eyes in eye distances.
        nose_below_eyes: f32,
        /// Least of [`head::MOUTH_TO_EYES`].
        least: f32,
        /// Most of [`head::MOUTH_TO_EYES`].
        most: f32,
    },
    /// The head lies on its side.
    #[error("roll of {found_deg} degrees; expected at most {most_deg}")]
    Tilted {
        /// Roll in degrees.
        found_deg: f32,
        /// [`head::MOST_ROLL_DEG`].
        most_deg: f32,
    },
    /// The face is seen from the side.
    #[error("yaw of {found_deg} degrees; expected at most {most_deg}")]
    TurnedAway {
        /// Yaw in degrees.
        found_deg: f32,
        /// [`head::MOST_YAW_DEG`] or [`head::MOST_YAW_AROUND_DEG`].
        most_deg: f32,
    },
    /// The head is tilted back, so that what surrounds it would be seen from below.
    #[error("{kind} on a head tilted back by {found_deg} degrees; expected at most {most_deg}")]
    TiltedBack {
        /// The accessory.
        kind: DisguiseKind,
        /// Tilt in degrees, as the nose tells.
        found_deg: f32,
        /// [`head::MOST_RAISED_DEG`].
        most_deg: f32,
    },
    /// A landmark that must be hidden shows, or one that must show is hidden.
    #[error("{kind} hides {hidden} of the {landmark}; expected a share within [{least}, {most}]")]
    WrongCover {
        /// The accessory.
        kind: DisguiseKind,
        /// Which landmark.
        landmark: &'static str,
        /// Opacity there, in `[0, 1]`.
        hidden: f32,
        /// Least opacity.
        least: f32,
        /// Most opacity.
        most: f32,
    },
    /// A tight crop has cut away the part of the head where the accessory would be.
    #[error("{found} squared eye distances of the {kind} are in the picture; expected at least {least}")]
    OutOfSight {
        /// The accessory.
        kind: DisguiseKind,
        /// Changed area in squared eye distances.
        found: f32,
        /// Least area.
        least: f32,
    },
    /// Too little or too much of the face changed.
    #[error("{kind} changes {found} of the face; expected a share within [{least}, {most}]")]
    Share {
        /// The accessory.
        kind: DisguiseKind,
        /// Share of the face's pixels that changed.
        found: f32,
        /// Least share.
        least: f32,
        /// Most share.
        most: f32,
    },
    /// A design read from elsewhere names a style that its kind has not.
    #[error("{kind} has styles 0 to {last}, found {found}")]
    UnknownStyle {
        /// The accessory.
        kind: DisguiseKind,
        /// The style's index.
        found: usize,
        /// Index of the last style.
        last: usize,
    },
}

/// Draws an accessory on the face with these landmarks.
///
/// # Errors
///
/// [`Misplaced`] where the landmarks are no face that can wear something, or the result fails its gate.
pub fn draw(picture: &RgbImage, landmarks: &Landmarks, design: &Design) -> Result<Disguised, Misplaced> {
    draw_in_box(picture, landmarks, None, design)
}

/// Draws an accessory as [`draw`] does, with the chin at the lower edge of the face's box where one is known.
///
/// # Errors
///
/// As [`draw`].
pub fn draw_in_box(
    picture: &RgbImage,
    landmarks: &Landmarks,
    face_box: Option<BoundingBox>,
    design: &Design,
) -> Result<Disguised, Misplaced> {
    let anchors = Anchors { found: *landmarks, face_box, contour: None };
    draw_outfit(picture, &anchors, &Outfit::from(design.clone()))
}

/// Draws everything that a face wears, from the skin outwards. Light and head are those of the bare face.
///
/// # Errors
///
/// As [`draw`], for the first piece that is refused.
pub fn draw_outfit(picture: &RgbImage, anchors: &Anchors, outfit: &Outfit) -> Result<Disguised, Misplaced> {
    let unknown = outfit.designs.iter().find(|design| styles(design.kind).len() <= design.style);
    if let Some(&Design { kind, style: found, .. }) = unknown {
        return Err(Misplaced::UnknownStyle { kind, found, last: styles(kind).len() - 1 });
    }
    let limits = outfit.designs.iter().map(|design| wearable(design.kind).most_yaw_deg);
    let head = Head::fit(picture.dimensions(), anchors, limits.fold(f32::INFINITY, f32::min))?;
    check_tilt(&head, outfit)?;
    let light = Light::measure(picture, &head);
    let mut worn = Cow::Borrowed(picture);
    let mut last_mask = None;
    for design in &outfit.designs {
        let mut canvas = Canvas::over(picture, &head, &light, wearable(design.kind).reach);
        (wearable(design.kind).draw)(&mut canvas, design);
        check_landmarks(&canvas, &anchors.landmarks(), design.kind)?;
        let (drawn, mask) = canvas.blend(&worn);
        check_area(&head, &mask, design.kind)?;
        check_share(&head, &mask, design.kind)?;
        worn = Cow::Owned(drawn);
        last_mask = Some(mask);
    }
    let only_mask = last_mask.filter(|_| outfit.designs.len() == 1);
    let mask = only_mask.unwrap_or_else(|| canvas::difference(picture, &worn));
    Ok(Disguised {
        picture: worn.into_owned(),
        mask,
        outfit: outfit.clone(),
        hides: outfit.hidden_regions(),
        hidden_units: outfit.hidden_units(),
        partly_hidden_units: outfit.partly_hidden_units(),
    })
}

fn check_tilt(head: &Head, outfit: &Outfit) -> Result<(), Misplaced> {
    let around = outfit.designs.iter().find(|design| wearable(design.kind).most_yaw_deg <= MOST_YAW_AROUND_DEG);
    match around {
        Some(&Design { kind, .. }) if MOST_RAISED_DEG < head.raised_deg => {
            Err(Misplaced::TiltedBack { kind, found_deg: head.raised_deg, most_deg: MOST_RAISED_DEG })
        }
        _ => Ok(()),
    }
}

fn check_landmarks(canvas: &Canvas, landmarks: &Landmarks, kind: DisguiseKind) -> Result<(), Misplaced> {
    for ((landmark, p), [least, most]) in named(landmarks).into_iter().zip(wearable(kind).cover) {
        // Coverage is counted in 255ths, so a fully hidden pixel may exceed 1 by rounding.
        let hidden = canvas.opacity_at(p).min(1.0);
        if !(least..=most).contains(&hidden) {
            return Err(Misplaced::WrongCover { kind, landmark, hidden, least, most });
        }
    }
    Ok(())
}

fn check_area(head: &Head, mask: &GrayImage, kind: DisguiseKind) -> Result<(), Misplaced> {
    let n_changed = mask.as_raw().iter().filter(|level| **level != 0).count();
    let (found, least) = (n_changed as f32 / (head.unit * head.unit), wearable(kind).least_area);
    if least <= found { Ok(()) } else { Err(Misplaced::OutOfSight { kind, found, least }) }
}

fn check_share(head: &Head, mask: &GrayImage, kind: DisguiseKind) -> Result<(), Misplaced> {
    let (mut n_changed, mut n_face) = (0u32, 0u32);
    for p in face_samples(head) {
        let within = p.x >= 0.0 && p.y >= 0.0 && (p.x as u32) < mask.width() && (p.y as u32) < mask.height();
        if within {
            n_face += 1;
            n_changed += u32::from(mask.get_pixel(p.x as u32, p.y as u32).0[0] != 0);
        }
    }
    let found = n_changed as f32 / n_face.max(1) as f32;
    let [least, most] = wearable(kind).share;
    if (least..=most).contains(&found) { Ok(()) } else { Err(Misplaced::Share { kind, found, least, most }) }
}

/// A grid of 40 x 40 pixels over the face oval.
fn face_samples(head: &Head) -> impl Iterator<Item = Point> {
    const SIDE: i32 = 40;
    let (top, bottom) = (BROW_TOP_Y, head.chin);
    let (middle, half) = (f32::midpoint(top, bottom), 0.5 * (bottom - top));
    let steps = move || (0..SIDE).map(|i| (i as f32 + 0.5) / SIDE as f32 * 2.0 - 1.0);
    steps()
        .flat_map(move |v| steps().map(move |u| [u, v]))
        .filter(|[u, v]| u * u + v * v <= 1.0)
        .map(move |[u, v]| head.pixel(head.on(Surface::Face, [head::FACE_HALF_WIDTH * u, middle + half * v])))
}
