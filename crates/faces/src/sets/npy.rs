//! A `NumPy` file with a single number or word in it (format of `numpy.lib.format`, versions 1 to 3).

/// The one value as text: a word, or a whole number; `None` for any other file.
pub(super) fn single(bytes: &[u8]) -> Option<String> {
    let rest = bytes.strip_prefix(b"\x93NUMPY")?;
    let (major, rest) = (*rest.first()?, rest.get(2..)?);
    let (n_header, rest) = if major == 1 {
        (usize::from(u16::from_le_bytes(rest.get(..2)?.try_into().ok()?)), rest.get(2..)?)
    } else {
        (u32::from_le_bytes(rest.get(..4)?.try_into().ok()?) as usize, rest.get(4..)?)
    };
    let header = std::str::from_utf8(rest.get(..n_header)?).ok()?;
    let shape: String =
        header.split("'shape':").nth(1)?.split(')').next()?.chars().filter(|c| !c.is_whitespace()).collect();
    let kind = header.split("'descr':").nth(1)?.split('\'').nth(1)?;
    let is_single = matches!(shape.as_str(), "(" | "(1," | "(1,1");
    is_single.then(|| value(kind, rest.get(n_header..)?)).flatten()
}

fn value(kind: &str, data: &[u8]) -> Option<String> {
    let whole = |number: f64| (number.fract() == 0.0).then(|| format!("{number:.0}"));
    match kind {
        "<i8" => Some(i64::from_le_bytes(data.try_into().ok()?).to_string()),
        "<i4" => Some(i32::from_le_bytes(data.try_into().ok()?).to_string()),
        "<i2" => Some(i16::from_le_bytes(data.try_into().ok()?).to_string()),
        "|i1" => Some(i8::from_le_bytes(data.try_into().ok()?).to_string()),
        "|u1" => Some(u8::from_le_bytes(data.try_into().ok()?).to_string()),
        "<f8" => whole(f64::from_le_bytes(data.try_into().ok()?)),
        "<f4" => whole(f64::from(f32::from_le_bytes(data.try_into().ok()?))),
        _ if kind.starts_with("<U") => {
            let letters = data.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]));
            letters.filter(|code| *code != 0).map(char::from_u32).collect()
        }
        _ if kind.starts_with("|S") => String::from_utf8(data.iter().copied().filter(|b| *b != 0).collect()).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::npy;
    use super::*;

    #[test]
    fn one_value_of_any_kind_is_read() {
        let check = |kind: &str, shape: &str, data: &[u8], expected: Option<&str>| {
            assert_eq!(single(&npy(kind, shape, data)).as_deref(), expected, "{kind} {shape}");
        };
        check("<U1", "()", b"7\0\0\0", Some("7"));
        check("<U2", "()", b"1\0\0\x000\0\0\0", Some("10"));
        check("|S2", "()", b"3\0", Some("3"));
        check("<i8", "(1,)", &3i64.to_le_bytes(), Some("3"));
        check("<f8", "()", &3.0f64.to_le_bytes(), Some("3"));
        check("<f8", "()", &3.5f64.to_le_bytes(), None);
        check("<i8", "(2,)", &[0; 16], None);
        check("<i8", "()", &[0; 7], None);
        check("|O", "()", b"x", None);
        assert_eq!(single(b"\x93NUMPY\x01"), None);
        assert_eq!(single(b"3"), None);
    }
}
