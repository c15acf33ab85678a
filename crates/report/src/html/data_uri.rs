//! Pictures inside the page: data addresses in base 64 (RFC 2397 and RFC 4648).

use crate::page::ReportError;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";

/// The address of a PNG or JPEG file.
pub(super) fn of_picture(file: &[u8], caption: &str) -> Result<String, ReportError> {
    let kind = match file {
        _ if file.starts_with(PNG) => "png",
        _ if file.starts_with(JPEG) => "jpeg",
        _ => {
            let start = file[..file.len().min(8)].to_vec();
            return Err(ReportError::Picture { caption: caption.to_owned(), start });
        }
    };
    Ok(format!("data:image/{kind};base64,{}", base64(file)))
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        // One byte needs two letters, two bytes three; the rest is padding.
        for place in 0..4 {
            let letter = ALPHABET[(group >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_standard() {
        // The examples of RFC 4648, section 10.
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xff, 0xef, 0xbe]), "/+++");
    }

    #[test]
    fn only_pictures_are_embedded() {
        assert!(of_picture(b"<svg onload=alert(1)>", "x").unwrap_err().to_string().contains("expected a PNG or JPEG"));
        assert!(of_picture(b"", "x").is_err());
        assert!(of_picture(PNG, "x").unwrap().starts_with("data:image/png;base64,iVBORw0KGgo"));
    }
}
