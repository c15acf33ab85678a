//! PNM files whose largest level is below 255, stretched as Pillow does: half-way levels go to even ones.

/// What the levels of a file become, and the file as if its largest level were 255, so that a decoder leaves them alone.
pub(super) struct Stretch {
    pub(super) bytes: Vec<u8>,
    pub(super) levels: [u8; 256],
}

/// `None` for files whose levels stay as they are, or are not read by themselves (a bitmap, 16 bits).
pub(super) fn stretch(bytes: &[u8]) -> Option<Stretch> {
    let is_levels = matches!(bytes, [b'P', b'2' | b'3' | b'5' | b'6', ..]);
    // The magic, the width and the height come before.
    let mut at = 2;
    let numbers: Vec<(usize, usize)> = (0..3).map_while(|_| number(bytes, &mut at)).collect();
    let (start, largest) = *numbers.get(2).filter(|_| is_levels)?;
    if !(1..255).contains(&largest) {
        return None;
    }
    let mut stretched = bytes[..start].to_vec();
    stretched.extend(b"255");
    stretched.extend(&bytes[at..]);
    let level = |level: usize| (level as f64 / largest as f64 * 255.0).round_ties_even().min(255.0) as u8;
    Some(Stretch { bytes: stretched, levels: std::array::from_fn(level) })
}

/// The next number and where it starts, behind spaces and comments.
fn number(bytes: &[u8], at: &mut usize) -> Option<(usize, usize)> {
    loop {
        match bytes.get(*at)? {
            b'#' => *at += bytes[*at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'))?,
            byte if byte.is_ascii_whitespace() => *at += 1,
            _ => break,
        }
    }
    let digits = bytes[*at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = *at;
    *at += digits;
    Some((start, std::str::from_utf8(&bytes[start..*at]).ok()?.parse().ok()?))
}
