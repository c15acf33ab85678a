//! What a synthetic picture says of itself, for whoever reads metadata.

use image::RgbImage;

/// How a picture came to be, in the terms of IPTC's digital source types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntheticSource {
    /// A photograph to which something was drawn.
    CompositeSynthetic,
    /// Drawn by code altogether.
    AlgorithmicMedia,
}

/// The mark of a synthetic picture: an XMP packet with IPTC's digital source type, the program, a note and the parent.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'a> {
    /// How it came to be.
    pub source: SyntheticSource,
    /// What was drawn.
    pub note: &'a str,
    /// SHA-256 of the file it was drawn on, in hexadecimal.
    pub parent_sha256: Option<&'a str>,
}

/// What made the picture.
const TOOL: &str = concat!("evenface ", env!("CARGO_PKG_VERSION"));

/// What stands before an XMP packet in a JPEG file (XMP part 3, 1.1.3).
const NAMESPACE: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

impl Mark<'_> {
    fn xmp(&self) -> String {
        let word = match self.source {
            SyntheticSource::CompositeSynthetic => "compositeSynthetic",
            SyntheticSource::AlgorithmicMedia => "algorithmicMedia",
        };
        let note = escaped(self.note);
        let parent = self.parent_sha256.map_or_else(String::new, |hash| {
            format!(r#"<xmpMM:DerivedFrom stRef:documentID="sha256:{}"/>"#, escaped(hash))
        });
        format!(
            r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{word}" xmp:CreatorTool="{TOOL}"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">synthetic: {note}</rdf:li></rdf:Alt></dc:description>{parent}</rdf:Description></rdf:RDF></x:xmpmeta>"#
        )
    }

    pub(super) fn on_png(&self, picture: &RgbImage) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.add_itxt_chunk("XML:com.adobe.xmp".to_owned(), self.xmp())?;
        encoder.add_itxt_chunk("Comment".to_owned(), format!("synthetic: {}", self.note))?;
        let mut writer = encoder.write_header()?;
        writer.write_image_data(picture.as_raw())?;
        writer.finish()?;
        Ok(bytes)
    }

    /// The mark in a segment APP1 behind the JFIF header of an encoded file.
    pub(super) fn on_jpeg(&self, file: &[u8]) -> Vec<u8> {
        let packet = self.xmp();
        let length = (2 + NAMESPACE.len() + packet.len()).min(usize::from(u16::MAX));
        let packet = &packet.as_bytes()[..length - 2 - NAMESPACE.len()];
        // Start marker, then one segment with the length of its body behind its own two bytes.
        let header = match file {
            [_, _, 0xFF, 0xE0, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => 2,
        };
        let segment = [&[0xFF, 0xE1][..], &(length as u16).to_be_bytes(), NAMESPACE, packet].concat();
        [&file[..header], &segment, &file[header..]].concat()
    }
}

/// A text inside XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
