//! Colours, lines and letters of plots that have no style sheet: every class of the pages as attributes.

/// What every system has one of.
pub(super) const FONTS: &str = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

pub(super) const INK: &str = "#1b1f24";
pub(super) const SOFT: &str = "#57606a";
const LINE: &str = "#d5dae0";
const WASH: [u32; 3] = [0xf4, 0xf6, 0xf8];
const SHADE: [u32; 3] = [0x00, 0x4b, 0x7a];

/// The attributes of a line or a mark by its classes, as in the pages' style sheet.
pub(super) fn attributes(class: &str) -> String {
    let has = |name: &str| class.split(' ').any(|found| found == name);
    let (colour, dashes) = match class.split(' ').find(|name| name.len() == 2 && name.starts_with('m')) {
        Some("m2") => ("#d55e00", " stroke-dasharray=\"5 2\""),
        Some("m3") => ("#00805f", " stroke-dasharray=\"1.6 2\""),
        Some("m4") => ("#a0468a", " stroke-dasharray=\"6 1.5\""),
        _ => ("#0072b2", ""),
    };
    if has("grid") {
        format!("stroke=\"{LINE}\" stroke-width=\"1\"")
    } else if has("reference") {
        format!("stroke=\"{SOFT}\" stroke-width=\"3\" stroke-opacity=\"0.65\"")
    } else if has("whisker") {
        format!("stroke=\"{colour}\" stroke-width=\"1.6\"{dashes}")
    } else {
        format!("fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"0.8\"")
    }
}

/// The size and the colour of a word by its class.
pub(super) fn lettering(class: &str) -> String {
    match class {
        "tick" => format!("font-size=\"10\" fill=\"{SOFT}\""),
        _ => format!("font-size=\"11\" fill=\"{INK}\""),
    }
}

/// The colour of a cell that holds so many percent of its row.
pub(super) fn shade(percent: u32) -> String {
    let percent = percent.min(100);
    let mix = |i: usize| (SHADE[i] * percent + WASH[i] * (100 - percent) + 50) / 100;
    format!("#{:02x}{:02x}{:02x}", mix(0), mix(1), mix(2))
}

/// About how wide a text is, rather too wide: the widest of the fonts named is that of `DejaVu`.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let letter = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '(' | ')' | ' ' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' => 0.95,
        _ if '\u{2e80}' <= c => 1.05,
        _ if c.is_uppercase() => 0.72,
        _ => 0.62,
    };
    text.chars().map(letter).sum::<f64>() * size
}

/// Lines no wider than that, broken between words.
pub(super) fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(word, size) + 0.36 * size <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Text between tags: what would be markup is written as characters, what XML forbids is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
