//! The form of the head: a skull swept from cross-sections, with nose, brow ridge, sockets, cheeks, lips and chin raised on it.

use super::anatomy::Anatomy;
use super::grain::{hill, ramp};
use super::hair::Locks;
use super::mesh::{Material, Mesh, Vector, Vertex};
use super::person::Person;
use super::tone::lerp;

/// Cross-sections from the top of the skull to below the chin: y, half width, depth of the front, depth of the sides (millimetres).
///
/// An average adult head: 152 mm wide over the temples, 234 mm from crown to chin.
const SECTIONS: [[f32; 4]; 16] = [
    [-122.0, 0.0, -25.0, -25.0],
    [-119.0, 28.0, 8.0, -25.0],
    [-108.0, 52.0, 42.0, -22.0],
    [-88.0, 67.0, 66.0, -18.0],
    [-62.0, 74.0, 79.0, -14.0],
    [-32.0, 76.0, 85.0, -10.0],
    [0.0, 75.5, 83.0, -8.0],
    [30.0, 72.0, 80.0, -6.0],
    [56.0, 66.5, 79.0, -4.0],
    [77.0, 58.5, 78.0, 4.0],
    [93.0, 46.0, 76.0, 22.0],
    [104.5, 30.0, 72.0, 42.0],
    [111.0, 15.0, 64.0, 52.0],
    [111.5, 16.0, 48.0, 38.0],
    [105.0, 36.0, 30.0, 12.0],
    [93.0, 47.0, 14.0, -12.0],
];

/// How far around the head the surface reaches: 105 degrees to both sides.
const REACH: f32 = 1.83;

/// The head of one person with the features where the muscles have put them.
#[derive(Debug)]
pub(super) struct Head<'a> {
    person: &'a Person,
    anatomy: &'a Anatomy,
    /// The hair, if any: it shades the skin under its line.
    locks: Option<Locks>,
    /// Direction of the main light in head space.
    to_light: Vector,
}

impl<'a> Head<'a> {
    /// The head of `person`; `to_light` (head space) places the shadow of the nose.
    pub(super) fn new(person: &'a Person, anatomy: &'a Anatomy, to_light: Vector) -> Self {
        Self { person, anatomy, locks: Locks::new(person), to_light }
    }

    /// The hair that grows on it.
    pub(super) fn locks(&self) -> Option<Locks> {
        self.locks
    }

    /// Cross-section `t` of the way from crown to underjaw: y, half width, depth of the front, depth of the sides.
    pub(super) fn section(&self, t: f32) -> [f32; 4] {
        let [y, half_width, front, sides] = spline(&SECTIONS, t);
        let bones = self.person.bones;
        let jowl = 1.0 + 0.05 * self.person.wear() * hill(y, 0.0, [84.0, 0.0], [12.0, 1.0]);
        let jaw = lerp(1.0, bones.jaw, ramp(30.0, 80.0, y));
        let chin = lerp(1.0, bones.chin, ramp(84.0, 108.0, y));
        let length = if y > 0.0 { bones.length } else { 1.0 };
        let lowered = (self.anatomy.jaw_drop - 2.0 * self.anatomy.pulls.au(17)) * ramp(52.0, 100.0, y);
        [y * length + lowered, half_width * bones.width * jaw * chin * jowl, front, sides]
    }

    /// The section at a height of the front of the head.
    pub(super) fn section_at(&self, y: f32) -> [f32; 4] {
        // The front ends at section 12 of 15; y grows along it, so halving the interval finds the height.
        let (mut low, mut high) = (0.0, 12.0 / 15.0);
        for _ in 0..18 {
            let middle = f32::midpoint(low, high);
            if self.section(middle)[0] < y { low = middle } else { high = middle }
        }
        self.section(low)
    }

    /// The place on the surface that the front view shows at `(x, y)`.
    pub(super) fn place(&self, [x, y]: [f32; 2]) -> Vector {
        let section = self.section_at(y);
        let sine = (x / section[1].max(1.0)).clamp(-0.999, 0.999);
        let cosine = (1.0 - sine * sine).sqrt();
        [x, y, round(section, cosine) + self.relief(x, y) * cosine]
    }

    /// The front and underside of the head.
    pub(super) fn face_mesh(&self, detail: f32) -> Mesh {
        Mesh::new(Material::Face, grid([60.0, 84.0], detail), |s, t| {
            let section = self.section(t);
            let angle = (0.68 * s + 0.32 * s * s * s) * REACH;
            let (sine, cosine) = angle.sin_cos();
            let (x, y) = (section[1] * sine, section[0]);
            let depth = round(section, cosine) + self.relief(x, y) * cosine.max(0.0);
            let under = 1.0 - 0.5 * ramp(0.79, 0.86, t);
            let brim = self.locks.map_or(1.0, |locks| 1.0 - locks.shadow([angle, y]));
            Vertex {
                place: [x, y, depth],
                uv: [x, y],
                open: self.openness(x, y) * under * brim * (0.72 + 0.28 * cosine.max(0.0)),
            }
        })
    }

    /// Both ears.
    pub(super) fn ear_meshes(&self, detail: f32) -> [Mesh; 2] {
        [-1.0, 1.0].map(|side: f32| {
            let [_, half_width, ..] = self.section_at(18.0);
            Mesh::new(Material::Skin, grid([14.0, 8.0], detail), |s, t| {
                let (sine, cosine) = (s * std::f32::consts::PI).sin_cos();
                let rim = hill(t, 0.0, [0.82, 0.0], [0.13, 1.0]);
                let (out, down) = (t * 15.0 * cosine, t * (29.0 - 4.0 * sine.max(0.0)) * sine);
                let place =
                    [side * (half_width + 1.0 + 0.62 * out + 2.4 * rim), 16.0 + down, -8.0 - 0.78 * out + 3.0 * rim];
                Vertex { place, uv: [place[0], place[1]], open: 0.5 + 0.45 * rim }
            })
        })
    }

    /// The glasses, if any are worn.
    pub(super) fn glasses_meshes(&self, detail: f32) -> Vec<Mesh> {
        self.person.glasses.map_or_else(Vec::new, |glasses| glasses.meshes(self, self.anatomy, detail))
    }

    /// Neck and shoulders.
    pub(super) fn body_meshes(&self, detail: f32) -> [Mesh; 2] {
        let drop = self.anatomy.chin;
        let thick = 47.0 * self.person.bones.jaw;
        let neck = Mesh::new(Material::Skin, grid([18.0, 10.0], detail), |s, t| {
            let (sine, cosine) = (s * 1.7).sin_cos();
            let y = lerp(52.0, 190.0, t);
            let spread = 1.0 + 0.5 * ramp(140.0, 195.0, y);
            let open = 0.32 + 0.5 * ramp(drop, drop + 45.0, y);
            Vertex { place: [thick * spread * sine, y, -22.0 + thick * 0.9 * cosine], uv: [0.0, y], open }
        });
        let shoulders = Mesh::new(Material::Cloth, grid([18.0, 8.0], detail), |s, t| {
            let (sine, cosine) = (s * 1.57).sin_cos();
            let y = 150.0 + 25.0 * s * s + 90.0 * t - 9.0 * (1.0 - s * s);
            Vertex {
                place: [lerp(150.0, 230.0, t) * sine, y, -40.0 + (70.0 + 40.0 * t) * cosine],
                uv: [s, t],
                open: 0.9,
            }
        });
        [neck, shoulders]
    }

    /// Height over the smooth skull in millimetres.
    fn relief(&self, x: f32, y: f32) -> f32 {
        let side = x.abs();
        self.nose_relief(side, y) + self.upper_relief(side, y) + self.lower_relief(side, y)
    }

    fn nose_relief(&self, side: f32, y: f32) -> f32 {
        let (nose, base) = (self.person.nose, self.anatomy.nose_base);
        if side > 40.0 || y < -24.0 || y > base + 22.0 {
            return 0.0;
        }
        let tip = base - 6.0;
        let along = ((y + 12.0) / (tip + 12.0)).clamp(0.0, 1.0);
        let height = nose.height_mm * (0.22 * ramp(-22.0, -6.0, y) + 0.78 * along * along.sqrt());
        let ridge = height * ramp(base + 4.0, tip, y) * hill(side, 0.0, [0.0, 0.0], [lerp(5.5, 8.5, along), 1.0]);
        let wing = [self.anatomy.wings * 0.66, base - 5.0 - self.anatomy.wing_lift];
        ridge + 6.5 * hill(side, y, wing, [5.0, 5.0])
    }

    fn upper_relief(&self, side: f32, y: f32) -> f32 {
        if !(-70.0..=75.0).contains(&y) {
            return 0.0;
        }
        let (bones, anatomy) = (self.person.bones, self.anatomy);
        let brow = anatomy.brows[1];
        let eye_x = self.person.eyes.half_distance_mm;
        let (raise, smile) = (anatomy.pulls.au(6), anatomy.pulls.au(12));
        let ridge = bones.brow_ridge_mm + 1.6 * anatomy.pulls.au(4);
        let cheek = [43.0, 34.0 - 6.0 * raise.max(smile * 0.7)];
        ridge * hill(side, y, [eye_x - 2.0, brow.inner[1] + 1.0], [19.0, 6.5])
            - 6.5 * hill(side, y, [eye_x - 2.0, 1.0], [13.0, 9.0])
            - 2.5 * hill(side, y, [15.0, 0.0], [6.0, 8.0])
            + 3.0 * hill(side, y, [eye_x, 0.0], [9.0, 7.0])
            + (bones.cheek_mm + 4.0 * smile + 3.5 * raise) * hill(side, y, cheek, [16.0, 13.0])
            - 2.0 * hill(side, y, [66.0, -25.0], [12.0, 14.0])
    }

    fn lower_relief(&self, side: f32, y: f32) -> f32 {
        if y < 30.0 || side > 75.0 {
            return 0.0;
        }
        let (anatomy, lips) = (self.anatomy, self.anatomy.lips);
        let middle = anatomy.mouth_y();
        let boss = 3.5 + 2.0 * anatomy.pulls.au(17);
        let hollow = 2.0 * self.person.wear() + 1.5 * anatomy.fold;
        4.5 * hill(side, y, [0.0, middle - 2.0], [22.0, 17.0])
            + 2.2 * hill(side, y, [0.0, lips.upper_inner - 3.0], [13.0, 3.5])
            + 3.0 * hill(side, y, [0.0, lips.lower_inner + 4.0], [12.0, 4.0])
            - 3.5 * hill(side, y, [0.0, lips.bottom + 6.0], [16.0, 4.5])
            + boss * hill(side, y, [0.0, anatomy.chin - 12.0], [13.0, 9.0])
            - 1.4 * hill(side, y, [0.0, anatomy.nose_base + 8.0], [3.0, 6.0])
            - hollow * hill(side, y, [38.0, middle - 8.0], [7.0, 14.0])
            + 3.5 * anatomy.dimple * hill(side, y, [lips.corners[1][0] + 14.0, middle], [5.0, 10.0])
            - 4.0 * anatomy.dimple * hill(side, y, [lips.corners[1][0] + 4.5, middle], [3.5, 7.0])
    }

    /// How much light reaches the place: 1 in the open, less in sockets, under nose, lip and hair.
    fn openness(&self, x: f32, y: f32) -> f32 {
        let (side, anatomy) = (x.abs(), self.anatomy);
        let eye_x = self.person.eyes.half_distance_mm;
        let brow_y = f32::midpoint(anatomy.brows[1].inner[1], anatomy.brows[1].arch[1]);
        let shadow = [-13.0 * self.to_light[0], anatomy.nose_base + 3.0 - 8.0 * self.to_light[1].abs().min(0.3)];
        let dark = 0.26 * hill(side, y, [eye_x - 8.0, brow_y * 0.5], [11.0, 6.5])
            + 0.16 * hill(side, y, [eye_x, 2.0], [15.0, 9.0])
            + 0.42 * hill(x, y, shadow, [9.0, 5.5])
            + 0.20 * hill(side, y, [anatomy.wings + 2.0, anatomy.nose_base - 3.0], [4.0, 5.0])
            + 0.30 * hill(side, y, [0.0, anatomy.lips.bottom + 4.0], [12.0, 3.5])
            + 0.16 * anatomy.fold * hill(side, y, [40.0, anatomy.mouth_y() - 10.0], [6.0, 14.0]);
        1.0 - dark.min(0.8)
    }
}

/// Depth of a cross-section where the angle around the head has that cosine.
fn round([_, _, front, sides]: [f32; 4], cosine: f32) -> f32 {
    // A little flatter in front than an ellipse.
    let bent = cosine.signum() * cosine.abs().sqrt() * (0.3 + 0.7 * cosine.abs().sqrt());
    sides + (front - sides) * bent
}

/// Numbers of columns and rows at a detail, where 1 suits a picture of 112 px.
pub(super) fn grid([columns, rows]: [f32; 2], detail: f32) -> [usize; 2] {
    [(columns * detail).max(6.0) as usize, (rows * detail).max(6.0) as usize]
}

/// A smooth curve (Catmull and Rom 1974) through the points, `t` in `[0, 1]`.
pub(super) fn spline<const N: usize>(points: &[[f32; 4]; N], t: f32) -> [f32; 4] {
    let at = t.clamp(0.0, 1.0) * (N - 1) as f32;
    let i = (at as usize).min(N - 2);
    let f = at - i as f32;
    let [p0, p1, p2, p3] = [i.saturating_sub(1), i, i + 1, (i + 2).min(N - 1)].map(|k| points[k]);
    std::array::from_fn(|c| {
        let bend = 2.0 * p0[c] - 5.0 * p1[c] + 4.0 * p2[c] - p3[c];
        let twist = 3.0 * (p1[c] - p2[c]) + p3[c] - p0[c];
        0.5 * (2.0 * p1[c] + f * ((p2[c] - p0[c]) + f * (bend + f * twist)))
    })
}
