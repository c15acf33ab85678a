//! Drawing the features of a face onto the sheet that is laid over the head.

mod brows;
mod creases;
mod eyes;
mod mouth;
mod nose;

use super::anatomy::{Anatomy, Spot};
use super::canvas::{Canvas, Ink};
use super::mesh::Vector;
use super::person::Person;
use super::tone::scaled;

/// What every feature needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sitter<'a> {
    /// Who is drawn.
    pub person: &'a Person,
    /// Where the features are.
    pub anatomy: &'a Anatomy,
    /// Where the irises look, millimetres to the right and down.
    pub gaze: Spot,
    /// Direction of the main light in head space.
    pub to_light: Vector,
}

impl Sitter<'_> {
    /// The colour of a crease: darker and redder skin.
    fn crease(&self, share: f32) -> Ink {
        let dark = if self.person.tone.step() > 7 { 0.75 } else { 1.0 };
        Ink::new(scaled(self.person.tone.complexion(), [0.55 * dark, 0.42 * dark, 0.38 * dark]), share)
    }
}

/// Draws creases, nose, mouth, eyes and brows, from below to above.
pub(super) fn draw_face(canvas: &mut Canvas, sitter: Sitter) {
    creases::draw(canvas, sitter);
    nose::draw(canvas, sitter);
    mouth::draw(canvas, sitter);
    for eye in sitter.anatomy.eyes {
        eyes::draw(canvas, sitter, eye);
    }
    for brow in sitter.anatomy.brows {
        brows::draw(canvas, sitter, brow);
    }
}
