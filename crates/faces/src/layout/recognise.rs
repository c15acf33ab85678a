//! What a path is, from the files and headers that only one data set has.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::Layout;
use crate::FileError;
use crate::picture_files::{entries, is_picture, name_of, subfolders};
use crate::read_error::ReadError;
use crate::{manifest, table};

/// The layouts that the path could have; more than one where the files of several sets lie in one folder.
pub(crate) fn recognise(path: &Path) -> Result<Vec<Layout>, ReadError> {
    if !path.is_dir() {
        let unreadable = |cause| FileError::Unreadable { path: path.to_owned(), cause };
        return Ok(vec![of_file(path).map_err(unreadable)?]);
    }
    if path.join(manifest::FILE_NAME).exists() {
        return Ok(vec![Layout::Manifest]);
    }
    let found: Vec<Layout> = SIGNS.iter().filter(|(_, is_it)| is_it(path)).map(|(layout, _)| *layout).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let has_folders = !subfolders(path)?.is_empty();
    let has_pictures = entries(path)?.iter().any(|entry| is_picture(entry));
    Ok(vec![if has_pictures && !has_folders { Layout::Pictures } else { Layout::ClassFolders }])
}

fn of_file(path: &Path) -> io::Result<Layout> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = name_of(path);
    Ok(match ending.as_str() {
        "tar" => Layout::WebDataset,
        "jsonl" => Layout::Metadata,
        "parquet" if table::has_pictures(path) => Layout::ParquetPictures,
        "parquet" => Layout::Manifest,
        _ if name.starts_with("list_attr_") => Layout::CelebA,
        _ => of_header(&name, &header(path)?),
    })
}

fn of_header(name: &str, header: &str) -> Layout {
    let columns: Vec<&str> = header.split([',', '\t']).map(str::trim).collect();
    let has = |wanted: &[&str]| wanted.iter().all(|column| columns.contains(column));
    if has(&["emotion", "pixels"]) {
        Layout::Fer2013
    } else if has(&["file", "age", "gender", "race", "service_test"]) {
        Layout::FairFace
    } else if has(&["subDirectory_filePath"]) {
        Layout::AffectNetCsv
    } else if has(&["URL"]) && columns.iter().any(|column| column.starts_with("AU ")) {
        Layout::EmotioNet
    } else if has(&["Usage", "Image name", "contempt", "NF"]) {
        Layout::FerPlus
    } else if name == "metadata.csv" && has(&["file_name"]) {
        Layout::Metadata
    } else {
        Layout::Manifest
    }
}

/// The first line, as far as a header can reach.
fn header(path: &Path) -> io::Result<String> {
    const MAX_BYTES: u64 = 1 << 16;
    let mut line = Vec::new();
    BufReader::new(File::open(path)?.take(MAX_BYTES)).read_until(b'\n', &mut line)?;
    Ok(String::from_utf8_lossy(&line).trim_start_matches('\u{feff}').trim_end().to_owned())
}

/// Whether a folder is of a layout.
type Sign = fn(&Path) -> bool;

/// What tells the sets apart.
const SIGNS: [(Layout, Sign); 16] = [
    (Layout::Sfew, is_sfew),
    (Layout::Fer2013, is_fer2013),
    (Layout::Fer2013Folders, |root| has_any(root, &["Training", "PublicTest", "PrivateTest"])),
    (Layout::FerPlus, |root| has_any(root, &["fer2013new.csv"])),
    (Layout::RafDb, |root| has_any(root, &RAF_DB)),
    (Layout::AffectNetCsv, |root| {
        ["training.csv", "validation.csv"].iter().any(|file| is_header(&root.join(file), Layout::AffectNetCsv))
    }),
    (Layout::AffectNetNpy, is_affectnet_npy),
    (Layout::CkPlus, |root| has_any(root, &["cohn-kanade-images"])),
    (Layout::Disfa, |root| has_any(root, &["ActionUnit_Labels"])),
    (Layout::Bp4d, |root| has_any(root, &["AU_OCC", "AUCoding/AU_OCC"])),
    (Layout::FairFace, |root| has_any(root, &["fairface_label_train.csv", "fairface_label_val.csv"])),
    (Layout::Lfw, is_lfw),
    (Layout::CelebA, is_celeba),
    (Layout::Metadata, |root| {
        let has_metadata = |folder: &Path| has_any(folder, &["metadata.csv", "metadata.jsonl"]);
        has_metadata(root) || folders(root).any(|folder| has_metadata(&folder))
    }),
    (Layout::ParquetPictures, |root| holds_pictures(root) || holds_pictures(&root.join("data"))),
    (Layout::WebDataset, |root| holds(root, "tar")),
];

const RAF_DB: [&str; 4] = [
    "EmoLabel/list_patition_label.txt",
    "EmoLabel/list_partition_label.txt",
    "basic/EmoLabel/list_patition_label.txt",
    "basic/EmoLabel/list_partition_label.txt",
];

fn has_any(root: &Path, names: &[&str]) -> bool {
    names.iter().any(|name| root.join(name).exists())
}

fn holds(folder: &Path, ending: &str) -> bool {
    entries(folder).is_ok_and(|e| e.iter().any(|e| e.extension().is_some_and(|found| found == ending)))
}

fn holds_pictures(folder: &Path) -> bool {
    let is_one = |file: &std::path::PathBuf| {
        file.extension().is_some_and(|ending| ending == "parquet") && table::has_pictures(file)
    };
    entries(folder).is_ok_and(|files| files.iter().any(is_one))
}

fn is_header(path: &Path, layout: Layout) -> bool {
    header(path).is_ok_and(|line| of_header("", &line) == layout)
}

fn folders(root: &Path) -> impl Iterator<Item = std::path::PathBuf> {
    subfolders(root).unwrap_or_default().into_iter()
}

fn is_sfew(root: &Path) -> bool {
    has_any(root, &["sfew_2.0_labels.csv"]) || folders(root).any(|f| name_of(&f).contains("_Aligned_Faces"))
}

fn is_fer2013(root: &Path) -> bool {
    let has_files = has_any(root, &["fer2013.csv", "icml_face_data.csv"]);
    (has_files || is_header(&root.join("train.csv"), Layout::Fer2013)) && !has_any(root, &["fer2013new.csv"])
}

fn is_affectnet_npy(root: &Path) -> bool {
    let has_both = |folder: &Path| folder.join("images").is_dir() && folder.join("annotations").is_dir();
    has_both(root) || has_both(&root.join("train_set")) || has_both(&root.join("val_set"))
}

/// Every folder holds a picture that is named after it: `Ann_Lee/Ann_Lee_0001.jpg`.
fn is_lfw(root: &Path) -> bool {
    let is_named_after = |folder: std::path::PathBuf| {
        let person = name_of(&folder);
        person.contains('_') && folder.join(format!("{person}_0001.jpg")).is_file()
    };
    let mut folders = folders(root).peekable();
    folders.peek().is_some() && folders.all(is_named_after)
}

fn is_celeba(root: &Path) -> bool {
    let lists = |folder: &Path| entries(folder).is_ok_and(|e| e.iter().any(|e| name_of(e).starts_with("list_attr_")));
    lists(root) || lists(&root.join("Anno"))
}
