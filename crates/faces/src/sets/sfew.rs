//! SFEW 2.0: class folders below `Train_Aligned_Faces` and `Val_Aligned_Faces`, or one folder of pictures with a list.

use std::path::Path;

use super::Draft;
use super::listing::{List, first_of};
use crate::layout::Layout;
use crate::manifest::Row;
use crate::options::ReadOptions;
use crate::picture_files::{entries, id_below, is_picture, subfolders};
use crate::read_error::ReadError;
use crate::{FaceId, folder};

/// The list of the set's re-publication.
const LIST: &str = "sfew_2.0_labels.csv";

/// The split whose labels were never published.
const UNLABELLED: &str = "Test_Aligned_Faces";

/// Reads class folders, or the list where there is one. Classes have the words of the folders; numbers are not looked at.
pub(super) fn read(path: &Path, options: &ReadOptions) -> Result<Draft, ReadError> {
    let list = if path.is_dir() { path.join(LIST) } else { path.to_owned() };
    if list.is_file() { read_list(&list) } else { read_folders(path, options) }
}

fn read_list(list: &Path) -> Result<Draft, ReadError> {
    let root = list.parent().unwrap_or(Path::new(""));
    let pictures = first_of(root, Layout::Sfew, &["sfew2.0_images", "images"])?;
    let list = List::read(list, Layout::Sfew, &["image_name", "emotion", "original_split"])?;
    let mut draft = Draft::new(&pictures);
    for line in list.lines() {
        let split = Some(line.cell("original_split").to_owned()).filter(|split| !split.is_empty());
        let label = Some(line.cell("emotion").to_owned());
        let row = FaceId::new(line.cell("image_name")).map(|id| Row::new(id, label, split));
        draft.push(Some(line.number), row.map_err(Into::into));
    }
    Ok(draft)
}

/// The test split, whose labels were never published, may be one folder of pictures; they have no label.
fn read_folders(root: &Path, options: &ReadOptions) -> Result<Draft, ReadError> {
    let test = root.join(UNLABELLED);
    let lies_flat = test.is_dir() && subfolders(&test)?.is_empty();
    let folders: Vec<_> = subfolders(root)?.into_iter().filter(|folder| !lies_flat || *folder != test).collect();
    let mut draft = folder::read_folders(root, &folders, Layout::Sfew, options)?;
    for picture in if lies_flat { entries(&test)? } else { Vec::new() } {
        if is_picture(&picture) {
            let row = id_below(root, &picture).map(|id| Row::new(id, None, Some(UNLABELLED.to_owned())));
            draft.push(None, row);
        }
    }
    Ok(draft)
}

#[cfg(test)]
mod tests;
