//! The exact truth of phantoms: 68 landmarks and regions agree with each other, with the pose and with the five landmarks.

use std::collections::BTreeMap;

use disguise::phantom::{Glasses, HairStyle, Person, Phantom, Pose, Region, Shot, draw, sample_set};
use faces::{ActionUnit, DisguiseKind, Expression, Point};

fn posed(pose: Pose) -> Phantom {
    let mut person = Person::sample(4);
    person.hair.style = HairStyle::Bald;
    person.asymmetry = 0.0;
    draw(&person, &Shot { pose, ..Shot::plain(Expression::Neutral, BTreeMap::new()) }, 224)
}

#[test]
fn the_five_landmarks_follow_from_the_68() {
    for sitting in sample_set(9, 40, 1) {
        let phantom = sitting.draw(96);
        let (five, drawn, scale) = (phantom.landmarks_68.five(), phantom.landmarks, phantom.landmarks.eye_distance());
        assert_eq!((five.nose, five.left_mouth, five.right_mouth), (drawn.nose, drawn.left_mouth, drawn.right_mouth));
        for (a, b) in [(five.left_eye, drawn.left_eye), (five.right_eye, drawn.right_eye)] {
            assert!(a.distance(b) < 0.08 * scale, "{a:?} {b:?}: an eyeball and the middle of its opening");
        }
    }
}

#[test]
fn landmarks_mirror_each_other_on_a_face_from_the_front() {
    const PAIRS: [(usize, usize); 12] = [
        (0, 16),
        (4, 12),
        (7, 9),
        (17, 26),
        (21, 22),
        (31, 35),
        (36, 45),
        (38, 43),
        (41, 46),
        (48, 54),
        (49, 53),
        (60, 64),
    ];
    let phantom = posed(Pose::default());
    let p = phantom.landmarks_68.points();
    let middle = p[30].x;
    for (left, right) in PAIRS {
        let off = (p[left].x + p[right].x - 2.0 * middle).abs() + (p[left].y - p[right].y).abs();
        assert!(p[left].x < middle && off < 0.5, "{left} and {right}: {off} pixels");
    }
    for i in [8, 27, 28, 29, 33, 51, 57, 62, 66] {
        assert!((p[i].x - middle).abs() < 0.5, "{i} lies in the middle");
    }
}

#[test]
fn landmarks_lie_on_their_regions() {
    for pose in [Pose::default(), Pose { yaw_deg: 18.0, pitch_deg: -8.0, roll_deg: 10.0 }] {
        let phantom = posed(pose);
        let p = phantom.landmarks_68.points();
        let at = |point: Point| phantom.regions.at(point.x as u32, point.y as u32);
        for (range, region) in [(18..21, Region::Brows), (23..26, Region::Brows), (28..31, Region::Nose)] {
            range.for_each(|i| assert_eq!(at(p[i]), Some(region), "{i} {pose:?}"));
        }
        for (i, j, region) in [(37, 41, Region::Eyes), (44, 46, Region::Eyes), (51, 57, Region::Mouth)] {
            assert_eq!(at(p[i].midpoint(p[j])), Some(region), "between {i} and {j} {pose:?}");
        }
        assert_eq!(at(p[57].midpoint(p[8])), Some(Region::Chin));
        assert_eq!(at(p[1].midpoint(p[31])), Some(Region::Cheeks));
        assert_eq!(at(p[15].midpoint(p[35])), Some(Region::Cheeks));
        let up = Point::new(2.0 * p[21].x - p[33].x, p[21].y + 0.6 * (p[27].y - p[33].y));
        assert_eq!(at(up), Some(Region::Forehead), "{up:?} {pose:?}");
    }
}

#[test]
fn the_outline_is_the_edge_of_the_skin_from_the_front() {
    let phantom = posed(Pose::default());
    let p = phantom.landmarks_68.points();
    let (middle, is_skin) = (p[30], |point: Point| {
        phantom.regions.at(point.x as u32, point.y as u32).is_some_and(|region| region != Region::Background)
    });
    for i in [4, 5, 6, 7, 9, 10, 11, 12] {
        let towards =
            |share: f32| Point::new(middle.x + share * (p[i].x - middle.x), middle.y + share * (p[i].y - middle.y));
        assert!(is_skin(towards(0.94)), "just inside of {i}");
    }
    let lowest = phantom.face_box.bottom;
    assert!((p[8].y - lowest).abs() < 3.0, "the chin is the lower edge of the box: {} {lowest}", p[8].y);
}

/// A turn by 30 degrees moves the nose by half its distance from the axis, and nothing is torn.
#[test]
fn thirty_degrees_either_way_are_drawn() {
    for (yaw_deg, pitch_deg, roll_deg) in [
        (30.0, 0.0, 0.0),
        (-30.0, 0.0, 0.0),
        (0.0, 30.0, 0.0),
        (0.0, -30.0, 0.0),
        (0.0, 0.0, 30.0),
        (30.0, -30.0, 30.0),
    ] {
        let phantom = posed(Pose { yaw_deg, pitch_deg, roll_deg });
        let p = phantom.landmarks_68.points();
        let eyes = phantom.landmarks.left_eye.midpoint(phantom.landmarks.right_eye);
        if roll_deg == 0.0 && pitch_deg == 0.0 {
            assert!((p[30].x - eyes.x).signum() == yaw_deg.signum() && (p[30].x - eyes.x).abs() > 5.0);
        }
        for region in Region::ALL
            .into_iter()
            .filter(|region| !matches!(region, Region::Hair | Region::Clothes | Region::Glasses | Region::Disguise))
        {
            assert!(phantom.regions.n_pixels(region) > 30, "{region:?} at {yaw_deg} {pitch_deg} {roll_deg}");
        }
    }
}

#[test]
fn skin_is_what_is_neither_feature_nor_hair() {
    let phantom = posed(Pose::default());
    let n_skin = phantom.regions.skin_mask().pixels().filter(|v| v.0[0] == 255).count();
    let others = [Region::Background, Region::Clothes, Region::Hair, Region::Brows, Region::Eyes, Region::Mouth];
    let n_others: usize = others.into_iter().map(|region| phantom.regions.n_pixels(region)).sum();
    assert_eq!(n_skin + n_others, 224 * 224);
    for (id, region) in Region::ALL.into_iter().enumerate() {
        assert_eq!((region as usize, Region::from_id(id as u8)), (id, Some(region)));
    }
    assert_eq!(Region::from_id(Region::ALL.len() as u8), None);
}

#[test]
fn open_and_shut_lids_move_the_lid_points_alone() {
    let shut = BTreeMap::from([(ActionUnit::new(43).expect("known"), 1.0)]);
    let person = Person::sample(4);
    let [rest, closed] =
        [BTreeMap::new(), shut].map(|units| draw(&person, &Shot::plain(Expression::Neutral, units), 224));
    assert_eq!(rest.landmarks, closed.landmarks, "eyeballs stay where they are");
    let (a, b) = (rest.landmarks_68.points(), closed.landmarks_68.points());
    for i in 0..68 {
        let is_upper_lid = matches!(i, 37 | 38 | 43 | 44);
        assert_eq!(a[i] != b[i], is_upper_lid, "{i}");
    }
}

#[test]
fn glasses_sit_around_the_eyes_and_move_nothing() {
    for seed in 0..6 {
        let bare = Person::sample(seed);
        let worn = Person { glasses: Some(Glasses::sample(seed)), ..bare.clone() };
        let shot = Shot::plain(Expression::Neutral, BTreeMap::new());
        let (without, with) = (draw(&bare, &shot, 224), draw(&worn, &shot, 224));
        assert_eq!((without.landmarks, without.landmarks_68), (with.landmarks, with.landmarks_68));
        assert_eq!(without.regions.n_pixels(Region::Glasses), 0);
        let (marks, unit) = (with.landmarks, with.landmarks.eye_distance());
        let (mut n_frame, mut n_changed_elsewhere) = (0, 0);
        for (x, y, pixel) in with.picture.enumerate_pixels() {
            let is_frame = with.regions.at(x, y) == Some(Region::Glasses);
            let at = Point::new(x as f32, y as f32);
            let from_eye = at.distance(marks.left_eye).min(at.distance(marks.right_eye)) / unit;
            assert!(!is_frame || (0.15..0.9).contains(&from_eye), "a rim is around an eye, not on it: {from_eye}");
            n_frame += usize::from(is_frame);
            let beside = from_eye > 0.95 && pixel != without.picture.get_pixel(x, y);
            n_changed_elsewhere += usize::from(beside);
        }
        assert!(n_frame > 300 && n_changed_elsewhere == 0, "{n_frame} {n_changed_elsewhere}");
    }
}

#[test]
fn a_low_jpeg_quality_changes_the_picture_and_no_truth() {
    let person = Person::sample(4);
    let mut shot = Shot::plain(Expression::Neutral, BTreeMap::new());
    let plain = draw(&person, &shot, 96);
    let error = |quality: u8, shot: &mut Shot| -> u32 {
        shot.camera.jpeg_quality = Some(quality);
        let stored = draw(&person, shot, 96);
        assert_eq!(stored.regions, plain.regions);
        let pairs = stored.picture.as_raw().iter().zip(plain.picture.as_raw());
        pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
    };
    let (good, poor) = (error(95, &mut shot), error(10, &mut shot));
    assert!(0 < good && 2 * good < poor, "{good} {poor}");
}

#[test]
fn a_disguise_covers_its_region_and_is_told_where_it_does_not_fit() {
    let person = Person::sample(4);
    let mut shot = Shot::plain(Expression::Neutral, BTreeMap::new());
    let bare = draw(&person, &shot, 160);
    shot.disguise = Some(DisguiseKind::Sunglasses);
    let worn = draw(&person, &shot, 160);
    assert_eq!((bare.disguise, worn.disguise, worn.missing_disguise()), (None, Some(DisguiseKind::Sunglasses), None));
    assert_eq!(bare.landmarks_68, worn.landmarks_68);
    assert!(worn.regions.n_pixels(Region::Disguise) > 1000 && worn.regions.n_pixels(Region::Eyes) < 30);
    assert_eq!(bare.regions.n_pixels(Region::Disguise), 0);
    shot.pose.yaw_deg = 75.0;
    let turned = draw(&person, &shot, 160);
    assert_eq!((turned.disguise, turned.missing_disguise()), (None, Some(DisguiseKind::Sunglasses)));
}
