//! Arithmetic on boxes: overlap, suppression, regression, squaring, cutting to the picture.

#[cfg(test)]
mod tests;

use faces::BoundingBox;
use pixels::CropWindow;

/// A box that may hold a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) place: BoundingBox,
    /// Probability of a face.
    pub(crate) score: f32,
    /// How far left, top, right and bottom should move, in widths and heights.
    pub(crate) moves: [f32; 4],
}

/// How the width of a box from `left` to `right` is counted: facenet-pytorch does it both ways, and the results differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// `right - left`.
    Difference,
    /// `right - left + 1`.
    Pixels,
}

impl Extent {
    pub(crate) fn of(self, place: BoundingBox) -> (f32, f32) {
        match self {
            Self::Difference => (place.width(), place.height()),
            Self::Pixels => (place.width() + 1.0, place.height() + 1.0),
        }
    }
}

/// What the common area of two boxes is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overlap {
    /// The area that they cover together (torchvision's `nms`).
    Union,
    /// The smaller of the two, counted in pixels: a box inside another is dropped.
    Smaller,
}

impl Overlap {
    /// Whether `other` shows the same thing as `kept`.
    fn exceeds(self, kept: BoundingBox, other: BoundingBox, limit: f32) -> bool {
        let extent = match self {
            Self::Union => Extent::Difference,
            Self::Smaller => Extent::Pixels,
        };
        let area = |place| {
            let (width, height) = extent.of(place);
            width * height
        };
        let (width, height) = extent.of(intersection(kept, other));
        let common = width.max(0.0) * height.max(0.0);
        match self {
            Self::Union => common / (area(kept) + area(other) - common) > limit,
            Self::Smaller => {
                let share = common / area(kept).min(area(other));
                // The peer keeps what is at most `limit`, and 0 / 0 is not.
                share > limit || share.is_nan()
            }
        }
    }
}

fn intersection(a: BoundingBox, b: BoundingBox) -> BoundingBox {
    BoundingBox {
        left: a.left.max(b.left),
        top: a.top.max(b.top),
        right: a.right.min(b.right),
        bottom: a.bottom.min(b.bottom),
    }
}

/// Non-maximum suppression: the positions of the boxes that stay, by falling score.
///
/// Of equal scores the first counts more by [`Overlap::Union`], the last by [`Overlap::Smaller`], as in the peers. Equal scores are
/// no rarity: squares that differ only beyond the picture's border give the last network the same pixels. (There the peer sorts
/// in an order that is stable only on processors without AVX2 and AVX-512; on others its choice is arbitrary.)
pub(crate) fn suppress(candidates: &[Candidate], overlap: Overlap, limit: f32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    if overlap == Overlap::Smaller {
        order.reverse();
    }
    order.sort_by(|a, b| candidates[*b].score.total_cmp(&candidates[*a].score));
    let mut kept: Vec<usize> = Vec::new();
    for index in order {
        let place = candidates[index].place;
        if !kept.iter().any(|k| overlap.exceeds(candidates[*k].place, place, limit)) {
            kept.push(index);
        }
    }
    kept
}

/// The box moved by the network's answer, in widths and heights of the box itself.
pub(crate) fn moved(candidate: &Candidate, extent: Extent) -> BoundingBox {
    let Candidate { place, moves: [left, top, right, bottom], .. } = *candidate;
    let (width, height) = extent.of(place);
    BoundingBox {
        left: place.left + left * width,
        top: place.top + top * height,
        right: place.right + right * width,
        bottom: place.bottom + bottom * height,
    }
}

/// The square around the same centre with the longer side.
pub(crate) fn squared(place: BoundingBox) -> BoundingBox {
    let (width, height) = (place.width(), place.height());
    let side = width.max(height);
    let left = place.left + width * 0.5 - side * 0.5;
    let top = place.top + height * 0.5 - side * 0.5;
    BoundingBox { left, top, right: left + side, bottom: top + side }
}

/// The part of a box that lies in the picture, `None` if there is none.
///
/// Edges count from 1 and are cut, not rounded, so the window starts one pixel before the box (as in the Matlab original).
pub(crate) fn window(place: BoundingBox, (width, height): (u32, u32)) -> Option<CropWindow> {
    let (left, width) = inside(place.left, place.right, width)?;
    let (top, height) = inside(place.top, place.bottom, height)?;
    Some(CropWindow { left, top, width, height })
}

/// Start and length of the pixels from `first` (counted from 1) to `last` within `1..=n_pixels`.
fn inside(first: f32, last: f32, n_pixels: u32) -> Option<(u32, u32)> {
    let start = (first as i64).max(1) - 1;
    let end = (last as i64).min(i64::from(n_pixels));
    (start < end).then(|| (start as u32, (end - start) as u32))
}
