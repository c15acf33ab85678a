//! Landmarks of tables and of files beside pictures, and what is said of damaged ones.

use std::path::Path;

use super::{LandmarkError, read_contours};
use crate::{FaceId, Landmarks68, Point};

fn id(path: &str) -> FaceId {
    FaceId::new(path).unwrap()
}

/// Every point at its number, and 100 more down.
fn lines(n: usize) -> String {
    let lines: Vec<String> = (0..n).map(|i| format!("{i}.5\t{}", i + 100)).collect();
    lines.join("\n") + "\n"
}

fn read_one(folder: &Path, name: &str, text: &str) -> Result<super::Contour, String> {
    std::fs::write(folder.join(name), text).unwrap();
    let id = id("a.jpg");
    let found = read_contours(folder, [&id].into_iter()).map(|contours| contours[&id]);
    let said = found.map_err(|error| error.to_string().replace(&folder.display().to_string(), "SET"));
    std::fs::remove_file(folder.join(name)).unwrap();
    said
}

#[test]
fn a_template_of_189_points_knows_the_hairline() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("189\n{}1\n0 3\n0 1 2\n", lines(189));
    let contour = read_one(folder.path(), "a.tem", &text).unwrap();
    assert_eq!(contour.landmarks.left_eye, Point::new(0.5, 100.0));
    let nose = contour.landmarks.nose;
    assert!(nose.distance(Point::new(56.8, 156.3)) < 1e-4, "a third of the way from (57.5, 157) to point 55: {nose:?}");
    assert_eq!((contour.chin, contour.edges[1]), (Point::new(129.5, 229.0), Point::new(112.5, 212.0)));
    assert_eq!(contour.hairline, Some(Point::new(139.5, 239.0)));
}

#[test]
fn damaged_files_are_named_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let said = |name, text: &str| read_one(folder.path(), name, text).unwrap_err();
    insta::assert_snapshot!(said("a.tem", "many\n"), @"SET/a.tem, line 1: expected the number of points, found `many`");
    insta::assert_snapshot!(said("a.tem", &format!("189\n{}", lines(12))), @"SET/a.tem, line 14: expected a point, found `the end of the file`");
    insta::assert_snapshot!(said("a.tem", "2\n1 2\n3 nan\n"), @"SET/a.tem, line 3: expected two numbers, found `3 nan`");
    let ibug = |points: &str| format!("version: 1\nn_points: 68\n{{\n{points}}}\n");
    insta::assert_snapshot!(said("a.pts", &ibug(&lines(67))), @"SET/a.pts: expected 68 points (iBUG) or 189 (Face Research Lab), found 67");
    insta::assert_snapshot!(said("a.pts", &ibug("1 2 3\n")), @"SET/a.pts, line 4: expected two numbers, found `1 2 3`");
    insta::assert_snapshot!(said("a.pts", "no points here"), @"SET/a.pts: expected 68 points (iBUG) or 189 (Face Research Lab), found 0");
    insta::assert_snapshot!(said("b.pts", &ibug(&lines(68))), @r"
    SET: no landmarks for any of 1 faces, such as a.jpg
    hint: a table names pictures as the data set does; a folder holds a.jpg with the ending .pts or .tem instead
    ");
}

#[test]
fn a_table_gives_what_its_points_say() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landmarks.csv");
    let marks = Landmarks68::new(std::array::from_fn(|i| Point::new(i as f32, 2.0 * i as f32)));
    let cells: Vec<String> = marks.to_numbers().map(|n| n.to_string()).collect();
    let table = format!("path,{}\nb.jpg,{}\n", Landmarks68::columns().join(","), cells.join(","));
    std::fs::write(&path, &table).unwrap();
    let ids = [id("a.jpg"), id("b.jpg")];
    let contours = read_contours(&path, ids.iter()).unwrap();
    assert_eq!((contours.len(), contours[&ids[1]]), (1, marks.contour()));
    assert_eq!(contours[&ids[1]].landmarks, marks.five());
    std::fs::write(&path, table.replace("y_67", "why")).unwrap();
    let error = read_contours(&path, ids.iter()).unwrap_err();
    assert!(matches!(error, LandmarkError::NoColumn { column, .. } if column == "y_67"));
    std::fs::write(&path, table.replace("134", "far")).unwrap();
    let error = read_contours(&path, ids.iter()).unwrap_err();
    assert!(matches!(error, LandmarkError::Line { line: 2, found, .. } if found == "67, far"));
}

#[test]
fn points_lie_where_the_sketch_says() {
    let Some(data) = std::env::var_os("EVENFACE_DATA") else { return };
    let root = Path::new(&data).join("london");
    let faces = crate::read(&root, &crate::ReadOptions::default()).unwrap().faces;
    let contours = read_contours(&root, faces.iter().map(|face| &face.id)).unwrap();
    assert_eq!(contours.len(), 37, "the neutral faces");
    for (id, contour) in &contours {
        let eyes = contour.landmarks.left_eye.midpoint(contour.landmarks.right_eye);
        let unit = contour.landmarks.eye_distance();
        let down = |p: Point| (p.y - eyes.y) / unit;
        let width = contour.edges[0].distance(contour.edges[1]) / unit;
        assert!((1.9..2.6).contains(&width) && (1.4..2.2).contains(&down(contour.chin)), "{id}: {contour:?}");
        assert!((-1.6..-0.8).contains(&down(contour.hairline.unwrap())), "{id}: {contour:?}");
        assert!((0.4..0.8).contains(&down(contour.landmarks.nose)), "{id}: {contour:?}");
    }
}
