//! Apparent skin tone: the colour that a face has in this picture, under its light and by its camera.
//!
//! It says nothing about who somebody is, and it is not the tone of the person: the same person in shade is darker.

mod difference;
mod lab;
mod monk;
mod skin;
#[cfg(test)]
mod tests;

pub use difference::ciede2000;
pub use lab::Lab;
pub use monk::{MONK_TONES, nearest_monk_tone};
pub use skin::{Skin, skin};
