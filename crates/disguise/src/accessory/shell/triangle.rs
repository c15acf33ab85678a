//! Triangles of sheets over rows of samples: which they cover, and which of those they hide.

use super::Vec3;
use crate::accessory::head::Vec2;

/// A triangle of a sheet: its corners' shares in a point are those at the first corner and their growth from there.
pub(super) struct Triangle {
    pub(super) sheet: usize,
    pub(super) inner: bool,
    pub(super) corners: [u32; 3],
    pub(super) first: Vec2,
    pub(super) grown: [Vec3; 2],
}

impl Triangle {
    pub(super) fn shares(&self, [x, y]: Vec2) -> Vec3 {
        let (dx, dy) = (x - self.first[0], y - self.first[1]);
        let [_, b, c] = [0, 1, 2].map(|k| self.grown[0][k] * dx + self.grown[1][k] * dy);
        [1.0 - b - c, b, c]
    }
}

/// What holds for the samples of a triangle, as lines over its rows: a value at the row of its first corner, and its growth.
pub(super) struct Rows {
    pub(super) first: Vec2,
    /// The first and the last column that lie within, for each side.
    low: [Vec2; 3],
    high: [Vec2; 3],
    /// Shares that do not change along a row.
    level: [Vec2; 3],
}

impl Rows {
    pub(super) fn new(triangle: &Triangle) -> Self {
        let (mut low, mut high, mut level) = ([[f32::MIN, 0.0]; 3], [[f32::MAX, 0.0]; 3], [[1.0, 0.0]; 3]);
        let [right, down] = triangle.grown;
        for (k, share) in [1.0, 0.0, 0.0].into_iter().enumerate() {
            let per = 1.0 / right[k];
            let until = [triangle.first[0] - (share + 1e-4) * per, -down[k] * per];
            if right[k] > 1e-6 {
                low[k] = until;
            } else if right[k] < -1e-6 {
                high[k] = until;
            } else {
                level[k] = [share + 1e-4, down[k]];
            }
        }
        Self { first: triangle.first, low, high, level }
    }

    /// The columns of a row that lie within, before they are cut to the view.
    pub(super) fn columns(&self, y: f32) -> Vec2 {
        let dy = y - self.first[1];
        let [a, b, c] = self.low.map(|[at, by]| at + by * dy);
        let [d, e, f] = self.high.map(|[at, by]| at + by * dy);
        if self.level.iter().any(|[at, by]| at + by * dy < 0.0) {
            [1.0, 0.0]
        } else {
            [a.max(b).max(c), d.min(e).min(f)]
        }
    }
}

/// The samples between two places that lie within a view of this many.
pub(super) fn range(low: f32, high: f32, most: usize) -> std::ops::Range<usize> {
    let low = low.clamp(0.0, most as f32);
    let from = low as usize + usize::from((low as usize as f32) < low);
    from..((high + 1.0).clamp(0.0, most as f32) as usize).max(from)
}

/// Marks the samples of a row that a triangle hides, from its depth at the first of them and the growth to the next.
pub(super) fn fill_row((depths, hits): (&mut [f32], &mut [u32]), [start, by]: Vec2, number: u32) {
    for (i, (nearest, hit)) in (0i32..).zip(depths.iter_mut().zip(hits)) {
        // Without a branch, so that it becomes vectors.
        let depth = start + by * i as f32;
        let nearer = *nearest < depth;
        *nearest = if nearer { depth } else { *nearest };
        *hit = if nearer { number } else { *hit };
    }
}
