//! Bells and tails: the exponential function without a call into the system's library, the same on every machine.

use super::whole::nearest;

/// `exp` of what is given less than 0, off by less than 1 in 100 000; nothing beyond 80.
pub(super) fn falling(less: f32) -> f32 {
    let halvings = less.clamp(0.0, 80.0) * std::f32::consts::LOG2_E;
    let (whole, n_halvings) = nearest(halvings);
    let rest = (whole - halvings) * std::f32::consts::LN_2;
    let power = 1.0 + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * (1.0 / 120.0)))));
    // The exponent of a number lies above the 23 digits of its fraction.
    let exact = f32::from_bits(127u32.wrapping_sub(n_halvings) << 23) * power;
    if less < 80.0 { exact } else { 0.0 }
}
