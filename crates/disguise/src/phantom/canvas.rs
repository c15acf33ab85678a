//! A transparent sheet in millimetres of the front view, on which features are drawn before it is laid onto the head.

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::anatomy::Spot;
use super::regions::Region;

const LEFT_MM: f32 = -80.0;
const TOP_MM: f32 = -80.0;
const WIDTH_MM: f32 = 160.0;
const HEIGHT_MM: f32 = 224.0;

/// A colour with a share: 0 leaves what is below, 1 covers it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    /// Colour, sRGB.
    pub colour: [u8; 3],
    /// Share in `[0, 1]`.
    pub share: f32,
}

impl Ink {
    /// A colour with a share that is clamped to `[0, 1]`.
    pub(super) fn new(colour: [u8; 3], share: f32) -> Self {
        Self { colour, share: share.clamp(0.0, 1.0) }
    }

    /// The same colour with `factor` times the share.
    pub(super) fn faded(self, factor: f32) -> Self {
        Self::new(self.colour, self.share * factor)
    }

    fn paint(self) -> Paint<'static> {
        let mut paint = Paint::default();
        paint.set_color_rgba8(self.colour[0], self.colour[1], self.colour[2], (self.share * 255.0).round() as u8);
        paint
    }
}

/// The sheet: colours, and for each place the region that it belongs to.
#[derive(Debug)]
pub(super) struct Canvas {
    colours: Pixmap,
    regions: Pixmap,
    transform: Transform,
    scale: f32,
}

impl Canvas {
    /// An empty sheet with `scale` pixels a millimetre, limited to `[0.25, 4]`.
    pub(super) fn new(scale: f32) -> Self {
        let scale = scale.clamp(0.25, 4.0);
        let (width, height) = ((WIDTH_MM * scale).ceil() as u32, (HEIGHT_MM * scale).ceil() as u32);
        let sheet = Pixmap::new(width, height).expect("the size is between 40 and 1000 pixels");
        let transform = Transform::from_row(scale, 0.0, 0.0, scale, -LEFT_MM * scale, -TOP_MM * scale);
        Self { colours: sheet.clone(), regions: sheet, transform, scale }
    }

    /// Fills a shape.
    pub(super) fn fill(&mut self, shape: &Path, ink: Ink) {
        self.colours.fill_path(shape, &ink.paint(), FillRule::Winding, self.transform, None);
    }

    /// Fills the part of a shape that lies in the clip.
    pub(super) fn fill_in(&mut self, shape: &Path, ink: Ink, clip: &Mask) {
        self.colours.fill_path(shape, &ink.paint(), FillRule::Winding, self.transform, Some(clip));
    }

    /// Draws a line of a width in millimetres.
    pub(super) fn line(&mut self, line: &Path, ink: Ink, width: f32) {
        self.colours.stroke_path(line, &ink.paint(), &stroke(width), self.transform, None);
    }

    /// Draws the part of a line that lies in the clip.
    pub(super) fn line_in(&mut self, line: &Path, ink: Ink, (width, clip): (f32, &Mask)) {
        self.colours.stroke_path(line, &ink.paint(), &stroke(width), self.transform, Some(clip));
    }

    /// Draws a line that fades to its sides; nothing where its share is below one in forty.
    pub(super) fn soft_line(&mut self, line: &Path, ink: Ink, width: f32) {
        if ink.share < 0.025 {
            return;
        }
        for (factor, part) in [(1.0, 0.28), (0.62, 0.32), (0.3, 0.5)] {
            self.line(line, ink.faded(part), width * factor);
        }
    }

    /// The inside of a shape as a clip.
    pub(super) fn clip(&self, shape: &Path) -> Mask {
        let mut mask = Mask::new(self.colours.width(), self.colours.height()).expect("the size is that of the sheet");
        mask.fill_path(shape, FillRule::Winding, true, self.transform);
        mask
    }

    /// Notes that the inside of a shape belongs to a region.
    pub(super) fn mark(&mut self, shape: &Path, region: Region) {
        let mut paint = Paint { anti_alias: false, ..Paint::default() };
        paint.set_color(Color::from_rgba8(region as u8, 0, 0, 255));
        self.regions.fill_path(shape, &paint, FillRule::Winding, self.transform, None);
    }

    /// Premultiplied colour and share in `[0, 1]` at a place, between the pixels.
    pub(super) fn at(&self, [x, y]: Spot) -> [f32; 4] {
        let (width, height) = (self.colours.width() as usize, self.colours.height() as usize);
        let (px, py) = ((x - LEFT_MM) * self.scale - 0.5, (y - TOP_MM) * self.scale - 0.5);
        if px < 0.0 || py < 0.0 || px >= (width - 1) as f32 || py >= (height - 1) as f32 {
            return [0.0; 4];
        }
        let (i, j) = (px as usize, py as usize);
        let (fx, fy) = (px - i as f32, py - j as f32);
        let (data, above) = (self.colours.data(), (j * width + i) * 4);
        let below = above + width * 4;
        let mix = |c: usize| {
            let [a, b] = [data[above + c], data[above + 4 + c]].map(f32::from);
            let [d, e] = [data[below + c], data[below + 4 + c]].map(f32::from);
            (a + (b - a) * fx + (d - a + (a - b - d + e) * fx) * fy) / 255.0
        };
        [mix(0), mix(1), mix(2), mix(3)]
    }

    /// The region noted at a place, `None` where none is.
    pub(super) fn region_at(&self, [x, y]: Spot) -> Option<Region> {
        let (px, py) = ((x - LEFT_MM) * self.scale, (y - TOP_MM) * self.scale);
        if px < 0.0 || py < 0.0 {
            return None;
        }
        let pixel = self.regions.pixel(px as u32, py as u32)?;
        (pixel.alpha() > 0).then(|| Region::from_id(pixel.red())).flatten()
    }
}

fn stroke(width: f32) -> Stroke {
    Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() }
}

/// A path in the making, in millimetres.
#[derive(Debug, Default)]
pub(super) struct Pen(PathBuilder);

impl Pen {
    /// Starts at a place.
    pub(super) fn at([x, y]: Spot) -> Self {
        let mut path = PathBuilder::new();
        path.move_to(x, y);
        Self(path)
    }

    /// A straight line to a place.
    pub(super) fn straight(mut self, [x, y]: Spot) -> Self {
        self.0.line_to(x, y);
        self
    }

    /// A curve that leaves towards `bend`.
    pub(super) fn bent(mut self, bend: Spot, to: Spot) -> Self {
        self.0.quad_to(bend[0], bend[1], to[0], to[1]);
        self
    }

    /// A curve that leaves towards `first` and arrives from `second`.
    pub(super) fn curved(mut self, first: Spot, second: Spot, to: Spot) -> Self {
        self.0.cubic_to(first[0], first[1], second[0], second[1], to[0], to[1]);
        self
    }

    /// The path as it is; a dot too small to see where it is empty.
    pub(super) fn open(self) -> Path {
        self.0.finish().unwrap_or_else(dot_path)
    }

    /// The path back to its start.
    pub(super) fn closed(mut self) -> Path {
        self.0.close();
        self.open()
    }
}

/// An ellipse with half axes.
pub(super) fn ellipse([x, y]: Spot, [a, b]: [f32; 2]) -> Path {
    tiny_skia::Rect::from_ltrb(x - a, y - b, x + a, y + b).and_then(PathBuilder::from_oval).unwrap_or_else(dot_path)
}

fn dot_path() -> Path {
    let square = tiny_skia::Rect::from_xywh(-1000.0, -1000.0, 1.0, 1.0).expect("a square has an area");
    PathBuilder::from_rect(square)
}
