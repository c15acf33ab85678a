//! Tests of `hash`: what a hash survives, and the search against comparing all pairs.

use std::path::Path;

use image::Rgb;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::decode::{DecodeLimits, decode_bytes};
use crate::encode::jpeg_bytes;
use crate::photometry::{brightness, contrast};

/// A drawn scene of large and small blobs, different for every seed.
fn scene(seed: u32, width: u32, height: u32) -> RgbImage {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    let blobs: Vec<[f64; 4]> = (0..80)
        .map(|i| {
            let size = if i < 10 { 0.15 } else { 0.03 };
            [rng.random(), rng.random(), size * (0.5 + rng.random::<f64>()), rng.random::<f64>() - 0.5]
        })
        .collect();
    let level = |u: f64, v: f64| {
        let blob =
            |[x, y, size, height]: &[f64; 4]| height * (-((u - x).powi(2) + (v - y).powi(2)) / (size * size)).exp();
        (128.0 + 160.0 * blobs.iter().map(blob).sum::<f64>()).clamp(0.0, 255.0) as u8
    };
    RgbImage::from_fn(width, height, |x, y| {
        let level = level((f64::from(x) + 0.5) / f64::from(width), (f64::from(y) + 0.5) / f64::from(height));
        Rgb([level, level / 2 + 40, 255 - level / 3])
    })
}

#[test]
fn the_same_picture_stored_otherwise_is_near() {
    for seed in 0..8 {
        let original = scene(seed, 240, 180);
        let hash = PictureHash::of(&original);
        let check = |name: &str, changed: &RgbImage| {
            let distance = hash.distance(PictureHash::of(changed));
            assert!(distance <= PictureHash::SAME, "scene {seed}, {name}: {distance} bits");
        };
        for (width, height) in [(120, 90), (61, 47), (700, 500), (240, 120)] {
            check("resized", &resize(&original, width, height, Filter::Bicubic));
        }
        let jpeg = jpeg_bytes(&original, 30).unwrap();
        check("compressed", &decode_bytes(&jpeg, Path::new("a"), &DecodeLimits::default()).unwrap());
        let mut changed = original.clone();
        brightness(&mut changed, 1.1);
        check("brightened", &changed);
        contrast(&mut changed, 0.6);
        check("with less contrast", &changed);
        let mut grey = original.clone();
        crate::photometry::grayscale(&mut grey);
        check("grey", &grey);
    }
}

#[test]
fn other_pictures_are_far() {
    let hashes: Vec<PictureHash> = (0..40).map(|seed| PictureHash::of(&scene(seed, 90, 70))).collect();
    let pairs = NearIndex::new(&hashes).pairs(PictureHash::SAME);
    assert_eq!(pairs, [], "of 780 pairs");
}

#[test]
fn a_wave_sets_its_own_bit() {
    for (across, down) in [(1, 1), (3, 2), (16, 15)] {
        let picture = RgbImage::from_fn(64, 64, |x, y| {
            let wave = |k: u32, at: u32| (PI * f64::from(k) * (f64::from(at) + 0.5) / 64.0).cos();
            Rgb([(128.0 + 100.0 * wave(across, x) * wave(down, y)).round() as u8; 3])
        });
        let bit = (down - 1) * 16 + across - 1;
        let mut expected = [0; 4];
        expected[bit as usize / 64] = 1 << (bit % 64);
        // Rounding the levels leaves weak waves beside it.
        let found = PictureHash::of(&picture);
        assert!(found.0[bit as usize / 64] & expected[bit as usize / 64] != 0, "{across}, {down}: {found}");
        assert!(found.distance(PictureHash(expected)) <= 4, "{across}, {down}: {found}");
    }
}

#[test]
fn a_picture_without_structure_has_no_bits() {
    for picture in [RgbImage::from_pixel(50, 20, Rgb([90, 120, 7])), RgbImage::new(1, 1)] {
        assert_eq!(PictureHash::of(&picture), PictureHash([0; 4]));
    }
    let text = PictureHash([0xAB, 0, 0, 1 << 60]).to_string();
    assert_eq!((text.len(), &text[..2], &text[60..]), (64, "10", "00ab"));
}

#[test]
fn flips_are_all_words_of_few_bits() {
    for (n_bits, expected) in [(0, 1), (1, 17), (2, 137), (3, 697), (16, 65_536)] {
        let words = near::flips(n_bits);
        assert!(words.iter().all(|word| word.count_ones() <= n_bits));
        assert_eq!(words.len(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_search_finds_what_comparing_all_pairs_finds(
        seeds in proptest::collection::vec((any::<[u64; 4]>(), proptest::collection::vec(0..256_usize, 0..36)), 1..30),
        distance in 0..36_u32,
    ) {
        // Every hash comes with a copy in which up to 35 bits are flipped.
        let flipped = |(hash, bits): &([u64; 4], Vec<usize>)| {
            let mut hash = *hash;
            for bit in bits {
                hash[bit / 64] ^= 1 << (bit % 64);
            }
            hash
        };
        let hashes: Vec<PictureHash> = seeds.iter().flat_map(|seed| [seed.0, flipped(seed)]).map(PictureHash).collect();
        let mut expected = Vec::new();
        for first in 0..hashes.len() {
            for second in first + 1..hashes.len() {
                let found = hashes[first].distance(hashes[second]);
                if found <= distance {
                    expected.push(Pair { first, second, distance: found });
                }
            }
        }
        let index = NearIndex::new(&hashes);
        prop_assert_eq!(index.pairs(distance), expected);
        for (place, hash) in hashes.iter().enumerate() {
            prop_assert!(index.near(*hash, 0).contains(&place));
        }
    }

    #[test]
    fn distance_is_a_metric(a: [u64; 4], b: [u64; 4], c: [u64; 4]) {
        let [a, b, c] = [a, b, c].map(PictureHash);
        prop_assert_eq!(a.distance(b), b.distance(a));
        prop_assert_eq!(a.distance(a), 0);
        prop_assert!(a.distance(c) <= a.distance(b) + b.distance(c));
    }
}
