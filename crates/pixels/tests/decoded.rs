//! Decoded files against Pillow and libjpeg-turbo, pixel by pixel (`reference/decoding.py`).
#![expect(clippy::unwrap_used, reason = "a malformed reference file must fail the test")]

use std::path::Path;

use pixels::{DecodeLimits, decode_bytes};
use serde_json::Value;

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn cases() -> Vec<Value> {
    let json: Value = serde_json::from_str(include_str!("reference/decoded.json")).unwrap();
    json["cases"].as_array().unwrap().clone()
}

#[test]
fn files_decode_to_the_levels_of_pillow() {
    for case in cases() {
        let name = case["name"].as_str().unwrap();
        let found = decode_bytes(&bytes(&case["file"]), Path::new(name), &DecodeLimits::default()).unwrap();
        let size = (u64::from(found.width()), u64::from(found.height()));
        assert_eq!(size, (case["width"].as_u64().unwrap(), case["height"].as_u64().unwrap()), "{name}");
        let expected = bytes(&case["pixels"]);
        let n_other = found.iter().zip(&expected).filter(|(found, expected)| found != expected).count();
        assert_eq!((n_other, found.len()), (0, expected.len()), "{name}");
    }
}

#[test]
fn damage_anywhere_never_stops_the_program() {
    for case in cases() {
        let sound = bytes(&case["file"]);
        for place in 0..sound.len() {
            for other in [0x00, 0xFF, sound[place] ^ 0x01, sound[place] ^ 0x10] {
                let mut damaged = sound.clone();
                damaged[place] = other;
                let limits = DecodeLimits { max_pixels: 10_000, ..DecodeLimits::default() };
                // Whether it is refused or read as another picture, either is an answer.
                drop(decode_bytes(&damaged, Path::new("damaged"), &limits));
            }
        }
    }
}
