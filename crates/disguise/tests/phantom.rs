//! Phantoms from outside: reproducible, and their truth agrees with their pictures.

use std::collections::{BTreeMap, BTreeSet};

use disguise::phantom::{
    Person, Phantom, Pose, Presentation, Region, Shot, SkinTone, action_units_of, draw, sample_set,
};
use faces::{ActionUnit, Expression};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn units(list: &[(u8, f32)]) -> BTreeMap<ActionUnit, f32> {
    list.iter().map(|&(number, intensity)| (ActionUnit::new(number).expect("a known unit"), intensity)).collect()
}

fn plain(person: &Person, list: &[(u8, f32)]) -> Phantom {
    draw(person, &Shot::plain(Expression::Neutral, units(list)), 160)
}

/// Middle (x, y) and number of the pixels of a region.
fn centre(phantom: &Phantom, region: Region) -> (f32, f32, usize) {
    let (mut x, mut y, n) = (0.0, 0.0, phantom.regions.n_pixels(region));
    for (px, py, id) in phantom.regions.map().enumerate_pixels() {
        if id.0[0] == region as u8 {
            x += px as f32 + 0.5;
            y += py as f32 + 0.5;
        }
    }
    (x / n as f32, y / n as f32, n)
}

#[test]
fn same_seed_same_bytes_other_seed_other_bytes() {
    let sittings = sample_set(5, 4, 3);
    assert_eq!(sittings, sample_set(5, 4, 3));
    let pictures: BTreeSet<Vec<u8>> = sittings.iter().map(|s| s.draw(48).picture.into_raw()).collect();
    assert_eq!(pictures.len(), sittings.len(), "no two pictures are equal");
    assert_eq!(sittings[3].draw(48), sittings[3].draw(48));
    assert_ne!(sittings[0].draw(48).picture, sample_set(6, 1, 1)[0].draw(48).picture);
}

#[test]
fn people_do_not_depend_on_how_many_are_sampled() {
    assert_eq!(sample_set(5, 3, 2), sample_set(5, 9, 2)[..6]);
}

#[test]
fn sets_are_balanced() {
    let sittings = sample_set(1, 20, 7);
    let mut cells = BTreeMap::new();
    for sitting in &sittings {
        *cells.entry((sitting.person.presentation, sitting.person.tone, sitting.shot.expression)).or_insert(0) += 1;
    }
    assert_eq!(cells.len(), 2 * 10 * 7);
    assert!(cells.values().all(|&n| n == 1));
    assert_eq!((sittings[0].subject.as_str(), sittings[139].subject.as_str()), ("phantom-0000", "phantom-0019"));
}

#[test]
fn landmarks_lie_in_the_box_in_order() {
    for sitting in sample_set(3, 30, 1) {
        let phantom = sitting.draw(64);
        let (marks, face) = (phantom.landmarks, phantom.face_box);
        for point in [marks.left_eye, marks.right_eye, marks.nose, marks.left_mouth, marks.right_mouth] {
            assert!((face.left..face.right).contains(&point.x) && (face.top..face.bottom).contains(&point.y));
        }
        assert!(marks.left_eye.x < marks.right_eye.x && marks.left_mouth.x < marks.right_mouth.x);
        assert!(marks.left_eye.y < marks.nose.y && marks.nose.y < marks.left_mouth.y.max(marks.right_mouth.y));
        let share = face.height().max(face.width()) / 64.0;
        assert!((0.85..=1.01).contains(&share), "the box about fills the picture: {share}");
    }
}

#[test]
fn regions_agree_with_landmarks() {
    for sitting in sample_set(4, 20, 1) {
        let phantom = sitting.draw(112);
        let (marks, scale) = (phantom.landmarks, phantom.landmarks.eye_distance());
        let mouth = marks.left_mouth.midpoint(marks.right_mouth);
        let (x, y, _) = centre(&phantom, Region::Mouth);
        assert!((x - mouth.x).abs() < 0.15 * scale && (y - mouth.y).abs() < 0.3 * scale, "{x} {y} {mouth:?}");
        let eyes = marks.left_eye.midpoint(marks.right_eye);
        let (x, y, _) = centre(&phantom, Region::Eyes);
        assert!((x - eyes.x).abs() < 0.2 * scale && (y - eyes.y).abs() < 0.12 * scale, "{x} {y} {eyes:?}");
        let total: usize = Region::ALL.iter().map(|&r| phantom.regions.n_pixels(r)).sum();
        assert_eq!(total, 112 * 112, "every pixel belongs to one region");
        let nose = phantom.regions.at(marks.nose.x as u32, marks.nose.y as u32);
        assert_eq!(nose, Some(Region::Nose));
    }
}

#[test]
fn roll_of_the_pose_is_roll_of_the_landmarks() {
    let person = Person::sample(8);
    let pose = Pose { roll_deg: 12.0, ..Pose::default() };
    let shot = Shot { pose, ..Shot::plain(Expression::Neutral, BTreeMap::new()) };
    let roll = draw(&person, &shot, 112).landmarks.roll().to_degrees();
    assert!((roll - 12.0).abs() < 0.5, "{roll}");
}

#[test]
fn skin_has_its_tone_in_neutral_light() {
    for step in 1..=SkinTone::COUNT {
        let tone = SkinTone::new(step).expect("on the scale");
        for seed in [1, 2] {
            let mut person = Person::drawn_as(seed, Presentation::Feminine, tone);
            person.beard = 0.0;
            let phantom = plain(&person, &[]);
            let distance = lab_distance(median_of(&phantom, &FLAT_SKIN), tone.srgb());
            assert!(distance < 9.0, "tone {step}: {distance}");
        }
    }
}

/// Bare skin without the nose and its gloss.
const FLAT_SKIN: [Region; 4] = [Region::Skin, Region::Forehead, Region::Cheeks, Region::Chin];

fn median_of(phantom: &Phantom, regions: &[Region]) -> [u8; 3] {
    let mask = phantom.regions.mask(regions);
    std::array::from_fn(|c| {
        let inside = |(pixel, within): (&pixels::Rgb<u8>, &pixels::Luma<u8>)| (within.0[0] > 0).then_some(pixel.0[c]);
        let mut values: Vec<u8> = phantom.picture.pixels().zip(mask.pixels()).filter_map(inside).collect();
        values.sort_unstable();
        values[values.len() / 2]
    })
}

/// Euclidean distance in CIELAB, D65 (CIE 15:2004).
fn lab_distance(a: [u8; 3], b: [u8; 3]) -> f32 {
    let (a, b) = (lab(a), lab(b));
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f32>().sqrt()
}

fn lab(srgb: [u8; 3]) -> [f32; 3] {
    let [r, g, b] = srgb.map(|v| {
        let v = f32::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    });
    let f = |t: f32| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn lip_corners_follow_au12() {
    for seed in 0..5 {
        let person = Person::sample(seed);
        let marks: Vec<_> = [0.0, 0.4, 0.8].map(|a| plain(&person, &[(12, a)]).landmarks).to_vec();
        for pair in marks.windows(2) {
            assert!(pair[1].left_mouth.y < pair[0].left_mouth.y && pair[1].right_mouth.y < pair[0].right_mouth.y);
            assert!(pair[1].right_mouth.x - pair[1].left_mouth.x > pair[0].right_mouth.x - pair[0].left_mouth.x);
        }
    }
}

#[test]
fn au15_lowers_the_lip_corners() {
    let person = Person::sample(3);
    assert!(plain(&person, &[(15, 0.8)]).landmarks.left_mouth.y > plain(&person, &[]).landmarks.left_mouth.y);
}

/// Share of the picture's face box height at which a region's middle lies below the eyes, so that framing drops out.
fn below_eyes(phantom: &Phantom, region: Region) -> f32 {
    let eyes = phantom.landmarks.left_eye.midpoint(phantom.landmarks.right_eye);
    (centre(phantom, region).1 - eyes.y) / phantom.landmarks.eye_distance()
}

/// The person without hair, which could hide the brows.
fn bare(seed: u64) -> Person {
    let mut person = Person::sample(seed);
    person.hair.style = disguise::phantom::HairStyle::Bald;
    person
}

#[test]
fn brows_follow_au1_au2_and_au4() {
    for seed in 0..5 {
        let person = bare(seed);
        let rest = below_eyes(&plain(&person, &[]), Region::Brows);
        let raised = below_eyes(&plain(&person, &[(1, 0.8), (2, 0.8)]), Region::Brows);
        let lowered = below_eyes(&plain(&person, &[(4, 0.8)]), Region::Brows);
        assert!(raised < rest - 0.03 && rest + 0.02 < lowered, "{raised} {rest} {lowered}");
    }
}

#[test]
fn lids_follow_au5_au7_and_au43() {
    let person = bare(2);
    let n_eyes = |list: &[(u8, f32)]| plain(&person, list).regions.n_pixels(Region::Eyes);
    let (shut, tight, rest, wide) = (n_eyes(&[(43, 1.0)]), n_eyes(&[(7, 1.0)]), n_eyes(&[]), n_eyes(&[(5, 1.0)]));
    assert!(shut * 3 < tight && tight < rest && rest < wide, "{shut} {tight} {rest} {wide}");
}

#[test]
fn au26_opens_and_au24_closes_the_mouth() {
    for seed in 0..5 {
        let person = Person::sample(seed);
        let n_mouth = |list: &[(u8, f32)]| {
            let phantom = plain(&person, list);
            phantom.regions.n_pixels(Region::Mouth) as f32 / phantom.landmarks.eye_distance().powi(2)
        };
        let (pressed, rest, dropped) = (n_mouth(&[(24, 1.0)]), n_mouth(&[]), n_mouth(&[(26, 0.8)]));
        assert!(pressed < 0.8 * rest && 1.3 * rest < dropped, "{pressed} {rest} {dropped}");
    }
}

#[test]
fn every_unit_with_a_drawing_changes_the_picture() {
    let person = bare(11);
    let rest = plain(&person, &[]).picture;
    for (number, name) in ActionUnit::NAMES {
        assert_ne!(plain(&person, &[(number, 0.8)]).picture, rest, "AU{number} {name}");
    }
}

#[test]
fn prototypes_hold_their_units() {
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let core = [
        (Expression::Anger, [4, 4]),
        (Expression::Fear, [1, 1]),
        (Expression::Happiness, [12, 12]),
        (Expression::Sadness, [1, 15]),
        (Expression::Surprise, [1, 2]),
    ];
    for _ in 0..50 {
        for (expression, numbers) in core {
            let found = action_units_of(expression, rng);
            assert!(numbers.iter().all(|&n| found.contains_key(&ActionUnit::new(n).expect("known"))), "{expression}");
            assert!(found.values().all(|&v| v > 0.0 && v <= 1.0));
        }
        assert!(action_units_of(Expression::Neutral, rng).values().all(|&v| v <= 0.2));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn drawing_never_panics(
        seed in any::<u64>(), which in 0..7_usize, size_px in 16..300_u32,
        turn in prop::array::uniform3(-40.0..40.0_f32), levels in prop::collection::vec(-0.5..1.5_f32, 20),
        (blur, noise, margin, shift) in (0.0..0.05_f32, 0.0..30.0_f32, 0.9..1.5_f32, -0.2..0.2_f32),
    ) {
        let person = Person::sample(seed);
        let mut shot = Shot::sample(&person, Expression::ALL[which], seed ^ 1);
        shot.pose = Pose { yaw_deg: turn[0], pitch_deg: turn[1], roll_deg: turn[2] };
        shot.action_units = units(&ActionUnit::NAMES.iter().zip(&levels).map(|(&(n, _), &v)| (n, v)).collect::<Vec<_>>());
        (shot.camera.blur, shot.camera.noise, shot.camera.margin, shot.camera.shift) = (blur, noise, margin, [shift; 2]);
        let phantom = draw(&person, &shot, size_px);
        prop_assert_eq!(phantom.picture.dimensions(), (size_px, size_px));
        prop_assert_eq!(phantom.regions.map().dimensions(), (size_px, size_px));
        let marks = phantom.landmarks;
        for point in [marks.left_eye, marks.right_eye, marks.nose, marks.left_mouth, marks.right_mouth] {
            prop_assert!(point.x.is_finite() && point.y.is_finite());
        }
    }
}
