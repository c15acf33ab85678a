//! A face with what was annotated about it, and a data set of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::action_unit::{ActionUnit, ActionUnitLabel};
use crate::layout::Layout;
use crate::{BoundingBox, Expression, FaceId, Landmarks, PictureSource, Point, Split};

/// A picture of one face, and everything that was annotated about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// The path inside the data set.
    pub id: FaceId,
    /// Where the picture is on this machine.
    pub picture: PictureSource,
    /// What the face shows, as annotated; `None` where nobody annotated it. [`crate::read()`] gives only faces that have one.
    pub expression: Option<Expression>,
    /// What the makers of the set meant the face for.
    pub split: Option<Split>,
    /// Who the person is; `None` where it is unknown.
    pub subject: Option<String>,
    /// What the person wears over the face; `None` where nothing is worn (`none`, `open`) and where it is unknown.
    /// The group `disguise` tells the two apart: it is `none` for nothing and absent for unknown.
    pub disguise: Option<String>,
    /// Annotated properties by column; an unknown one is absent.
    pub groups: BTreeMap<String, String>,
    /// Annotated action units; an unknown one is absent.
    pub action_units: BTreeMap<ActionUnit, ActionUnitLabel>,
    /// Where the face lies in the picture, if that was annotated.
    pub place: Option<Place>,
    /// Whether the picture is a face crop already.
    pub is_crop: bool,
}

impl Face {
    /// What is worn, in the words of the column `disguise`; `none` also where it is unknown.
    pub fn worn(&self) -> &str {
        self.disguise.as_deref().unwrap_or("none")
    }
}

/// Where a face lies in its picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The box around the face.
    pub face_box: BoundingBox,
    /// The five landmarks.
    pub landmarks: Landmarks,
}

impl Place {
    /// The columns of a manifest that hold a place, in order.
    pub const COLUMNS: [&'static str; 14] = [
        "box_left",
        "box_top",
        "box_right",
        "box_bottom",
        "left_eye_x",
        "left_eye_y",
        "right_eye_x",
        "right_eye_y",
        "nose_x",
        "nose_y",
        "left_mouth_x",
        "left_mouth_y",
        "right_mouth_x",
        "right_mouth_y",
    ];

    /// The numbers in the order of [`Place::COLUMNS`].
    pub fn to_numbers(&self) -> [f32; 14] {
        let Self { face_box: b, landmarks: l } = self;
        let (le, re, lm, rm) = (l.left_eye, l.right_eye, l.left_mouth, l.right_mouth);
        [b.left, b.top, b.right, b.bottom, le.x, le.y, re.x, re.y, l.nose.x, l.nose.y, lm.x, lm.y, rm.x, rm.y]
    }

    /// The place of numbers in the order of [`Place::COLUMNS`]; `None` where one is not finite or the box is empty.
    pub fn from_numbers(numbers: [f32; 14]) -> Option<Self> {
        let [left, top, right, bottom, lex, ley, rex, rey, nx, ny, lmx, lmy, rmx, rmy] = numbers;
        let landmarks = Landmarks {
            left_eye: Point::new(lex, ley),
            right_eye: Point::new(rex, rey),
            nose: Point::new(nx, ny),
            left_mouth: Point::new(lmx, lmy),
            right_mouth: Point::new(rmx, rmy),
        };
        let is_sound = numbers.iter().all(|n| n.is_finite()) && left < right && top < bottom;
        is_sound.then_some(Self { face_box: BoundingBox { left, top, right, bottom }, landmarks })
    }
}

/// A data set as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceSet {
    /// The faces in order of their ids; never empty.
    pub faces: Vec<Face>,
    /// The folder that the ids are relative to.
    pub root: PathBuf,
    /// How the set is laid out on disk.
    pub layout: Layout,
    /// Every column by our name, in the order of the manifest.
    pub columns: Vec<String>,
    /// The columns that were read as groups, sorted.
    pub group_columns: Vec<String>,
    /// What was not read, and why.
    pub left_out: LeftOut,
    /// SHA-256 over everything that was read about the faces, in hexadecimal; whatever the order of rows and columns.
    /// The pictures themselves are not part of it.
    pub fingerprint: String,
}

/// What a reader left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Faces whose label or split name is mapped to `""`, by that word, and those that the set's own rule leaves out, by reason.
    pub n_faces: BTreeMap<String, usize>,
    /// Files among the pictures that are none.
    pub n_other_files: usize,
    /// Labels of action units whose numbers have no name here, by column or number.
    pub action_units: BTreeMap<String, usize>,
}
