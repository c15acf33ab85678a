//! Readers for the data sets that people have, each as its makers lay it out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::face::{FaceSet, LeftOut};
use crate::folder::{self, CLASS_WORDS, with_words};
use crate::layout::Layout;
use crate::manifest::{Gathered, Labels, Row};
use crate::name_map::Meaning;
use crate::options::ReadOptions;
use crate::read_error::{ReadError, RowFault, RowProblem};
use crate::{Expression, FaceId, Split};

mod affectnet;
mod bp4d;
mod celeba;
mod ck_plus;
pub mod codes;
mod disfa;
mod emotionet;
mod fairface;
mod fer2013;
mod ferplus;
mod frames;
mod hugging_face;
mod lfw;
mod listing;
mod npy;
mod parquet_pictures;
mod raf_db;
mod sfew;
#[cfg(test)]
mod testing;
mod web_dataset;

/// What a reader found, before labels and splits have got their meaning.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The folder that the ids are relative to.
    pub root: PathBuf,
    /// The faces.
    pub rows: Vec<Row>,
    /// The rows that cannot be read.
    pub problems: Vec<RowProblem>,
    /// What the set's own rule leaves out.
    pub left_out: LeftOut,
}

impl Draft {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), rows: Vec::new(), problems: Vec::new(), left_out: LeftOut::default() }
    }

    /// Takes a row, or notes why it cannot be read.
    pub(crate) fn push(&mut self, line: Option<usize>, row: Result<Row, RowFault>) {
        match row {
            Ok(row) => self.rows.push(row),
            Err(fault) => self.problems.push(RowProblem { line, fault }),
        }
    }

    /// Counts a face that the set's own rule leaves out.
    pub(crate) fn leave_out(&mut self, why: &str) {
        *self.left_out.n_faces.entry(why.to_owned()).or_default() += 1;
    }
}

/// Reads a set of a known layout, but for manifests.
pub(crate) fn read(path: &Path, layout: Layout, options: &ReadOptions, labels: Labels) -> Result<FaceSet, ReadError> {
    let words = words_of(layout);
    // What stands in a folder of no known set has no words but our own.
    let splits = if words.is_empty() { &[][..] } else { &SPLIT_WORDS };
    let options = &with_words(options, &words, splits);
    let draft = match layout {
        Layout::Manifest | Layout::ClassFolders => folder::read(path, layout, options),
        Layout::AffectNetOfficial | Layout::AffectNetAlphabetical | Layout::Fer2013Folders => {
            folder::read(path, layout, options)
        }
        Layout::Pictures => folder::read_pictures(path),
        Layout::Sfew => sfew::read(path, options),
        Layout::Fer2013 => fer2013::read(path),
        Layout::FerPlus => ferplus::read(path),
        Layout::RafDb => raf_db::read(path),
        Layout::AffectNetCsv => affectnet::read_csv(path, options),
        Layout::AffectNetNpy => affectnet::read_npy(path),
        Layout::CkPlus => ck_plus::read(path, options),
        Layout::Disfa => disfa::read(path),
        Layout::EmotioNet => emotionet::read(path, options),
        Layout::Bp4d => bp4d::read(path),
        Layout::FairFace => fairface::read(path),
        Layout::Lfw => lfw::read(path),
        Layout::CelebA => celeba::read(path, options),
        Layout::ParquetPictures => parquet_pictures::read(path, options, labels),
        Layout::Metadata => hugging_face::read(path, options, labels),
        Layout::WebDataset => web_dataset::read(path, options, labels),
    }?;
    into_set(path, layout, draft, options, labels)
}

fn into_set(
    path: &Path,
    layout: Layout,
    mut draft: Draft,
    options: &ReadOptions,
    labels: Labels,
) -> Result<FaceSet, ReadError> {
    draft.problems.extend(named_twice(&draft.rows));
    let Draft { root, rows, problems, left_out } = draft;
    if !problems.is_empty() {
        return Err(ReadError::Rows { path: path.to_owned(), problems });
    }
    if rows.is_empty() && left_out.n_faces.is_empty() {
        return Err(ReadError::Empty { path: path.to_owned(), what: "expected at least one picture" });
    }
    let groups: BTreeSet<String> = rows.iter().flat_map(|row| row.groups.keys().cloned()).collect();
    let has = |is_there: fn(&Row) -> bool, name: &'static str| rows.iter().any(is_there).then_some(name);
    let core = [Some("path"), has(|r| r.label.is_some(), "expression"), has(|r| r.split.is_some(), "split")];
    let columns = core.into_iter().chain([has(|r| r.subject.is_some(), "subject")]).flatten().map(str::to_owned);
    let columns = columns.chain(groups.iter().cloned()).collect();
    let group_columns = groups.into_iter().collect();
    let gathered = Gathered { path, root, layout, columns, group_columns };
    let mut set = gathered.into_set(rows, options, labels)?;
    for (why, n) in left_out.n_faces {
        *set.left_out.n_faces.entry(why).or_default() += n;
    }
    set.left_out.n_other_files = left_out.n_other_files;
    set.left_out.action_units = left_out.action_units;
    Ok(set)
}

fn named_twice(rows: &[Row]) -> Vec<RowProblem> {
    let mut seen: BTreeMap<&FaceId, usize> = BTreeMap::new();
    for row in rows {
        *seen.entry(&row.id).or_default() += 1;
    }
    let twice = seen.into_iter().filter(|(_, n)| *n > 1).map(|(id, _)| RowFault::Twice { path: id.to_string() });
    twice.map(|fault| RowProblem { line: None, fault }).collect()
}

/// What the words and numbers of a layout mean; nothing where the layout does not say.
fn words_of(layout: Layout) -> Vec<(&'static str, Meaning<Expression>)> {
    let others = codes::NO_EXPRESSIONS.map(|word| (word, Meaning::LeaveOut));
    let numbered = |codes: &[(&'static str, &str)]| -> Vec<_> {
        codes.iter().map(|(code, word)| (*code, folder::meaning_of(word))).collect()
    };
    match layout {
        Layout::Manifest | Layout::ClassFolders | Layout::ParquetPictures | Layout::Metadata | Layout::WebDataset => {
            Vec::new()
        }
        Layout::AffectNetOfficial => numbered(&codes::AFFECTNET),
        Layout::AffectNetAlphabetical => numbered(&codes::AFFECTNET_ALPHABETICAL),
        _ => CLASS_WORDS.into_iter().chain(others).collect(),
    }
}

/// What the makers of known sets call their splits.
const SPLIT_WORDS: [(&str, Meaning<Split>); 12] = [
    ("Training", Meaning::Is(Split::Train)),
    ("PublicTest", Meaning::Is(Split::Val)),
    ("PrivateTest", Meaning::Is(Split::Test)),
    ("Train_Aligned_Faces", Meaning::Is(Split::Train)),
    ("Val_Aligned_Faces", Meaning::Is(Split::Val)),
    ("Val_Aligned_Faces_new", Meaning::Is(Split::Val)),
    ("Test_Aligned_Faces", Meaning::Is(Split::Test)),
    ("train_set", Meaning::Is(Split::Train)),
    ("val_set", Meaning::Is(Split::Val)),
    ("Train", Meaning::Is(Split::Train)),
    ("Val", Meaning::Is(Split::Val)),
    ("Test", Meaning::Is(Split::Test)),
];
