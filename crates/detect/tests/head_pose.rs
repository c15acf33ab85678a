//! Landmarks and head poses of photographs that are not in the repository, against what was annotated about them.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test says what it compares and stops at what it cannot read"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use detect::{Choice, DetectOptions, DetectedFace, Detector, choose};
use faces::{Landmarks, Point, Pose};

#[expect(clippy::disallowed_methods, reason = "photographs and the weights of others are not in the repository")]
fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var(variable).ok().map(PathBuf::from)
}

/// A detector and the folder of a data set; `None`, said in a line, where either is missing.
fn material(set: &str) -> Option<(Detector, PathBuf)> {
    let found = named_by("EVENFACE_DATA").zip(named_by("EVENFACE_WEIGHTS"));
    let found = found.map(|(data, weights)| (weights.join("mtcnn"), data.join(set))).filter(|(_, data)| data.is_dir());
    let Some((weights, data)) = found else {
        println!("skipped: EVENFACE_DATA and EVENFACE_WEIGHTS do not both name folders, or {set} is not there");
        return None;
    };
    Some((Detector::load(&weights, &network::device::cpu()).unwrap(), data))
}

fn largest_face(detector: &Detector, path: &Path) -> Option<DetectedFace> {
    let picture = pixels::decode(path, &pixels::DecodeLimits::default()).unwrap();
    let faces = detector.detect(&picture, &DetectOptions::default()).unwrap();
    choose(&faces, Choice::Largest, picture.dimensions()).copied()
}

/// The rows of a manifest, by column. Good enough for sets without quotes.
fn rows(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join("manifest.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    lines.map(|row| names.iter().cloned().zip(row).collect()).collect()
}

/// The value below which a share of the values lies.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

/// Where the 189 hand-placed points of a template lie: the count, then a point in each line, then the lines between them.
///
/// Points 0 and 1 are the pupils, 87 and 93 the corners of the mouth, and 54 and 60 lie on both sides of the tip of the nose.
fn template(path: &Path) -> Landmarks {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("189"), "{}", path.display());
    let point = |line: &str| {
        let numbers: Vec<f32> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
        Point::new(numbers[0], numbers[1])
    };
    let points: Vec<Point> = lines.take(189).map(point).collect();
    Landmarks {
        left_eye: points[0],
        right_eye: points[1],
        nose: points[54].midpoint(points[60]),
        left_mouth: points[87],
        right_mouth: points[93],
    }
}

#[test]
fn landmarks_lie_where_people_placed_them() {
    let Some((detector, london)) = material("london") else { return };
    let mut errors: [Vec<f64>; 5] = Default::default();
    for row in rows(&london) {
        let path = london.join(&row["path"]);
        if !path.with_extension("tem").is_file() {
            continue;
        }
        let truth = template(&path.with_extension("tem"));
        let found = largest_face(&detector, &path).unwrap().landmarks;
        for (errors, (found, truth_point)) in errors.iter_mut().zip(found.points().into_iter().zip(truth.points())) {
            errors.push(f64::from(found.distance(truth_point) / truth.eye_distance()));
        }
    }
    for (name, errors) in ["left eye", "right eye", "nose", "left mouth", "right mouth"].iter().zip(&errors) {
        let (median, worst) = (quantile(errors, 0.5), quantile(errors, 1.0));
        println!(
            "{name}: {} faces, error {median:.3} of the eye distance in the median, {worst:.3} at worst",
            errors.len()
        );
        assert!(median < 0.12 && worst < 0.25, "{name}");
    }
}

/// One of the angles of a pose, in degrees.
type Angle = fn(&Pose) -> f64;

#[test]
fn frontal_portraits_look_ahead() {
    let Some((detector, london)) = material("london") else { return };
    let faces = rows(&london).into_iter().map(|row| largest_face(&detector, &london.join(&row["path"])).unwrap());
    let poses: Vec<Pose> = faces.map(|face| Pose::of(&face.landmarks).unwrap()).collect();
    let angles: [(&str, Angle, f64); 3] =
        [("yaw", |p| p.yaw_deg, 6.0), ("pitch", |p| p.pitch_deg, 16.0), ("roll", |p| p.roll_deg, 5.0)];
    for (name, angle, limit) in angles {
        let values: Vec<f64> = poses.iter().map(angle).collect();
        let [low, median, high] = [0.05, 0.5, 0.95].map(|share| quantile(&values, share));
        println!("{name}: median {median:.1}, from {low:.1} to {high:.1} degrees for 90 % of {} faces", values.len());
        assert!(-limit < low && high < limit && median.abs() < 3.0, "{name}");
    }
}

/// The chance that a value of `high` is above one of `low` (the area under the ROC curve).
fn separation(low: &[f64], high: &[f64]) -> f64 {
    let wins = |h: &f64| {
        low.iter()
            .map(|l| {
                if h > l {
                    1.0
                } else if h < l {
                    0.0
                } else {
                    0.5
                }
            })
            .sum::<f64>()
    };
    high.iter().map(wins).sum::<f64>() / (low.len() * high.len()) as f64
}

#[test]
fn poses_are_those_that_were_annotated() {
    let Some((detector, cmu)) = material("cmu-faces") else { return };
    let mut poses: BTreeMap<(String, String), Vec<Pose>> = BTreeMap::new();
    let mut n_missed = 0;
    for row in rows(&cmu) {
        let pose = largest_face(&detector, &cmu.join(&row["path"])).map(|face| Pose::of(&face.landmarks));
        match pose {
            Some(Ok(pose)) => {
                poses.entry((row["disguise"].clone(), row["pose"].clone())).or_default().push(pose);
            }
            _ => n_missed += 1,
        }
    }
    println!("{n_missed} pictures without a face or with landmarks of no head");
    for disguise in ["none", "sunglasses"] {
        let of = |pose: &str, angle: Angle| -> Vec<f64> {
            poses[&(disguise.to_owned(), pose.to_owned())].iter().map(angle).collect()
        };
        for pose in ["left", "right", "straight", "up"] {
            let [yaws, pitches] = [of(pose, |p| p.yaw_deg), of(pose, |p| p.pitch_deg)];
            let show = |v: &[f64]| [0.1, 0.5, 0.9].map(|share| format!("{:.0}", quantile(v, share))).join(" / ");
            println!("{disguise}, {pose}: {} faces, yaw {}, pitch {}", yaws.len(), show(&yaws), show(&pitches));
        }
        // A person who looks to their left looks to the right of the picture.
        let [left, straight, right] = ["left", "straight", "right"].map(|pose| of(pose, |p| p.yaw_deg));
        let (to_left, to_right) = (separation(&straight, &left), separation(&right, &straight));
        let up = separation(&of("straight", |p| p.pitch_deg), &of("up", |p| p.pitch_deg));
        println!(
            "{disguise}: yaw tells left from straight {to_left:.3}, straight from right {to_right:.3}; pitch up {up:.3}"
        );
        let n_right_side =
            left.iter().filter(|yaw| **yaw > 0.0).count() + right.iter().filter(|yaw| **yaw < 0.0).count();
        assert_eq!(n_right_side, left.len() + right.len(), "{disguise}: a turned head looks to the other side");
        assert!(to_left > 0.97 && to_right > 0.97 && up > 0.9, "{disguise}");
    }
}
