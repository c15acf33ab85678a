//! `CelebA`: forty attributes of every picture, and sets with lists of the same form (LFWA).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Draft;
use super::listing::{bad_cell, in_set, lines, not_there, text};
use crate::FaceId;
use crate::layout::Layout;
use crate::manifest::Row;
use crate::options::ReadOptions;
use crate::picture_files::{entries, name_of};
use crate::read_error::{ReadError, RowFault, SetProblem};

/// Where the pictures are, beside the list or beside its folder.
const PICTURES: [&str; 6] = ["img_align_celeba", "Img/img_align_celeba", "img_celeba", "Img/img_celeba", "images", "."];

/// The numbers of `list_eval_partition.txt`.
const SPLITS: [(&str, &str); 3] = [("0", "train"), ("1", "val"), ("2", "test")];

/// Reads `list_attr_*.txt`: the number of pictures, the names of the attributes, then a file and 1 or -1 for each. Attributes
/// become groups with the values yes and no.
///
/// The split comes from `list_eval_partition.txt` and the person from `identity_CelebA.txt`, where these are there.
pub(super) fn read(path: &Path, options: &ReadOptions) -> Result<Draft, ReadError> {
    let list = list_of(path)?;
    let folder = list.parent().unwrap_or(Path::new(""));
    let root = if name_of(folder) == "Anno" { folder.parent().unwrap_or(folder) } else { folder };
    let words = text(&list)?;
    let mut lines = lines(&words);
    let (Some((_, count)), Some((_, names))) = (lines.next(), lines.next()) else {
        return Err(content(&list, "a number, then names of attributes, then pictures", &words));
    };
    let Ok(expected) = count.join(" ").parse::<usize>() else {
        return Err(content(&list, "the number of pictures in line 1", &count.join(" ")));
    };
    let rows: Vec<_> = lines.collect();
    if rows.len() != expected {
        let (first, second) = (("line 1".to_owned(), expected), ("the list".to_owned(), rows.len()));
        return Err(in_set(&list, Layout::CelebA, SetProblem::Counts { first, second }));
    }
    let first = rows.first().and_then(|(_, words)| words.first()).copied().unwrap_or_default();
    let mut draft = Draft::new(&picture_folder(root, first, options)?);
    let more = More {
        splits: pairs(root, &["list_eval_partition.txt", "Eval/list_eval_partition.txt"])?,
        people: pairs(root, &["identity_CelebA.txt", "Anno/identity_CelebA.txt"])?,
    };
    for (line, words) in rows {
        draft.push(Some(line), more.row(&words, &names));
    }
    Ok(draft)
}

fn list_of(path: &Path) -> Result<PathBuf, ReadError> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let is_list = |file: &PathBuf| {
        name_of(file).starts_with("list_attr_") && file.extension().is_some_and(|ending| ending == "txt")
    };
    let folders = [path.to_owned(), path.join("Anno")].into_iter().filter(|folder| folder.is_dir());
    let lists = folders.map(|folder| entries(&folder)).collect::<Result<Vec<_>, _>>()?;
    let mut lists = lists.into_iter().flatten().filter(is_list);
    match (lists.next(), lists.next()) {
        (Some(list), None) => Ok(list),
        (None, _) => Err(not_there(path, Layout::CelebA, "list_attr_celeba.txt, here or in Anno")),
        (Some(a), Some(b)) => {
            Err(content(path, "one list of attributes", &format!("{} and {}", name_of(&a), name_of(&b))))
        }
    }
}

fn content(path: &Path, expected: &str, found: &str) -> ReadError {
    let found = found.chars().take(80).collect();
    let problem = SetProblem::Content { place: "list of attributes".to_owned(), expected: expected.to_owned(), found };
    in_set(path, Layout::CelebA, problem)
}

fn picture_folder(root: &Path, first: &str, options: &ReadOptions) -> Result<PathBuf, ReadError> {
    let candidates = match &options.picture_folder {
        Some(folder) => vec![root.join(folder)],
        None => PICTURES.map(|folder| root.join(folder)).to_vec(),
    };
    let found = candidates.into_iter().find(|folder| folder.join(first).is_file());
    found.ok_or_else(|| not_there(root, Layout::CelebA, &format!("{first} in one of {}", PICTURES.join(", "))))
}

/// What a list of two words a line says of each picture; empty where there is no such list.
fn pairs(root: &Path, names: &[&str]) -> Result<BTreeMap<String, String>, ReadError> {
    let Some(list) = names.iter().map(|name| root.join(name)).find(|list| list.is_file()) else {
        return Ok(BTreeMap::new());
    };
    let words = text(&list)?;
    let pair = |(line, words): (usize, Vec<&str>)| match words[..] {
        [file, word] => Ok((file.to_owned(), word.to_owned())),
        _ => {
            Err(content(&list, "a file name and a number in every line", &format!("line {line}: {}", words.join(" "))))
        }
    };
    lines(&words).map(pair).collect()
}

/// What other lists say.
struct More {
    splits: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
}

impl More {
    fn row(&self, words: &[&str], names: &[&str]) -> Result<Row, RowFault> {
        let [file, values @ ..] = words else { return Err(bad_cell("line", "", "a file name and its attributes")) };
        if values.len() != names.len() {
            let (found, expected) = (format!("{} values", values.len()), format!("{} as in line 2", names.len()));
            return Err(bad_cell(file, &found, &expected));
        }
        let split = self.splits.get(*file).map(|code| super::listing::coded("split", code, &SPLITS)).transpose()?;
        let mut row = Row::new(FaceId::new(file)?, None, split.map(str::to_owned));
        row.subject = self.people.get(*file).cloned();
        for (name, value) in names.iter().zip(values) {
            let value = match *value {
                "1" => "yes",
                "-1" => "no",
                found => return Err(bad_cell(name, found, "1 or -1")),
            };
            row.groups.insert((*name).to_owned(), value.to_owned());
        }
        Ok(row)
    }
}

#[cfg(test)]
mod tests;
