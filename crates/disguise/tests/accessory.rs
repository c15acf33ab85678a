//! Accessories on a drawn face: what changes, what must not, and what is refused.

use disguise::accessory::{Design, DesignPool, Disguised, Misplaced, VISIBLE_LEVELS, draw, light, styles};
use faces::{BoundingBox, DisguiseKind, Landmarks, Point};
use pixels::{Rgb, RgbImage};
use proptest::prelude::*;

/// Where a test face is: origin between the eyes, pixels per eye distance, roll in radians.
#[derive(Clone, Copy)]
struct Place {
    origin: Point,
    unit: f32,
    roll: f32,
}

const PLACE: Place = Place { origin: Point::new(112.0, 100.0), unit: 46.0, roll: 0.0 };

impl Place {
    fn pixel(self, x: f32, y: f32) -> Point {
        let (s, c) = self.roll.sin_cos();
        let (x, y) = (x * self.unit, y * self.unit);
        Point::new(self.origin.x + x * c - y * s, self.origin.y + x * s + y * c)
    }

    fn back(self, x: u32, y: u32) -> [f32; 2] {
        let (s, c) = self.roll.sin_cos();
        let (dx, dy) = (x as f32 + 0.5 - self.origin.x, y as f32 + 0.5 - self.origin.y);
        [(dx * c + dy * s) / self.unit, (dy * c - dx * s) / self.unit]
    }

    fn landmarks(self) -> Landmarks {
        Landmarks {
            left_eye: self.pixel(-0.5, 0.0),
            right_eye: self.pixel(0.5, 0.0),
            nose: self.pixel(0.0, 0.55),
            left_mouth: self.pixel(-0.39, 1.06),
            right_mouth: self.pixel(0.39, 1.06),
        }
    }
}

/// A plain face: skin oval, eyes, mouth, background.
fn face(width: u32, height: u32, place: Place, colours: [[u8; 3]; 2]) -> RgbImage {
    let [skin, wall] = colours;
    RgbImage::from_fn(width, height, |x, y| {
        let [u, v] = place.back(x, y);
        let oval = (u / 1.1).hypot((v - 0.35) / 1.5) < 1.0;
        let eye = ((u.abs() - 0.5) / 0.2).hypot(v / 0.08) < 1.0;
        let mouth = (u / 0.39).hypot((v - 1.06) / 0.07) < 1.0;
        match (oval, eye || mouth) {
            (true, true) => Rgb(skin.map(|c| c / 3)),
            (true, false) => Rgb(skin),
            (false, _) => Rgb(wall),
        }
    })
}

const COLOUR: [[u8; 3]; 2] = [[196, 150, 124], [120, 140, 150]];
const GREY: [[u8; 3]; 2] = [[160; 3], [90; 3]];

fn designs() -> impl Iterator<Item = Design> {
    let all = DisguiseKind::ALL.into_iter().flat_map(|k| DesignPool::ALL.map(|p| (k, p)));
    all.flat_map(|(kind, pool)| (0..5).map(move |n| Design::sample(kind, pool, n as u64).with_style(n)))
}

fn wear(picture: &RgbImage, place: Place, design: &Design) -> Disguised {
    draw(picture, &place.landmarks(), design).unwrap_or_else(|why| panic!("{}: {why}", design.name()))
}

#[test]
fn every_style_can_be_worn_and_shows() {
    let picture = face(224, 260, PLACE, COLOUR);
    for design in designs() {
        let worn = wear(&picture, PLACE, &design);
        assert_eq!(worn.picture.dimensions(), picture.dimensions());
        assert_eq!(worn.mask.dimensions(), picture.dimensions());
        assert_eq!(worn.outfit.designs, std::slice::from_ref(&design));
        let least = match design.kind {
            DisguiseKind::Moustache => 140,
            DisguiseKind::Bandage => 300,
            _ => 900,
        };
        assert!(worn.mask.pixels().filter(|p| p.0[0] == 255).count() > least, "{}", design.name());
    }
}

#[test]
fn same_arguments_give_same_bytes() {
    let picture = face(224, 260, PLACE, COLOUR);
    for design in designs().step_by(3) {
        assert_eq!(wear(&picture, PLACE, &design), wear(&picture, PLACE, &design.clone()));
    }
}

/// The slow twin of the mask.
#[test]
fn the_mask_is_what_changed() {
    let picture = face(224, 260, PLACE, COLOUR);
    for design in designs() {
        let worn = wear(&picture, PLACE, &design);
        for (x, y, p) in picture.enumerate_pixels() {
            let after = worn.picture.get_pixel(x, y).0;
            let visible = (0..3).any(|c| i16::from(p.0[c]).abs_diff(i16::from(after[c])) >= u16::from(VISIBLE_LEVELS));
            assert_eq!(worn.mask.get_pixel(x, y).0[0], if visible { 255 } else { 0 }, "{} at {x} {y}", design.name());
        }
    }
}

#[test]
fn the_pools_share_no_style_colour_or_pattern() {
    for kind in DisguiseKind::ALL {
        assert!(styles(kind).len() >= 8 && styles(kind).len().is_multiple_of(2));
        let [train, test] =
            DesignPool::ALL.map(|pool| (0..300).map(|seed| Design::sample(kind, pool, seed)).collect::<Vec<_>>());
        for a in &train {
            assert_eq!(a.style % 2, 0);
            for b in &test {
                assert_ne!(a.style_name(), b.style_name());
                assert_ne!(a.colours[0], b.colours[0]);
                assert!(a.weave != b.weave || a.weave == disguise::accessory::Weave::Plain);
            }
        }
        let reached = |designs: &[Design]| designs.iter().map(|d| d.style).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(reached(&train).len() + reached(&test).len(), styles(kind).len());
    }
}

#[test]
fn a_design_survives_its_file() {
    for design in designs() {
        let text = serde_json::to_string(&design).unwrap();
        assert_eq!(serde_json::from_str::<Design>(&text).unwrap(), design);
        let more = text.replacen('{', "{\"glitter\":1,", 1);
        assert!(serde_json::from_str::<Design>(&more).is_err());
    }
    let named = Design::sample(DisguiseKind::Sunglasses, DesignPool::Test, 3).with_style(0);
    assert_eq!(named.name(), "sunglasses/aviator-3");
}

/// Centroid of the mask in the face's own frame, and its area in squared eye distances.
fn centroid(worn: &Disguised, place: Place) -> ([f32; 2], f32) {
    // An arm comes from beyond the picture's border, wherever that is; its hand counts.
    let most = if worn.outfit.designs[0].kind == DisguiseKind::Hand { 1.2 } else { f32::INFINITY };
    let changed = worn.mask.enumerate_pixels().filter(|p| p.2.0[0] != 0).map(|(x, y, _)| place.back(x, y));
    let places: Vec<[f32; 2]> = changed.filter(|[u, v]| u.hypot(v - 0.9) < most).collect();
    let n = places.len() as f32;
    let sum = places.iter().fold([0.0, 0.0], |s, p| [s[0] + p[0], s[1] + p[1]]);
    ([sum[0] / n, sum[1] / n], n / (place.unit * place.unit))
}

#[test]
fn the_accessory_turns_and_grows_with_the_face() {
    let upright = Place { origin: Point::new(320.0, 300.0), unit: 50.0, roll: 0.0 };
    let turned =
        [(30.0, 0.0), (50.0, 0.5), (50.0, -0.8), (76.0, 0.3)].map(|(unit, roll)| Place { unit, roll, ..upright });
    for design in designs() {
        // No cloth and no hair looks like this wall.
        let wall = [[180; 3], [60, 170, 60]];
        let expected = centroid(&wear(&face(640, 640, upright, wall), upright, &design), upright);
        for place in turned {
            let found = centroid(&wear(&face(640, 640, place, wall), place, &design), place);
            let off = (found.0[0] - expected.0[0]).hypot(found.0[1] - expected.0[1]);
            assert!(off < 0.06, "{} moved by {off}", design.name());
            assert!((found.1 / expected.1 - 1.0).abs() < 0.08, "{} {} against {}", design.name(), found.1, expected.1);
        }
    }
}

#[test]
fn grey_stays_grey() {
    let picture = face(224, 260, PLACE, GREY);
    for design in designs() {
        let worn = wear(&picture, PLACE, &design);
        let coloured = worn.picture.pixels().filter(|p| p.0[0] != p.0[1] || p.0[1] != p.0[2]).count();
        assert_eq!(coloured, 0, "{}", design.name());
    }
}

/// Places in eye distances whose surroundings show the expression that a kind leaves open, with the radius.
fn open_places(kind: DisguiseKind) -> Vec<[f32; 3]> {
    let mouth = [[-0.39, 1.06, 0.2], [0.39, 1.06, 0.2], [0.0, 1.1, 0.25]];
    let eyes = [[-0.5, 0.0, 0.16], [0.5, 0.0, 0.16]];
    let brows = [[-0.6, -0.24, 0.08], [0.6, -0.24, 0.08], [-0.25, -0.22, 0.08], [0.25, -0.22, 0.08]];
    let nose = [[0.0, 0.6, 0.2]];
    match kind {
        DisguiseKind::Sunglasses => [&mouth[..], &[[0.0, -0.7, 0.2], [0.0, 1.5, 0.2]]].concat(),
        DisguiseKind::Cap
        | DisguiseKind::Headscarf
        | DisguiseKind::Hat
        | DisguiseKind::Beanie
        | DisguiseKind::Turban
        | DisguiseKind::Wig => [&mouth[..], &eyes, &brows, &nose].concat(),
        DisguiseKind::Eyeglasses => [&mouth[..], &[[0.0, -0.75, 0.2], [0.0, 1.5, 0.2]]].concat(),
        DisguiseKind::Bandage => [&mouth[..], &eyes, &brows].concat(),
        DisguiseKind::Niqab => [&eyes[..], &brows].concat(),
        DisguiseKind::Mask | DisguiseKind::Scarf | DisguiseKind::Hand => {
            [&eyes[..], &brows, &[[0.0, -0.6, 0.3]]].concat()
        }
        DisguiseKind::Beard => [&eyes[..], &brows, &[[0.0, 0.5, 0.16], [0.0, 1.12, 0.06], [0.0, -0.6, 0.3]]].concat(),
        // Paint follows the skin around everything, but not on the eyeballs.
        DisguiseKind::Makeup | DisguiseKind::Facepaint => vec![[-0.5, 0.0, 0.03], [0.5, 0.0, 0.03]],
        DisguiseKind::Moustache => {
            [&eyes[..], &brows, &[[0.0, 0.5, 0.16], [0.0, 1.2, 0.06], [0.0, 1.6, 0.2], [0.0, -0.6, 0.3]]].concat()
        }
    }
}

#[test]
fn what_shows_the_expression_is_untouched() {
    let picture = face(224, 260, PLACE, COLOUR);
    for design in designs() {
        let worn = wear(&picture, PLACE, &design);
        for (x, y, before) in picture.enumerate_pixels() {
            let [u, v] = PLACE.back(x, y);
            let open = open_places(design.kind).iter().any(|&[a, b, r]| (u - a).hypot(v - b) < r);
            let after = worn.picture.get_pixel(x, y);
            // Hair on the lip and a hand cast a shadow that nobody sees.
            let casts = matches!(design.kind, DisguiseKind::Beard | DisguiseKind::Moustache | DisguiseKind::Hand);
            let most = if casts { VISIBLE_LEVELS } else { 0 };
            let off = before.0.iter().zip(after.0).map(|(a, b)| a.abs_diff(b)).max().unwrap();
            assert!(!open || off <= most, "{} at ({u}, {v}): {before:?} {after:?}", design.name());
        }
    }
}

/// Mean linear light of the pixels that changed.
fn mean_light(worn: &Disguised) -> f32 {
    let levels = |p: &Rgb<u8>| p.0.iter().map(|&c| (f32::from(c) / 255.0).powi(2)).sum::<f32>() / 3.0;
    let changed: Vec<f32> =
        worn.picture.pixels().zip(worn.mask.pixels()).filter(|p| p.1.0[0] != 0).map(|p| levels(p.0)).collect();
    changed.iter().sum::<f32>() / changed.len() as f32
}

#[test]
fn a_dim_picture_dims_the_accessory() {
    let bright = face(224, 260, PLACE, [[200; 3], [180; 3]]);
    let dim = face(224, 260, PLACE, [[50; 3], [45; 3]]);
    for design in designs() {
        let (lit, dark) = (mean_light(&wear(&bright, PLACE, &design)), mean_light(&wear(&dim, PLACE, &design)));
        let skin = (50.0f32 / 255.0).powi(2);
        assert!(dark < light::WHITE_OVER_SKIN * skin, "{} {dark} on skin {skin}", design.name());
        // A quarter of the level is a sixteenth of the light.
        let ratio = lit / dark;
        assert!((10.0..26.0).contains(&ratio), "{} {ratio}", design.name());
    }
}

#[test]
fn a_box_moves_the_chin_of_a_mask() {
    let picture = face(224, 260, PLACE, COLOUR);
    let design = Design::sample(DisguiseKind::Mask, DesignPool::Train, 1);
    let lowest = |bottom: f32| {
        let face_box = BoundingBox { left: 60.0, top: 50.0, right: 164.0, bottom };
        let worn = disguise::accessory::draw_in_box(&picture, &PLACE.landmarks(), Some(face_box), &design).unwrap();
        worn.mask.enumerate_pixels().filter(|p| p.2.0[0] != 0).map(|p| p.1).max().unwrap()
    };
    assert!(lowest(180.0) + 8 < lowest(200.0));
}

type Check = fn(&Misplaced) -> bool;

#[test]
fn misplaced_landmarks_are_refused() {
    let picture = face(224, 260, PLACE, COLOUR);
    let good = PLACE.landmarks();
    let roll = |degrees: f32| Place { roll: degrees.to_radians(), ..PLACE }.landmarks();
    let up = Landmarks { left_mouth: Point::new(94.0, 60.0), right_mouth: Point::new(130.0, 60.0), ..good };
    let swapped = Landmarks { left_mouth: good.right_mouth, right_mouth: good.left_mouth, ..good };
    let cases: [(&str, Landmarks, Check); 8] = [
        ("outside", good.map(|p| Point::new(p.x + 120.0, p.y)), |e| matches!(e, Misplaced::OutsidePicture { .. })),
        ("nan", Landmarks { nose: Point::new(f32::NAN, 9.0), ..good }, |e| {
            matches!(e, Misplaced::OutsidePicture { .. })
        }),
        ("small", Place { unit: 4.0, ..PLACE }.landmarks(), |e| matches!(e, Misplaced::TooSmall { .. })),
        ("mouth up", up, |e| matches!(e, Misplaced::MouthAboveEyes { .. })),
        ("mouth swapped", swapped, |e| matches!(e, Misplaced::OutOfProportion { .. })),
        ("roll", roll(70.0), |e| matches!(e, Misplaced::Tilted { .. })),
        ("roll back", roll(-70.0), |e| matches!(e, Misplaced::Tilted { .. })),
        ("yaw", Landmarks { nose: PLACE.pixel(0.9, 0.55), ..good }, |e| matches!(e, Misplaced::TurnedAway { .. })),
    ];
    for (name, landmarks, expected) in cases {
        for kind in DisguiseKind::ALL {
            let found = draw(&picture, &landmarks, &Design::sample(kind, DesignPool::Train, 0)).unwrap_err();
            assert!(expected(&found), "{name}: {found}");
        }
    }
    let mut design = Design::sample(DisguiseKind::Cap, DesignPool::Train, 0);
    design.style = 99;
    assert!(matches!(draw(&picture, &good, &design), Err(Misplaced::UnknownStyle { found: 99, last: 9, .. })));
}

#[test]
fn a_crop_without_forehead_takes_no_cap() {
    let place = Place { origin: Point::new(60.0, 20.0), unit: 46.0, roll: 0.0 };
    let picture = face(120, 120, place, COLOUR);
    let cap = Design::sample(DisguiseKind::Cap, DesignPool::Train, 0);
    assert!(matches!(draw(&picture, &place.landmarks(), &cap), Err(Misplaced::OutOfSight { .. })));
    let mask = Design::sample(DisguiseKind::Mask, DesignPool::Train, 0);
    assert!(draw(&picture, &place.landmarks(), &mask).is_ok());
}

#[test]
fn a_head_tilted_far_back_wears_glasses_but_no_hat() {
    let picture = face(224, 224, PLACE, COLOUR);
    let nose_at = |y: f32| Landmarks { nose: PLACE.pixel(0.0, y), ..PLACE.landmarks() };
    let worn = |kind, y| draw(&picture, &nose_at(y), &Design::sample(kind, DesignPool::Train, 0));
    for kind in [DisguiseKind::Hat, DisguiseKind::Headscarf, DisguiseKind::Wig] {
        let refused = worn(kind, 0.2).unwrap_err();
        assert!(
            matches!(refused, Misplaced::TiltedBack { found_deg, .. } if (35.0..50.0).contains(&found_deg)),
            "{refused}"
        );
        assert!(worn(kind, 0.42).is_ok());
    }
    assert!(worn(DisguiseKind::Sunglasses, 0.2).is_ok());
}

fn coordinate() -> impl Strategy<Value = f32> {
    prop_oneof![8 => -20.0f32..140.0, 1 => any::<f32>(), 1 => Just(f32::NAN), 1 => Just(f32::INFINITY)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_landmarks_make_it_panic(
        v in prop::array::uniform10(coordinate()), size in (1u32..120, 1u32..120), kind in 0..DisguiseKind::ALL.len(), seed: u64,
    ) {
        let at = |i: usize| Point::new(v[2 * i], v[2 * i + 1]);
        let landmarks = Landmarks { left_eye: at(0), right_eye: at(1), nose: at(2), left_mouth: at(3), right_mouth: at(4) };
        let picture = RgbImage::from_fn(size.0, size.1, |x, y| Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8]));
        let design = Design::sample(DisguiseKind::ALL[kind], DesignPool::ALL[(seed % 2) as usize], seed);
        let found = draw(&picture, &landmarks, &design);
        if v.iter().any(|c| !c.is_finite()) {
            prop_assert!(found.is_err());
        }
    }

    #[test]
    fn nearly_faces_of_any_size_never_panic(
        jitter in prop::array::uniform10(-0.25f32..0.25), unit in 4.0f32..60.0, roll in -1.2f32..1.2,
        size in (1u32..160, 1u32..160), seed: u64,
    ) {
        let place = Place { origin: Point::new(size.0 as f32 / 2.0, size.1 as f32 / 2.5), unit, roll };
        let base = [[-0.5, 0.0], [0.5, 0.0], [0.0, 0.55], [-0.39, 1.06], [0.39, 1.06]];
        let at = |i: usize| place.pixel(base[i][0] + jitter[2 * i], base[i][1] + jitter[2 * i + 1]);
        let landmarks = Landmarks { left_eye: at(0), right_eye: at(1), nose: at(2), left_mouth: at(3), right_mouth: at(4) };
        let picture = face(size.0, size.1, place, COLOUR);
        let design = Design::sample(DisguiseKind::ALL[seed as usize % DisguiseKind::ALL.len()], DesignPool::ALL[(seed / 64 % 2) as usize], seed);
        if let Ok(worn) = draw(&picture, &landmarks, &design) {
            prop_assert!(worn.mask.pixels().any(|p| p.0[0] == 255));
        }
    }
}
