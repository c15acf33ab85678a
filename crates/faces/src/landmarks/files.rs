//! Landmarks that come with a data set: a table for all pictures, or a file for each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use csv::Trim;

use super::{Contour, Landmarks68, Point};
use crate::csv_table::{self, Table};
use crate::{FaceId, FileError};

/// Endings of files that hold the points of one picture: iBUG's (300-W), and the templates of Psychomorph and `WebMorph`.
const ENDINGS: [&str; 2] = ["pts", "tem"];

/// Why landmarks cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LandmarkError {
    /// The table or a file cannot be opened, or the table is none.
    #[error(transparent)]
    File(#[from] FileError),
    /// A column of the table is missing.
    #[error("{}: expected the columns path, x_0, y_0 to x_67, y_67, found no `{column}`", .path.display())]
    NoColumn {
        /// The table.
        path: PathBuf,
        /// The first one that is missing.
        column: String,
    },
    /// A line that is not what it should be.
    #[error("{}, line {line}: expected {expected}, found `{found}`", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What would be right.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A file with a number of points that no known template has.
    #[error("{}: expected 68 points (iBUG) or 189 (Face Research Lab), found {found}", .path.display())]
    Count {
        /// The file.
        path: PathBuf,
        /// Its points.
        found: usize,
    },
    /// Nothing was found for any face.
    #[error(
        "{}: no landmarks for any of {n_faces} faces, such as {example}\n\
         hint: a table names pictures as the data set does; a folder holds {example} with the ending .pts or .tem instead",
        .path.display()
    )]
    NoFace {
        /// The table or folder.
        path: PathBuf,
        /// Faces of the set.
        n_faces: usize,
        /// The first of them.
        example: String,
    },
}

/// The outlines of faces by id, from a table (`path`, `x_0`, `y_0` to `x_67`, `y_67` in pixels, as `evenface phantom` writes and `OpenFace`
/// names them) or from a folder that holds `NAME.pts` or `NAME.tem` for a picture `NAME.jpg` of the set. A face without any is left out.
///
/// # Errors
/// [`LandmarkError`]: a file or table is damaged, or holds nothing about any of these faces.
///
/// # Examples
/// ```
/// use faces::{FaceId, landmarks::read_contours};
///
/// let folder = tempfile::tempdir()?;
/// let points: String = (0..68).map(|i| format!("{i} 7\n")).collect();
/// std::fs::write(folder.path().join("a.pts"), format!("version: 1\nn_points: 68\n{{\n{points}}}\n"))?;
/// let ids = [FaceId::new("a.jpg")?, FaceId::new("b.jpg")?];
/// let contours = read_contours(folder.path(), ids.iter())?;
/// assert_eq!(contours[&ids[0]].chin, faces::Point::new(7.5, 6.5), "iBUG's pixels are numbered from 1 and named by their middle");
/// assert!(!contours.contains_key(&ids[1]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_contours<'a>(
    path: &Path,
    ids: impl Iterator<Item = &'a FaceId>,
) -> Result<BTreeMap<FaceId, Contour>, LandmarkError> {
    let ids: Vec<&FaceId> = ids.collect();
    let mut contours = BTreeMap::new();
    if path.is_dir() {
        for &id in &ids {
            if let Some(contour) = beside(&path.join(id.as_str()))? {
                contours.insert(id.clone(), contour);
            }
        }
    } else {
        let table = csv_table::open(path, Trim::All)?;
        let of_path = of_table(path, &table)?;
        let known = ids.iter().filter_map(|id| Some(((*id).clone(), *of_path.get(id.as_str())?)));
        contours.extend(known);
    }
    if let (true, Some(first)) = (contours.is_empty(), ids.first()) {
        let (path, example) = (path.to_owned(), first.to_string());
        return Err(LandmarkError::NoFace { path, n_faces: ids.len(), example });
    }
    Ok(contours)
}

fn of_table<'a>(path: &Path, table: &'a Table) -> Result<BTreeMap<&'a str, Contour>, LandmarkError> {
    let place = |column: &str| {
        let missing = || LandmarkError::NoColumn { path: path.to_owned(), column: column.to_owned() };
        table.header.iter().position(|name| name == column).ok_or_else(missing)
    };
    let name = place("path")?;
    let columns = Landmarks68::columns().iter().map(|column| place(column)).collect::<Result<Vec<_>, _>>()?;
    let row = |(line, cells): &'a (usize, csv::StringRecord)| {
        let mut points = [Point::new(0.0, 0.0); Landmarks68::COUNT];
        for (point, pair) in points.iter_mut().zip(columns.chunks_exact(2)) {
            let [x, y] = [pair[0], pair[1]].map(|column| number(&cells[column]));
            let (Some(x), Some(y)) = (x, y) else {
                let found = format!("{}, {}", &cells[pair[0]], &cells[pair[1]]);
                return Err(LandmarkError::Line { path: path.to_owned(), line: *line, expected: "two numbers", found });
            };
            *point = Point::new(x, y);
        }
        Ok((&cells[name], Landmarks68::new(points).contour()))
    };
    table.rows.iter().map(row).collect()
}

fn number(text: &str) -> Option<f32> {
    text.parse().ok().filter(|number: &f32| number.is_finite())
}

/// The outline in the file next to where a picture would be.
fn beside(picture: &Path) -> Result<Option<Contour>, LandmarkError> {
    let Some(path) = ENDINGS.iter().map(|ending| picture.with_extension(ending)).find(|path| path.is_file()) else {
        return Ok(None);
    };
    let text = fs::read_to_string(&path).map_err(|cause| FileError::Unreadable { path: path.clone(), cause })?;
    let is_pts = path.extension().is_some_and(|ending| ending == "pts");
    let points = if is_pts { points_of_pts(&path, &text)? } else { points_of_tem(&path, &text)? };
    let known =
        <[Point; Landmarks68::COUNT]>::try_from(points.as_slice()).map(|points| Landmarks68::new(points).contour());
    let contour = known.ok().or_else(|| Contour::of_frl(&points));
    contour.map(Some).ok_or(LandmarkError::Count { path, found: points.len() })
}

/// iBUG's form: a head, then a line per point between braces. Its pixels are numbered from 1 and named by their middle.
fn points_of_pts(path: &Path, text: &str) -> Result<Vec<Point>, LandmarkError> {
    let inside = text.lines().enumerate().skip_while(|(_, line)| line.trim() != "{").skip(1);
    let points = inside.take_while(|(_, line)| line.trim() != "}").filter(|(_, line)| !line.trim().is_empty());
    points.map(|(i, line)| point_of(path, i, line).map(|p| Point::new(p.x - 0.5, p.y - 0.5))).collect()
}

/// A template: the number of points, a line for each, then lines that join them.
fn points_of_tem(path: &Path, text: &str) -> Result<Vec<Point>, LandmarkError> {
    let first = text.lines().next().unwrap_or_default().trim();
    let bad_line = |line: usize, expected: &'static str, found: &str| LandmarkError::Line {
        path: path.to_owned(),
        line,
        expected,
        found: found.to_owned(),
    };
    let Ok(n) = first.parse::<usize>() else {
        return Err(bad_line(1, "the number of points", first));
    };
    let points: Vec<Point> =
        text.lines().enumerate().skip(1).take(n).map(|(i, line)| point_of(path, i, line)).collect::<Result<_, _>>()?;
    if points.len() < n {
        return Err(bad_line(points.len() + 2, "a point", "the end of the file"));
    }
    Ok(points)
}

fn point_of(path: &Path, index: usize, line: &str) -> Result<Point, LandmarkError> {
    let numbers: Vec<Option<f32>> = line.split_whitespace().map(number).collect();
    match numbers[..] {
        [Some(x), Some(y)] => Ok(Point::new(x, y)),
        _ => Err(LandmarkError::Line {
            path: path.to_owned(),
            line: index + 1,
            expected: "two numbers",
            found: line.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests;
