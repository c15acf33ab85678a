//! Triangles of sheets over rows of samples: which they cover, and which of those they hide.

use super::Vec3;
use crate::accessory::head::Vec2;
use crate::accessory::whole::nearest;

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

/// The columns that lie within a triangle, side by side for its sides: a value at the row of its first corner, and its growth.
///
/// A side bounds rows from the left or from the right; the other bound, and that of a level side, is out of reach.
pub(super) struct Rows {
    pub(super) first: Vec2,
    low: [Vec3; 2],
    high: [Vec3; 2],
}

impl Rows {
    pub(super) fn new(triangle: &Triangle) -> Self {
        const SLACK: f32 = 1e-4;
        const LEVEL: f32 = 1e-6;
        let [right, down] = triangle.grown;
        let per = right.map(|right| 1.0 / right);
        let at: Vec3 = std::array::from_fn(|k| triangle.first[0] - (if k == 0 { 1.0 + SLACK } else { SLACK }) * per[k]);
        let by: Vec3 = std::array::from_fn(|k| -down[k] * per[k]);
        // Choices instead of branches, which no processor could foresee.
        let bound = |beyond: f32, is_bound: [bool; 3]| {
            let choose = |of: Vec3, other: f32| std::array::from_fn(|k| if is_bound[k] { of[k] } else { other });
            [choose(at, beyond), choose(by, 0.0)]
        };
        let (low, high) = (right.map(|right| right > LEVEL), right.map(|right| right < -LEVEL));
        Self { first: triangle.first, low: bound(f32::MIN, low), high: bound(f32::MAX, high) }
    }

    /// The columns of a row that lie within, before they are cut to the view.
    pub(super) fn columns(&self, y: f32) -> Vec2 {
        let dy = y - self.first[1];
        let [low, high] =
            [&self.low, &self.high].map(|[at, by]| -> Vec3 { std::array::from_fn(|k| at[k] + by[k] * dy) });
        [low[0].max(low[1]).max(low[2]), high[0].min(high[1]).min(high[2])]
    }
}

/// The samples between two places that lie within a view of this many.
pub(super) fn range(low: f32, high: f32, most: usize) -> std::ops::Range<usize> {
    // Not `clamp`, which keeps what is no number.
    let cut = |v: f32| v.max(0.0).min(most as f32);
    let whole = |v: f32| nearest(v).1 as usize;
    let from = whole(cut(low) + 0.4999);
    from..(whole(cut(high + 1.0) + 0.5001) - 1).max(from)
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
