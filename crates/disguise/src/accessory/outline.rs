//! Outlines and smooth curves in the frame of a head.

use super::head::Vec2;

/// A line of points in the frame of a head; an outline where it is closed.
pub(super) type Ring = Vec<Vec2>;

/// Whether a line returns to its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// A smooth curve through points (Catmull-Rom), eight pieces to a span.
pub(super) fn curve(points: &[Vec2], closed: Closed) -> Ring {
    const PIECES: usize = 8;
    let n = points.len();
    let pick = |i: i64| match closed {
        Closed::Yes => points[i.rem_euclid(n as i64) as usize],
        Closed::No => points[i.clamp(0, n as i64 - 1) as usize],
    };
    let spans = if closed == Closed::Yes { n } else { n.saturating_sub(1) };
    let mut ring = Vec::with_capacity(spans * PIECES + 1);
    for span in 0..spans as i64 {
        let [a, b, c, d] = [pick(span - 1), pick(span), pick(span + 1), pick(span + 2)];
        for piece in 0..PIECES {
            let t = piece as f32 / PIECES as f32;
            ring.push(std::array::from_fn(|k| catmull_rom([a[k], b[k], c[k], d[k]], t)));
        }
    }
    if closed == Closed::No {
        ring.extend(points.last());
    }
    ring
}

fn catmull_rom([a, b, c, d]: [f32; 4], t: f32) -> f32 {
    0.5 * (2.0 * b + t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a))))
}
