//! From pictures to crops: every face is found, missed or broken, and each is counted.

use std::sync::Arc;

use detect::{Choice, DetectedFace, Detector, choose, crop, crop_window};
use faces::{Face, Place};
use pixels::{CropWindow, Filter, RgbImage, resize};

use crate::config::CropConfig;
use crate::error::StudyError;

/// What became of one picture.
#[derive(Debug, Clone)]
pub enum Sighting {
    /// A face was found and cropped.
    Found(Found),
    /// The picture is sound, but no face was found in it.
    Missed,
    /// The picture cannot be read.
    Broken(String),
}

/// A face that was found in a picture.
#[derive(Debug, Clone)]
pub struct Found {
    /// The crop, `crop_px` × `crop_px`.
    pub crop: Arc<RgbImage>,
    /// Where the face lies in the whole picture, where that is known; an accessory needs it.
    pub place: Option<Place>,
}

impl Sighting {
    /// The face, where one was found.
    pub fn found(&self) -> Option<&Found> {
        match self {
            Self::Found(found) => Some(found),
            Self::Missed | Self::Broken(_) => None,
        }
    }
}

/// Finds the face in a picture and cuts it out, the same way for real and for drawn pictures.
#[derive(Debug, Clone, Copy)]
pub struct Lens<'a> {
    /// `None` where every picture is a crop already.
    pub detector: Option<&'a Detector>,
    /// Size and margin of the crops.
    pub config: &'a CropConfig,
}

impl Lens<'_> {
    /// The name of what finds these faces, as [`network::Crop`] has it.
    pub fn finder(&self, faces: &[Face]) -> &'static str {
        let looks = self.detector.is_some() && faces.iter().any(|face| !face.is_crop);
        if looks { "mtcnn" } else { "none" }
    }

    /// The largest face of `picture`, cropped. A picture that is a crop already is only resized.
    ///
    /// `known` is where the face is known to lie, from the manifest or from drawing it; it is used where there is no
    /// detector, and for pictures that are crops already.
    ///
    /// # Errors
    /// When the detector fails; a picture without a face is [`Sighting::Missed`].
    pub fn look(&self, picture: &RgbImage, face: &Face, known: Option<Place>) -> Result<Sighting, StudyError> {
        if face.is_crop {
            return self.whole(picture, known);
        }
        let seen = match (self.detector, known) {
            (Some(detector), _) => self.find(detector, picture)?,
            (None, known) => known.map(certain),
        };
        let Some(seen) = seen else { return Ok(Sighting::Missed) };
        let cut = crop(picture, &seen, self.config.crop_px, self.config.margin_px);
        Ok(Sighting::Found(Found { crop: Arc::new(cut.picture), place: Some(place_of(&seen)) }))
    }

    /// The crop at a known place, without looking for the face again.
    pub fn cut(&self, picture: &RgbImage, face: &Face, place: &Place) -> RgbImage {
        if face.is_crop {
            return resize(picture, self.config.crop_px, self.config.crop_px, Filter::Bilinear);
        }
        crop(picture, &certain(*place), self.config.crop_px, self.config.margin_px).picture
    }

    /// The part of a picture of this width and height that its crop shows.
    pub fn window(&self, (width, height): (u32, u32), face: &Face, place: &Place) -> CropWindow {
        if face.is_crop {
            return CropWindow { left: 0, top: 0, width, height };
        }
        crop_window((width, height), place.face_box, self.config.crop_px, self.config.margin_px)
    }

    fn whole(&self, picture: &RgbImage, known: Option<Place>) -> Result<Sighting, StudyError> {
        let place = match (known, self.detector) {
            (Some(place), _) => Some(place),
            (None, Some(detector)) => self.find(detector, picture)?.map(|seen| place_of(&seen)),
            (None, None) => None,
        };
        let crop = resize(picture, self.config.crop_px, self.config.crop_px, Filter::Bilinear);
        Ok(Sighting::Found(Found { crop: Arc::new(crop), place }))
    }

    fn find(&self, detector: &Detector, picture: &RgbImage) -> Result<Option<DetectedFace>, StudyError> {
        let seen = detector.detect(picture, &self.config.detector)?;
        Ok(choose(&seen, Choice::Largest, picture.dimensions()).copied())
    }
}

fn certain(place: Place) -> DetectedFace {
    DetectedFace { place: place.face_box, probability: 1.0, landmarks: place.landmarks }
}

fn place_of(seen: &DetectedFace) -> Place {
    Place { face_box: seen.place, landmarks: seen.landmarks }
}
