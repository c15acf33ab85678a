//! An eye: white, iris, pupil, catch light, lids, lashes and the skin around them.

use tiny_skia::{Mask, Path};

use super::Sitter;
use crate::phantom::anatomy::{Eye, Spot};
use crate::phantom::canvas::{Canvas, Ink, Pen, ellipse};
use crate::phantom::regions::Region;
use crate::phantom::tone::{mixed, scaled};

const IRIS_MM: f32 = 6.9;

pub(super) fn draw(canvas: &mut Canvas, sitter: Sitter, eye: Eye) {
    around(canvas, sitter, eye);
    let opening = opening(eye);
    let clip = canvas.clip(&opening);
    let white = mixed([228, 224, 220], sitter.person.tone.srgb(), 0.05 + 0.012 * f32::from(sitter.person.tone.step()));
    canvas.fill(&opening, Ink::new(white, 1.0));
    ball(canvas, sitter, (eye, &clip));
    lids(canvas, sitter, eye);
    canvas.mark(&opening, Region::Eyes);
}

fn ball(canvas: &mut Canvas, sitter: Sitter, (eye, clip): (Eye, &Mask)) {
    let iris = sitter.person.eyes.iris;
    let at: Spot = [eye.centre[0] + sitter.gaze[0], eye.centre[1] - 0.4 + sitter.gaze[1]];
    let corner = [eye.inner[0] + eye.side * 1.2, eye.inner[1]];
    canvas.fill_in(&ellipse(corner, [2.2, 1.6]), Ink::new([196, 130, 120], 0.7), clip);
    canvas.fill_in(&ellipse(at, [IRIS_MM; 2]), Ink::new(scaled(iris, [0.45; 3]), 1.0), clip);
    canvas.fill_in(&ellipse(at, [IRIS_MM * 0.82; 2]), Ink::new(iris, 1.0), clip);
    canvas.fill_in(&ellipse([at[0], at[1] + 2.0], [4.0, 2.6]), Ink::new(scaled(iris, [1.35; 3]), 0.5), clip);
    canvas.fill_in(&ellipse(at, [2.9; 2]), Ink::new([8, 6, 6], 1.0), clip);
    canvas.line_in(&upper_lid(eye, 1.2), Ink::new([40, 28, 26], 0.42), (3.4, clip));
    let shine = [at[0] + 2.4 * sitter.to_light[0], at[1] - 2.0 + 2.0 * (sitter.to_light[1] + 0.3)];
    canvas.fill_in(&ellipse(shine, [1.35; 2]), Ink::new([255, 255, 255], 0.92), clip);
}

fn lids(canvas: &mut Canvas, sitter: Sitter, eye: Eye) {
    let lashes = sitter.person.eyes.lashes;
    let dark = mixed([26, 18, 16], sitter.person.tone.srgb(), 0.08);
    canvas.line(&lower_lid(eye, 0.0), sitter.crease(0.55), 1.0);
    canvas.line(&upper_lid(eye, -0.3), Ink::new(dark, 0.45 + 0.45 * lashes), 1.3 + 1.1 * lashes);
    let wing = [eye.outer[0] + eye.side * 2.4 * lashes, eye.outer[1] - 1.6 * lashes];
    canvas.line(&Pen::at(eye.outer).straight(wing).open(), Ink::new(dark, 0.7 * lashes), 1.1);
}

/// The fold over the lid, the bag under it and the crow's feet beside it.
fn around(canvas: &mut Canvas, sitter: Sitter, eye: Eye) {
    let (person, pulls) = (sitter.person, sitter.anatomy.pulls);
    let wear = person.wear();
    let lift = 3.6 - 1.2 * pulls.au(5) + 0.8 * pulls.au(4);
    canvas.fill(&lid_skin(eye, lift), sitter.crease(0.16));
    canvas.soft_line(&upper_lid(eye, -lift), sitter.crease(0.75 * person.eyes.fold + 0.2 * pulls.au(5)), 2.6);
    canvas.soft_line(
        &lower_lid(eye, 3.6),
        sitter.crease(0.14 + 0.35 * wear + 0.5 * pulls.au(6) + 0.3 * pulls.au(7)),
        2.6,
    );
    canvas.soft_line(&lower_lid(eye, 7.2), sitter.crease(0.05 + 0.45 * wear + 0.35 * pulls.au(6)), 4.0);
    let feet = sitter.crease(0.7 * pulls.au(6) + 0.3 * wear);
    for (rise, length) in [(-5.0, 9.0), (0.5, 10.5), (5.5, 9.0)] {
        let from = [eye.outer[0] + eye.side * 3.5, eye.outer[1] + 0.35 * rise];
        let to = [from[0] + eye.side * length, from[1] + rise];
        let bend = [from[0] + eye.side * 0.5 * length, from[1] + 0.2 * rise];
        canvas.soft_line(&Pen::at(from).bent(bend, to).open(), feet, 1.8);
    }
}

/// The opening between the lids.
fn opening(eye: Eye) -> Path {
    let (upper, lower) = (eye.upper_bends(0.0), eye.lower_bends(0.0));
    Pen::at(eye.inner).curved(upper[0], upper[1], eye.outer).curved(lower[1], lower[0], eye.inner).closed()
}

fn lid_skin(eye: Eye, lift: f32) -> Path {
    let (upper, fold) = (eye.upper_bends(0.0), eye.upper_bends(-lift));
    Pen::at(eye.inner).curved(upper[0], upper[1], eye.outer).curved(fold[1], fold[0], eye.inner).closed()
}

/// The edge of the upper lid, moved down by `shift`.
fn upper_lid(eye: Eye, shift: f32) -> Path {
    let bends = eye.upper_bends(shift);
    let near = 0.25 * shift;
    Pen::at([eye.inner[0], eye.inner[1] + near]).curved(bends[0], bends[1], [eye.outer[0], eye.outer[1] + near]).open()
}

/// The edge of the lower lid, moved down by `shift`.
fn lower_lid(eye: Eye, shift: f32) -> Path {
    let bends = eye.lower_bends(shift);
    let near = 0.4 * shift;
    let from = [eye.inner[0] + eye.side * near, eye.inner[1] + near];
    let to = [eye.outer[0] - eye.side * near * 0.3, eye.outer[1] + near];
    Pen::at(from).curved(bends[0], bends[1], to).open()
}
