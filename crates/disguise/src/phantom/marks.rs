//! The 68 landmarks of a drawn face: places of its features on the surface of the head, and where the camera sees them.
//!
//! Every point is fixed to the head: where the head is turned, those on the far side are where they are, hidden or not, and do not slide
//! to the visible edge (the "3D" convention of Bulat and Tzimiropoulos 2017).

use faces::{Landmarks68, Point};

use super::anatomy::{Anatomy, Eye, Lips, Spot};
use super::head::Head;
use super::mesh::View;

/// Where the camera sees the 68 landmarks, pixels of the picture of `view`.
pub(super) fn landmarks_68(head: &Head, anatomy: &Anatomy, view: &View) -> Landmarks68 {
    let spots = spots(head, anatomy);
    Landmarks68::new(spots.map(|spot| {
        let [x, y, _] = view.projected(head.place(spot));
        Point::new(x, y)
    }))
}

/// The landmarks in the front view, millimetres.
fn spots(head: &Head, anatomy: &Anatomy) -> [Spot; Landmarks68::COUNT] {
    let parts = [
        outline(head, anatomy.chin).to_vec(),
        brows(anatomy).to_vec(),
        nose(anatomy).to_vec(),
        eye(&anatomy.eyes[0]).to_vec(),
        eye(&anatomy.eyes[1]).to_vec(),
        lips(anatomy.lips).to_vec(),
    ];
    let mut spots = [[0.0; 2]; Landmarks68::COUNT];
    for (spot, from) in spots.iter_mut().zip(parts.into_iter().flatten()) {
        *spot = from;
    }
    spots
}

/// 17 places in equal steps along the outline of the front view, from eye height over the chin.
fn outline(head: &Head, chin: f32) -> [Spot; 17] {
    const N_SAMPLES: usize = 60;
    let height = |i: usize| (chin - 0.5) * i as f32 / (N_SAMPLES - 1) as f32;
    let mut line: Vec<Spot> = (0..N_SAMPLES).map(|i| [head.section_at(height(i))[1], height(i)]).collect();
    line.push([0.0, chin]);
    let side: Vec<Spot> = (0..=8_u8).map(|i| along(&line, f32::from(i) / 8.0)).collect();
    std::array::from_fn(|i| {
        let [x, y] = side[8 - i.abs_diff(8)];
        if i < 8 { [-x, y] } else { [x, y] }
    })
}

/// The place after a share of the length of a line.
fn along(line: &[Spot], share: f32) -> Spot {
    let length = |pair: &[Spot]| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
    let mut rest = share * line.windows(2).map(length).sum::<f32>();
    for pair in line.windows(2) {
        let step = length(pair);
        if rest <= step {
            let t = rest / step.max(1e-6);
            return [pair[0][0] + t * (pair[1][0] - pair[0][0]), pair[0][1] + t * (pair[1][1] - pair[0][1])];
        }
        rest -= step;
    }
    line[line.len() - 1]
}

/// Five places along the middle of each brow, from the left of the picture to the right.
fn brows(anatomy: &Anatomy) -> [Spot; 10] {
    const SHARES: [f32; 5] = [0.96, 0.72, 0.48, 0.25, 0.03];
    let [left, right] = anatomy.brows;
    std::array::from_fn(|i| if i < 5 { left.at(SHARES[i]) } else { right.at(SHARES[9 - i]) })
}

/// Four places down the ridge, five along the base.
fn nose(anatomy: &Anatomy) -> [Spot; 9] {
    let (base, wings, lift) = (anatomy.nose_base, anatomy.wings, anatomy.wing_lift);
    let tip = base - 6.0;
    [
        [0.0, 0.0],
        [0.0, tip / 3.0],
        [0.0, tip * 2.0 / 3.0],
        [0.0, tip],
        [-0.75 * wings, base - 1.0 - lift],
        [-0.38 * wings, base + 0.8 - 0.5 * lift],
        [0.0, base + 1.6 - 0.25 * lift],
        [0.38 * wings, base + 0.8 - 0.5 * lift],
        [0.75 * wings, base - 1.0 - lift],
    ]
}

/// Left corner, upper lid rightwards, right corner, lower lid leftwards.
fn eye(eye: &Eye) -> [Spot; 6] {
    let ([u0, u1], [l0, l1]) = (eye.upper_bends(0.0), eye.lower_bends(0.0));
    let upper = |t| cubic([eye.inner, u0, u1, eye.outer], t);
    let lower = |t| cubic([eye.inner, l0, l1, eye.outer], t);
    let (near, far) = (1.0 / 3.0, 2.0 / 3.0);
    if eye.side < 0.0 {
        [eye.outer, upper(far), upper(near), eye.inner, lower(near), lower(far)]
    } else {
        [eye.inner, upper(near), upper(far), eye.outer, lower(far), lower(near)]
    }
}

/// Twelve places along the outer edge of the lips and eight along the inner, as the mouth is drawn.
fn lips(lips: Lips) -> [Spot; 20] {
    let [left, right] = lips.corners;
    let (x, top, bottom) = (lips.peak_x, lips.top, lips.bottom);
    let dip = top + 0.22 * (lips.upper_inner - top);
    let rise = |corner: Spot, peak: f32| {
        quadratic([corner, [(corner[0] + peak) * 0.5, top + 0.12 * (corner[1] - top)], [peak, top]], 0.5)
    };
    let under = |corner: Spot, t| {
        cubic([corner, [corner[0] * 0.8, bottom - 0.5], [corner[0] * 0.42, bottom], [0.0, bottom]], t)
    };
    let wide = lips.wide();
    let inner = |corner: Spot, (bend, y): (f32, f32), t| quadratic([corner, [corner[0] * bend, y], [0.0, y]], t);
    let (upper, lower) = ((0.5, lips.upper_inner), (wide, lips.lower_inner));
    let inner_corner = |corner: Spot| {
        let (a, b) = (inner(corner, upper, 0.08), inner(corner, lower, 0.08));
        [f32::midpoint(a[0], b[0]), f32::midpoint(a[1], b[1])]
    };
    [
        left,
        rise(left, -x),
        [-x, top],
        [0.0, dip],
        [x, top],
        rise(right, x),
        right,
        under(right, 0.35),
        under(right, 0.7),
        [0.0, bottom],
        under(left, 0.7),
        under(left, 0.35),
        inner_corner(left),
        inner(left, upper, 0.55),
        [0.0, lips.upper_inner],
        inner(right, upper, 0.55),
        inner_corner(right),
        inner(right, lower, 0.55),
        [0.0, lips.lower_inner],
        inner(left, lower, 0.55),
    ]
}

/// A quadratic Bézier curve.
fn quadratic([a, b, c]: [Spot; 3], t: f32) -> Spot {
    let s = 1.0 - t;
    std::array::from_fn(|i| s * s * a[i] + 2.0 * s * t * b[i] + t * t * c[i])
}

/// A cubic Bézier curve.
fn cubic([a, b, c, d]: [Spot; 4], t: f32) -> Spot {
    let s = 1.0 - t;
    std::array::from_fn(|i| s * s * s * a[i] + 3.0 * s * s * t * b[i] + 3.0 * s * t * t * c[i] + t * t * t * d[i])
}
