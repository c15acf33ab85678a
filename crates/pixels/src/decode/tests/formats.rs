//! Every format with every way to store levels that it has, and what the file says besides.

use image::codecs::gif::GifEncoder;
use image::codecs::webp::WebPEncoder;
use image::{Delay, Frame, LumaA, RgbaImage};

use super::*;

fn with_facts(bytes: &[u8]) -> (RgbImage, Facts) {
    decode_bytes_with_facts(bytes, Path::new("a"), &DecodeLimits::default()).unwrap()
}

/// Facts of a 12 x 7 picture without an orientation and a profile.
fn plain(format: &'static str, bits_per_level: u8) -> Facts {
    let stored_px = (12, 7);
    let profile = ColourProfile::None;
    Facts { format, stored_px, orientation: 1, bits_per_level, has_alpha: false, is_grey: false, profile }
}

fn deep() -> ImageBuffer<Rgb<u16>, Vec<u16>> {
    ImageBuffer::from_fn(12, 7, |x, y| Rgb(drawn().get_pixel(x, y).0.map(|level| u16::from(level) * 257)))
}

fn grey_levels() -> GrayImage {
    GrayImage::from_fn(12, 7, |x, y| Luma([(x * 20 + y) as u8]))
}

fn as_rgb(grey: &GrayImage) -> RgbImage {
    RgbImage::from_fn(12, 7, |x, y| Rgb([grey.get_pixel(x, y).0[0]; 3]))
}

#[test]
fn lossless_formats_keep_every_level() {
    use ImageFormat::{Bmp, Png, Pnm, Tiff, WebP};
    for (format, name) in [(Bmp, "BMP"), (Png, "PNG"), (Pnm, "PNM"), (Tiff, "TIFF"), (WebP, "WebP")] {
        assert_eq!(with_facts(&encoded(&drawn().into(), format)), (drawn(), plain(name, 8)));
    }
}

#[test]
fn sixteen_bits_become_eight() {
    for (format, name) in [(ImageFormat::Png, "PNG"), (ImageFormat::Tiff, "TIFF"), (ImageFormat::Pnm, "PNM")] {
        assert_eq!(with_facts(&encoded(&deep().into(), format)), (drawn(), plain(name, 16)));
    }
}

#[test]
fn grey_is_known_by_its_pixels() {
    let grey = Facts { is_grey: true, ..plain("", 8) };
    for (format, name) in [(ImageFormat::Png, "PNG"), (ImageFormat::Tiff, "TIFF"), (ImageFormat::Pnm, "PNM")] {
        let expected = (as_rgb(&grey_levels()), Facts { format: name, ..grey.clone() });
        assert_eq!(with_facts(&encoded(&grey_levels().into(), format)), expected);
        assert_eq!(
            with_facts(&encoded(&as_rgb(&grey_levels()).into(), format)),
            expected,
            "stored with three channels"
        );
        let deep = ImageBuffer::from_fn(12, 7, |x, y| Luma([u16::from(grey_levels().get_pixel(x, y).0[0]) * 257]));
        assert_eq!(with_facts(&encoded(&deep.into(), format)).0, as_rgb(&grey_levels()), "{name} with 16 bits");
    }
    let jpeg = with_facts(&encoded(&grey_levels().into(), ImageFormat::Jpeg)).1;
    assert_eq!(jpeg, Facts { format: "JPEG", ..grey });
}

#[test]
fn grey_with_alpha_is_composited() {
    let half = ImageBuffer::from_pixel(12, 7, LumaA([100_u8, 51]));
    let (picture, facts) = with_facts(&encoded(&half.into(), ImageFormat::Png));
    assert_eq!(picture.get_pixel(3, 3).0, [224; 3]);
    assert_eq!(facts, Facts { is_grey: true, has_alpha: true, ..plain("PNG", 8) });
}

/// A PNG file with palette or grey levels of few bits, written by the `png` crate, which packs nothing itself.
fn packed(colours: png::ColorType, depth: png::BitDepth, palette: &[u8], rows: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 4, 2);
    encoder.set_color(colours);
    encoder.set_depth(depth);
    if !palette.is_empty() {
        encoder.set_palette(palette.to_vec());
        encoder.set_trns(vec![255, 255, 255, 0]);
    }
    encoder.write_header().unwrap().write_image_data(rows).unwrap();
    bytes
}

#[test]
fn palettes_and_few_bits_are_spread() {
    let palette = [10, 20, 30, 40, 50, 60, 70, 80, 90, 9, 9, 9];
    let bytes = packed(png::ColorType::Indexed, png::BitDepth::Two, &palette, &[0b00_01_10_11, 0b11_10_01_00]);
    let (picture, facts) = with_facts(&bytes);
    let row = |y: u32| [0, 1, 2, 3].map(|x| picture.get_pixel(x, y).0);
    assert_eq!(row(0), [[10, 20, 30], [40, 50, 60], [70, 80, 90], [255; 3]], "the last colour is transparent");
    assert_eq!(row(1), [[255; 3], [70, 80, 90], [40, 50, 60], [10, 20, 30]]);
    assert!(facts.has_alpha && !facts.is_grey);

    let bytes = packed(png::ColorType::Grayscale, png::BitDepth::One, &[], &[0b1010_0000, 0b0111_0000]);
    let (picture, facts) = with_facts(&bytes);
    assert_eq!([0, 1, 2, 3].map(|x| picture.get_pixel(x, 1).0[0]), [0, 255, 255, 255]);
    assert_eq!((facts.is_grey, facts.bits_per_level), (true, 8));
}

#[test]
fn the_first_frame_of_an_animation_is_read() {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut bytes);
        for level in [200, 10] {
            let frame = RgbaImage::from_pixel(5, 3, Rgba([level, 0, 0, 255]));
            encoder.encode_frame(Frame::from_parts(frame, 0, 0, Delay::from_numer_denom_ms(10, 1))).unwrap();
        }
    }
    let (picture, facts) = with_facts(&bytes);
    assert_eq!(picture, RgbImage::from_pixel(5, 3, Rgb([200, 0, 0])));
    assert_eq!((facts.format, facts.stored_px), ("GIF", (5, 3)));
}

#[test]
fn plain_text_pnm_is_read() {
    assert_eq!(with_facts(b"P2\n# a comment\n2 1 100\n0 100\n").0.as_raw(), &[0, 0, 0, 255, 255, 255]);
    assert_eq!(with_facts(b"P3 1 1 255 7 8 9\n").0.as_raw(), &[7, 8, 9]);
    assert_eq!(with_facts(b"P1 2 1 1 0\n").0.as_raw(), &[0, 0, 0, 255, 255, 255]);
}

/// Something across and something down.
type Sides = (u32, u32);

/// Where the top left pixel of a stored picture of 12 x 7 lands: orientation, size and corner.
const ORIENTATIONS: [(u8, Sides, Sides); 8] = [
    (1, (12, 7), (0, 0)),
    (2, (12, 7), (11, 0)),
    (3, (12, 7), (11, 6)),
    (4, (12, 7), (0, 6)),
    (5, (7, 12), (0, 0)),
    (6, (7, 12), (6, 0)),
    (7, (7, 12), (6, 11)),
    (8, (7, 12), (0, 11)),
];

/// Two marks tell turns from mirrors: the corner, and the pixel right of it, which turns go to another side of the corner.
#[test]
fn all_eight_orientations_are_applied() {
    let mut stored = RgbImage::new(12, 7);
    stored.put_pixel(0, 0, Rgb([255; 3]));
    stored.put_pixel(1, 0, Rgb([100; 3]));
    for (orientation, size, corner) in ORIENTATIONS {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        encoder.write_image(stored.as_raw(), 12, 7, ExtendedColorType::Rgb8).unwrap();
        let (found, facts) = with_facts(&bytes);
        assert_eq!((found.dimensions(), facts.stored_px, facts.orientation), (size, (12, 7), orientation));
        assert_eq!(found.get_pixel(corner.0, corner.1).0, [255; 3], "orientation {orientation}");
        let second = found.enumerate_pixels().find(|(_, _, pixel)| pixel.0 == [100; 3]).unwrap();
        let is_across = second.1 == corner.1;
        assert_eq!(is_across, orientation <= 4, "orientation {orientation} exchanges the sides from 5 on");
    }
}

#[test]
fn jpeg_and_an_unknown_orientation() {
    let jpeg = |orientation: u8| {
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        encoder.encode_image(&drawn()).unwrap();
        with_facts(&bytes)
    };
    assert_eq!((jpeg(6).0.dimensions(), jpeg(6).1.orientation), ((7, 12), 6));
    for unknown in [0, 9, 200] {
        assert_eq!((jpeg(unknown).0.dimensions(), jpeg(unknown).1.orientation), ((12, 7), 1));
    }
}

/// A profile with one tag, the description: of the second generation, or of the fourth.
fn icc(text: &str, generation: u8) -> Vec<u8> {
    let mut tag = Vec::new();
    if generation == 2 {
        tag.extend(b"desc\0\0\0\0");
        tag.extend((text.len() as u32 + 1).to_be_bytes());
        tag.extend(text.bytes().chain([0; 80]));
    } else {
        tag.extend(b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS");
        tag.extend((2 * text.len() as u32).to_be_bytes());
        tag.extend(28_u32.to_be_bytes());
        tag.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    }
    let mut bytes = vec![0; 128];
    bytes.extend(1_u32.to_be_bytes());
    bytes.extend(b"desc");
    bytes.extend(144_u32.to_be_bytes());
    bytes.extend((tag.len() as u32).to_be_bytes());
    bytes.extend(tag);
    bytes
}

#[test]
fn profiles_are_told_by_their_description() {
    let check = |profile: Vec<u8>, expected: ColourProfile| {
        for format in ["PNG", "JPEG", "WebP"] {
            let mut bytes = Cursor::new(Vec::new());
            let levels = (drawn().into_raw(), ExtendedColorType::Rgb8);
            let profile = profile.clone();
            match format {
                "PNG" => written(PngEncoder::new(&mut bytes), profile, &levels),
                "JPEG" => written(image::codecs::jpeg::JpegEncoder::new(&mut bytes), profile, &levels),
                _ => written(WebPEncoder::new_lossless(&mut bytes), profile, &levels),
            }
            assert_eq!(with_facts(&bytes.into_inner()).1.profile, expected, "{format}");
        }
    };
    check(icc("sRGB IEC61966-2.1", 2), ColourProfile::Srgb);
    check(icc("sRGB built-in", 4), ColourProfile::Srgb);
    check(icc("Display P3", 4), ColourProfile::Other("Display P3".to_owned()));
    check(icc("Adobe RGB (1998)", 2), ColourProfile::Other("Adobe RGB (1998)".to_owned()));
    check(b"no profile at all".to_vec(), ColourProfile::Other(String::new()));
    check(icc("cut off", 4)[..150].to_vec(), ColourProfile::Other(String::new()));
}

fn written(mut encoder: impl ImageEncoder, profile: Vec<u8>, (levels, colours): &(Vec<u8>, ExtendedColorType)) {
    encoder.set_icc_profile(profile).unwrap();
    encoder.write_image(levels, 12, 7, *colours).unwrap();
}
