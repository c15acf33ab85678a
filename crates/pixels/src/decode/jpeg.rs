//! JPEG files to the pixels that libjpeg gives (as Pillow and browsers do), to the last bit.
//!
//! The standard leaves the last digit of the inverse transform, the way between halved colour samples and the conversion of
//! colours open. A level more or less in one pixel of a hundred is invisible, and yet a detector that chooses between squares of
//! nearly the same probability chooses others, whose edges lie pixels apart.

mod end;

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use mozjpeg::Decompress;

pub(super) use end::ends_early;

/// Decodes by libjpeg. `None` for what it refuses (other colours than grey and three, damage), about which another decoder may say
/// more, and for another size than `(width, height)`, which has passed the limits.
pub(super) fn decode(bytes: &[u8], size: (u32, u32)) -> Option<RgbImage> {
    // libjpeg's errors leave its C code by unwinding, without a message of a panic.
    catch_unwind(AssertUnwindSafe(|| levels(bytes, size))).ok()?
}

fn levels(bytes: &[u8], (width, height): (u32, u32)) -> Option<RgbImage> {
    let file = Decompress::new_mem(bytes).ok()?;
    if file.size() != (usize::try_from(width).ok()?, usize::try_from(height).ok()?) {
        return None;
    }
    let mut rows = file.rgb().ok()?;
    let levels = rows.read_scanlines::<[u8; 3]>().ok()?;
    rows.finish().ok()?;
    RgbImage::from_raw(width, height, levels.into_flattened())
}
