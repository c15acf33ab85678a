//! Data sets without a manifest: one folder per class, perhaps below one folder per split; or pictures alone.

use std::path::{Path, PathBuf};

use crate::layout::Layout;
use crate::manifest::{Gathered, Row};
use crate::name_map::{Meaning, Named};
use crate::options::ReadOptions;
use crate::picture_files::{id_below, is_picture, name_of, pictures_below, subfolders};
use crate::read_error::{ReadError, SetProblem};
use crate::sets::Draft;
use crate::{Expression, Split, picture_files};

/// Reads `class/picture` or `split/class/picture`; pictures may lie deeper below their class.
pub(crate) fn read(root: &Path, layout: Layout, options: &ReadOptions) -> Result<Draft, ReadError> {
    read_folders(root, &subfolders(root)?, layout, options)
}

/// The same for some of the folders below `root`.
pub(crate) fn read_folders(
    root: &Path,
    folders: &[PathBuf],
    layout: Layout,
    options: &ReadOptions,
) -> Result<Draft, ReadError> {
    let mut walk = Walk { root, options, draft: Draft::new(root), empty: Vec::new() };
    walk.folders(root)?;
    let is_split = |folder: &PathBuf| options.splits.meaning(&name_of(folder)).is_some();
    let has_splits = folders.iter().any(is_split);
    for folder in folders {
        if has_splits { walk.split(folder)? } else { walk.class(folder, None)? }
    }
    walk.finish(layout)
}

/// Reads every picture below `root`; none has a label.
pub(crate) fn read_pictures(root: &Path) -> Result<Draft, ReadError> {
    let mut draft = Draft::new(root);
    let mut pictures = Vec::new();
    draft.left_out.n_other_files = pictures_below(root, &mut pictures)?;
    for picture in pictures {
        let row = id_below(root, &picture).map(|id| Row::new(id, None, None));
        draft.push(None, row);
    }
    Ok(draft)
}

/// What was found on the way through the folders.
struct Walk<'a> {
    root: &'a Path,
    options: &'a ReadOptions,
    draft: Draft,
    empty: Vec<String>,
}

impl Walk<'_> {
    /// The visible sub-folders in order of name; the files beside them are counted.
    fn folders(&mut self, folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
        let files = picture_files::entries(folder)?;
        self.draft.left_out.n_other_files += files.iter().filter(|entry| !entry.is_dir()).count();
        subfolders(folder)
    }

    fn split(&mut self, folder: &Path) -> Result<(), ReadError> {
        let classes = self.folders(folder)?;
        if classes.is_empty() {
            self.empty.push(self.relative(folder));
        }
        classes.iter().try_for_each(|class| self.class(class, Some(&name_of(folder))))
    }

    fn class(&mut self, folder: &Path, split: Option<&str>) -> Result<(), ReadError> {
        let mut pictures = Vec::new();
        self.draft.left_out.n_other_files += pictures_below(folder, &mut pictures)?;
        if pictures.is_empty() {
            self.empty.push(self.relative(folder));
        }
        for picture in pictures {
            let row = id_below(self.root, &picture);
            let row = row.map(|id| Row::new(id, Some(name_of(folder)), split.map(str::to_owned)));
            self.draft.push(None, row);
        }
        Ok(())
    }

    fn relative(&self, folder: &Path) -> String {
        folder.strip_prefix(self.root).unwrap_or(folder).display().to_string()
    }

    fn finish(self, layout: Layout) -> Result<Draft, ReadError> {
        let Self { root, options, draft, empty } = self;
        let path = root.to_owned();
        let in_set = |problem| ReadError::Set { path: path.clone(), layout: Some(layout), problem };
        if draft.rows.is_empty() && draft.problems.is_empty() && empty.is_empty() {
            let lies_alone = picture_files::entries(root)?.iter().any(|entry| is_picture(entry));
            return Err(if lies_alone {
                in_set(SetProblem::NoClasses)
            } else {
                ReadError::Empty { path, what: "expected manifest.csv, or a folder of pictures per class" }
            });
        }
        // A name that is no class explains an empty folder better than its emptiness does.
        let are_words_known = draft.problems.is_empty() && Gathered::check_words(root, &draft.rows, options).is_ok();
        if !empty.is_empty() && (draft.rows.is_empty() || are_words_known) {
            return Err(ReadError::EmptyFolders { path, folders: empty });
        }
        match numbers_alone(&draft, options) {
            Some(numbers) => Err(in_set(SetProblem::NumbersAlone { numbers })),
            None => Ok(draft),
        }
    }
}

/// The class folders, where all of them are numbers that nothing explains.
fn numbers_alone(draft: &Draft, options: &ReadOptions) -> Option<Vec<String>> {
    let mut labels: Vec<String> = draft.rows.iter().filter_map(|row| row.label.clone()).collect();
    labels.sort();
    labels.dedup();
    let is_bare = |label: &String| label.parse::<u32>().is_ok() && options.labels.meaning(label).is_none();
    (!labels.is_empty() && labels.iter().all(is_bare)).then_some(labels)
}

/// The names of class folders of FER2013 and SFEW, which mean what they say.
pub(crate) const CLASS_WORDS: [(&str, Meaning<Expression>); 14] = [
    ("Angry", Meaning::Is(Expression::Anger)),
    ("Disgust", Meaning::Is(Expression::Disgust)),
    ("Fear", Meaning::Is(Expression::Fear)),
    ("Happy", Meaning::Is(Expression::Happiness)),
    ("Neutral", Meaning::Is(Expression::Neutral)),
    ("Sad", Meaning::Is(Expression::Sadness)),
    ("Surprise", Meaning::Is(Expression::Surprise)),
    ("angry", Meaning::Is(Expression::Anger)),
    ("disgust", Meaning::Is(Expression::Disgust)),
    ("fear", Meaning::Is(Expression::Fear)),
    ("happy", Meaning::Is(Expression::Happiness)),
    ("neutral", Meaning::Is(Expression::Neutral)),
    ("sad", Meaning::Is(Expression::Sadness)),
    ("surprise", Meaning::Is(Expression::Surprise)),
];

/// The options, with words of a known set where they say nothing themselves.
pub(crate) fn with_words(
    options: &ReadOptions,
    labels: &[(&str, Meaning<Expression>)],
    splits: &[(&str, Meaning<Split>)],
) -> ReadOptions {
    ReadOptions { labels: options.labels.or(labels), splits: options.splits.or(splits), ..options.clone() }
}

/// The meanings of a known set's codes: our names, or words for what is none of the seven.
pub(crate) fn meaning_of(word: &str) -> Meaning<Expression> {
    Expression::all().iter().find(|e| e.name() == word).map_or(Meaning::LeaveOut, |e| Meaning::Is(*e))
}

#[cfg(test)]
mod tests;
