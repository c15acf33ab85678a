//! Where every feature of a face lies once the action units have pulled: the truth from which everything is drawn.
//!
//! Head space: millimetres, origin between the eye centres, x to the right of the picture, y down, z towards the camera. Sides are the
//! picture's: index 0 is left, 1 is right.

use super::action::Pulls;
use super::person::Person;

/// A point of the drawn front view, millimetres.
pub(super) type Spot = [f32; 2];

/// One eye.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eye {
    /// -1 on the left of the picture, 1 on the right.
    pub side: f32,
    /// Centre at rest.
    pub centre: Spot,
    /// Corner beside the nose.
    pub inner: Spot,
    /// Corner beside the temple.
    pub outer: Spot,
    /// Highest point of the upper lid, y.
    pub upper: f32,
    /// Where along the lid it is highest: shift towards the nose, as a share of the half width.
    pub peak: f32,
    /// Lowest point of the lower lid, y.
    pub lower: f32,
}

impl Eye {
    /// Control points of the edge of the upper lid from the inner to the outer corner, moved down by `shift`: a cubic curve whose
    /// extreme lies at the lid's height, as at its middle it is 3/4 of theirs and 1/8 of each end's.
    pub(super) fn upper_bends(&self, shift: f32) -> [Spot; 2] {
        let half = (self.outer[0] - self.inner[0]).abs() / 2.0;
        let y = (self.upper + shift - (self.inner[1] + self.outer[1]) / 8.0) * 4.0 / 3.0;
        let lean = self.peak * (self.inner[1] - self.outer[1] - 2.0).abs();
        [
            [self.inner[0] + self.side * half * (0.5 - self.peak), y - lean],
            [self.outer[0] - self.side * half * (0.5 + self.peak), y + lean],
        ]
    }

    /// Control points of the edge of the lower lid, as [`Self::upper_bends`].
    pub(super) fn lower_bends(&self, shift: f32) -> [Spot; 2] {
        let half = (self.outer[0] - self.inner[0]).abs() / 2.0;
        let y = (self.lower + shift - (self.inner[1] + self.outer[1]) / 8.0) * 4.0 / 3.0;
        [[self.inner[0] + self.side * half * 0.5, y], [self.outer[0] - self.side * half * 0.4, y]]
    }
}

/// One brow, as a line with a thickness.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brow {
    /// End beside the nose.
    pub inner: Spot,
    /// Arch.
    pub arch: Spot,
    /// End beside the temple.
    pub tail: Spot,
    /// Thickness at the inner end.
    pub thickness: f32,
}

/// Where along a brow's line the arch lies.
const ARCH_AT: f32 = 0.56;

impl Brow {
    /// The place `t` of the way along the line: the quadratic curve from inner end to tail that passes the arch.
    pub(super) fn at(&self, t: f32) -> Spot {
        let (a, b) = (1.0 - ARCH_AT, ARCH_AT);
        std::array::from_fn(|c| {
            let bend = (self.arch[c] - a * a * self.inner[c] - b * b * self.tail[c]) / (2.0 * a * b);
            (1.0 - t) * (1.0 - t) * self.inner[c] + 2.0 * t * (1.0 - t) * bend + t * t * self.tail[c]
        })
    }
}

/// The mouth: lips and what is between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lips {
    /// Corners, left and right.
    pub corners: [Spot; 2],
    /// Height of the middle of the upper lip's upper edge, y.
    pub top: f32,
    /// Distance of the two peaks of the upper lip from the middle.
    pub peak_x: f32,
    /// Lower edge of the upper lip in the middle, y.
    pub upper_inner: f32,
    /// Upper edge of the lower lip in the middle, y.
    pub lower_inner: f32,
    /// Lower edge of the lower lip in the middle, y.
    pub bottom: f32,
}

impl Lips {
    /// How far out the lower lip keeps its depth: a dropped jaw makes the opening round.
    pub(super) fn wide(&self) -> f32 {
        (0.5 + 0.03 * (self.lower_inner - self.upper_inner)).min(0.95)
    }
}

/// All features of one face.
#[derive(Debug, Clone)]
pub(super) struct Anatomy {
    /// Left and right eye.
    pub eyes: [Eye; 2],
    /// Left and right brow.
    pub brows: [Brow; 2],
    /// Mouth.
    pub lips: Lips,
    /// Base of the nose, y.
    pub nose_base: f32,
    /// Half the width over the wings.
    pub wings: f32,
    /// By how much the wings are lifted.
    pub wing_lift: f32,
    /// Chin, y.
    pub chin: f32,
    /// By how much the jaw is dropped.
    pub jaw_drop: f32,
    /// Visibility of the folds from nose to mouth, 0 to 1.
    pub fold: f32,
    /// Depth of the dimples beside the lip corners, 0 to 1: the pull of AU14 above [`TRACE`].
    pub dimple: f32,
    /// What pulls.
    pub pulls: Pulls,
}

/// Up to here AU14 draws its line alone; above, skin and lip corner are tucked in.
const TRACE: f32 = 0.49;

/// Points of one feature on the left and on the right.
fn both<T>(make: impl Fn(f32) -> T) -> [T; 2] {
    [make(-1.0), make(1.0)]
}

impl Anatomy {
    /// The features of a person whose muscles pull.
    pub(super) fn new(person: &Person, pulls: Pulls) -> Self {
        let au = |number| pulls.au(number);
        let jaw_drop = 16.0 * au(26);
        let wear = person.wear();
        let fold = 0.06 + 0.32 * wear + 0.75 * au(12) + 0.55 * au(10) + 0.45 * au(9) + 0.2 * au(20) + 0.2 * au(6);
        Self {
            eyes: both(|side| eye(person, pulls, side)),
            brows: both(|side| brow(person, pulls, side)),
            lips: lips(person, pulls),
            nose_base: person.nose.length_mm - 1.5 * au(9),
            wings: person.nose.half_width_mm + 1.5 * au(9) + 1.5 * au(12) + 0.8 * au(10),
            wing_lift: 3.0 * au(9) + 1.5 * au(10),
            chin: 111.5 * person.bones.length + jaw_drop - 2.0 * au(17),
            jaw_drop,
            fold: fold.min(1.0),
            dimple: dimple(pulls),
            pulls,
        }
    }

    /// Middle height of the mouth, y.
    pub(super) fn mouth_y(&self) -> f32 {
        f32::midpoint(self.lips.upper_inner, self.lips.lower_inner)
    }
}

fn dimple(pulls: Pulls) -> f32 {
    ((pulls.au(14) - TRACE) / (1.0 - TRACE)).max(0.0)
}

/// How much stronger one side pulls.
fn share_of_side(person: &Person, side: f32) -> f32 {
    1.0 - person.asymmetry * side
}

fn eye(person: &Person, pulls: Pulls, side: f32) -> Eye {
    let traits = person.eyes;
    let pull = |number| pulls.au(number) * share_of_side(person, side);
    let sag = 0.9 * person.wear();
    let shut = pulls.au(43).max(pulls.au(45));
    let lower = 5.2 - 2.4 * pull(6) - 2.0 * pull(7) - 0.8 * pull(9) + 0.5 * pull(5);
    let opened = traits.opening_mm + 4.2 * pull(5) + 0.6 * pull(1)
        - 1.1 * pull(7)
        - 1.3 * pull(6)
        - 1.1 * pull(4)
        - 0.9 * pull(9)
        - sag;
    let upper = (opened * (1.0 - shut) - (lower - 0.8) * shut).max(0.6 - lower);
    let half = traits.half_width_mm;
    let centre = [side * traits.half_distance_mm, 0.0];
    // Inner brow raised and drawn together lifts the inner lid and lets the outer part droop: the slant of sadness and fear.
    let slant = 1.6 * (pull(1) - pull(2) * 0.7).max(0.0);
    Eye {
        side,
        centre,
        inner: [centre[0] - side * half, 1.4 - 0.3 * slant],
        outer: [centre[0] + side * half, 0.6 - traits.tilt_mm + slant + 0.5 * sag],
        upper: -upper,
        peak: (0.06 + 0.22 * slant / 1.6).min(0.3),
        lower,
    }
}

fn brow(person: &Person, pulls: Pulls, side: f32) -> Brow {
    let traits = person.brows;
    let pull = |number| pulls.au(number) * share_of_side(person, side);
    let together = 3.6 * pull(4);
    let sag = 1.5 * person.wear();
    let inner_up = 8.5 * pull(1) + 0.8 * pull(2) - 7.0 * pull(4) - 2.5 * pull(9);
    let arch_up = 3.2 * pull(1) + 7.5 * pull(2) - 4.4 * pull(4) - 1.5 * pull(9);
    let tail_up = 6.5 * pull(2) - 1.2 * pull(1) + 0.6 * pull(4) + 0.4 * pull(5);
    let base = -traits.height_mm;
    let middle = person.eyes.half_distance_mm;
    Brow {
        inner: [side * (middle - 18.5 - together), base + 0.8 - inner_up],
        arch: [side * (middle + 5.0 - 0.4 * together), base - traits.arch_mm - arch_up],
        tail: [side * (middle + 18.5), base + 2.6 + sag - tail_up],
        thickness: traits.thickness_mm * (1.0 + 0.12 * pull(4)),
    }
}

fn lips(person: &Person, pulls: Pulls) -> Lips {
    let traits = person.mouth;
    let au = |number| pulls.au(number);
    let middle = person.nose.length_mm + 20.0 * person.bones.length;
    let drop = 16.0 * au(26);
    let tucked = dimple(pulls);
    let corners = both(|side| {
        let pull = |number| pulls.au(number) * share_of_side(person, side);
        let out = 7.0 * pull(12) + 8.0 * pull(20) + 2.0 * pull(14)
            - 5.0 * pull(23)
            - 2.0 * pull(24)
            - pull(15)
            - pull(17)
            - 0.3 * drop
            + 2.5 * tucked;
        let up = traits.rest_mm + 8.0 * pull(12) - 7.0 * pull(15) - 1.6 * pull(20) + 1.0 * pull(10) + 0.8 * pull(9)
            - 0.4 * drop;
        [side * (traits.half_width_mm + out), middle - up]
    });
    let closed = (1.0 - au(24)).max(0.0);
    let parted = au(25).max(au(26)).max((au(10) - 0.45).max(0.0) + (au(9) - 0.6).max(0.0) * 0.5).min(1.0);
    let raised = 6.0 * au(10) + 2.6 * au(9) + 1.8 * au(12) + 1.2 * au(26);
    let pushed = 3.4 * au(17);
    let thin = (1.0 - 0.5 * au(23)) * (1.0 - 0.6 * au(24)) * (1.0 - 0.85 * au(28)) * (1.0 - 0.18 * au(20));
    let upper = (traits.upper_mm * thin * (1.0 - 0.25 * au(12)) * (1.0 - 0.15 * au(10))).max(0.7);
    let lower = (traits.lower_mm * thin * (1.0 - 0.15 * au(12)) * (1.0 + 0.12 * au(17))).max(0.9);
    let upper_inner = middle - (1.4 * au(25) + raised * parted) * closed - pushed * 0.7 - 0.5 * au(12);
    let lower_inner = middle + (4.2 * au(25) + 0.8 * parted * au(12) + drop) * closed - pushed
        + 0.3
        + 0.6 * (au(12) - au(15)) * (1.0 - parted);
    let lower_inner = lower_inner.max(upper_inner + 0.3);
    let shown_raise = raised * (1.0 - parted) * 0.75;
    Lips {
        corners,
        top: upper_inner - shown_raise - upper,
        peak_x: 6.0 + 3.0 * au(10) + 1.5 * au(12) + 1.5 * au(20),
        upper_inner,
        lower_inner,
        bottom: lower_inner + lower,
    }
}
