//! What many landmarks tell beyond five: how wide a face is, and where chin and hairline are.

use super::{Landmarks, Landmarks68, Point};

/// Points on the outline of a face, in pixels of its picture. Left and right are the picture's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contour {
    /// The five landmarks that a detector would find.
    pub landmarks: Landmarks,
    /// Edges of the face at the level of the eyes, left and right.
    pub edges: [Point; 2],
    /// The lowest point of the chin.
    pub chin: Point,
    /// The middle of the hairline, where it is known.
    pub hairline: Option<Point>,
}

impl Landmarks68 {
    /// The outline that these landmarks describe: its ends (0 and 16) and the chin (8).
    pub fn contour(&self) -> Contour {
        let p = self.points();
        Contour { landmarks: self.five(), edges: [p[0], p[16]], chin: p[8], hairline: None }
    }
}

/// Number of points of the template of the Face Research Lab (`DeBruine` and Jones), as in its London Set.
const N_FRL: usize = 189;
/// Where detectors see the tip of the nose, between its ridge's end and its base: 0.55 eye distances below the eyes.
const NOSE_DOWN: f32 = 0.35;

impl Contour {
    /// The outline of 189 points in the order of the Face Research Lab's template; `None` of another number of points.
    ///
    /// Pupils are 0 and 1, the tip of the nose lies between the middle of 54 and 60 and the base 55, the corners of the mouth are 87 and 93, the chin is 129,
    /// the edges of the face 109 and 112 and the middle of the hairline 139.
    pub fn of_frl(points: &[Point]) -> Option<Self> {
        if points.len() != N_FRL {
            return None;
        }
        let (tip, base) = (points[54].midpoint(points[60]), points[55]);
        let nose = Point::new(tip.x + NOSE_DOWN * (base.x - tip.x), tip.y + NOSE_DOWN * (base.y - tip.y));
        let landmarks = Landmarks {
            left_eye: points[0],
            right_eye: points[1],
            nose,
            left_mouth: points[87],
            right_mouth: points[93],
        };
        Some(Self { landmarks, edges: [points[109], points[112]], chin: points[129], hairline: Some(points[139]) })
    }

    /// Applies `map` to every point.
    #[must_use]
    pub fn map(&self, map: impl Fn(Point) -> Point) -> Self {
        Self {
            landmarks: self.landmarks.map(&map),
            edges: self.edges.map(&map),
            chin: map(self.chin),
            hairline: self.hairline.map(map),
        }
    }
}
