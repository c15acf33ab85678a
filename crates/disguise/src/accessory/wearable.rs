//! What a kind of accessory brings: its designs, where it reaches, what it hides, and how it is drawn.

use faces::DisguiseKind;

use super::canvas::Canvas;
use super::design::Design;
use super::head::Vec2;
use super::region::Region;
use super::weave::Weave;
use super::{
    bandage, beanie, beard, cap, eyeglasses, facepaint, hand, hat, headscarf, makeup, mask, moustache, niqab, scarf,
    sunglasses, turban, wig,
};

/// An sRGB colour.
pub(super) type Colour = [u8; 3];

/// The opacity over a landmark that must be hidden, that must show, and over one that may be either.
pub(super) const HIDE: Vec2 = [0.8, 1.0];
pub(super) const SHOW: Vec2 = [0.0, 0.1];
pub(super) const EITHER: Vec2 = [0.0, 1.0];

/// Cloth patterns of the two pools where a kind has no others.
pub(super) const WEAVES: [&[Weave]; 2] =
    [&[Weave::Stripes, Weave::Dots, Weave::Knit], &[Weave::Checks, Weave::Flowers, Weave::Herringbone]];

/// What lies over what, where several are worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// Colour on the skin itself.
    Skin,
    /// Hair on the face.
    Hair,
    /// On the skin: masks and scarves.
    Face,
    /// Cloth around the head.
    Around,
    /// Glasses, over a mask and over the cloth beside the face.
    Glasses,
    /// On top of the head.
    Top,
    /// In front of everything.
    Hand,
}

/// A kind of accessory.
pub(super) struct Wearable {
    /// Its styles; even ones for training, odd ones for testing.
    pub(super) styles: &'static [&'static str],
    /// What it lies over.
    pub(super) layer: Layer,
    /// Part of the frame that it can reach: upper left and lower right corner.
    pub(super) reach: [Vec2; 2],
    /// Range of the opacity over the eyes, the nose and the mouth corners.
    pub(super) cover: [Vec2; 5],
    /// Most yaw in degrees: what surrounds the head needs its back, of which five landmarks of a turned face say little.
    pub(super) most_yaw_deg: f32,
    /// Least changed area in squared eye distances, so that a tight crop shows what is worn.
    pub(super) least_area: f32,
    /// Share of the face oval (brows' upper edge to chin) that changes, shadows included.
    pub(super) share: Vec2,
    /// The regions that are hidden, wholly or for the greater part.
    pub(super) hides: &'static [Region],
    /// The action units of which nothing can be seen.
    pub(super) hidden_units: &'static [u8],
    /// The action units of which a part can be seen: brows above a rim, wrinkles below a visor, cheeks above a mask.
    pub(super) partly_hidden_units: &'static [u8],
    /// Colours to choose from, for training and for testing, for each of the three of a design.
    pub(super) palettes: [[&'static [Colour]; 3]; 2],
    /// Patterns to choose from, for training and for testing.
    pub(super) weaves: [&'static [Weave]; 2],
    /// Share of the designs with a pattern.
    pub(super) patterned: f32,
    /// How it is drawn.
    pub(super) draw: fn(&mut Canvas<'_>, &Design),
}

/// What a kind brings.
pub(super) fn wearable(kind: DisguiseKind) -> &'static Wearable {
    match kind {
        DisguiseKind::Sunglasses => &sunglasses::KIND,
        DisguiseKind::Cap => &cap::KIND,
        DisguiseKind::Headscarf => &headscarf::KIND,
        DisguiseKind::Mask => &mask::KIND,
        DisguiseKind::Beard => &beard::KIND,
        DisguiseKind::Moustache => &moustache::KIND,
        DisguiseKind::Eyeglasses => &eyeglasses::KIND,
        DisguiseKind::Niqab => &niqab::KIND,
        DisguiseKind::Scarf => &scarf::KIND,
        DisguiseKind::Hat => &hat::KIND,
        DisguiseKind::Beanie => &beanie::KIND,
        DisguiseKind::Turban => &turban::KIND,
        DisguiseKind::Wig => &wig::KIND,
        DisguiseKind::Bandage => &bandage::KIND,
        DisguiseKind::Makeup => &makeup::KIND,
        DisguiseKind::Facepaint => &facepaint::KIND,
        DisguiseKind::Hand => &hand::KIND,
    }
}

/// The regions that a design hides: those of its kind, and those that only its style hides.
pub(super) fn hides(design: &Design) -> Vec<Region> {
    let of_style = if design.kind == DisguiseKind::Bandage { bandage::hides(design.style) } else { &[] };
    [wearable(design.kind).hides, of_style].concat()
}
