//! The name of an embedded colour profile, read from its header without converting anything.

use std::fmt;

/// In which colours a picture says that its levels are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColourProfile {
    /// No ICC profile: sRGB by convention.
    None,
    /// A profile that calls itself sRGB.
    Srgb,
    /// Another one, by its own description; empty where that cannot be read.
    Other(String),
}

impl ColourProfile {
    /// Whether levels that are read as sRGB mean what they say.
    pub fn is_srgb(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

impl fmt::Display for ColourProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Srgb => f.write_str("sRGB"),
            Self::Other(name) if name.is_empty() => f.write_str("unnamed"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Longest description that is kept, in characters.
const LONGEST: usize = 80;

/// Where the table of tags starts in a profile.
const TABLE: usize = 128;

/// Most tags that are looked at; real profiles have about 20.
const MOST_TAGS: usize = 200;

pub(super) fn profile(bytes: Option<&[u8]>) -> ColourProfile {
    let Some(bytes) = bytes else { return ColourProfile::None };
    let text = description(bytes).unwrap_or_default();
    let words = text.to_ascii_lowercase();
    if words.contains("srgb") || words.contains("iec61966-2.1") || words.contains("iec 61966-2-1") {
        return ColourProfile::Srgb;
    }
    ColourProfile::Other(text)
}

/// The text of the tag `desc`, of either generation (ICC.1:2001-04 6.5.17, ICC.1:2022 10.15).
fn description(bytes: &[u8]) -> Option<String> {
    let n_tags = number(bytes, TABLE)?.min(MOST_TAGS);
    let entries = (0..n_tags).map(|i| TABLE + 4 + 12 * i);
    let entry = entries.into_iter().find(|at| bytes.get(*at..*at + 4) == Some(b"desc"))?;
    let (start, length) = (number(bytes, entry + 4)?, number(bytes, entry + 8)?);
    let tag = bytes.get(start..start.checked_add(length)?)?;
    let text: String = match tag.get(..4)? {
        b"desc" => {
            let length = number(tag, 8)?;
            tag.get(12..12_usize.checked_add(length)?)?.iter().map(|byte| char::from(*byte)).collect()
        }
        b"mluc" => {
            let (length, start) = (number(tag, 20)?, number(tag, 24)?);
            let units = tag.get(start..start.checked_add(length)?)?.as_chunks::<2>().0;
            char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit))).map_while(Result::ok).collect()
        }
        _ => return None,
    };
    Some(text.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect())
}

/// The big-endian word at a place.
fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let word = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(word.try_into().ok()?) as usize)
}
