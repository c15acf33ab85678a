//! Which part of the drawn picture every pixel shows.

use pixels::{GrayImage, Luma};
use serde::{Deserialize, Serialize};

use super::anatomy::{Anatomy, Brow, Lips, Spot};
use super::tone::lerp;

/// A part of the picture. Every pixel belongs to exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Region {
    /// Wall and shapes behind the person.
    Background = 0,
    /// Clothes.
    Clothes = 1,
    /// Hair of the head; a beard counts as skin.
    Hair = 2,
    /// Skin that belongs to no other region: around the eyes, over the upper lip, temples, jaw, ears, neck.
    Skin = 3,
    /// From the hairline to the brows, and between the brows.
    Forehead = 4,
    /// Both cheeks, from under the lower lid to the height of the mouth.
    Cheeks = 5,
    /// Below the lower lip, between the lip corners.
    Chin = 6,
    /// Both brows.
    Brows = 7,
    /// What is visible of both eyes between the lids.
    Eyes = 8,
    /// Nose from the root to the base.
    Nose = 9,
    /// Lips and what is between them.
    Mouth = 10,
    /// The frame of glasses; what is seen through a lens is what it is.
    Glasses = 11,
    /// What is worn over the face or the head: sunglasses, a cap, a mask.
    Disguise = 12,
}

impl Region {
    /// Every region in order of its number.
    pub const ALL: [Self; 13] = [
        Self::Background,
        Self::Clothes,
        Self::Hair,
        Self::Skin,
        Self::Forehead,
        Self::Cheeks,
        Self::Chin,
        Self::Brows,
        Self::Eyes,
        Self::Nose,
        Self::Mouth,
        Self::Glasses,
        Self::Disguise,
    ];

    /// The regions that show bare skin: what a measurement of skin tone may look at. A beard is among them.
    pub const BARE_SKIN: [Self; 5] = [Self::Skin, Self::Forehead, Self::Cheeks, Self::Chin, Self::Nose];

    /// The region of a number in the map, `None` from 13 on.
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.get(usize::from(id)).copied()
    }

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Background => "background",
            Self::Clothes => "clothes",
            Self::Hair => "hair",
            Self::Skin => "skin",
            Self::Forehead => "forehead",
            Self::Cheeks => "cheeks",
            Self::Chin => "chin",
            Self::Brows => "brows",
            Self::Eyes => "eyes",
            Self::Nose => "nose",
            Self::Mouth => "mouth",
            Self::Glasses => "glasses",
            Self::Disguise => "disguise",
        }
    }
}

/// Where on the front of the head the parts without an outline of their own lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zones {
    brows: [Brow; 2],
    wings: f32,
    nose_base: f32,
    lips: Lips,
    mouth_y: f32,
}

impl Zones {
    pub(super) fn new(anatomy: &Anatomy) -> Self {
        let Anatomy { brows, wings, nose_base, lips, .. } = *anatomy;
        Self { brows, wings, nose_base, lips, mouth_y: anatomy.mouth_y() }
    }

    /// The part of the skin at a place of the front view, millimetres.
    pub(super) fn at(&self, [x, y]: Spot) -> Region {
        let (index, side) = (usize::from(x > 0.0), x.abs());
        let corner = self.lips.corners[index][0].abs();
        let is_between_brows = side < self.brows[index].inner[0].abs() && y < -8.0;
        if is_between_brows || (y < self.brow_y(index, side) && side < 64.0) {
            return Region::Forehead;
        }
        if self.lips.bottom + 1.0 < y && side < 0.95 * corner {
            return Region::Chin;
        }
        let from = if y < self.nose_base { self.wings + 1.0 } else { corner + 2.0 };
        let is_cheek = (11.0..self.mouth_y + 6.0).contains(&y) && (from..62.0).contains(&side);
        if is_cheek { Region::Cheeks } else { Region::Skin }
    }

    /// Height of the brow's line at a distance from the middle; beyond its ends that of the ends.
    fn brow_y(&self, index: usize, side: f32) -> f32 {
        let Brow { inner, arch, tail, .. } = self.brows[index];
        let between = |a: Spot, b: Spot| {
            let share = (side - a[0].abs()) / (b[0].abs() - a[0].abs()).max(1e-3);
            lerp(a[1], b[1], share.clamp(0.0, 1.0))
        };
        if side < arch[0].abs() { between(inner, arch) } else { between(arch, tail) }
    }
}

/// The map of regions of one picture: its size, one number a pixel ([`Region`] as `u8`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions {
    ids: GrayImage,
}

impl Regions {
    pub(super) fn new(ids: GrayImage) -> Self {
        Self { ids }
    }

    /// The regions where something covers the places at which `mask` is not 0.
    pub(super) fn under(mut self, mask: &GrayImage) -> Self {
        for (id, covered) in self.ids.pixels_mut().zip(mask.pixels()) {
            if covered.0[0] > 0 {
                *id = Luma([Region::Disguise as u8]);
            }
        }
        self
    }

    /// The map itself: the number of the region at every pixel.
    pub fn map(&self) -> &GrayImage {
        &self.ids
    }

    /// The region of a pixel, `None` outside the picture.
    pub fn at(&self, x: u32, y: u32) -> Option<Region> {
        self.ids.get_pixel_checked(x, y).and_then(|id| Region::from_id(id.0[0]))
    }

    /// 255 where the pixel belongs to one of the regions, 0 elsewhere.
    pub fn mask(&self, regions: &[Region]) -> GrayImage {
        let inside = |id: &Luma<u8>| Region::from_id(id.0[0]).is_some_and(|region| regions.contains(&region));
        GrayImage::from_fn(self.ids.width(), self.ids.height(), |x, y| {
            Luma([if inside(self.ids.get_pixel(x, y)) { 255 } else { 0 }])
        })
    }

    /// 255 where bare skin shows ([`Region::BARE_SKIN`]), 0 elsewhere.
    pub fn skin_mask(&self) -> GrayImage {
        self.mask(&Region::BARE_SKIN)
    }

    /// Number of pixels of a region.
    pub fn n_pixels(&self, region: Region) -> usize {
        self.ids.pixels().filter(|id| id.0[0] == region as u8).count()
    }
}
