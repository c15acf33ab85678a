//! Tests of the parts from which phantoms are made.

use super::grain::{floor, hash, hill, noise, ramp};
use super::mesh::View;
use super::tone::{encoded_channel, linear_channel};
use super::*;
use faces::Expression;
use std::collections::BTreeMap;

fn turned(pose: Pose, v: Vector) -> Vector {
    let shot = Shot { pose, ..Shot::plain(Expression::Neutral, BTreeMap::new()) };
    View::unframed(&shot).turned(v)
}

#[test]
fn pose_turns_the_nose_where_it_says() {
    const NOSE: Vector = [0.0, 0.0, 1.0];
    const RIGHT: Vector = [1.0, 0.0, 0.0];
    let right = turned(Pose { yaw_deg: 20.0, ..Pose::default() }, NOSE);
    let down = turned(Pose { pitch_deg: 10.0, ..Pose::default() }, NOSE);
    let tilted = turned(Pose { roll_deg: 10.0, ..Pose::default() }, RIGHT);
    assert!((right[0] - 20.0_f32.to_radians().sin()).abs() < 1e-6 && right[1].abs() < 1e-6);
    assert!((down[1] - 10.0_f32.to_radians().sin()).abs() < 1e-6 && down[0].abs() < 1e-6);
    assert!((tilted[1] - 10.0_f32.to_radians().sin()).abs() < 1e-6, "positive roll lowers the right side");
}

#[test]
fn turning_back_undoes_turning() {
    let pose = Pose { yaw_deg: 17.0, pitch_deg: -9.0, roll_deg: 12.0 };
    let view = View::unframed(&Shot { pose, ..Shot::plain(Expression::Neutral, BTreeMap::new()) });
    let v = [0.3, -0.7, 0.2];
    let back = view.turned_back(view.turned(v));
    assert!(v.iter().zip(back).all(|(a, b)| (a - b).abs() < 1e-6), "{back:?}");
}

#[test]
fn stored_colour_and_linear_light_are_inverse() {
    for step in 0..=255_u8 {
        let v = f32::from(step) / 255.0;
        assert!((encoded_channel(linear_channel(v)) - v).abs() < 1e-4, "{step}");
    }
}

#[test]
fn grain_keeps_its_ranges() {
    for i in -50..50 {
        let (x, y) = (i as f32 * 0.37, i as f32 * -0.61);
        assert!((0.0..1.0).contains(&hash(i, 3 * i, 9)));
        assert!(noise(x, y, 5).abs() <= 1.0);
        assert_eq!(floor(x), x.floor() as i32, "{x}");
        assert!((0.0..=1.0).contains(&hill(x, y, [1.0, 2.0], [3.0, 4.0])));
    }
    for (from, to, v, expected) in
        [(2.0, 4.0, 1.0, 0.0), (2.0, 4.0, 3.0, 0.5), (2.0, 4.0, 5.0, 1.0), (4.0, 2.0, 5.0, 0.0)]
    {
        assert!((ramp(from, to, v) - expected).abs() < 1e-6, "{from} {to} {v}");
    }
    assert!((hill(1.0, 0.0, [0.0; 2], [1.0; 2]) - (-0.5_f32).exp()).abs() < 0.03, "a hill is nearly a Gaussian");
}

#[test]
fn complexion_is_near_the_swatch() {
    for tone in (1..=SkinTone::COUNT).filter_map(SkinTone::new) {
        let far = tone.srgb().iter().zip(tone.complexion()).map(|(&a, b)| a.abs_diff(b)).max();
        assert!(far <= Some(12), "{tone:?}: {far:?}");
    }
}
