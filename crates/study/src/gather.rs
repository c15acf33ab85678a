//! The faces of a study and their pictures: photographs on disk, or phantoms drawn on demand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use disguise::phantom::{Shot, Sitting, draw, sample_set};
use faces::landmarks::read_contours;
use faces::{Contour, Face, FaceId, FaceSet, Layout, LeftOut, PictureSource, Place};
use pixels::{DecodeLimits, RgbImage, decode_source};

use crate::config::{PhantomConfig, Setting, StudyConfig};
use crate::error::StudyError;

/// Labelled faces, and how to get at their pictures.
#[derive(Debug)]
pub struct Gathered {
    /// The faces, sorted by id.
    pub set: FaceSet,
    /// Their pictures.
    pub pictures: Pictures,
    /// Outlines of faces, where the set comes with more than five landmarks.
    pub contours: BTreeMap<FaceId, Contour>,
}

/// Where the pictures of a set come from.
#[derive(Debug)]
pub enum Pictures {
    /// Files, or pieces of files, that the faces name.
    Files(DecodeLimits),
    /// Drawn faces, in the order of the set.
    Phantoms {
        /// Who is drawn, and how.
        sittings: Vec<Sitting>,
        /// Where new shots are taken.
        setting: Setting,
        /// Side of the pictures in pixels.
        size_px: u32,
    },
}

impl Gathered {
    /// Reads labelled faces in any layout that [`faces::read`] knows.
    ///
    /// # Errors
    /// When they or their landmarks cannot be read or have no labels, or the filter `data.only` matches nothing.
    pub fn read(path: &Path, config: &StudyConfig) -> Result<Self, StudyError> {
        let mut set = faces::read(path, &config.data.read)?;
        let kept = faces::filter::select_all(&config.data.only, &set.faces)?;
        set.faces = kept.into_iter().map(|i| set.faces[i].clone()).collect();
        let contours = match &config.data.landmarks {
            Some(path) => read_contours(&set.root.join(path), set.faces.iter().map(|face| &face.id))?,
            None => BTreeMap::new(),
        };
        Ok(Self { set, pictures: Pictures::Files(DecodeLimits::default()), contours })
    }

    /// Draws people and their shots; the pictures themselves are drawn when they are asked for.
    pub fn phantoms(config: &PhantomConfig, seed: u64, size_px: u32) -> Self {
        let (faces, sittings): (Vec<_>, Vec<_>) = seated(config, seed).into_iter().unzip();
        let pictures = Pictures::Phantoms { sittings, setting: config.setting, size_px };
        Self { set: set_of(faces), pictures, contours: BTreeMap::new() }
    }

    /// The picture of the face at `index`, and where the face lies in it, where that is known.
    ///
    /// # Errors
    /// A sentence when the file cannot be decoded; phantoms cannot fail.
    pub fn picture(&self, index: usize) -> Result<(RgbImage, Option<Place>), String> {
        let face = &self.set.faces[index];
        match &self.pictures {
            Pictures::Files(limits) => Ok((decode_source(&face.picture, limits)?, face.place)),
            Pictures::Phantoms { sittings, size_px, .. } => Ok(drawn(&sittings[index], *size_px)),
        }
    }

    /// The outline of the face at `index`, where it is known.
    pub fn contour(&self, index: usize) -> Option<Contour> {
        self.contours.get(&self.set.faces[index].id).copied()
    }

    /// SHA-256 of the file that holds the picture at `index`; `None` for phantoms and for what cannot be read.
    pub fn source_sha256(&self, index: usize) -> Option<String> {
        match &self.pictures {
            Pictures::Files(limits) => {
                let bytes = self.set.faces[index].picture.bytes(limits.max_bytes).ok()?;
                Some(faces::fingerprint::of_bytes(&bytes))
            }
            Pictures::Phantoms { .. } => None,
        }
    }

    /// A new undisguised picture of the same person with the same expression: another shot of a phantom, and for
    /// photographs, of which there are no more, the same picture again.
    ///
    /// # Errors
    /// As [`Gathered::picture`].
    pub fn another_picture(&self, index: usize, seed: u64) -> Result<(RgbImage, Option<Place>), String> {
        match &self.pictures {
            Pictures::Files(_) => self.picture(index),
            Pictures::Phantoms { sittings, setting, size_px } => {
                let sitting = &sittings[index];
                let shot = taken(Shot::sample(&sitting.person, sitting.shot.expression, seed), *setting);
                Ok(drawn(&Sitting { shot, ..sitting.clone() }, *size_px))
            }
        }
    }
}

/// A balanced set of sittings with their labelled faces, sorted by id.
pub fn seated(config: &PhantomConfig, seed: u64) -> Vec<(Face, Sitting)> {
    let n_shots = config.shots_per_person;
    let mut seated: Vec<(Face, Sitting)> = sample_set(seed, config.people, n_shots)
        .into_iter()
        .enumerate()
        .map(|(i, sitting)| {
            let sitting = Sitting { shot: taken(sitting.shot, config.setting), ..sitting };
            (phantom_face(&sitting, i % n_shots.max(1)), sitting)
        })
        .collect();
    seated.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    seated
}

fn taken(shot: Shot, setting: Setting) -> Shot {
    match setting {
        Setting::Studio => shot.in_studio(),
        Setting::Anywhere => shot,
    }
}

/// The labelled face of a sitting: `phantom-0007/happiness-03.png`, with its drawn attributes as groups.
fn phantom_face(sitting: &Sitting, number: usize) -> Face {
    let Sitting { subject, person, shot } = sitting;
    let path = format!("{subject}/{}-{number:02}.png", shot.expression);
    let id = FaceId::new(&path).expect("names of people, expressions and numbers make a relative path");
    let decade = (person.age_years / 20.0).floor() * 20.0;
    let groups = [
        ("drawn presentation", person.presentation.name().to_owned()),
        ("drawn tone", format!("monk {:02}", person.tone.step())),
        ("drawn age", format!("{decade:.0} to {:.0}", decade + 19.0)),
    ];
    Face {
        id,
        picture: PictureSource::File(PathBuf::from(path)),
        expression: Some(shot.expression),
        split: None,
        subject: Some(subject.clone()),
        disguise: None,
        groups: groups.into_iter().map(|(column, value)| (column.to_owned(), value)).collect(),
        action_units: BTreeMap::new(),
        place: None,
        is_crop: true,
    }
}

fn set_of(faces: Vec<Face>) -> FaceSet {
    let columns = faces.first().map(|face| face.groups.keys().cloned().collect()).unwrap_or_default();
    FaceSet {
        fingerprint: faces::fingerprint::of_bytes(faces::manifest::to_csv(&faces).as_bytes()),
        faces,
        root: PathBuf::new(),
        layout: Layout::Manifest,
        columns: Vec::new(),
        group_columns: columns,
        left_out: LeftOut::default(),
    }
}

fn drawn(sitting: &Sitting, size_px: u32) -> (RgbImage, Option<Place>) {
    let phantom = draw(&sitting.person, &sitting.shot, size_px);
    (phantom.picture, Some(Place { face_box: phantom.face_box, landmarks: phantom.landmarks }))
}
