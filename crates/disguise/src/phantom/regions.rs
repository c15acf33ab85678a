//! Which part of the drawn picture every pixel shows.

use pixels::{GrayImage, Luma};
use serde::{Deserialize, Serialize};

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
    /// Skin that belongs to no other region: forehead, cheeks, chin, ears, neck.
    Skin = 3,
    /// Both brows.
    Brows = 4,
    /// What is visible of both eyes between the lids.
    Eyes = 5,
    /// Nose from the root to the base.
    Nose = 6,
    /// Lips and what is between them.
    Mouth = 7,
}

impl Region {
    /// Every region in order of its number.
    pub const ALL: [Self; 8] =
        [Self::Background, Self::Clothes, Self::Hair, Self::Skin, Self::Brows, Self::Eyes, Self::Nose, Self::Mouth];

    /// The region of a number in the map, `None` from 8 on.
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
            Self::Brows => "brows",
            Self::Eyes => "eyes",
            Self::Nose => "nose",
            Self::Mouth => "mouth",
        }
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

    /// Number of pixels of a region.
    pub fn n_pixels(&self, region: Region) -> usize {
        self.ids.pixels().filter(|id| id.0[0] == region as u8).count()
    }
}
