//! Accessories on photographs: the London faces, with landmarks from their hand-placed points, when `EVENFACE_DATA` is set.

use std::path::{Path, PathBuf};

use disguise::accessory::{Design, DesignPool, draw};
use faces::{DisguiseKind, Landmarks, Point};

/// Index of pupils, sides of the nose tip and mouth corners among the 189 points.
const EYES: [usize; 2] = [0, 1];
const NOSE: [usize; 2] = [54, 60];
const MOUTH: [usize; 2] = [87, 93];

#[expect(clippy::disallowed_methods, reason = "tests over real data run only where the data is named")]
fn data() -> Option<PathBuf> {
    std::env::var("EVENFACE_DATA").ok().map(PathBuf::from)
}

fn landmarks(path: &Path) -> Landmarks {
    let text = std::fs::read_to_string(path).expect("a landmark file beside each photograph");
    let points: Vec<Point> = text
        .lines()
        .skip(1)
        .take(189)
        .map(|line| line.split_whitespace().map(|v| v.parse().expect("two numbers on a line")).collect::<Vec<f32>>())
        .map(|v| Point::new(v[0], v[1]))
        .collect();
    let [left_eye, right_eye] = EYES.map(|i| points[i]);
    let [left_mouth, right_mouth] = MOUTH.map(|i| points[i]);
    Landmarks { left_eye, right_eye, nose: points[NOSE[0]].midpoint(points[NOSE[1]]), left_mouth, right_mouth }
}

#[test]
fn every_kind_fits_photographed_faces() {
    let Some(folder) = data().map(|d| d.join("london/images")) else {
        println!("skipped: EVENFACE_DATA is not set");
        return;
    };
    let mut found: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    found.retain(|p| p.extension().is_some_and(|e| e == "tem"));
    found.sort();
    assert!(found.len() >= 12, "expected London faces in {}, found {}", folder.display(), found.len());
    for (n, tem) in found.iter().step_by(3).enumerate() {
        let picture = image::open(tem.with_extension("jpg")).unwrap().to_rgb8();
        let picture = image::imageops::thumbnail(&picture, 450, 450);
        let landmarks = landmarks(tem).map(|p| Point::new(p.x / 3.0, p.y / 3.0));
        for (kind, pool) in DisguiseKind::ALL.into_iter().flat_map(|k| DesignPool::ALL.map(|p| (k, p))) {
            let design = Design::sample(kind, pool, n as u64).with_style(n);
            let worn = draw(&picture, &landmarks, &design);
            assert!(worn.is_ok(), "{} on {}: {}", design.name(), tem.display(), worn.unwrap_err());
        }
    }
}
