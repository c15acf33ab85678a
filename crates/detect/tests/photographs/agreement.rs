//! How many faces of a set are the peer's, and which are not.

use detect::{DetectedFace, crop};
use faces::BoundingBox;
use pixels::RgbImage;
use serde::Deserialize;

/// How far an edge or a landmark may lie from the peer's.
const TOLERANCE_PX: f32 = 1.0;

/// How far a probability may be from the peer's.
const TOLERANCE: f32 = 1e-3;

/// Two boxes with less in common show different faces.
const SAME_FACE: f32 = 0.4;

/// Pixels between those that the reference has of a crop.
const CROP_STEP: usize = 28;

/// What `reference/mtcnn.py` wrote.
#[derive(Deserialize)]
pub struct Reference {
    pub crop_px: u32,
    pub pictures: Vec<Expected>,
}

/// A picture and what the peer found in it.
#[derive(Deserialize)]
pub struct Expected {
    pub path: String,
    /// Whether the path starts at the reference instead of at the data.
    #[serde(default)]
    pub beside: bool,
    set: Option<String>,
    /// Whether the peer chose between equal probabilities as its processor happened to sort them; we take the last of equals,
    /// as it does on a processor without vector instructions.
    #[serde(default)]
    tied: bool,
    faces: Vec<ExpectedFace>,
    /// Red levels of some pixels of the first face's crop.
    crop: Vec<u8>,
}

#[derive(Deserialize)]
struct ExpectedFace {
    r#box: [f32; 4],
    probability: f32,
    points: [f32; 10],
}

/// What was compared.
#[derive(Debug, Default)]
pub struct Agreement {
    n_pictures: usize,
    /// Faces that either side found.
    pub n_faces: usize,
    /// Those within the tolerances.
    pub n_same: usize,
    n_missing: usize,
    n_excess: usize,
    n_other_first: usize,
    /// Of the faces that are not the same, those of ties.
    pub n_tied: usize,
    /// Mean differences of crops.
    levels: Vec<f64>,
    /// One line for every face that is not the same.
    pub exceptions: Vec<String>,
}

/// The largest differences between two faces.
struct Distance {
    edge_px: f32,
    landmark_px: f32,
    probability: f32,
}

impl Expected {
    pub fn set(&self) -> &str {
        self.set.as_deref().or_else(|| self.path.split('/').next()).unwrap_or_default()
    }
}

impl ExpectedFace {
    fn place(&self) -> BoundingBox {
        let [left, top, right, bottom] = self.r#box;
        BoundingBox { left, top, right, bottom }
    }

    fn distance(&self, found: &DetectedFace) -> Distance {
        let BoundingBox { left, top, right, bottom } = found.place;
        let points: Vec<f32> = found.landmarks.points().iter().flat_map(|point| [point.x, point.y]).collect();
        Distance {
            edge_px: largest_difference(&[left, top, right, bottom], &self.r#box),
            landmark_px: largest_difference(&points, &self.points),
            probability: (found.probability - self.probability).abs(),
        }
    }
}

impl Distance {
    fn is_within(&self) -> bool {
        self.edge_px <= TOLERANCE_PX && self.landmark_px <= TOLERANCE_PX && self.probability <= TOLERANCE
    }
}

impl Agreement {
    pub fn add(&mut self, expected: &Expected, found: &[DetectedFace]) {
        let n_before = self.n_exceptions();
        self.n_pictures += 1;
        let mut left: Vec<&DetectedFace> = found.iter().collect();
        for (number, face) in expected.faces.iter().enumerate() {
            self.n_faces += 1;
            let Some(index) = most_alike(&left, face) else {
                self.n_missing += 1;
                let probability = face.probability;
                self.exceptions.push(format!("{}: missing {:?}, {probability}", expected.path, face.r#box));
                continue;
            };
            let alike = left.swap_remove(index);
            self.n_other_first += usize::from(number == 0 && !std::ptr::eq(alike, &raw const found[0]));
            self.add_pair(expected, face, alike);
        }
        self.n_faces += left.len();
        self.n_excess += left.len();
        let excess =
            |face: &DetectedFace| format!("{}: not the peer's {:?}, {}", expected.path, face.place, face.probability);
        self.exceptions.extend(left.into_iter().map(excess));
        if expected.tied {
            self.n_tied += self.n_exceptions() - n_before;
        }
    }

    /// Faces that are not the same.
    pub fn n_exceptions(&self) -> usize {
        self.n_faces - self.n_same
    }

    fn add_pair(&mut self, expected: &Expected, face: &ExpectedFace, found: &DetectedFace) {
        let distance = face.distance(found);
        if distance.is_within() {
            self.n_same += 1;
            return;
        }
        let Distance { edge_px, landmark_px, probability } = distance;
        let path = &expected.path;
        self.exceptions.push(format!(
            "{path}: edges {edge_px} px, landmarks {landmark_px} px, probability {probability} from {:?}, {}",
            face.r#box, face.probability
        ));
    }

    /// The crop of our face against that of the peer's.
    pub fn add_crop(&mut self, picture: &RgbImage, expected: &Expected, found: &[DetectedFace], crop_px: u32) {
        let Some(first) = expected.faces.first() else { return };
        let Some(index) = most_alike(&found.iter().collect::<Vec<_>>(), first) else { return };
        let cut = crop(picture, &found[index], crop_px, 0).picture;
        let along = || (0..crop_px).step_by(CROP_STEP);
        let places = along().flat_map(|y| along().map(move |x| (x, y)));
        let differences = places.zip(&expected.crop).map(|((x, y), level)| cut.get_pixel(x, y).0[0].abs_diff(*level));
        let sum: f64 = differences.map(f64::from).sum();
        self.levels.push(sum / expected.crop.len() as f64);
    }

    /// The mean difference of the crops, in grey levels.
    pub fn levels(&self) -> f64 {
        self.levels.iter().sum::<f64>() / self.levels.len().max(1) as f64
    }

    pub fn summary(&self) -> String {
        let Self { n_pictures, n_faces, n_same, n_missing, n_excess, n_other_first, n_tied, levels, .. } = self;
        let share = 100.0 * *n_same as f64 / (*n_faces).max(1) as f64;
        let n_moved = n_faces - n_same - n_missing - n_excess;
        let n_off = levels.iter().filter(|level| **level > 2.0).count();
        format!(
            "{n_pictures} pictures, {n_faces} faces, {share:.2} % the same; {n_missing} missing, {n_excess} in excess, \
             {n_moved} elsewhere, {n_tied} of all these by ties, first another in {n_other_first}; {} crops, {:.3} levels, {n_off} above 2",
            levels.len(),
            self.levels()
        )
    }
}

fn largest_difference(found: &[f32], expected: &[f32]) -> f32 {
    found.iter().zip(expected).fold(0.0, |largest, (a, b)| f32::max(largest, (a - b).abs()))
}

/// The face that has most in common with the expected one, if that is enough to be it.
fn most_alike(found: &[&DetectedFace], face: &ExpectedFace) -> Option<usize> {
    let shares = found.iter().map(|found| common_share(found.place, face.place())).enumerate();
    let (index, share) = shares.max_by(|a, b| a.1.total_cmp(&b.1))?;
    (share > SAME_FACE).then_some(index)
}

/// Intersection over union.
fn common_share(a: BoundingBox, b: BoundingBox) -> f32 {
    let width = a.right.min(b.right) - a.left.max(b.left);
    let height = a.bottom.min(b.bottom) - a.top.max(b.top);
    let common = width.max(0.0) * height.max(0.0);
    common / (a.area() + b.area() - common)
}
