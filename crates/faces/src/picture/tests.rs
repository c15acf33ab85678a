//! Tests of the bytes of pictures in files and containers.

use std::path::PathBuf;

use super::*;
use crate::testing::without_root;

fn error(source: &PictureSource, root: &Path) -> String {
    without_root(&source.bytes(100).unwrap_err(), root)
}

#[test]
fn a_file_is_read_up_to_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    std::fs::write(&path, [7; 100]).unwrap();
    let source = PictureSource::File(path.clone());
    assert_eq!((source.bytes(100).unwrap(), source.file()), (vec![7; 100], path.as_path()));
    std::fs::write(&path, [7; 101]).unwrap();
    insta::assert_snapshot!(error(&source, folder.path()), @"[set]/a.png: expected at most 100 bytes, found more");
    let nowhere = PictureSource::File(PathBuf::from("nowhere.png"));
    insta::assert_snapshot!(nowhere.bytes(1).unwrap_err(), @"nowhere.png: cannot be read: No such file or directory (os error 2)");
}

#[test]
fn a_piece_of_an_archive_is_read_by_place_and_length() {
    let folder = tempfile::tempdir().unwrap();
    let archive: Arc<Path> = folder.path().join("a.tar").into();
    std::fs::write(&archive, b"0123456789").unwrap();
    let at = |offset, n_bytes| PictureSource::TarEntry { archive: Arc::clone(&archive), offset, n_bytes };
    assert_eq!(at(3, 4).bytes(4).unwrap(), b"3456");
    insta::assert_snapshot!(error(&at(3, 101), folder.path()), @"[set]/a.tar: expected at most 100 bytes, found more");
    insta::assert_snapshot!(error(&at(8, 4), folder.path()), @"[set]/a.tar: cannot be read: unexpected end of file");
    assert_eq!(without_root(&at(3, 4), folder.path()), "[set]/a.tar, byte 3");
}

#[test]
fn grey_levels_become_a_square_picture() {
    let folder = tempfile::tempdir().unwrap();
    let table: Arc<Path> = folder.path().join("fer2013.csv").into();
    let check = |row: &str, column: usize| {
        std::fs::write(&table, row).unwrap();
        PictureSource::PixelsRow { table: Arc::clone(&table), offset: 0, n_bytes: row.len() as u64, column }
    };
    assert_eq!(check("0,0 255 7 9,Training\r\n", 1).bytes(100).unwrap(), b"P5\n2 2\n255\n\x00\xff\x07\x09");
    assert_eq!(check("0, \"1  2 3 4 5 6 7 8 9\" ,x", 0).bytes(100).unwrap(), b"P5\n1 1\n255\n\x00");
    insta::assert_snapshot!(error(&check("0,1 2 3", 1), folder.path()), @"[set]/fer2013.csv: expected the grey levels of a square picture, found 3");
    insta::assert_snapshot!(error(&check("0,1 256", 1), folder.path()), @"[set]/fer2013.csv: expected grey levels from 0 to 255, separated by spaces, found `256`");
    insta::assert_snapshot!(error(&check("0,1", 5), folder.path()), @"[set]/fer2013.csv: expected the grey levels of a square picture, found 0");
}
