//! The nose: nostrils, wings, shadow of the base, and the wrinkles of AU9. Its ridge is form, not paint.

use super::Sitter;
use crate::phantom::canvas::{Canvas, Ink, Pen, ellipse};
use crate::phantom::regions::Region;
use crate::phantom::tone::scaled;

pub(super) fn draw(canvas: &mut Canvas, sitter: Sitter) {
    let anatomy = sitter.anatomy;
    let (base, wings, lift) = (anatomy.nose_base, anatomy.wings, anatomy.wing_lift);
    let dark = Ink::new(scaled(sitter.person.tone.srgb(), [0.30, 0.20, 0.18]), 0.85);
    let tip = [0.0, base - 4.0];
    let under = Pen::at([-wings * 0.75, base - 1.0 - lift]).curved(
        [-7.0, base + 2.5],
        [7.0, base + 2.5],
        [wings * 0.75, base - 1.0 - lift],
    );
    canvas.soft_line(&under.open(), sitter.crease(0.6), 4.0);
    for side in [-1.0, 1.0] {
        let wing = Pen::at([side * wings * 0.82, base - 11.0 - lift]).curved(
            [side * (wings + 1.2), base - 9.0 - lift],
            [side * (wings + 1.2), base - 1.0 - lift],
            [side * wings * 0.72, base - lift],
        );
        canvas.soft_line(&wing.open(), sitter.crease(0.62), 2.4);
        let nostril = Pen::at([side * 3.4, base - 0.2])
            .bent([side * 5.0, base - 3.6 - 0.5 * lift], [side * wings * 0.62, base - 1.2 - lift * 0.8])
            .bent([side * 7.0, base + 1.2], [side * 3.4, base - 0.2]);
        canvas.fill(&nostril.closed(), dark);
    }
    wrinkles(canvas, sitter);
    let root = 6.5;
    let outline = Pen::at([-root, -10.0])
        .bent([-root, base - 22.0], [-wings - 0.5, base - 8.0 - lift])
        .bent([-wings - 0.5, base + 1.0], [0.0, base + 2.0])
        .bent([wings + 0.5, base + 1.0], [wings + 0.5, base - 8.0 - lift])
        .bent([root, base - 22.0], [root, -10.0]);
    canvas.mark(&outline.closed(), Region::Nose);
    canvas.fill(&ellipse(tip, [2.4, 1.8]), Ink::new([255, 246, 236], 0.08));
}

/// AU9: short lines across the root of the nose and from the inner corners of the eyes down beside it.
fn wrinkles(canvas: &mut Canvas, sitter: Sitter) {
    let pull = sitter.anatomy.pulls.au(9);
    let ink = sitter.crease(1.0 * pull);
    for (y, reach) in [(-7.0, 6.5), (-1.5, 8.0), (4.5, 9.0)] {
        let line = Pen::at([-reach, y - 2.6]).bent([0.0, y + 3.4], [reach, y - 2.6]);
        canvas.soft_line(&line.open(), ink, 2.4);
    }
    for side in [-1.0, 1.0] {
        let line = Pen::at([side * 10.0, 5.0]).bent([side * 13.5, 13.0], [side * 11.0, 24.0]);
        canvas.soft_line(&line.open(), ink, 3.2);
    }
}
