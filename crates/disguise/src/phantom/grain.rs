//! Noise and smooth bumps that cost no transcendental function, so that they are the same on every machine.

/// A number in `[0, 1)` from a lattice point and a seed (integer hash after Wang).
pub(super) fn hash(x: i32, y: i32, seed: u32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77) ^ seed;
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    h ^= h >> 15;
    (h >> 8) as f32 / 16_777_216.0
}

/// Value noise in `[-1, 1]` with lattice distance 1, smooth between lattice points.
pub(super) fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (ix, iy) = (floor(x), floor(y));
    let (tx, ty) = (smooth(x - ix as f32), smooth(y - iy as f32));
    let top = hash(ix, iy, seed) * (1.0 - tx) + hash(ix + 1, iy, seed) * tx;
    let low = hash(ix, iy + 1, seed) * (1.0 - tx) + hash(ix + 1, iy + 1, seed) * tx;
    2.0 * (top * (1.0 - ty) + low * ty) - 1.0
}

/// The next whole number below, without the call that `f32::floor` is on older machines.
pub(super) fn floor(v: f32) -> i32 {
    let cut = v as i32;
    if v < cut as f32 { cut - 1 } else { cut }
}

/// A round hill of height 1 at the centre, nearly `exp(-r² / 2)`, exactly 0 from three widths on.
pub(super) fn hill(x: f32, y: f32, centre: [f32; 2], width: [f32; 2]) -> f32 {
    let (dx, dy) = ((x - centre[0]) / width[0], (y - centre[1]) / width[1]);
    let rest = (1.0 - (dx * dx + dy * dy) / 9.0).max(0.0);
    let squared = rest * rest;
    squared * squared
}

/// 0 below `from`, 1 above `to`, smooth between; `from > to` falls instead.
pub(super) fn ramp(from: f32, to: f32, v: f32) -> f32 {
    smooth(((v - from) / (to - from)).clamp(0.0, 1.0))
}

fn smooth(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}
