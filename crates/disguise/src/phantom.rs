//! Phantom faces: pictures drawn by code from parameters, with exact truth for every label and region.
//!
//! A medical phantom is a body of known truth with which a scanner is checked; these are faces of known truth. No person was
//! photographed, there is no licence to ask for, there are as many as wanted, and a seed reproduces each of them.
//!
//! **What they are not.** A phantom measures method and plumbing: whether a pipeline learns at all, finds a bias that was planted, points
//! its heatmap at the cause. An accuracy on phantoms says nothing about accuracy on people, and their attributes (tone, age, gender
//! presentation) are drawn, so a gap between groups of phantoms says nothing about groups of people.
//!
//! A [`Person`] is what stays the same over all pictures, a [`Shot`] is what one picture shows; [`draw`] makes the picture. What each
//! action unit does to the drawing is listed in [`action`].
//!
//! # Method
//!
//! The head is a surface swept from cross-sections, with nose, sockets, cheeks and lips raised on it. Features are drawn as paths in
//! millimetres of the front view, laid onto that surface, turned with it, and lit: a wrapped cosine with one main light, light from sky
//! and ground, and a gloss. Everything is drawn at twice the size or more and averaged in linear light.

pub mod action;
mod anatomy;
mod backdrop;
mod canvas;
mod decal;
mod film;
pub mod glasses;
mod grain;
mod hair;
mod head;
mod marks;
mod mesh;
pub mod person;
pub mod plant;
pub mod regions;
mod set;
mod shade;
pub mod shot;
pub mod tables;
#[cfg(test)]
mod tests;
pub mod tone;
mod worn;

use std::path::Path;

use faces::{BoundingBox, DisguiseKind, Landmarks, Landmarks68, Point};
use pixels::{DecodeLimits, GrayImage, Luma, RgbImage, decode_bytes, jpeg_bytes};

pub use action::action_units_of;
pub use glasses::Glasses;
pub use person::{HairStyle, Person, Presentation};
pub use plant::Plant;
pub use regions::{Region, Regions};
pub use set::{Sitting, sample_set};
pub use shot::{Camera, Light, Pose, Scene, Shot};
pub use tone::SkinTone;

use action::Pulls;
use anatomy::Anatomy;
use backdrop::Backdrop;
use canvas::Canvas;
use decal::Sitter;
use film::Film;
use head::Head;
use mesh::{Buffer, Vector, View};
use regions::Zones;
use shade::{Lamp, Painter};

/// A drawn picture with its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Phantom {
    /// The picture, square, a face crop as a detector would make it.
    pub picture: RgbImage,
    /// Where eyes, nose tip and lip corners are, pixels of the picture.
    pub landmarks: Landmarks,
    /// The 68 landmarks of iBUG, pixels of the picture. Nose tip and lip corners are those of `landmarks`; `landmarks` has the centres of
    /// the eyeballs, which no lid moves, for the middles of the lid openings.
    pub landmarks_68: Landmarks68,
    /// From the forehead to the chin and from ear to ear, pixels of the picture.
    pub face_box: BoundingBox,
    /// What every pixel shows.
    pub regions: Regions,
    /// What is worn over the face: what the shot says, or nothing where that does not fit the face.
    pub disguise: Option<DisguiseKind>,
    /// What was drawn.
    pub shot: Shot,
}

/// Draws a picture of `person` as `shot` says, `size_px` pixels wide and high (0 counts as 1).
///
/// Same parameters, same bytes; intensities beyond `[0, 1]` are clamped.
///
/// # Examples
///
/// ```
/// use disguise::phantom::{Person, Shot, draw};
/// use faces::Expression;
///
/// let person = Person::sample(7);
/// let phantom = draw(&person, &Shot::sample(&person, Expression::Happiness, 1), 64);
/// assert_eq!(phantom.picture.dimensions(), (64, 64));
/// assert!(phantom.landmarks.left_eye.x < phantom.landmarks.right_eye.x);
/// ```
pub fn draw(person: &Person, shot: &Shot, size_px: u32) -> Phantom {
    let side = size_px.max(1) as usize;
    let factor = if side < 48 { 4 } else { 2 };
    let anatomy = Anatomy::new(person, Pulls::new(&shot.action_units));
    let unframed = View::unframed(shot);
    let to_light = unframed.turned_back(Lamp::new(shot.light).to_key);
    let head = Head::new(person, &anatomy, to_light);
    let frame = Frame::around(&head, &anatomy, (&unframed, shot));
    let view = unframed.framed(frame.centre, frame.side, (side * factor) as f32);

    let buffer = surfaces(&head, &view, side * factor);
    let mut canvas = Canvas::new(1.1 * (side * factor) as f32 / frame.side);
    decal::draw_face(&mut canvas, Sitter { person, anatomy: &anatomy, gaze: gaze(shot), to_light });
    let painter = Painter::new(person, shot, &canvas, [anatomy.nose_base, anatomy.mouth_y()]);
    let backdrop = Backdrop::new(shot);
    let whole = buffer.side as f32;
    let film = Film::exposed(side, factor, |x, y| {
        let seen = &buffer.pixels[y * buffer.side + x];
        painter.colour(seen).unwrap_or_else(|| backdrop.at(x as f32 / whole, y as f32 / whole))
    });
    let final_view = unframed.framed(frame.centre, frame.side, side as f32);
    let bare = Phantom {
        picture: film.developed(shot.camera, shot.seed),
        landmarks: landmarks(&head, &anatomy, &final_view),
        landmarks_68: marks::landmarks_68(&head, &anatomy, &final_view),
        face_box: frame.face_box(side as f32),
        regions: regions(&buffer, (&painter, &Zones::new(&anatomy)), factor),
        disguise: None,
        shot: shot.clone(),
    };
    let phantom = bare.dressed();
    Phantom { picture: stored(phantom.picture, shot.camera.jpeg_quality), ..phantom }
}

/// The picture as it comes back from the file in which it was stored.
fn stored(picture: RgbImage, jpeg_quality: Option<u8>) -> RgbImage {
    let Some(quality) = jpeg_quality else { return picture };
    let bytes = jpeg_bytes(&picture, quality).unwrap_or_default();
    decode_bytes(&bytes, Path::new("phantom.jpg"), &DecodeLimits::default()).unwrap_or(picture)
}

/// The irises never leave the eye.
fn gaze(shot: &Shot) -> [f32; 2] {
    [shot.gaze_mm[0].clamp(-6.0, 6.0), shot.gaze_mm[1].clamp(-3.0, 3.0)]
}

/// Draws head, ears, body, hair and glasses into a depth buffer.
fn surfaces(head: &Head, view: &View, n_pixels: usize) -> Buffer {
    let detail = (n_pixels as f32 / 224.0).sqrt().clamp(0.5, 1.6);
    let mut buffer = Buffer::new(n_pixels);
    buffer.draw(&head.face_mesh(detail), view, |_| true);
    for mesh in head.ear_meshes(detail).iter().chain(&head.body_meshes(detail)) {
        buffer.draw(mesh, view, |_| true);
    }
    if let Some(locks) = head.locks() {
        buffer.draw(&locks.mesh(head, detail), view, |uv| locks.covers(uv));
        if let Some(back) = locks.back_mesh() {
            buffer.draw(&back, view, |_| true);
        }
    }
    for mesh in head.glasses_meshes(detail) {
        buffer.draw(&mesh, view, |_| true);
    }
    buffer
}

fn landmarks(head: &Head, anatomy: &Anatomy, view: &View) -> Landmarks {
    let point = |place: Vector| {
        let [x, y, _] = view.projected(place);
        Point::new(x, y)
    };
    let eye = |i: usize| point(head.place(anatomy.eyes[i].centre));
    let corner = |i: usize| point(head.place(anatomy.lips.corners[i]));
    Landmarks {
        left_eye: eye(0),
        right_eye: eye(1),
        nose: point(head.place([0.0, anatomy.nose_base - 6.0])),
        left_mouth: corner(0),
        right_mouth: corner(1),
    }
}

/// The region that most samples of a pixel show; of equal counts the one with the higher number, as features are small.
fn regions(buffer: &Buffer, (painter, zones): (&Painter, &Zones), factor: usize) -> Regions {
    let side = (buffer.side / factor) as u32;
    Regions::new(GrayImage::from_fn(side, side, |x, y| {
        let mut counts = [0_u32; Region::ALL.len()];
        for i in 0..factor * factor {
            let (sx, sy) = (x as usize * factor + i % factor, y as usize * factor + i / factor);
            counts[painter.region(&buffer.pixels[sy * buffer.side + sx], zones) as usize] += 1;
        }
        let most = (0..counts.len()).max_by_key(|&id| counts[id]).unwrap_or(0);
        Luma([most as u8])
    }))
}

/// The square of the unframed view that the picture shows, and the face's box in it.
struct Frame {
    centre: [f32; 2],
    side: f32,
    face_box: BoundingBox,
}

impl Frame {
    fn around(head: &Head, anatomy: &Anatomy, (view, shot): (&View, &Shot)) -> Self {
        let mut face_box = BoundingBox { left: f32::MAX, top: f32::MAX, right: f32::MIN, bottom: f32::MIN };
        for y in [-64.0, -30.0, 0.0, 30.0, 60.0, 85.0, anatomy.chin - 1.0] {
            let half_width = head.section_at(y)[1];
            for x in [-half_width, 0.0, half_width] {
                let [px, py, _] = view.projected(head.place([x, y]));
                face_box.left = face_box.left.min(px);
                face_box.right = face_box.right.max(px);
                face_box.top = face_box.top.min(py);
                face_box.bottom = face_box.bottom.max(py);
            }
        }
        let side = face_box.width().max(face_box.height()) * shot.camera.margin.clamp(0.8, 3.0);
        let shift = shot.camera.shift.map(|v| v.clamp(-0.5, 0.5) * side);
        let centre = [
            f32::midpoint(face_box.left, face_box.right) - shift[0],
            f32::midpoint(face_box.top, face_box.bottom) - shift[1],
        ];
        Self { centre, side, face_box }
    }

    /// The face's box in pixels of a picture that is `n_pixels` wide.
    fn face_box(&self, n_pixels: f32) -> BoundingBox {
        let scale = n_pixels / self.side;
        let x = |v: f32| (v - self.centre[0]) * scale + n_pixels / 2.0;
        let y = |v: f32| (v - self.centre[1]) * scale + n_pixels / 2.0;
        let own = self.face_box;
        BoundingBox { left: x(own.left), top: y(own.top), right: x(own.right), bottom: y(own.bottom) }
    }
}
