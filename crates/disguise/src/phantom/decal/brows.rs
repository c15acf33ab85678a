//! A brow: a tapered shape along its line, with soft edges.

use tiny_skia::Path;

use super::Sitter;
use crate::phantom::anatomy::{Brow, Spot};
use crate::phantom::canvas::{Canvas, Ink, Pen};
use crate::phantom::regions::Region;

const N_STEPS: usize = 10;

pub(super) fn draw(canvas: &mut Canvas, sitter: Sitter, brow: Brow) {
    let colour = sitter.person.brows.colour;
    canvas.fill(&outline(brow, 1.45), Ink::new(colour, 0.22));
    canvas.fill(&outline(brow, 1.0), Ink::new(colour, 0.62));
    canvas.fill(&outline(brow, 0.6), Ink::new(colour, 0.45));
    canvas.mark(&outline(brow, 1.1), Region::Brows);
}

/// The shape around the line with `factor` times its thickness.
fn outline(brow: Brow, factor: f32) -> Path {
    let mut pen = Pen::at(edge(brow, 0, -factor));
    for i in 1..=N_STEPS {
        pen = pen.straight(edge(brow, i, -factor));
    }
    for i in (0..=N_STEPS).rev() {
        pen = pen.straight(edge(brow, i, factor));
    }
    pen.closed()
}

fn edge(brow: Brow, step: usize, factor: f32) -> Spot {
    let t = step as f32 / N_STEPS as f32;
    let half = 0.5 * brow.thickness * (0.78 + 0.5 * t - 1.05 * t * t) * (0.72 + 0.28 * (t * 8.0).min(1.0));
    let [x, y] = brow.at(t);
    // The shape is cut slightly aslant, as hairs grow outwards.
    [x - brow.tail[0].signum() * 0.25 * factor * half, y + factor * half]
}
