//! Whether a JPEG file holds its end marker, because the decoder fills a missing rest with grey and says nothing.

use memchr::memchr_iter;

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;

/// True when the bytes run out before the end marker of the main picture (an EXIF thumbnail has one of its own).
pub(in crate::decode) fn ends_early(bytes: &[u8]) -> bool {
    let mut at = 2; // behind the start marker
    while let Some(marker) = next_marker(bytes, &mut at) {
        match marker {
            END_OF_IMAGE => return false,
            0x01 | 0xD0..=0xD8 => {} // markers without a body
            _ => {
                let Some(&[high, low]) = bytes.get(at..at + 2) else { return true };
                at += usize::from(u16::from_be_bytes([high, low])).max(2);
                if marker == START_OF_SCAN {
                    skip_scan(bytes, &mut at);
                }
            }
        }
    }
    true
}

/// Moves behind the next marker and returns its code.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let &[first, code] = bytes.get(*at..*at + 2)? else { return None };
        if first == 0xFF && code != 0xFF && code != 0x00 {
            *at += 2;
            return Some(code);
        }
        *at += 1;
    }
}

/// Moves to the first marker that ends compressed data: not a stuffed zero, not a restart marker.
fn skip_scan(bytes: &[u8], at: &mut usize) {
    let rest = bytes.get(*at..).unwrap_or_default();
    let ends = |&place: &usize| match rest.get(place + 1) {
        Some(&code) => code != 0x00 && code != 0xFF && !(0xD0..=0xD7).contains(&code),
        None => false,
    };
    *at += memchr_iter(0xFF, rest).find(ends).unwrap_or(rest.len());
}
