//! The mouth: lips, the dark between them, teeth and tongue.

use tiny_skia::{Mask, Path};

use super::Sitter;
use crate::phantom::anatomy::Lips;
use crate::phantom::canvas::{Canvas, Ink, Pen, ellipse};
use crate::phantom::regions::Region;
use crate::phantom::tone::{mixed, scaled};

const DARK: [u8; 3] = [44, 14, 14];

pub(super) fn draw(canvas: &mut Canvas, sitter: Sitter) {
    let lips = sitter.anatomy.lips;
    let [upper, lower] = colours(sitter);
    canvas.soft_line(&lower_edge(lips), sitter.crease(0.35), 4.5);
    canvas.fill(&upper_lip(lips), Ink::new(upper, 0.92));
    canvas.fill(&lower_lip(lips), Ink::new(lower, 0.92));
    let gloss = Pen::at([-8.0, lips.lower_inner + 0.42 * (lips.bottom - lips.lower_inner)]).bent(
        [0.0, lips.lower_inner + 0.62 * (lips.bottom - lips.lower_inner)],
        [8.0, lips.lower_inner + 0.42 * (lips.bottom - lips.lower_inner)],
    );
    canvas.soft_line(&gloss.open(), Ink::new(mixed(lower, [255, 235, 230], 0.6), 0.4), 3.0);
    canvas.line(&upper_edge(lips), Ink::new(scaled(upper, [0.8; 3]), 0.35), 0.7);
    if lips.lower_inner - lips.upper_inner > 0.9 {
        inside(canvas, sitter);
    }
    canvas.line(&inner_line(lips, lips.upper_inner), Ink::new(scaled(upper, [0.42, 0.3, 0.3]), 0.85), 1.3);
    for corner in lips.corners {
        canvas.fill(&ellipse(corner, [1.8, 1.3]), Ink::new(scaled(upper, [0.4, 0.3, 0.3]), 0.55));
    }
    canvas.mark(&outline(lips), Region::Mouth);
}

/// Colours of the upper and the lower lip: redder and darker than the skin, or painted.
fn colours(sitter: Sitter) -> [[u8; 3]; 2] {
    let skin = sitter.person.tone.complexion();
    let bare = match sitter.person.tone.step() {
        1..=5 => scaled(mixed(skin, [186, 84, 84], 0.55), [0.95, 0.92, 0.92]),
        6..=7 => mixed(scaled(skin, [0.86, 0.7, 0.74]), [150, 70, 72], 0.35),
        _ => mixed(scaled(skin, [1.04, 0.86, 0.9]), [122, 66, 68], 0.2),
    };
    let (paint, share) = sitter.person.mouth.paint;
    let lower = mixed(bare, paint, share);
    [scaled(lower, [0.86, 0.82, 0.82]), lower]
}

/// Dark, tongue and teeth, clipped to the opening.
fn inside(canvas: &mut Canvas, sitter: Sitter) {
    let (lips, pulls) = (sitter.anatomy.lips, sitter.anatomy.pulls);
    let gap = lips.lower_inner - lips.upper_inner;
    let opening = opening(lips);
    let clip = canvas.clip(&opening);
    canvas.fill(&opening, Ink::new(DARK, 1.0));
    let tongue = [0.0, lips.lower_inner + 1.5];
    canvas.fill_in(&ellipse(tongue, [13.0, (0.42 * gap).min(6.5)]), Ink::new([150, 62, 62], 0.85), &clip);
    let shown =
        1.2 + 7.5 * pulls.au(12) + 6.0 * pulls.au(10) + 5.0 * pulls.au(20) + 2.6 * pulls.au(26) + 2.0 * pulls.au(9);
    teeth(canvas, (lips, &clip), (lips.upper_inner, shown.min(9.0)));
    let square = 4.0 * pulls.au(20) + 2.5 * pulls.au(23) + 2.5 * pulls.au(10) * (1.0 - pulls.au(12));
    if square > 1.2 && gap > 4.0 {
        teeth(canvas, (lips, &clip), (lips.lower_inner, -square.min(0.45 * gap)));
    }
}

/// A row of teeth that hangs from (or with a negative height stands on) an inner edge.
fn teeth(canvas: &mut Canvas, (lips, clip): (Lips, &Mask), (edge, height): (f32, f32)) {
    let [left, right] = lips.corners;
    let reach = 0.80;
    let (x0, x1) = (left[0] * reach, right[0] * reach);
    let (y0, y1) = (edge + (left[1] - edge) * 0.7, edge + (right[1] - edge) * 0.7);
    let row = Pen::at([x0, y0 - height * 0.2])
        .bent([x0 * 0.55, edge - height * 0.2], [0.0, edge - height * 0.3])
        .bent([x1 * 0.55, edge - height * 0.2], [x1, y1 - height * 0.2])
        .bent([x1 * 0.7, edge + height], [0.0, edge + height])
        .bent([x0 * 0.7, edge + height], [x0, y0 - height * 0.2]);
    canvas.fill_in(&row.closed(), Ink::new([236, 230, 218], 0.96), clip);
    canvas.line_in(&inner_line(lips, edge), Ink::new(DARK, 0.3), (1.6, clip));
}

/// A line from corner to corner through the middle at height `y`.
fn inner_line(lips: Lips, y: f32) -> Path {
    let [left, right] = lips.corners;
    Pen::at(left).bent([left[0] * 0.5, y], [0.0, y]).bent([right[0] * 0.5, y], right).open()
}

fn opening(lips: Lips) -> Path {
    let [left, right] = lips.corners;
    let wide = lips.wide();
    Pen::at(left)
        .bent([left[0] * 0.5, lips.upper_inner], [0.0, lips.upper_inner])
        .bent([right[0] * 0.5, lips.upper_inner], right)
        .bent([right[0] * wide, lips.lower_inner], [0.0, lips.lower_inner])
        .bent([left[0] * wide, lips.lower_inner], left)
        .closed()
}

fn upper_lip(lips: Lips) -> Path {
    let [left, right] = lips.corners;
    upper_pen(lips)
        .bent([right[0] * 0.5, lips.upper_inner + 0.4], [0.0, lips.upper_inner + 0.4])
        .bent([left[0] * 0.5, lips.upper_inner + 0.4], left)
        .closed()
}

fn upper_edge(lips: Lips) -> Path {
    upper_pen(lips).open()
}

/// From the left corner over both peaks and the dip between them to the right corner.
fn upper_pen(lips: Lips) -> Pen {
    let [left, right] = lips.corners;
    let (x, dip) = (lips.peak_x, lips.top + 0.22 * (lips.upper_inner - lips.top));
    Pen::at(left)
        .bent([(left[0] - x) * 0.5, lips.top + 0.12 * (left[1] - lips.top)], [-x, lips.top])
        .bent([-x * 0.45, lips.top], [0.0, dip])
        .bent([x * 0.45, lips.top], [x, lips.top])
        .bent([(right[0] + x) * 0.5, lips.top + 0.12 * (right[1] - lips.top)], right)
}

fn lower_lip(lips: Lips) -> Path {
    let [left, right] = lips.corners;
    let wide = lips.wide();
    Pen::at(left)
        .bent([left[0] * wide, lips.lower_inner], [0.0, lips.lower_inner])
        .bent([right[0] * wide, lips.lower_inner], right)
        .curved([right[0] * 0.8, lips.bottom - 0.5], [right[0] * 0.42, lips.bottom], [0.0, lips.bottom])
        .curved([left[0] * 0.42, lips.bottom], [left[0] * 0.8, lips.bottom - 0.5], left)
        .closed()
}

fn lower_edge(lips: Lips) -> Path {
    Pen::at([-14.0, lips.bottom + 0.2])
        .curved([-8.0, lips.bottom + 2.6], [8.0, lips.bottom + 2.6], [14.0, lips.bottom + 0.2])
        .open()
}

fn outline(lips: Lips) -> Path {
    let [left, right] = lips.corners;
    upper_pen(lips)
        .curved([right[0] * 0.8, lips.bottom - 0.5], [right[0] * 0.42, lips.bottom], [0.0, lips.bottom])
        .curved([left[0] * 0.42, lips.bottom], [left[0] * 0.8, lips.bottom - 0.5], left)
        .closed()
}
