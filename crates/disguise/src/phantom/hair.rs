//! Hair as a second surface over the skull that is cut out along a hairline.

use super::grain::{hash, hill, noise, ramp};
use super::head::{Head, grid};
use super::mesh::{Material, Mesh, Vertex};
use super::person::{HairStyle, Person};
use super::tone::lerp;

/// The hair of one person: where it grows, how thick it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Locks {
    style: HairStyle,
    line: f32,
    volume: f32,
    parting: f32,
    recession: f32,
    seed: u32,
}

impl Locks {
    /// The hair of a person, `None` where there is none.
    pub(super) fn new(person: &Person) -> Option<Self> {
        let hair = person.hair;
        let recession = 4.0 + (hair.line_mm - 58.0).max(0.0) * 0.8;
        let (style, line) = (hair.style, hair.line_mm);
        let locks =
            Self { style, line, volume: hair.volume_mm, parting: hair.parting, recession, seed: person.seed as u32 };
        (style != HairStyle::Bald).then_some(locks)
    }

    /// Whether hair hides the skin at an angle around the head (radians, 0 in front) and a height.
    pub(super) fn covers(&self, [angle, y]: [f32; 2]) -> bool {
        let ragged = match self.style {
            HairStyle::Buzz => 5.0,
            HairStyle::Curly => 3.5,
            HairStyle::Fringe => 4.0,
            _ => 1.8,
        };
        let inside = self.inside(angle, y);
        if inside.abs() > 0.85 * ragged {
            return inside > 0.0;
        }
        let tuft = noise(angle * 26.0, y * 0.05, self.seed) + 0.7 * noise(angle * 60.0, y * 0.2, self.seed ^ 0x4D);
        inside > ragged * tuft * 0.5
    }

    /// Millimetres above the hairline (negative: skin).
    fn inside(&self, angle: f32, y: f32) -> f32 {
        let around = angle.abs();
        let above = self.front_line(angle) - y;
        if !self.hangs() {
            let nape = (around - 1.5) * 70.0;
            return above.max(nape.min(44.0 - y));
        }
        let (edge, end) = self.curtain(angle, y);
        let beside = ((around - edge) * 72.0).min(end - y);
        above.max(beside)
    }

    /// Height of the hairline at an angle, down to the tip of the sideburns.
    fn front_line(&self, angle: f32) -> f32 {
        let around = angle.abs();
        let temple = self.recession * hill(around, 0.0, [0.78, 0.0], [0.17, 1.0]);
        let sideburn = if self.hangs() || self.style == HairStyle::Tied { 6.0 } else { 16.0 };
        let side = lerp(-self.line, sideburn, ramp(1.0, 1.32, around));
        match self.style {
            HairStyle::Fringe => side.max(lerp(-34.0 - 6.0 * self.parting * angle, side, ramp(0.62, 1.0, around))),
            HairStyle::Short => side - temple + 5.0 * self.parting * angle * hill(angle, 0.0, [0.0, 0.0], [0.4, 1.0]),
            _ => side - temple,
        }
    }

    fn hangs(&self) -> bool {
        matches!(self.style, HairStyle::Bob | HairStyle::Long)
    }

    /// Angle of the front edge of hanging hair at a height, and the height at which it ends.
    fn curtain(&self, angle: f32, y: f32) -> (f32, f32) {
        let wave = 0.05 * noise(y * 0.035, angle.signum(), self.seed ^ 5);
        let sweep = 0.10 * self.parting * angle.signum();
        let edge = lerp(0.62, 1.16, ramp(-self.line - 6.0, 22.0, y)) + wave + sweep * ramp(40.0, -60.0, y);
        let end = if self.style == HairStyle::Bob { 92.0 } else { 260.0 };
        (edge, end + 6.0 * noise(angle * 9.0, 0.0, self.seed ^ 3))
    }

    /// Thickness over the skull at an angle and a height.
    fn thickness(&self, angle: f32, y: f32) -> f32 {
        let lifted = ramp(-2.0, 20.0, self.inside(angle, y));
        let tuft = match self.style {
            HairStyle::Curly => {
                4.0 * noise(angle * 7.0, y * 0.11, self.seed ^ 9) + 2.0 * noise(angle * 17.0, y * 0.25, self.seed ^ 8)
            }
            HairStyle::Buzz => 0.0,
            _ => 1.3 * noise(angle * 9.0, y * 0.05, self.seed ^ 9),
        };
        let least =
            if matches!(self.style, HairStyle::Fringe | HairStyle::Bob | HairStyle::Long) { 0.45 } else { 0.15 };
        1.0 + (self.volume + tuft).max(0.5) * lerp(least, 1.0, lifted)
    }

    /// The visible hair.
    pub(super) fn mesh(&self, head: &Head, detail: f32) -> Mesh {
        let end = if self.hangs() { 265.0 } else { 48.0 };
        Mesh::new(Material::Hair, grid([58.0, 60.0], detail), |s, t| {
            let angle = s * 1.9;
            let (sine, cosine) = angle.sin_cos();
            // The upper four tenths of the rows lie over the crown, the rest hangs down straight.
            let section = if t < 0.4 { head.section(t) } else { hanging(head.section(0.4), (t - 0.4) / 0.6, end) };
            let [y, half_width, front, sides] = section;
            let thick = self.thickness(angle, y);
            let up = ramp(-50.0, -118.0, y);
            let out = thick * (1.0 - 0.35 * up);
            let place = [(half_width + out) * sine, y - thick * up, sides + (front - sides + out) * cosine];
            let shade = 0.75 + 0.25 * ramp(-6.0, 14.0, self.inside(angle, y));
            Vertex { place, uv: [angle, y], open: shade * (1.0 - 0.35 * ramp(20.0, 120.0, y)) }
        })
    }

    /// Hair behind the neck, seen between the curtains; `None` for short hair.
    pub(super) fn back_mesh(&self) -> Option<Mesh> {
        let end = if self.style == HairStyle::Bob { 88.0 } else { 250.0 };
        self.hangs().then(|| {
            Mesh::new(Material::Hair, [8, 8], |s, t| {
                let y = lerp(-60.0, end, t);
                Vertex { place: [s * (78.0 + 0.6 * self.volume), y, -50.0], uv: [1.9 * s, y], open: 0.3 }
            })
        })
    }

    /// Brightness of a strand around 1.
    pub(super) fn strand(&self, [angle, y]: [f32; 2]) -> f32 {
        if self.style == HairStyle::Buzz {
            return 0.8 + 0.4 * hash((angle * 120.0) as i32, (y * 1.2) as i32, self.seed);
        }
        let (across, along) = if self.style == HairStyle::Curly { (14.0, 0.3) } else { (34.0, 0.03) };
        let bent = angle + 0.0016 * y * self.parting;
        1.0 + 0.28 * noise(bent * across, y * along, self.seed)
            + 0.14 * noise(bent * across * 2.7, y * along * 2.0, self.seed ^ 0x15)
    }

    /// Darkening of the skin under the hairline, 0 to 1, at a place of the front view.
    pub(super) fn shadow(&self, [angle, y]: [f32; 2]) -> f32 {
        let strength = if self.style == HairStyle::Buzz { 0.6 } else { 0.45 };
        strength * ramp(-16.0, 1.0, self.inside(angle, y))
    }
}

/// The last section of the crown carried straight down to `end`.
fn hanging([y, half_width, front, sides]: [f32; 4], share: f32, end: f32) -> [f32; 4] {
    let to = lerp(y, end, share);
    [to, half_width - 3.0 * ramp(0.0, 1.0, share), front - 10.0 * share, sides]
}
