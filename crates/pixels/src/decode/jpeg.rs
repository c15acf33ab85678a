//! JPEG files to the pixels that libjpeg gives (as Pillow and browsers do), to the last bit.
//!
//! The standard leaves the last digit of the inverse transform, the way between halved colour samples and the conversion of
//! colours open. A level more or less in one pixel of a hundred is invisible, and yet a detector that chooses between squares of
//! nearly the same probability chooses others, whose edges lie pixels apart.

mod bits;
mod colour;
mod end;
mod header;
mod scan;
mod transform;

use image::RgbImage;

pub(super) use end::ends_early;
use header::{Component, Frame};

/// Samples along a side of a block.
const SIDE: usize = 8;

/// Samples of a block.
const BLOCK: usize = SIDE * SIDE;

/// Decodes what nearly all files are: Huffman-coded, sequential or progressive, 8 bits, grey or three colours of full or half
/// size. `None` for anything else and for damaged files, about which another decoder may say more, or of another size than
/// `(width, height)`, which have passed the limits.
pub(super) fn decode(bytes: &[u8], size: (u32, u32)) -> Option<RgbImage> {
    let frame = scan::read(bytes, size)?;
    let planes: Vec<Plane> = frame.components.iter().map(|component| Plane::new(&frame, component)).collect();
    colour::picture(&frame, &planes)
}

/// The samples of one component, in their own size.
struct Plane {
    samples: Vec<u8>,
    /// Samples from one row to the next.
    pitch: usize,
    width: usize,
    height: usize,
    /// How often a sample is repeated along a row and a column: 1 or 2.
    spread: (usize, usize),
}

impl Plane {
    fn new(frame: &Frame, component: &Component) -> Self {
        let (width, height) = frame.size_of(component);
        Self {
            samples: transform::samples(component),
            pitch: component.n_columns * SIDE,
            width,
            height,
            spread: (frame.most.0 / component.factors.0, frame.most.1 / component.factors.1),
        }
    }

    fn row(&self, y: usize) -> &[u8] {
        let start = y.min(self.height - 1) * self.pitch;
        &self.samples[start..start + self.width]
    }
}
