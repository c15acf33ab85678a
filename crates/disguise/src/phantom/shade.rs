//! Light on skin, hair and cloth: what a visible place looks like.

use super::canvas::Canvas;
use super::grain::{floor, hash, hill, noise, ramp};
use super::hair::Locks;
use super::mesh::{Material, Seen, Vector, dot, unit};
use super::person::Person;
use super::regions::{Region, Zones};
use super::shot::{Light, Shot};
use super::tone::{Rgbf, lerp, linear};

/// Makes a face in neutral light show its tone: the mean over a face of cosine and openness is below 1.
const GAIN: f32 = 1.26;

/// The light of a picture, ready to be added up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lamp {
    /// Direction to the main light in view space.
    pub to_key: Vector,
    key: Rgbf,
    sky: Rgbf,
    ground: Rgbf,
    half: Vector,
}

impl Lamp {
    /// Main light of one colour; sky and ground share the rest.
    pub(super) fn new(light: Light) -> Self {
        let (sa, ca) = light.azimuth_deg.to_radians().sin_cos();
        let (se, ce) = light.elevation_deg.to_radians().sin_cos();
        let to_key = [ce * sa, -se, ce * ca];
        let (key, around) = (light.key * light.exposure * GAIN, (1.0 - light.key) * light.exposure * GAIN);
        let warm = light.warmth;
        Self {
            to_key,
            key: [key * (1.0 + 0.16 * warm), key, key * (1.0 - 0.3 * warm)],
            sky: [around * (1.0 + 0.03 * warm), around, around * (1.0 - 0.08 * warm)].map(|v| v * 1.06),
            ground: [around * 0.66, around * 0.63, around * 0.60],
            half: unit([to_key[0], to_key[1], to_key[2] + 1.0]),
        }
    }

    /// Light on a surface that scatters: a wrapped cosine per channel (light under the skin reddens the edge of shadow) and surroundings.
    fn scattered(&self, normal: Vector, open: f32, wrap: Rgbf) -> Rgbf {
        let cosine = dot(normal, self.to_key);
        let up = 0.5 - 0.5 * normal[1];
        let direct = 0.45 + 0.55 * open;
        let channel = |c: usize| {
            let lit = ((cosine + wrap[c]) / (1.0 + wrap[c])).max(0.0);
            self.key[c] * lit * direct + lerp(self.ground[c], self.sky[c], up) * open
        };
        [channel(0), channel(1), channel(2)]
    }

    /// Mirror-like part of the main light, sharper with `sharpness` (number of squarings).
    fn mirrored(&self, normal: Vector, sharpness: u32) -> f32 {
        (0..sharpness).fold(dot(normal, self.half).max(0.0), |v, _| v * v)
    }
}

/// Everything that is needed to colour a pixel.
#[derive(Debug)]
pub(super) struct Painter<'a> {
    /// Who is drawn.
    pub person: &'a Person,
    /// The features.
    pub canvas: &'a Canvas,
    /// The hair, if any.
    pub locks: Option<Locks>,
    /// The light.
    pub lamp: Lamp,
    /// Colour of the clothes in linear light.
    pub clothes: Rgbf,
    /// Places of moustache and chin: base of the nose and middle of the mouth, y.
    pub beard_from: [f32; 2],
    /// Strength of the broad gloss.
    sheen: f32,
    skin: Rgbf,
    hair: Rgbf,
    frame: Rgbf,
    seed: u32,
}

impl<'a> Painter<'a> {
    /// A painter of one picture.
    pub(super) fn new(person: &'a Person, shot: &Shot, canvas: &'a Canvas, beard_from: [f32; 2]) -> Self {
        Self {
            person,
            canvas,
            locks: Locks::new(person),
            lamp: Lamp::new(shot.light),
            clothes: linear(shot.scene.clothes),
            beard_from,
            sheen: 0.018 + 0.0022 * f32::from(person.tone.step()),
            skin: person.tone.complexion().map(|v| f32::from(v) / 255.0),
            hair: linear(person.hair.colour),
            frame: linear(person.glasses.map_or([0; 3], |glasses| glasses.colour)),
            seed: person.seed as u32,
        }
    }

    /// Linear light of a visible place, `None` where the background shows.
    pub(super) fn colour(&self, seen: &Seen) -> Option<Rgbf> {
        let normal = unit(seen.normal);
        match seen.material {
            Material::Empty => None,
            Material::Face => Some(self.skin_lit(normal, seen.open, self.face_paint(seen.uv))),
            Material::Skin => Some(self.skin_lit(normal, seen.open, self.skin)),
            Material::Hair => Some(self.hair_lit(normal, seen)),
            Material::Cloth => {
                let light = self.lamp.scattered(normal, seen.open, [0.1; 3]);
                Some(std::array::from_fn(|c| self.clothes[c] * light[c]))
            }
            Material::Frame => {
                let light = self.lamp.scattered(normal, seen.open, [0.05; 3]);
                let shine = 0.35 * self.lamp.mirrored(normal, 5);
                Some(std::array::from_fn(|c| self.frame[c] * light[c] + shine * self.lamp.key[c]))
            }
        }
    }

    /// The region of a visible place.
    pub(super) fn region(&self, seen: &Seen, zones: &Zones) -> Region {
        match seen.material {
            Material::Empty => Region::Background,
            Material::Face => self.canvas.region_at(seen.uv).unwrap_or_else(|| zones.at(seen.uv)),
            Material::Skin => Region::Skin,
            Material::Hair => Region::Hair,
            Material::Cloth => Region::Clothes,
            Material::Frame => Region::Glasses,
        }
    }

    fn skin_lit(&self, normal: Vector, open: f32, paint: Rgbf) -> Rgbf {
        let light = self.lamp.scattered(normal, open, [0.42, 0.28, 0.22]);
        // Gloss is the same on every skin, but more of the form of dark skin shows through it.
        let shine = (0.05 * self.lamp.mirrored(normal, 4) + self.sheen * self.lamp.mirrored(normal, 2)) * open * open;
        let channel = |c: usize| decoded(paint[c]) * light[c] + shine * self.lamp.key[c] * [1.75, 1.5, 1.3][c];
        [channel(0), channel(1), channel(2)]
    }

    fn hair_lit(&self, normal: Vector, seen: &Seen) -> Rgbf {
        let strand = self.locks.map_or(1.0, |locks| locks.strand(seen.uv));
        let light = self.lamp.scattered(normal, seen.open, [0.3; 3]);
        // Strands run down: light is mirrored where the half vector is square to them, in a band around the head.
        let along = dot([0.0, 0.94, -0.34], self.lamp.half) + 0.45 * normal[1] + 0.25;
        let band = (1.0 - along * along).max(0.0);
        let shine = 0.05 * band.powi(8) * seen.open * strand * self.lamp.mirrored(normal, 1);
        std::array::from_fn(|c| {
            self.hair[c] * strand * strand * light[c] + shine * self.lamp.key[c] * (0.4 + self.hair[c])
        })
    }

    /// Stored colour (sRGB in `[0, 1]`) of the face at a place of the front view: skin, beard, features on top.
    fn face_paint(&self, at: [f32; 2]) -> Rgbf {
        let mottled = self.skin_paint(at);
        let under = self.bearded(mottled, self.beard(at));
        let [r, g, b, share] = self.canvas.at(at);
        [r + under[0] * (1.0 - share), g + under[1] * (1.0 - share), b + under[2] * (1.0 - share)]
    }

    /// Skin with hairs over a share of it: darkened skin where they are short, their own colour where they are long.
    fn bearded(&self, skin: Rgbf, share: f32) -> Rgbf {
        if share <= 0.0 {
            return skin;
        }
        let dense = 0.35 + 0.65 * ramp(0.3, 0.8, self.person.beard);
        let hair = self.person.brows.colour.map(|v| f32::from(v) / 255.0);
        let channel = |c: usize| lerp(skin[c], lerp(skin[c] * 0.48, hair[c], dense), share);
        [channel(0), channel(1), channel(2)]
    }

    fn skin_paint(&self, [x, y]: [f32; 2]) -> Rgbf {
        let side = x.abs();
        let base = 1.0 + 0.022 * noise(x * 0.16, y * 0.16, self.seed) - self.spots([x, y]);
        let blush = 0.08 * hill(side, y, [40.0, 36.0], [13.0, 10.0]) + 0.07 * hill(side, y, [0.0, 41.0], [8.0, 7.0]);
        [self.skin[0] * base, self.skin[1] * (base - blush), self.skin[2] * (base - blush)]
    }

    /// Darkening by freckles and the spots of age.
    fn spots(&self, [x, y]: [f32; 2]) -> f32 {
        let share = 0.05 * self.person.wear() + if self.seed.is_multiple_of(7) { 0.15 } else { 0.01 };
        let (i, j) = (floor(x / 6.0) as f32, floor(y / 6.0) as f32);
        let chance = hash(i as i32, j as i32, self.seed ^ 0xA5);
        if chance >= share {
            return 0.0;
        }
        let centre = [(i + 0.3 + 0.4 * chance / share) * 6.0, (j + 0.35 + 0.3 * (chance * 97.0).fract()) * 6.0];
        0.10 * hill(x, y, centre, [1.0, 0.9])
    }

    /// Density of the beard, 0 to 1.
    fn beard(&self, [x, y]: [f32; 2]) -> f32 {
        let [nose, mouth] = self.beard_from;
        if self.person.beard <= 0.0 || y < 8.0 {
            return 0.0;
        }
        let side = x.abs();
        let cheek = ramp(-6.0, 7.0, y - (mouth + 13.0 - 0.62 * side));
        let lip = ramp(nose + 3.0, nose + 8.0, y) * ramp(32.0, 24.0, side) * ramp(mouth + 16.0, mouth, y);
        let bare = 0.7 * hill(side, y, [15.0, mouth + 12.0], [5.0, 4.0]);
        let grain = 0.75 + 0.5 * hash((x * 1.7) as i32, (y * 1.7) as i32, self.seed ^ 0xBEA2);
        (cheek.max(lip) * (1.0 - bare) * self.person.beard * grain).min(0.93)
    }
}

/// Linear light of a stored channel: a cubic within 0.002 of the sRGB curve, for use at every pixel.
fn decoded(v: f32) -> f32 {
    v * (v * (v * 0.305_306 + 0.682_171) + 0.012_523)
}
