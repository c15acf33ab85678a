//! Every action unit changes the part of the face that FACS says, more with every grade, and leaves the rest alone.

use std::collections::BTreeMap;

use disguise::phantom::{HairStyle, Person, Phantom, Presentation, Shot, SkinTone, draw};
use faces::{ActionUnit, ActionUnitGrade, Expression, Point};

/// Where a unit may change the picture, eye distances to the side and below the eye line (from, to), and a pair of landmarks
/// whose distance down (or across) it changes in a direction.
struct Case {
    unit: u8,
    down: (f32, f32),
    aside: (f32, f32),
    moves: Moves,
}

/// By which distance a unit is measured: sign of the change, and the landmark that moves against the one that stays.
enum Moves {
    Up(usize, usize),
    Down(usize, usize),
    Outwards(usize, usize),
    Inwards(usize, usize),
}

/// Side of the pictures.
const SIDE_PX: u32 = 192;

use Moves::{Down, Inwards, Outwards, Up};

const fn case(unit: u8, down: (f32, f32), aside: (f32, f32), moves: Moves) -> Case {
    Case { unit, down, aside, moves }
}

const CASES: [Case; 20] = [
    case(1, (-1.1, 0.12), (0.0, 0.85), Up(21, 27)),
    case(2, (-1.1, 0.05), (0.0, 0.95), Up(18, 27)),
    case(4, (-0.65, 0.1), (0.0, 0.85), Down(21, 27)),
    case(5, (-0.45, 0.2), (0.2, 0.95), Up(37, 36)),
    case(6, (-0.2, 1.2), (0.1, 1.1), Up(41, 36)),
    case(7, (-0.2, 0.2), (0.15, 0.85), Up(41, 36)),
    case(9, (-0.6, 1.25), (0.0, 0.85), Up(31, 27)),
    case(10, (0.3, 1.25), (0.0, 0.75), Up(51, 27)),
    case(12, (0.25, 1.35), (0.0, 0.95), Up(48, 27)),
    case(14, (0.65, 1.4), (0.15, 0.95), Outwards(48, 27)),
    case(15, (0.7, 1.4), (0.0, 0.75), Down(48, 27)),
    case(17, (0.75, 1.8), (0.0, 0.92), Up(57, 27)),
    case(20, (0.3, 1.35), (0.0, 0.85), Outwards(48, 27)),
    case(23, (0.7, 1.35), (0.0, 0.7), Inwards(48, 27)),
    case(24, (0.7, 1.4), (0.0, 0.7), Down(51, 62)),
    case(25, (0.7, 1.4), (0.0, 0.65), Down(66, 62)),
    case(26, (0.6, 2.0), (0.0, 1.1), Down(8, 27)),
    case(28, (0.7, 1.4), (0.0, 0.65), Down(51, 62)),
    case(43, (-0.3, 0.2), (0.15, 0.85), Down(37, 36)),
    case(45, (-0.3, 0.2), (0.15, 0.85), Down(37, 36)),
];

fn people() -> [Person; 3] {
    [(Presentation::Feminine, 3, 31), (Presentation::Masculine, 6, 32), (Presentation::Feminine, 9, 33)].map(
        |(presentation, step, seed)| {
            let mut person = Person::drawn_as(seed, presentation, SkinTone::new(step).expect("on the scale"));
            person.hair.style = HairStyle::Bald;
            person.beard = 0.0;
            person
        },
    )
}

fn pulled(person: &Person, unit: u8, intensity: f32) -> Phantom {
    let unit = ActionUnit::new(unit).expect("a known unit");
    draw(person, &Shot::plain(Expression::Neutral, BTreeMap::from([(unit, intensity)])), SIDE_PX)
}

/// Change of brightness in 8-bit steps by place, eye distances to the side and down: a grid over the face, laid on the eyeballs,
/// so that another frame does not count as change.
fn changes(a: &Phantom, b: &Phantom) -> Vec<([f32; 2], f32)> {
    let grid = |n: i32, from: f32| (0..n).map(move |i| from + i as f32 * 0.04);
    let places = grid(46, -0.9).flat_map(|x| grid(68, -1.0).map(move |y| [x, y]));
    let change = |at| (0..3).map(|c| (level(a, at, c) - level(b, at, c)).abs()).sum::<f32>() / 3.0;
    // What is drawn between the pixels of two frames differs a little everywhere.
    places.map(|at| (at, change(at))).filter(|&(_, change)| change > 5.0).collect()
}

fn level(phantom: &Phantom, [x, y]: [f32; 2], channel: usize) -> f32 {
    let (marks, unit) = (phantom.landmarks, phantom.landmarks.eye_distance());
    let middle = marks.left_eye.midpoint(marks.right_eye);
    let (px, py) = (middle.x + x * unit - 0.5, middle.y + y * unit - 0.5);
    let (i, j) = (px.floor().max(0.0), py.floor().max(0.0));
    let stored = |dx: u32, dy: u32| {
        let (column, row) = ((i as u32 + dx).min(SIDE_PX - 1), (j as u32 + dy).min(SIDE_PX - 1));
        f32::from(phantom.picture.get_pixel(column, row).0[channel])
    };
    let (fx, fy) = ((px - i).clamp(0.0, 1.0), (py - j).clamp(0.0, 1.0));
    let row = |dy| stored(0, dy) * (1.0 - fx) + stored(1, dy) * fx;
    row(0) * (1.0 - fy) + row(1) * fy
}

/// By how much the unit has moved its landmark, in eye distances.
fn moved(moves: &Moves, phantom: &Phantom) -> f32 {
    let p = phantom.landmarks_68.points();
    let apart = |i: usize, j: usize| -> Point { Point::new(p[i].x - p[j].x, p[i].y - p[j].y) };
    let pixels = match *moves {
        Up(i, j) => -apart(i, j).y,
        Down(i, j) => apart(i, j).y,
        Outwards(i, j) => apart(i, j).x.abs(),
        Inwards(i, j) => -apart(i, j).x.abs(),
    };
    pixels / phantom.landmarks.eye_distance()
}

#[test]
fn every_unit_has_a_case() {
    assert_eq!(CASES.map(|case| case.unit), ActionUnit::NAMES.map(|(number, _)| number));
}

#[test]
fn every_unit_changes_its_own_part_of_the_face() {
    for person in people() {
        let rest = pulled(&person, 1, 0.0);
        for case in &CASES {
            let changed = changes(&rest, &pulled(&person, case.unit, 1.0));
            let is_inside = |[x, y]: [f32; 2]| {
                (case.down.0..case.down.1).contains(&y) && (case.aside.0..case.aside.1).contains(&x.abs())
            };
            let sum = |of: &dyn Fn([f32; 2]) -> bool| -> f32 {
                changed.iter().filter(|(at, _)| of(*at)).map(|(_, change)| change).sum()
            };
            let (inside, all) = (sum(&is_inside), sum(&|_| true));
            let name = format!("AU{} on tone {}", case.unit, person.tone.step());
            assert!(changed.len() >= 6, "{name} changes {} places", changed.len());
            assert!(inside > 0.85 * all, "{name}: {inside} of {all} lies in its part of the face");
        }
    }
}

#[test]
fn every_grade_is_stronger_than_the_one_below() {
    for person in people() {
        let rest = pulled(&person, 1, 0.0);
        for case in &CASES {
            let (mut change_before, mut moved_before) = (0.0, moved(&case.moves, &rest));
            for grade in ActionUnitGrade::ALL {
                let phantom = pulled(&person, case.unit, grade.intensity() / 5.0);
                let change: f32 = changes(&rest, &phantom).iter().map(|(_, change)| change).sum();
                let moved = moved(&case.moves, &phantom);
                let name = format!("AU{}{} on tone {}", case.unit, grade.letter(), person.tone.step());
                assert!(change_before <= change, "{name}: the picture changes by {change}, before by {change_before}");
                assert!(moved_before < moved, "{name}: its landmark moves by {moved}, before by {moved_before}");
                (change_before, moved_before) = (change, moved);
            }
            assert!(change_before > 0.0);
        }
    }
}
