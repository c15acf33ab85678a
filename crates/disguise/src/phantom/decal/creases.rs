//! Lines of the skin that muscles and age fold: forehead, between the brows, nose to mouth, beside and below the mouth, chin.

use super::Sitter;
use crate::phantom::canvas::{Canvas, Pen};
use crate::phantom::grain::ramp;

pub(super) fn draw(canvas: &mut Canvas, sitter: Sitter) {
    forehead(canvas, sitter);
    between_brows(canvas, sitter);
    for side in [0, 1] {
        nose_to_mouth(canvas, sitter, side);
        beside_mouth(canvas, sitter, side);
    }
    chin(canvas, sitter);
}

/// AU1 folds the middle, AU2 the sides; with age the lines stay.
fn forehead(canvas: &mut Canvas, sitter: Sitter) {
    let (pulls, wear) = (sitter.anatomy.pulls, sitter.person.wear());
    let age = 0.55 * ramp(0.35, 1.0, wear);
    let (middle, sides) = (0.8 * pulls.au(1) + age, 0.8 * pulls.au(2) + age);
    for (i, y) in [-39.0_f32, -46.0, -53.0].into_iter().enumerate() {
        let fade = 1.0 - 0.18 * i as f32;
        let lift = 2.5 * pulls.au(1) + 2.5 * pulls.au(2);
        let y = y - lift;
        let line = Pen::at([-18.0, y + 0.5]).curved([-7.0, y + 1.5], [7.0, y + 1.5], [18.0, y + 0.5]);
        canvas.soft_line(&line.open(), sitter.crease(middle * fade), 2.2);
        for side in [-1.0, 1.0] {
            let line = Pen::at([side * 16.0, y + 0.4]).bent([side * 34.0, y - 4.0], [side * 46.0, y + 3.0]);
            canvas.soft_line(&line.open(), sitter.crease(sides * fade), 2.2);
        }
    }
}

/// AU4: two upright furrows.
fn between_brows(canvas: &mut Canvas, sitter: Sitter) {
    let pulls = sitter.anatomy.pulls;
    let ink = sitter.crease(0.85 * pulls.au(4) + 0.4 * pulls.au(9) + 0.12 * sitter.person.wear());
    let y = sitter.anatomy.brows[1].inner[1];
    for side in [-1.0, 1.0] {
        let line = Pen::at([side * 4.2, y + 5.0]).bent([side * 4.8, y - 1.0], [side * 3.4, y - 7.0]);
        canvas.soft_line(&line.open(), ink, 2.6);
    }
}

/// The fold that AU12, AU10 and AU9 deepen; AU12 carries it outwards, AU10 makes it steep.
fn nose_to_mouth(canvas: &mut Canvas, sitter: Sitter, index: usize) {
    let anatomy = sitter.anatomy;
    let side = [-1.0, 1.0][index];
    let corner = anatomy.lips.corners[index];
    let smile = anatomy.pulls.au(12);
    let from = [side * (anatomy.wings + 1.5), anatomy.nose_base - 7.0 - anatomy.wing_lift];
    let to = [corner[0] + side * (5.5 + 2.0 * smile), corner[1] + 1.0 - 2.0 * smile];
    let bend = [f32::midpoint(from[0], to[0]) + side * (3.0 + 5.0 * smile + 3.0 * anatomy.pulls.au(9)), from[1] + 5.0];
    let line = Pen::at(from).bent(bend, to).open();
    canvas.soft_line(&line, sitter.crease(0.85 * anatomy.fold), 4.6);
    canvas.soft_line(&line, sitter.crease(0.5 * anatomy.fold), 1.8);
}

/// Lines below the corner (AU15, age), dimples (AU14, with a pit when strong), the bracket of a stretched mouth (AU20).
fn beside_mouth(canvas: &mut Canvas, sitter: Sitter, index: usize) {
    let (anatomy, pulls) = (sitter.anatomy, sitter.anatomy.pulls);
    let side = [-1.0, 1.0][index];
    let [x, y] = anatomy.lips.corners[index];
    let below = Pen::at([x + side * 2.0, y + 1.0]).bent([x + side * 4.0, y + 7.0], [x + side * 1.0, y + 14.0]);
    canvas.soft_line(&below.open(), sitter.crease(0.9 * pulls.au(15) + 0.35 * sitter.person.wear()), 3.0);
    let dimple = Pen::at([x + side * 3.0, y - 3.0]).bent([x + side * 5.0, y], [x + side * 3.0, y + 3.0]);
    canvas.soft_line(&dimple.open(), sitter.crease(pulls.au(14) + 0.35 * pulls.au(12) + 0.3 * pulls.au(24)), 2.4);
    let pit = Pen::at([x + side * 4.5, y - 8.0]).bent([x + side * 8.0, y], [x + side * 4.0, y + 8.0]).open();
    canvas.soft_line(&pit, sitter.crease(0.9 * anatomy.dimple), 5.0);
    canvas.soft_line(&pit, sitter.crease(0.8 * anatomy.dimple), 1.8);
    let bracket = Pen::at([x + side * 5.0, y - 7.0]).bent([x + side * 9.0, y + 1.0], [x + side * 5.5, y + 10.0]);
    canvas.soft_line(&bracket.open(), sitter.crease(0.75 * pulls.au(20)), 2.8);
}

/// The groove under the lower lip and the pits of AU17.
fn chin(canvas: &mut Canvas, sitter: Sitter) {
    let anatomy = sitter.anatomy;
    let raise = anatomy.pulls.au(17);
    let y = anatomy.lips.bottom + 5.5;
    let groove =
        Pen::at([-12.0, y + 1.0]).curved([-6.0, y - 2.0 - 2.0 * raise], [6.0, y - 2.0 - 2.0 * raise], [12.0, y + 1.0]);
    canvas.soft_line(&groove.open(), sitter.crease(0.22 + 0.5 * raise + 0.2 * anatomy.pulls.au(24)), 4.0);
    for [x, down] in [[-6.0, 9.0], [5.0, 8.0], [-1.0, 12.0], [7.0, 13.0], [-8.0, 14.0], [2.0, 16.0]] {
        let pit = Pen::at([x - 1.5, y + down * 0.8]).straight([x + 1.5, y + down * 0.8 + 0.6]);
        canvas.soft_line(&pit.open(), sitter.crease(0.55 * raise), 2.4);
    }
}
