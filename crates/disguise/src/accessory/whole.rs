//! Whole numbers without a call into the system's library and without the care that a conversion takes for what is out of range.

/// The whole number nearest to one within ±4 million, and its bits as those of an `i32`.
#[inline]
pub(super) fn nearest(v: f32) -> (f32, u32) {
    // The last binary digit of a sum with this counts ones.
    const WHOLE: f32 = 12_582_912.0;
    let shifted = v + WHOLE;
    (shifted - WHOLE, shifted.to_bits().wrapping_sub(WHOLE.to_bits()))
}
