//! Several accessories on one face.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use disguise::accessory::{
    Anchors, DesignPool, Disguised, Kinds, KindsError, Outfit, Region, VISIBLE_LEVELS, draw_outfit,
};
use disguise::phantom::{self, Person, Shot};
use faces::{DisguiseKind, Expression};
use pixels::Rgb;

fn kinds(words: &str) -> Kinds {
    words.parse().unwrap()
}

fn worn(words: &str, seed: u64) -> Disguised {
    let person = Person::sample(7);
    let shot = Shot::sample(&person, Expression::Happiness, 3).in_studio();
    let face = phantom::draw(&person, &shot, 224);
    let outfit = Outfit::sample(&kinds(words), DesignPool::Train, seed);
    draw_outfit(
        &face.picture,
        &Anchors { found: face.landmarks, face_box: Some(face.face_box), contour: None },
        &outfit,
    )
    .unwrap()
}

#[test]
fn what_is_worn_is_put_on_from_the_skin_outwards() {
    assert_eq!(kinds("cap+sunglasses+mask").to_string(), "mask+sunglasses+cap");
    assert_eq!(kinds("cap + mask"), kinds("mask+cap"));
    let json = serde_json::to_string(&kinds("cap+mask")).unwrap();
    assert_eq!(json, "\"mask+cap\"");
    assert_eq!(serde_json::from_str::<Kinds>(&json).unwrap(), kinds("mask+cap"));
}

#[test]
fn one_place_holds_one_thing() {
    for (words, expected) in [("mask+mask", "mask"), ("cap+sunglasses+cap", "cap")] {
        let error = words.parse::<Kinds>().unwrap_err();
        assert!(matches!(error, KindsError::SamePlace { .. }) && error.to_string().contains(expected), "{error}");
    }
    assert!(matches!("cap+monocle".parse::<Kinds>(), Err(KindsError::Unknown(_))));
    assert!("".parse::<Kinds>().is_err());
}

#[test]
fn a_single_kind_draws_what_it_draws_in_an_outfit_of_its_own() {
    let outfit = Outfit::sample(&DisguiseKind::Cap.into(), DesignPool::Test, 5);
    assert_eq!(outfit.designs, [disguise::accessory::Design::sample(DisguiseKind::Cap, DesignPool::Test, 5)]);
}

#[test]
fn an_outfit_hides_what_its_pieces_hide() {
    let both = worn("mask+sunglasses", 1);
    for region in [Region::Eyes, Region::Mouth, Region::Nose] {
        assert!(both.hides.contains(&region));
    }
    let numbers: Vec<u8> = both.hidden_units.iter().map(|unit| unit.number()).collect();
    assert!(numbers.contains(&12) && numbers.contains(&43) && numbers.is_sorted());
    assert!(both.partly_hidden_units.iter().all(|unit| !both.hidden_units.contains(unit)));
    assert_eq!(both.outfit.name().matches('/').count(), 2);
}

/// Within what is not counted as a change: the softest part of a shadow.
fn is_near(one: Rgb<u8>, other: Rgb<u8>) -> bool {
    one.0.iter().zip(other.0).all(|(a, b)| a.abs_diff(b) < 2 * VISIBLE_LEVELS)
}

/// Where only one of two pieces reaches, the picture is that with it alone.
#[test]
fn pieces_leave_each_other_alone() {
    let (both, mask, glasses) = (worn("mask+sunglasses", 2), worn("mask", 2), worn("sunglasses", 2));
    let n_of = |one: &Disguised| one.mask.pixels().filter(|pixel| pixel.0[0] != 0).count();
    assert!(n_of(&both) > n_of(&mask).max(n_of(&glasses)));
    let covered = |one: &Disguised, (x, y): (u32, u32)| one.mask.get_pixel(x, y).0[0] != 0;
    for (x, y, pixel) in both.picture.enumerate_pixels() {
        let at = (x, y);
        if covered(&glasses, at) && !covered(&mask, at) {
            assert!(is_near(*pixel, *glasses.picture.get_pixel(x, y)), "the mask does not reach {at:?}");
        }
        if covered(&mask, at) && !covered(&glasses, at) {
            assert!(is_near(*pixel, *mask.picture.get_pixel(x, y)), "the glasses do not reach {at:?}");
        }
    }
}
