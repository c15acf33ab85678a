//! What an augmentation does to a face, row by row: draws of the whole list, then every change by itself.

#[cfg(test)]
mod tests;

use pixels::{CropWindow, Filter, Rgb, RgbImage, contact_sheet, geometry, photometry, resize, resize_window};

use super::{Augmentation, DrawKey, draw};

/// Random numbers that place the cutouts of a sheet; those of pictures have purpose 0.
const PLACES: u64 = 2;

/// One row of a sheet: the unchanged face, then what became of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The change in words.
    pub name: &'static str,
    /// How often it happens, in `[0, 1]`.
    pub share: f64,
    /// Pictures and their strengths in words, from left to right, the unchanged face left out.
    pub tiles: Vec<(String, RgbImage)>,
}

impl Augmentation {
    /// Draws of the whole list in the first row, then a row for every change that can happen, from its weakest to its strongest.
    ///
    /// A change with strengths has `n_draws` of them, at least 2, evenly spaced; one without has a single picture.
    ///
    /// # Panics
    /// As [`Augmentation::apply`].
    pub fn rows(&self, picture: &RgbImage, input_px: u32, n_draws: u32, seed: u64) -> Vec<Row> {
        let draw = |index| {
            let key = DrawKey { seed, pass: 0, index: u64::from(index) };
            (format!("draw {}", index + 1), self.apply(picture, input_px, key))
        };
        let draws = Row { name: "all changes", share: 1.0, tiles: (0..n_draws).map(draw).collect() };
        let plain = resize(picture, input_px, input_px, Filter::Bilinear);
        let easel = Easel { recipe: self, picture, plain: &plain, n_steps: n_draws.max(2), seed };
        let single = easel.crops().into_iter().chain(easel.motions()).chain(easel.colours()).chain(easel.textures());
        std::iter::once(draws).chain(single.filter(|row| row.share > 0.0 && !row.tiles.is_empty())).collect()
    }
}

/// The rows on one picture, each led by the unchanged face.
///
/// # Panics
/// When a side of `unchanged` is 0.
pub fn sheet(unchanged: &RgbImage, rows: &[Row]) -> RgbImage {
    let n_columns = 1 + rows.iter().map(|row| row.tiles.len()).max().unwrap_or(0);
    let blank = RgbImage::from_pixel(unchanged.width(), unchanged.height(), Rgb([255; 3]));
    let padded = |row: &Row| {
        let tiles = std::iter::once(unchanged).chain(row.tiles.iter().map(|(_, picture)| picture));
        tiles.chain(std::iter::repeat(&blank)).take(n_columns).cloned().collect::<Vec<_>>()
    };
    let tiles: Vec<RgbImage> = rows.iter().flat_map(padded).collect();
    contact_sheet(&tiles, n_columns as u32, unchanged.width())
}

/// A face on which single changes are shown.
struct Easel<'a> {
    recipe: &'a Augmentation,
    picture: &'a RgbImage,
    /// The picture at the input size.
    plain: &'a RgbImage,
    n_steps: u32,
    seed: u64,
}

impl Easel<'_> {
    fn crops(&self) -> [Row; 2] {
        let ([least, greatest], [narrow, wide]) = (self.recipe.crop_area, self.recipe.crop_aspect);
        // The draws take the whole picture, whatever its aspect, where no area is left out.
        let share = if least < 1.0 { 1.0 } else { 0.0 };
        let (width, height) = (f64::from(self.picture.width()), f64::from(self.picture.height()));
        let area = self.steps([greatest, least], |area| {
            (format!("{:.0} % of the area", 100.0 * area), self.cropped(width * area.sqrt(), height * area.sqrt()))
        });
        let aspect = self.steps([narrow, wide], |aspect| {
            let area = width * height * least;
            (format!("{aspect:.2}"), self.cropped((area * aspect).sqrt(), (area / aspect).sqrt()))
        });
        [Row { name: "crop: area", share, tiles: area }, Row { name: "crop: width over height", share, tiles: aspect }]
    }

    fn motions(&self) -> [Row; 2] {
        let degrees = self.recipe.rotation_degrees;
        let share = if degrees > 0.0 { 1.0 } else { 0.0 };
        [
            self.once("flip", self.recipe.flip_share, geometry::flip_horizontal),
            Row { name: "rotation", share, tiles: self.changes([-degrees, degrees], "°", geometry::rotate) },
        ]
    }

    fn colours(&self) -> [Row; 5] {
        let recipe = self.recipe;
        let jitter = |name, strength: f64, middle: f64, change: fn(&mut RgbImage, f32)| Row {
            name,
            share: if strength > 0.0 { recipe.jitter_share } else { 0.0 },
            tiles: self.changes([middle - strength, middle + strength], "", |picture, x| change(picture, x as f32)),
        };
        [
            self.once("grayscale", recipe.grayscale_share, photometry::grayscale),
            jitter("jitter: brightness", recipe.jitter_brightness, 1.0, photometry::brightness),
            jitter("jitter: contrast", recipe.jitter_contrast, 1.0, photometry::contrast),
            jitter("jitter: saturation", recipe.jitter_saturation, 1.0, photometry::saturation),
            jitter("jitter: hue", recipe.jitter_hue, 0.0, photometry::hue),
        ]
    }

    fn textures(&self) -> [Row; 5] {
        let recipe = self.recipe;
        let sharpen = |picture: &mut RgbImage| photometry::sharpness(picture, recipe.sharpness_factor as f32);
        let blur = |picture: &mut RgbImage, sigma: f64| photometry::gaussian_blur(picture, sigma as f32);
        [
            Row { name: "blur", share: recipe.blur_share, tiles: self.changes(recipe.blur_sigma_px, " px", blur) },
            self.once("sharpness", recipe.sharpness_share, sharpen),
            self.once("autocontrast", recipe.autocontrast_share, photometry::autocontrast),
            self.once("equalize", recipe.equalize_share, photometry::equalize),
            self.cutouts(),
        ]
    }

    fn cutouts(&self) -> Row {
        let share = if self.recipe.cutouts > 0 { 1.0 } else { 0.0 };
        let sides = self.recipe.cutout_side_px.map(f64::from);
        let tiles = self.steps(sides, |side| {
            let side = side.round() as u32;
            let recipe = Augmentation { cutout_side_px: [side, side], ..self.recipe.clone() };
            let mut picture = self.plain.clone();
            let places = DrawKey { seed: self.seed, pass: 0, index: 0 };
            draw::cut_out(&recipe, &mut picture, &mut places.rng(PLACES));
            (format!("{} of {side}/224", recipe.cutouts), picture)
        });
        Row { name: "cutouts", share, tiles }
    }

    /// The middle of the picture, stretched to the input size; a window that is too long is cut.
    fn cropped(&self, width: f64, height: f64) -> RgbImage {
        let side = |length: f64, all: u32| (length.round() as u32).clamp(1, all);
        let (w, h) = (side(width, self.picture.width()), side(height, self.picture.height()));
        let (left, top) = ((self.picture.width() - w) / 2, (self.picture.height() - h) / 2);
        let window = CropWindow { left, top, width: w, height: h };
        resize_window(self.picture, window, self.plain.dimensions(), Filter::Bilinear)
            .expect("a window in the middle lies inside its picture")
    }

    fn once(&self, name: &'static str, share: f64, change: impl FnOnce(&mut RgbImage)) -> Row {
        let mut picture = self.plain.clone();
        change(&mut picture);
        Row { name, share, tiles: vec![("always alike".to_owned(), picture)] }
    }

    fn changes(&self, ends: [f64; 2], unit: &str, change: impl Fn(&mut RgbImage, f64)) -> Vec<(String, RgbImage)> {
        self.steps(ends, |strength| {
            let mut picture = self.plain.clone();
            change(&mut picture, strength);
            (format!("{strength:.2}{unit}"), picture)
        })
    }

    /// Evenly spaced strengths from one end to the other, only one where both ends are equal.
    fn steps<T>(&self, [first, last]: [f64; 2], step: impl Fn(f64) -> T) -> Vec<T> {
        let n_steps = if first < last || last < first { self.n_steps } else { 1 };
        let at = |i: u32| first + (last - first) * f64::from(i) / f64::from((n_steps - 1).max(1));
        (0..n_steps).map(|i| step(at(i))).collect()
    }
}
