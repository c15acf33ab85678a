//! Fingers as chains of phalanges, and where a place is on them.

use crate::accessory::head::Vec2;

/// Joints of a finger in the frame with half the thickness there.
pub(super) type Chain = [[f32; 3]; 4];

/// Where a place is on a finger: distance to its edge (+ inside), share of its half thickness beside its middle, phalanx and
/// place along it, direction of the phalanx.
pub(super) struct Touch {
    pub(super) inside: f32,
    pub(super) beside: f32,
    pub(super) phalanx: usize,
    pub(super) t: f32,
    pub(super) length: f32,
    pub(super) along: Vec2,
}

/// A phalanx as it is compared with places: its root with half the thickness there, its direction, its length, and how much it
/// thickens.
struct Phalanx {
    root: Vec2,
    half: f32,
    along: Vec2,
    length: f32,
    grown: f32,
}

/// A finger with what is known of it before places are compared with it.
pub(super) struct Finger<'a> {
    pub(super) chain: &'a Chain,
    phalanges: [Phalanx; 3],
}

impl<'a> Finger<'a> {
    pub(super) fn new(chain: &'a Chain) -> Self {
        let phalanges = std::array::from_fn(|k| {
            let ([ax, ay, ar], [bx, by, br]) = (chain[k], chain[k + 1]);
            let (dx, dy) = (bx - ax, by - ay);
            let length = (dx * dx + dy * dy).sqrt().max(1e-3);
            Phalanx { root: [ax, ay], half: ar, along: [dx / length, dy / length], length, grown: br - ar }
        });
        Self { chain, phalanges }
    }

    pub(super) fn touch(&self, [x, y]: Vec2) -> Touch {
        let mut best = Touch { inside: f32::MIN, beside: 0.0, phalanx: 0, t: 0.0, length: 1.0, along: [1.0, 0.0] };
        for (phalanx, bone) in self.phalanges.iter().enumerate() {
            let (dx, dy, [c, s]) = (x - bone.root[0], y - bone.root[1], bone.along);
            let (ahead, beside) = (dx * c + dy * s, c * dy - s * dx);
            let beyond = ahead - ahead.clamp(0.0, bone.length);
            let t = ahead / bone.length;
            let half = bone.half + t.clamp(0.0, 1.0) * bone.grown;
            let inside = half - (beyond * beyond + beside * beside).sqrt();
            if best.inside < inside {
                best = Touch { inside, beside: beside / half, phalanx, t, length: bone.length, along: bone.along };
            }
        }
        best
    }
}
