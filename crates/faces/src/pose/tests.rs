//! Tests of `pose`: heads turned by known angles, a search through all angles, and landmarks that no head has.

use proptest::prelude::*;

use super::*;

/// The model's landmarks under a rotation, seen from `distance` eye distances away, `scale` pixels to an eye distance.
fn seen(pose: Pose, scale: f64, distance: f64) -> Landmarks {
    let turn = rotation(pose);
    let project = |point: [f64; 3]| {
        let [x, y, z] = turn.map(|row| row.iter().zip(point).map(|(r, p)| r * p).sum::<f64>());
        let zoom = scale * distance / (distance - z);
        Point::new((130.0 + zoom * x) as f32, (77.0 - zoom * y) as f32)
    };
    let [left_eye, right_eye, nose, left_mouth, right_mouth] = HEAD.map(project);
    Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth }
}

/// Roll times yaw times pitch as matrices of the axes x right, y up, z towards the camera.
fn rotation(pose: Pose) -> [[f64; 3]; 3] {
    let [(ys, yc), (ps, pc), (rs, rc)] =
        [pose.yaw_deg, pose.pitch_deg, pose.roll_deg].map(|degrees| degrees.to_radians().sin_cos());
    let roll = [[rc, rs, 0.0], [-rs, rc, 0.0], [0.0, 0.0, 1.0]];
    let yaw = [[yc, 0.0, ys], [0.0, 1.0, 0.0], [-ys, 0.0, yc]];
    let pitch = [[1.0, 0.0, 0.0], [0.0, pc, ps], [0.0, -ps, pc]];
    product(product(roll, yaw), pitch)
}

fn product(a: [[f64; 3]; 3], b: [[f64; 3]; 3]) -> [[f64; 3]; 3] {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
}

const FAR: f64 = 1e7;

fn pose(yaw_deg: f64, pitch_deg: f64, roll_deg: f64) -> Pose {
    Pose { yaw_deg, pitch_deg, roll_deg }
}

fn worst(a: Pose, b: Pose) -> f64 {
    let differences = [a.yaw_deg - b.yaw_deg, a.pitch_deg - b.pitch_deg, a.roll_deg - b.roll_deg];
    differences.into_iter().map(f64::abs).fold(0.0, f64::max)
}

#[test]
fn signs_are_those_of_the_measures() {
    let straight = |nose: (f32, f32), right_eye: (f32, f32)| Landmarks {
        left_eye: Point::new(40.0, 50.0),
        right_eye: Point::new(right_eye.0, right_eye.1),
        nose: Point::new(nose.0, nose.1),
        left_mouth: Point::new(44.0, 100.0),
        right_mouth: Point::new(86.0, 100.0),
    };
    let nose_y = 50.0 + 50.0 * (NOSE_DOWN / MOUTH_DOWN) as f32;
    let found = |nose, right_eye| Pose::of(&straight(nose, right_eye)).unwrap();
    let ahead = found((65.0, nose_y), (90.0, 50.0));
    assert!(worst(ahead, pose(0.0, 0.0, 0.0)) < 1e-4, "{ahead:?}");
    assert!(found((75.0, nose_y), (90.0, 50.0)).yaw_deg > 10.0, "nose to the right of the picture");
    assert!(found((65.0, nose_y - 10.0), (90.0, 50.0)).pitch_deg > 10.0, "nose up");
    assert!(found((65.0, nose_y), (90.0, 55.0)).roll_deg > 5.0, "right eye lower: clockwise");
}

#[test]
fn an_upside_down_head_is_rolled_by_half_a_turn() {
    let found = Pose::of(&seen(pose(20.0, -5.0, 170.0), 40.0, FAR)).unwrap();
    assert!(worst(found, pose(20.0, -5.0, 170.0)) < 0.01, "{found:?}");
}

#[test]
fn a_stretched_picture_of_a_straight_head_stays_straight() {
    let stretched = seen(pose(0.0, 0.0, 0.0), 40.0, FAR).map(|p| Point::new(1.4 * p.x, p.y));
    assert!(worst(Pose::of(&stretched).unwrap(), pose(0.0, 0.0, 0.0)) < 0.01);
}

/// A camera at arm's length sees the nose larger; the angles must survive that.
#[test]
fn perspective_moves_angles_by_a_few_degrees() {
    for (yaw, pitch) in [(0.0, 0.0), (30.0, 0.0), (-30.0, 15.0), (45.0, -15.0)] {
        let truth = pose(yaw, pitch, 0.0);
        // The eye line of a turned head is no longer level in perspective when the head also nods: roll may differ as well.
        let found = Pose::of(&seen(truth, 40.0, 10.0)).unwrap();
        assert!(worst(found, truth) < 5.0, "{truth:?} was seen as {found:?}");
    }
}

#[test]
fn landmarks_of_no_head_are_refused() {
    let sound = seen(pose(0.0, 0.0, 0.0), 40.0, FAR);
    let check = |landmarks: Landmarks, expected: PoseError| assert_eq!(Pose::of(&landmarks), Err(expected));
    check(Landmarks { nose: Point::new(f32::NAN, 0.0), ..sound }, PoseError::NotFinite);
    check(Landmarks { left_eye: Point::new(f32::INFINITY, 0.0), ..sound }, PoseError::NotFinite);
    check(sound.map(|_| Point::new(3.0, 4.0)), PoseError::EyesTooClose);
    check(Landmarks { right_eye: sound.left_eye, ..sound }, PoseError::EyesTooClose);
    check(Landmarks { left_mouth: sound.left_eye, right_mouth: sound.right_eye, ..sound }, PoseError::NotUpright);
    // Left and right eye taken for each other: the picture is turned by half, and the mouth is above the eyes.
    check(Landmarks { left_eye: sound.right_eye, right_eye: sound.left_eye, ..sound }, PoseError::NotUpright);
    check(seen(pose(84.0, 0.0, 0.0), 40.0, FAR), PoseError::EyesTooClose);
}

/// What is left of both regressions for given angles, found by trying instead of solving.
fn residual(level: &[[f64; 2]; 5], yaw: f64, pitch: f64) -> f64 {
    let turned = rotation(pose(yaw, pitch, 0.0));
    let row = |i: usize| HEAD.map(|p| (0..3).map(|k| turned[i][k] * p[k]).sum::<f64>());
    let left_over = |values: [f64; 5], predicted: [f64; 5]| {
        let (v, p) = (centred(values), centred(predicted));
        let scale = v.iter().zip(&p).map(|(v, p)| v * p).sum::<f64>() / p.iter().map(|p| p * p).sum::<f64>();
        v.iter().zip(&p).map(|(v, p)| (v - scale.max(0.0) * p).powi(2)).sum::<f64>()
    };
    left_over(level.map(|[_, y]| -y), row(1)) + left_over(level.map(|[x, _]| x), row(0))
}

/// The angles with the least residual on ever finer grids; heights first, because columns must not change the pitch.
fn searched(level: &[[f64; 2]; 5]) -> (f64, f64) {
    let flat = level.map(|[_, y]| [0.0, y]);
    let narrowed = |cost: &dyn Fn(f64) -> f64| {
        let (mut best, mut step) = (0.0, 10.0);
        while step > 1e-4 {
            let grid = (-9..=9).map(|i| best + f64::from(i) * step).filter(|angle| angle.abs() < 90.0);
            best = grid.min_by(|a, b| cost(*a).total_cmp(&cost(*b))).unwrap();
            step /= 4.0;
        }
        best
    };
    let pitch = narrowed(&|pitch| residual(&flat, 0.0, pitch));
    (narrowed(&|yaw| residual(level, yaw, pitch)), pitch)
}

proptest! {
    #[test]
    fn a_turned_head_gives_its_angles(yaw in -70.0..70.0, pitch in -40.0..40.0, roll in -60.0..60.0, scale in 8.0..300.0) {
        let truth = pose(yaw, pitch, roll);
        let found = Pose::of(&seen(truth, scale, FAR)).unwrap();
        prop_assert!(worst(found, truth) < 0.05, "{:?}, expected {:?}", found, truth);
    }

    #[test]
    fn the_mirror_image_turns_and_tilts_the_other_way(yaw in -50.0..50.0, pitch in -30.0..30.0, roll in -30.0..30.0) {
        let head = seen(pose(yaw, pitch, roll), 50.0, FAR);
        let swap = head.map(|p| Point::new(300.0 - p.x, p.y));
        let mirrored = Landmarks {
            left_eye: swap.right_eye,
            right_eye: swap.left_eye,
            nose: swap.nose,
            left_mouth: swap.right_mouth,
            right_mouth: swap.left_mouth,
        };
        let found = Pose::of(&mirrored).unwrap();
        prop_assert!(worst(found, pose(-yaw, pitch, -roll)) < 0.05);
    }

    #[test]
    fn a_search_through_all_angles_finds_the_same(noise in proptest::array::uniform10(-0.08..0.08_f64), yaw in -40.0..40.0) {
        let head = seen(pose(yaw, 5.0, 0.0), 1.0, FAR);
        let mut level = head.points().map(|Point { x, y }| [f64::from(x), f64::from(y)]);
        for (point, noise) in level.iter_mut().zip(noise.chunks(2)) {
            *point = [point[0] + noise[0], point[1] + noise[1]];
        }
        level[1][1] = level[0][1];
        let [left_eye, right_eye, nose, left_mouth, right_mouth] = level.map(|[x, y]| Point::new(x as f32, y as f32));
        let found = Pose::of(&Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth }).unwrap();
        let (yaw, pitch) = searched(&level);
        prop_assert!((found.yaw_deg - yaw).abs() < 0.1 && (found.pitch_deg - pitch).abs() < 0.1, "{:?}: {} {}", found, yaw, pitch);
    }
}
