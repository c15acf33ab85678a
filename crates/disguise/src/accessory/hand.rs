//! Hands over mouth and chin, in the skin tone of the face itself: fingers with nails and creases, knuckles, tendons, a sleeve.
//!
//! A hand is 2.9 eye distances long (18.5 cm to 6.3 cm) and 1.3 wide; its middle finger measures 1.27, a finger is 0.28 thick.

mod finger;

use super::canvas::{Canvas, Paint, Shadow, Tone, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{MOST_YAW_DEG, MOUTH_X, MOUTH_Y, Vec2};
use super::light::{Light, luma};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::wearable::{Colour, EITHER, HIDE, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise, scale};
use finger::{Chain, Finger, Touch};

const SLEEVES: [[Colour; 5]; 2] = [
    [[40, 44, 60], [120, 118, 116], [150, 40, 48], [206, 200, 188], [70, 92, 70]],
    [[28, 26, 30], [86, 104, 136], [176, 150, 110], [110, 60, 90], [224, 226, 230]],
];
const VARNISHES: [[Colour; 3]; 2] =
    [[[150, 20, 40], [214, 130, 140], [60, 24, 50]], [[186, 40, 40], [226, 160, 140], [40, 50, 96]]];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &["across", "slanting", "upright", "gasp", "fingertips", "both", "fist", "pressed", "palmout", "crossed"],
    layer: Layer::Hand,
    reach: [[-9.0, 0.1], [9.0, 9.0]],
    cover: [SHOW, SHOW, EITHER, HIDE, HIDE],
    most_yaw_deg: MOST_YAW_DEG,
    least_area: 0.6,
    share: [0.2, 0.85],
    hides: &[Region::Mouth, Region::Chin],
    hidden_units: &[12, 14, 15, 17, 20, 23, 24, 25, 28],
    partly_hidden_units: &[6, 9, 10, 26],
    palettes: [[&SLEEVES[0], &VARNISHES[0], &SLEEVES[0]], [&SLEEVES[1], &VARNISHES[1], &SLEEVES[1]]],
    weaves: WEAVES,
    patterned: 0.3,
    draw,
};

/// Knuckles of index to little finger: along the hand from the row of knuckles, across it from its middle.
const KNUCKLES: [Vec2; 4] = [[-0.05, -0.45], [0.02, -0.15], [-0.04, 0.15], [-0.16, 0.43]];
const LENGTHS: [f32; 4] = [1.13, 1.27, 1.17, 0.92];
const RADII: [f32; 4] = [0.158, 0.162, 0.155, 0.135];
/// Gloss of a design from which its nails are varnished.
const VARNISHED: f32 = 0.82;
/// Shares of the phalanges of a finger's length.
const PHALANGES: [f32; 3] = [0.45, 0.3, 0.25];
/// Along the hand, across it, half thickness.
const THUMB: [[f32; 3]; 4] = [[-1.0, -0.4, 0.2], [-0.62, -0.6, 0.185], [-0.24, -0.72, 0.16], [0.06, -0.72, 0.125]];

/// The outline of palm and arm, which comes from beyond the border of the picture, along and across, on the side of the little finger and on that of the thumb.
const PALM: [[Vec2; 9]; 2] = [
    [
        [-9.0, 0.6],
        [-2.4, 0.44],
        [-1.6, 0.4],
        [-1.25, 0.49],
        [-0.8, 0.57],
        [-0.35, 0.59],
        [-0.1, 0.53],
        [-0.02, 0.42],
        [0.1, 0.1],
    ],
    [
        [-9.0, -0.6],
        [-2.4, -0.44],
        [-1.6, -0.41],
        [-1.25, -0.53],
        [-0.85, -0.66],
        [-0.45, -0.68],
        [-0.12, -0.6],
        [0.04, -0.46],
        [0.1, -0.1],
    ],
];

/// How a hand is held.
#[derive(Debug, Clone, Copy)]
struct Pose {
    /// Middle of the row of knuckles, from the middle of the mouth.
    at: Vec2,
    /// Where the fingers point, in degrees: 0 to the right of the picture, 90 up.
    points_deg: f32,
    /// Which side the thumb is on: +1 to the left of the fingers' direction.
    thumb: f32,
    /// Angle between neighbouring fingers, and their bend at each joint, in degrees.
    spread_deg: Vec2,
    /// Seen share of the length of each phalanx.
    seen: [f32; 3],
    /// Seen share of the width.
    narrow: f32,
    side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Back,
    Palm,
}

/// The hands of a style, the rear one first; the second is missing where one hand is enough.
fn poses(style: usize) -> (Pose, Option<Pose>) {
    let base = Pose {
        at: [0.36, 0.15],
        points_deg: 176.0,
        thumb: -1.0,
        spread_deg: [1.5, 2.0],
        seen: [1.0, 0.97, 0.92],
        narrow: 1.0,
        side: Side::Back,
    };
    let upright = Pose { at: [0.03, 0.46], points_deg: 92.0, thumb: 1.0, ..base };
    match style {
        1 => (Pose { at: [-0.3, 0.32], points_deg: 21.0, thumb: 1.0, spread_deg: [3.0, -2.0], ..base }, None),
        2 => (Pose { seen: [0.85, 0.8, 0.78], ..upright }, None),
        3 => {
            let spread_deg = [6.0, 1.0];
            (
                Pose {
                    at: [-0.1, -0.02],
                    points_deg: 111.0,
                    thumb: -1.0,
                    spread_deg,
                    seen: [0.5, 0.52, 0.56],
                    ..upright
                },
                None,
            )
        }
        4 => (Pose { at: [0.0, 0.4], points_deg: 88.0, seen: [0.85, 0.6, 0.5], ..upright }, None),
        5 => {
            let left = Pose { at: [-0.4, 0.42], points_deg: 46.0, thumb: 1.0, spread_deg: [3.0, 0.0], ..base };
            (left, Some(Pose { at: [0.38, 0.36], points_deg: 136.0, ..base }))
        }
        6 => {
            let seen = [0.72, 0.0, 0.0];
            (Pose { at: [0.04, -0.04], points_deg: 98.0, thumb: -1.0, spread_deg: [2.0, 0.0], seen, ..upright }, None)
        }
        7 => {
            let hand = Pose { narrow: 0.68, seen: [0.8, 0.8, 0.8], spread_deg: [0.5, 0.0], ..upright };
            let left = Pose { at: [-0.37, 0.5], points_deg: 87.0, thumb: 1.0, ..hand };
            (left, Some(Pose { at: [0.37, 0.5], points_deg: 93.0, thumb: -1.0, ..hand }))
        }
        8 => {
            let spread_deg = [4.5, 0.0];
            let seen = [0.54, 0.56, 0.62];
            (Pose { at: [-0.03, 0.1], points_deg: 80.0, thumb: -1.0, spread_deg, seen, side: Side::Palm, ..base }, None)
        }
        9 => {
            let left = Pose { at: [-0.3, 0.08], points_deg: 4.0, thumb: 1.0, ..base };
            (left, Some(Pose { at: [0.34, 0.42], points_deg: 168.0, ..base }))
        }
        _ => (base, None),
    }
}

/// A hand in the frame of a head.
struct Hand {
    pose: Pose,
    origin: Vec2,
    /// Cosine and sine of where it points.
    along: Vec2,
    size: f32,
}

impl Hand {
    fn new(pose: Pose, mouth: Vec2, size: f32) -> Self {
        let (s, c) = pose.points_deg.to_radians().sin_cos();
        let origin = [mouth[0] + size * pose.at[0], mouth[1] + size * pose.at[1]];
        Self { pose, origin, along: [c, -s], size }
    }

    /// Along and across the hand to the frame.
    fn frame(&self, [u, v]: Vec2) -> Vec2 {
        let [c, s] = self.along;
        let v = v * self.pose.thumb * self.pose.narrow;
        [self.origin[0] + self.size * (u * c - v * s), self.origin[1] + self.size * (u * s + v * c)]
    }

    /// Undoes [`Hand::frame`].
    fn own(&self, [x, y]: Vec2) -> Vec2 {
        let [c, s] = self.along;
        let (dx, dy) = ((x - self.origin[0]) / self.size, (y - self.origin[1]) / self.size);
        [dx * c + dy * s, (dy * c - dx * s) / (self.pose.thumb * self.pose.narrow)]
    }

    fn finger(&self, which: usize) -> Chain {
        let Pose { spread_deg: [spread, bend], seen, .. } = self.pose;
        let mut angle = (spread * (which as f32 - 1.4)).to_radians();
        let [mut u, mut v] = KNUCKLES[which];
        let mut joints = [[0.0; 3]; 4];
        for (joint, place) in joints.iter_mut().enumerate() {
            let [x, y] = self.frame([u, v]);
            let thin = 1.0 - [0.0, 0.06, 0.1, 0.24][joint];
            *place = [x, y, self.size * RADII[which] * thin * self.pose.narrow.sqrt()];
            if joint < 3 {
                let length = LENGTHS[which] * PHALANGES[joint] * seen[joint].max(0.02);
                u += length * angle.cos();
                v += length * angle.sin();
                angle += bend.to_radians();
            }
        }
        joints
    }

    fn thumb(&self) -> Chain {
        THUMB.map(|[u, v, half]| {
            let [x, y] = self.frame([u, v]);
            [x, y, self.size * half * self.pose.narrow.sqrt()]
        })
    }

    fn palm(&self) -> Ring {
        let [little, thumb] = PALM;
        let outline: Ring = little.into_iter().chain(thumb.into_iter().rev()).map(|p| self.frame(p)).collect();
        curve(&outline, Closed::Yes)
    }

    /// What is between fingers that lie close to each other: their sides, in the dark.
    fn between(&self, fingers: &[Chain; 4]) -> Ring {
        let joint = if self.pose.spread_deg[0] < 4.0 { 2 } else { 1 };
        let at = |chain: &Chain, joint: usize| [chain[joint][0], chain[joint][1]];
        let roots = [0, 3].map(|which: usize| at(&fingers[which], 0));
        let far = fingers.iter().rev().map(|chain| at(chain, joint));
        roots.into_iter().chain(far).collect()
    }
}

/// Skin in a light.
struct Flesh<'a> {
    design: &'a Design,
    albedo: [f32; 3],
    nail: [f32; 3],
    /// Towards the light: right, down, out of the picture.
    toward: [f32; 3],
    side: Side,
    soft: f32,
    salt: u32,
}

impl<'a> Flesh<'a> {
    fn new(design: &'a Design, (light, tone): (&Light, Tone), side: Side, soft: f32) -> Self {
        // Hands blush less than cheeks.
        let mut albedo = light.albedo(tone.0);
        albedo = mix(albedo, [luma(albedo); 3], 0.12);
        if side == Side::Palm {
            // Palms of dark skin are lighter than the face.
            let pale = [0.5, 0.36, 0.29];
            albedo = mix(albedo, mix(albedo, pale, 0.6), smooth(0.45, 0.1, luma(albedo)));
        }
        let varnished = design.gloss > VARNISHED;
        let bare = mix(scale(albedo, 1.12), [0.62, 0.42, 0.38], 0.25);
        let nail = if varnished { design.colour(1) } else { bare };
        let toward = [(1.6 * light.slope[0]).clamp(-0.5, 0.5), -0.58, 0.74];
        Self { design, albedo, nail, toward, side, soft, salt: design.number % 67 }
    }

    /// Brightness where the surface leans by a slope right and down, 1 where it faces us.
    fn lit(&self, [x, y]: Vec2) -> f32 {
        let z = (1.0 - x * x - y * y).max(0.02).sqrt();
        let facing = x * self.toward[0] + y * self.toward[1] + z * self.toward[2];
        0.28 + 0.9 * facing.max(0.0)
    }

    /// Skin with patches, redder by a share.
    fn skin(&self, p: Vec2, red: f32) -> [f32; 3] {
        let patch = 1.0 + 0.2 * (noise([5.0 * p[0], 5.0 * p[1]], self.salt) - 0.5);
        let [r, g, b] = self.albedo;
        [patch * r, patch * g * (1.0 - 0.09 * red), patch * b * (1.0 - 0.08 * red)]
    }
}

/// Draws one or two hands.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let [.., left, right] = canvas.head.marks;
    let mouth = [f32::midpoint(left[0], right[0]), f32::midpoint(left[1], right[1])];
    // A wide smile or a long face takes a hand that is held a little nearer to the camera.
    let wide = (right[0] - left[0]) / (2.0 * MOUTH_X);
    let stretch = 1.04 * wide.max(mouth[1] / MOUTH_Y).clamp(0.95, 1.15);
    let (tone, soft) = (canvas.tone(), 0.6 * canvas.softness());
    let (rear, front) = poses(design.style);
    for pose in [Some(rear), front].into_iter().flatten() {
        let hand = Hand::new(pose, mouth, design.size * stretch);
        let flesh = Flesh::new(design, (canvas.light, tone), pose.side, soft);
        hold(canvas, &hand, &flesh);
    }
}

fn hold(canvas: &mut Canvas<'_>, hand: &Hand, flesh: &Flesh) {
    let light = canvas.light;
    // Far in front of a cheek the slope of the light that was found on the face is half forgotten.
    let even = |paint: Paint, p: Vec2| Paint { brightness: paint.brightness / light.gradient(p).sqrt(), ..paint };
    let thumb = hand.thumb();
    let thick = Finger::new(&thumb);
    let fingers = [0, 1, 2, 3].map(|which| hand.finger(which));
    let folded = hand.pose.seen[2] < 0.3;
    let palm = canvas.fill(&[hand.palm()]);
    canvas.cast(palm.as_ref(), Shadow { offset: [0.02, 0.1], softness: 0.1, strength: 0.5, fade: [8.0, 9.0] });
    if flesh.side == Side::Back {
        canvas.paint_over(bounds(canvas, &thumb), |p| even(digit(flesh, &thick, p, Digit::Thumb), p));
    }
    canvas.paint_over(palm, |p| even(back(flesh, hand, p), p));
    if !folded {
        let gaps = canvas.fill(&[hand.between(&fingers)]);
        let dark = |p: Vec2| 0.4 + 0.5 * smooth(0.3, 0.0, hand.own(p)[0]);
        canvas.paint_over(gaps, |p| even(Paint::matt(flesh.skin(p, 1.0), dark(p)), p));
    }
    let kind = if folded { Digit::Folded } else { Digit::Finger };
    for chain in [3, 0, 2, 1].map(|which: usize| fingers[which]) {
        let finger = Finger::new(&chain);
        canvas.paint_over(bounds(canvas, &chain), |p| even(digit(flesh, &finger, p, kind), p));
    }
    if flesh.side == Side::Palm {
        canvas.paint_over(bounds(canvas, &thumb), |p| even(digit(flesh, &thick, p, Digit::Thumb), p));
    }
}

/// A rectangle around a finger with its shadow.
fn bounds(canvas: &Canvas<'_>, chain: &Chain) -> Option<super::canvas::Coverage> {
    let ([ax, ay, _], [bx, by, _]) = (chain[0], chain[3]);
    let length = (bx - ax).hypot(by - ay).max(1e-3);
    let (u, v) = ([(bx - ax) / length, (by - ay) / length], 0.28);
    let wide = chain.iter().map(|c| c[2] + (u[0] * (c[1] - ay) - u[1] * (c[0] - ax)).abs()).fold(0.0, f32::max) + 0.08;
    let corner = |end: [f32; 3], out: f32, side: f32| {
        [end[0] + out * u[0] - side * wide * u[1], end[1] + out * u[1] + side * wide * u[0]]
    };
    let (a, b) = (chain[0], chain[3]);
    canvas.fill(&[vec![corner(a, -v, -1.0), corner(b, v, -1.0), corner(b, v, 1.0), corner(a, -v, 1.0)]])
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digit {
    Finger,
    Thumb,
    /// A finger of a fist, of which the first phalanx is seen.
    Folded,
}

/// What a finger looks like, with the dark it throws on what is beside it.
fn digit(flesh: &Flesh, finger: &Finger, p: Vec2, kind: Digit) -> Paint {
    const NEAR: f32 = 0.06;
    let (at, chain) = (finger.touch(p), finger.chain);
    if at.inside < -NEAR.max(flesh.soft) {
        return Paint { opacity: 0.0, ..Paint::matt([0.0; 3], 1.0) };
    }
    // Towards the knuckle it merges with the back of the hand.
    let rooted = if at.phalanx == 0 { smooth(-0.25, 0.5, at.t * at.length / chain[0][2] - 0.3) } else { 1.0 };
    if at.inside < -flesh.soft {
        let near = (1.0 + at.inside / NEAR).max(0.0);
        return Paint { opacity: 0.4 * near * near * rooted, ..Paint::matt(scale(flesh.albedo, 0.12), 1.0) };
    }
    let [c, s] = at.along;
    let round = at.beside.clamp(-1.0, 1.0);
    let tip = if at.phalanx == 2 { ((at.t - 1.0) * at.length / chain[3][2]).clamp(0.0, 1.0) } else { 0.0 };
    let root = if at.phalanx == 0 { (at.t * at.length / chain[0][2]).clamp(-1.0, 0.0) } else { 0.0 };
    let lean = [0.93 * (c * tip - s * round), 0.93 * (s * tip + c * round)];
    let edge = (round * round + tip * tip).min(1.0);
    let mut form = flesh.lit(lean) * (1.0 - 0.3 * smooth(0.6, 1.0, edge) * rooted);
    let joint = creases(&at, chain, kind);
    form *= 1.0 - joint[0];
    let red =
        0.35 * joint[1] + if at.phalanx == 2 { 0.5 } else { 0.0 } + if flesh.side == Side::Palm { 0.3 } else { 0.0 };
    let mut paint = Paint::matt(flesh.skin(p, red), form);
    if kind != Digit::Folded && flesh.side == Side::Back && at.phalanx == 2 {
        nail(flesh, &at, chain[3][2], &mut paint);
    }
    let cover = smooth(-flesh.soft, flesh.soft, at.inside);
    paint.opacity = cover * if root < 0.0 { rooted } else { 0.25 + 0.75 * rooted };
    paint
}

/// How dark the creases over the joints are at a place, and how near it is to a joint.
fn creases(at: &Touch, chain: &Chain, kind: Digit) -> Vec2 {
    if kind == Digit::Folded {
        return [0.0, smooth(0.2, 0.9, at.t)];
    }
    let place = at.t * at.length;
    let half = chain[at.phalanx][2];
    let after = if at.phalanx == 0 { f32::MAX } else { place };
    let before = if at.phalanx == 2 { f32::MAX } else { at.length - place };
    let away = if after < before { after } else { -before };
    if away.abs() > 1.2 * half {
        return [0.0, 0.0];
    }
    let arch = away + 0.25 * half * at.beside * at.beside;
    let lines = [-0.26, 0.0, 0.24].iter().map(|&at| (1.0 - ((arch - at * half) / (0.07 * half)).powi(2)).max(0.0));
    let wide = 1.0 - smooth(0.5, 0.95, at.beside.abs());
    [0.2 * wide * lines.fold(0.0, f32::max), 1.0 - smooth(0.3, 1.2, away.abs() / half)]
}

/// Lays a nail on the end of a finger.
fn nail(flesh: &Flesh, at: &Touch, half: f32, paint: &mut Paint) {
    // Along from its root to its tip in half thicknesses.
    let v = ((at.t - 1.0) * at.length / half + 0.75) / 1.5;
    let wide = 0.66;
    let corner = (2.0 * (v - 0.5).abs()).powi(4) + (at.beside / wide).powi(4);
    let on = smooth(1.18, 0.9, corner);
    if on <= 0.0 {
        paint.brightness *= 1.0 - 0.18 * smooth(1.9, 1.2, corner);
        return;
    }
    let varnished = flesh.design.gloss > VARNISHED;
    let moon = if varnished { 0.0 } else { 0.25 * smooth(0.3, 0.1, v) + 0.45 * smooth(0.84, 0.93, v) };
    let colour = mix(flesh.nail, [0.8, 0.72, 0.66], moon);
    paint.albedo = mix(paint.albedo, colour, 0.9 * on);
    let shine = falling(((at.beside + 0.25) / 0.16).powi(2)) * smooth(0.1, 0.3, v) * smooth(0.95, 0.7, v);
    paint.glint = (if varnished { 0.3 } else { 0.1 }) * shine * on * luma(scale(flesh.albedo, 2.0)).min(1.0);
}

/// The back of the hand or its palm, the wrist and the sleeve.
fn back(flesh: &Flesh, hand: &Hand, p: Vec2) -> Paint {
    let q @ [u, v] = hand.own(p);
    if u < -1.95 + 0.04 * v {
        return sleeve(flesh, hand, q);
    }
    let half = 0.41 + if v < 0.0 { 0.26 } else { 0.17 } * smooth(-1.5, -0.75, u);
    let s = (v / half).clamp(-1.0, 1.0);
    let across = 0.85 * s * s * s - 0.1 * s;
    let mut lean_along = 0.55 * smooth(-0.15, 0.25, u);
    let mut lean_across = across;
    let (mut form, mut red) = (1.0, 0.15);
    if flesh.side == Side::Back {
        for [ku, kv] in KNUCKLES.into_iter().filter(|_| -1.2 < u) {
            let (du, dv) = ((u - ku + 0.02) / 0.16, (v - kv) / 0.14);
            let bump = falling(du * du + dv * dv);
            lean_along += 0.55 * bump * du;
            lean_across += 0.45 * bump * dv;
            red += 0.5 * bump;
            // Tendons fan out from the wrist.
            let line = kv * (0.45 + 0.55 * smooth(-1.6, 0.0, u));
            let d = (v - line) / 0.05;
            let ridge = falling(d * d) * smooth(-1.1, -0.5, u) * smooth(-0.05, -0.3, u);
            lean_across += 0.22 * ridge * d;
        }
    } else {
        form -= lines(q);
        red += 0.3;
    }
    let [c, sn] = hand.along;
    let flip = hand.pose.thumb;
    let lean = [lean_along * c - flip * lean_across * sn, lean_along * sn + flip * lean_across * c];
    let grain = 1.0 + 0.08 * (noise([15.0 * u, 24.0 * v], flesh.salt + 9) - 0.5);
    form *= flesh.lit(lean.map(|v| v.clamp(-0.7, 0.7))) * grain;
    form *= 1.0 - 0.3 * smooth(0.8, 1.0, s.abs()) - 0.35 * smooth(-1.75, -1.95, u);
    Paint::matt(flesh.skin(p, red), form)
}

/// The lines of a palm.
fn lines([u, v]: Vec2) -> f32 {
    let arcs: [[f32; 5]; 3] =
        [[-0.3, 0.12, 0.35, -0.5, 0.6], [-0.52, -0.1, -0.3, -0.55, 0.4], [-0.8, -0.5, -0.9, -0.62, -0.05]];
    let line = |&[middle, slope, curve, from, to]: &[f32; 5]| {
        let off = (u - middle - slope * v - curve * v * v) / 0.022;
        (1.0 - off * off).max(0.0) * smooth(from, from + 0.1, v) * smooth(to, to - 0.1, v)
    };
    0.24 * arcs.iter().map(line).fold(0.0, f32::max)
}

fn sleeve(flesh: &Flesh, hand: &Hand, q @ [u, v]: Vec2) -> Paint {
    let s = (v / 0.5).clamp(-1.0, 1.0);
    let [c, sn] = hand.along;
    let flip = hand.pose.thumb;
    let fold = 0.3 * (noise([3.0 * u, 1.2 * v], flesh.salt + 21) - 0.5);
    let lean = [-flip * 0.9 * s * sn + fold * c, flip * 0.9 * s * c + fold * sn];
    let hem = 1.0 - 0.3 * smooth(0.03, 0.0, (u + 2.1 - 0.04 * v).abs());
    Paint::matt(flesh.design.cloth(q), flesh.lit(lean) * hem)
}
