//! The crops of a study: what every model trains on and is tested on, and what was dropped on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use audit::TestKind;
use disguise::accessory::{self, Anchors, DesignPool};
use faces::{Expression, FaceSet, Place, Problem, check_share};
use pixels::{GrayImage, RgbImage};
use rayon::prelude::*;

use crate::config::{Designs, StudyConfig};
use crate::error::StudyError;
use crate::fitting::{Candidate, Fitting, Wardrobe};
use crate::gather::Gathered;
use crate::keep::Keeper;
use crate::observer::{Observer, Stage};
use crate::prepare::{Lens, Sighting};
use crate::run_folder::RunFolder;
use crate::sides::{Sides, check_classes};

mod controls;
mod mannequin;

pub use self::mannequin::Mannequin;

/// One picture of a training or test set: a crop, or the fact that no face was found.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Unique in its set: the face's id, and for a drawn disguise also the design's name and a number.
    pub id: String,
    /// Position of the face, or of the parent, in the data set.
    pub face: usize,
    /// What the face shows.
    pub expression: Expression,
    /// The crop; `None` where no face was found.
    pub crop: Option<Arc<RgbImage>>,
    /// What was drawn on it, `None` for an undisguised picture.
    pub worn: Option<Worn>,
    /// Draws other designs of the same kinds, where training asks for a new one in every pass.
    pub redraw: Option<Arc<Mannequin>>,
}

/// What a face wears.
#[derive(Debug, Clone, PartialEq)]
pub struct Worn {
    /// Parent and design.
    pub fitting: Fitting,
    /// Number of the drawing on its side, from 0.
    pub number: usize,
    /// Where the parent's face is.
    pub place: Place,
}

/// A drawn disguise before it is cropped, for whoever wants to keep it.
#[derive(Debug)]
pub struct Drawn<'a> {
    /// Number of the drawing on its side, from 0.
    pub number: usize,
    /// The parent's id.
    pub parent: &'a str,
    /// SHA-256 of the parent's file, where it is one.
    pub parent_sha256: Option<&'a str>,
    /// What was drawn.
    pub fitting: &'a Fitting,
    /// The whole picture.
    pub picture: &'a RgbImage,
    /// 255 where a pixel of the parent was changed.
    pub mask: &'a GrayImage,
}

/// Every picture of a study, cropped once and shared by all models.
#[derive(Debug)]
pub struct Album {
    /// Undisguised faces to train on.
    pub train: Vec<Entry>,
    /// Drawn disguises to train on.
    pub synthetic: Vec<Entry>,
    /// As many more undisguised faces, for the control.
    pub extra: Vec<Entry>,
    /// As many covered faces, for the other control; empty where it is not trained.
    pub covered: Vec<Entry>,
    /// The test sets: undisguised, drawn disguises, really disguised (where the data has them).
    pub tests: Vec<(TestKind, Vec<Entry>)>,
    /// Pictures that cannot be read.
    pub broken: Vec<Problem>,
    /// Drawings that the accessories' own gate refused, by parent.
    pub refused: Vec<Problem>,
}

/// What became of every picture of a study, side by side with [`Sides`].
#[derive(Debug)]
pub struct Sightings {
    train: Vec<Sighting>,
    test: Vec<Sighting>,
    really_disguised: Vec<Sighting>,
}

/// Makes an album.
#[derive(Clone, Copy)]
pub struct Photographer<'a> {
    /// The faces.
    pub gathered: &'a Gathered,
    /// How they are cropped.
    pub lens: Lens<'a>,
    /// What to draw, and which share may be broken.
    pub config: &'a StudyConfig,
    /// Told of progress.
    pub observer: &'a dyn Observer,
    /// Called for every drawn disguise, from several threads.
    pub keep: &'a (dyn Fn(&Drawn<'_>) -> Result<(), StudyError> + Sync),
}

impl Photographer<'_> {
    /// Finds and crops every face of `sides`; nothing is written.
    ///
    /// # Errors
    /// When too many pictures are broken, or a class has no found face on one side.
    pub fn look(&self, sides: &Sides) -> Result<Sightings, StudyError> {
        let sides = [&sides.train, &sides.test, &sides.really_disguised];
        let used: Vec<usize> = sides.into_iter().flatten().copied().collect();
        let mut seen = self.look_at_all(&used)?.into_iter();
        let [train, test, really_disguised] = sides.map(|side| seen.by_ref().take(side.len()).collect::<Vec<_>>());
        let sightings = Sightings { train, test, really_disguised };
        check_share(&self.broken(&sightings, sides), used.len(), self.config.data.max_broken_share)?;
        let faces = &self.gathered.set.faces;
        check_classes(faces, &found_only(sides[0], &sightings.train), "train", "found")?;
        if self.config.data.must_test_every_class() {
            check_classes(faces, &found_only(sides[1], &sightings.test), "test", "found")?;
        }
        Ok(sightings)
    }

    /// Draws the disguises on the faces that were found, and crops them again.
    ///
    /// # Errors
    /// When a drawing cannot be kept, or there is nothing to draw on.
    pub fn album(&self, sides: &Sides, seen: &Sightings) -> Result<Album, StudyError> {
        let synthetic = &self.config.synthetic;
        let training = self.dress(DesignPool::Train, Some(synthetic.train_per_class), &sides.train, &seen.train)?;
        let testing = self.dress(DesignPool::Test, synthetic.test_per_class, &sides.test, &seen.test)?;
        self.say_without_place("train", &training);
        self.say_without_place("test", &testing);
        let extra = self.extra(&training.entries)?;
        let covered = self.covered(&training.entries);
        let mut tests =
            vec![(TestKind::Real, self.entries(&sides.test, &seen.test)?), (TestKind::Disguised, testing.entries)];
        if !sides.really_disguised.is_empty() {
            let entries = self.entries(&sides.really_disguised, &seen.really_disguised)?;
            tests.push((TestKind::ReallyDisguised, entries));
        }
        Ok(Album {
            train: self.entries(&sides.train, &seen.train)?,
            synthetic: training.entries,
            extra,
            covered,
            tests,
            broken: self.broken(seen, [&sides.train, &sides.test, &sides.really_disguised]),
            refused: training.refused.into_iter().chain(testing.refused).collect(),
        })
    }

    /// Draws on the faces at `indices`, without a study around it.
    ///
    /// # Errors
    /// When too many pictures are broken, or no face has landmarks.
    pub fn dress_all(
        &self,
        indices: &[usize],
        pool: DesignPool,
        per_class: Option<usize>,
    ) -> Result<Dressed, StudyError> {
        let seen = self.look_at_all(indices)?;
        let broken: Vec<Problem> =
            indices.iter().zip(&seen).filter_map(|(&face, seen)| self.problem(face, seen)).collect();
        check_share(&broken, indices.len(), self.config.data.max_broken_share)?;
        self.dress(pool, per_class, indices, &seen)
    }

    fn look_at_all(&self, used: &[usize]) -> Result<Vec<Sighting>, StudyError> {
        self.observer.begin(Stage::Detect, "", used.len());
        let seen = used.par_iter().map(|&face| self.look_at(face)).collect();
        self.observer.end();
        seen
    }

    fn look_at(&self, index: usize) -> Result<Sighting, StudyError> {
        let seen = match self.gathered.picture(index) {
            Ok((picture, known)) => self.lens.look(&picture, &self.gathered.set.faces[index], known)?,
            Err(why) => Sighting::Broken(why),
        };
        self.observer.advance(1, None);
        Ok(seen)
    }

    fn broken(&self, seen: &Sightings, sides: [&Vec<usize>; 3]) -> Vec<Problem> {
        let seen = [&seen.train, &seen.test, &seen.really_disguised];
        let pairs = sides.into_iter().zip(seen).flat_map(|(side, seen)| side.iter().zip(seen));
        pairs.filter_map(|(&face, seen)| self.problem(face, seen)).collect()
    }

    fn problem(&self, face: usize, seen: &Sighting) -> Option<Problem> {
        match seen {
            Sighting::Broken(what) => {
                Some(Problem { face: self.gathered.set.faces[face].id.clone(), what: what.clone() })
            }
            Sighting::Found(_) | Sighting::Missed => None,
        }
    }

    fn entries(&self, indices: &[usize], seen: &[Sighting]) -> Result<Vec<Entry>, StudyError> {
        let readable = indices.iter().zip(seen).filter(|(_, seen)| !matches!(seen, Sighting::Broken(_)));
        let entry = |(&face, seen): (&usize, &Sighting)| {
            Ok(Entry {
                id: self.gathered.set.faces[face].id.to_string(),
                face,
                expression: self.expression(face)?,
                crop: seen.found().map(|found| Arc::clone(&found.crop)),
                worn: None,
                redraw: None,
            })
        };
        readable.map(entry).collect()
    }

    /// What a face shows. [`Gathered::read`] takes none without a label in, so that only faces from elsewhere can lack it.
    fn expression(&self, face: usize) -> Result<Expression, StudyError> {
        let face = &self.gathered.set.faces[face];
        face.expression.ok_or_else(|| StudyError::Unlabelled { face: face.id.clone() })
    }

    fn dress(
        &self,
        pool: DesignPool,
        per_class: Option<usize>,
        indices: &[usize],
        seen: &[Sighting],
    ) -> Result<Dressed, StudyError> {
        let found = || indices.iter().zip(seen).filter_map(|(&face, seen)| Some((face, seen.found()?)));
        let places: BTreeMap<usize, Place> = found().filter_map(|(face, found)| Some((face, found.place?))).collect();
        let candidates: Vec<Candidate> = places.keys().map(|&face| self.candidate(face)).collect::<Result<_, _>>()?;
        if candidates.is_empty() {
            return Err(StudyError::NothingToDisguise { n_found: found().count() });
        }
        let wardrobe = Wardrobe { kinds: &self.config.synthetic.kinds, pool, per_class };
        let seed = self.config.data_seed.wrapping_add(u64::from(pool == DesignPool::Test));
        let fittings = wardrobe.fit(&candidates, seed);
        self.observer.begin(Stage::Disguise, if pool == DesignPool::Train { "train" } else { "test" }, fittings.len());
        let wanted = Wanted { wardrobe, candidates: &candidates, places: &places };
        let drawn: Result<Vec<Attempts>, StudyError> = fittings
            .par_iter()
            .enumerate()
            .map(|(number, fitting)| self.draw_or_replace(number, fitting, &wanted))
            .collect();
        self.observer.end();
        let (entries, refused): (Vec<_>, Vec<_>) = drawn?.into_iter().unzip();
        Ok(Dressed {
            n_without_place: found().count() - candidates.len(),
            entries: entries.into_iter().flatten().collect(),
            refused: refused.into_iter().flatten().collect(),
        })
    }

    /// A drawing that is refused is made up for on another face of its class and group, so that these stay balanced, a few times
    /// at most.
    fn draw_or_replace(&self, number: usize, fitting: &Fitting, wanted: &Wanted<'_>) -> Result<Attempts, StudyError> {
        let mut refused = Vec::new();
        let mut next = Some(fitting.clone());
        while let Some(fitting) = next {
            match self.draw(number, &fitting, wanted.places[&fitting.parent])? {
                Ok(entry) => {
                    self.observer.advance(1, None);
                    return Ok((Some(entry), refused));
                }
                Err(problem) => refused.push(problem),
            }
            let seed = self.config.data_seed.wrapping_mul(0xA24B_AED4_963E_E407).wrapping_add(number as u64);
            next = wanted.wardrobe.instead_of(&fitting, wanted.candidates, refused.len(), seed);
        }
        self.observer.advance(1, None);
        Ok((None, refused))
    }

    fn candidate(&self, face: usize) -> Result<Candidate, StudyError> {
        let groups = &self.gathered.set.faces[face].groups;
        let group = |column: &String| groups.get(column).cloned().unwrap_or_default();
        let balance = &self.config.synthetic.balance_by;
        Ok(Candidate { face, class: self.expression(face)?, groups: balance.iter().map(group).collect() })
    }

    /// Found faces without landmarks, such as crops in which the detector sees no face, are trained and tested on, but never
    /// drawn on.
    fn say_without_place(&self, side: &str, dressed: &Dressed) {
        if dressed.n_without_place > 0 {
            let n = dressed.n_without_place;
            self.observer.say(&format!("{n} {side} faces have no landmarks, so that no disguise can be drawn on them"));
        }
    }

    /// What a drawing on a face is placed by.
    fn anchors(&self, face: usize, place: &Place) -> Anchors {
        Anchors::from(place).with_contour(self.gathered.contour(face))
    }

    fn draw(&self, number: usize, fitting: &Fitting, place: Place) -> Result<Result<Entry, Problem>, StudyError> {
        let face = &self.gathered.set.faces[fitting.parent];
        let problem = |what: String| Problem { face: face.id.clone(), what };
        let (picture, known) = match self.gathered.picture(fitting.parent) {
            Ok(opened) => opened,
            Err(why) => return Ok(Err(problem(why))),
        };
        let anchors = self.anchors(fitting.parent, &place);
        let worn = match accessory::draw_outfit(&picture, &anchors, &fitting.outfit) {
            Ok(worn) => worn,
            Err(misplaced) => return Ok(Err(problem(format!("{}: {misplaced}", fitting.outfit.name())))),
        };
        let parent_sha256 = self.gathered.source_sha256(fitting.parent);
        (self.keep)(&Drawn {
            number,
            parent: face.id.as_str(),
            parent_sha256: parent_sha256.as_deref(),
            fitting,
            picture: &worn.picture,
            mask: &worn.mask,
        })?;
        let seen = self.lens.look(&worn.picture, face, known)?;
        let is_redrawn = self.config.synthetic.designs == Designs::EveryPass && seen.found().is_some();
        let window = self.lens.window(picture.dimensions(), face, &place);
        let undress = || Mannequin::new(&picture, window, &anchors, fitting.outfit.kinds(), self.lens.config.crop_px);
        let redraw = is_redrawn.then(|| Arc::new(undress()));
        Ok(Ok(Entry {
            id: format!("{}+{}-{number}", face.id, fitting.outfit.name()),
            face: fitting.parent,
            expression: self.expression(fitting.parent)?,
            crop: seen.found().map(|found| Arc::clone(&found.crop)),
            worn: Some(Worn { fitting: fitting.clone(), number, place }),
            redraw,
        }))
    }
}

/// What came of drawing once and of replacing what was refused: the picture, and the refusals before it.
type Attempts = (Option<Entry>, Vec<Problem>);

/// What a drawing is chosen from.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    wardrobe: Wardrobe<'a>,
    candidates: &'a [Candidate],
    places: &'a BTreeMap<usize, Place>,
}

/// Drawn disguises, and what could not be drawn.
#[derive(Debug)]
pub struct Dressed {
    /// The drawings, cropped again; `crop` is `None` where the detector lost the face.
    pub entries: Vec<Entry>,
    /// Drawings that were refused.
    pub refused: Vec<Problem>,
    /// Found faces without landmarks.
    pub n_without_place: usize,
}

fn found_only(indices: &[usize], seen: &[Sighting]) -> Vec<usize> {
    indices.iter().zip(seen).filter(|(_, seen)| seen.found().is_some()).map(|(&face, _)| face).collect()
}

impl Album {
    /// Writes `faces.csv` (every used face, its side, and whether it was found) and the manifest of drawn disguises.
    ///
    /// # Errors
    /// When the folder cannot be written or the disk is full.
    pub fn write(&self, set: &FaceSet, folder: &RunFolder, keeper: &Keeper) -> Result<(), StudyError> {
        folder.write("faces.csv", self.faces_csv(set).as_bytes())?;
        let drawn = self.tests.iter().flat_map(|(_, entries)| entries).filter(|entry| entry.worn.is_some());
        let drawn: Vec<&Entry> = self.synthetic.iter().chain(drawn).collect();
        keeper.write_manifest(set, &drawn)?;
        Ok(())
    }

    /// Every used undisguised or really disguised face with its side and whether it was found.
    fn faces_csv(&self, set: &FaceSet) -> String {
        let status = |entry: &Entry| if entry.crop.is_some() { "found" } else { "none" };
        let tests = self.tests.iter().filter(|(test, _)| *test != TestKind::Disguised);
        let sides = std::iter::once(("train", &self.train)).chain(tests.map(|(test, entries)| (test.name(), entries)));
        let found = sides.flat_map(|(side, entries)| {
            entries.iter().map(move |entry| [entry.id.as_str(), side, entry.expression.name(), status(entry)])
        });
        let broken = self.broken.iter().map(|problem| {
            let face = set.faces.iter().find(|face| face.id == problem.face);
            [problem.face.as_str(), "", face.and_then(|face| face.expression).map_or("", Expression::name), "broken"]
        });
        faces::to_text(std::iter::once(["face", "side", "expression", "status"]).chain(found).chain(broken))
    }
}
