//! Tests of the names of layouts, and of what is recognised by itself.

use super::*;
use crate::testing::folder_of;

/// The layouts that a folder with these files could have.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[Layout]) {
    let folder = folder_of(&[]);
    for (file, text) in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    assert_eq!(recognise(folder.path()).unwrap(), expected, "{files:?}");
}

#[test]
fn every_layout_has_a_name_that_reads_back() {
    for layout in Layout::all() {
        assert_eq!(layout.to_string().parse(), Ok(layout));
        let text = serde_json::to_string(&layout).unwrap();
        assert_eq!(serde_json::from_str::<Layout>(&text).unwrap(), layout);
    }
    let error = "rafdb".parse::<Layout>().unwrap_err().to_string();
    assert!(error.contains("`rafdb` is not a layout; known are manifest, class-folders"), "{error}");
}

#[test]
fn a_folder_is_recognised_by_what_only_one_set_has() {
    check(&[("manifest.csv", ""), ("fer2013.csv", "emotion,pixels,Usage")], &[Layout::Manifest]);
    check(&[("anger/1.png", "")], &[Layout::ClassFolders]);
    check(&[("1.png", ""), ("readme.txt", "")], &[Layout::Pictures]);
    check(&[("Train_Aligned_Faces/Angry/1.png", "")], &[Layout::Sfew]);
    check(&[("sfew_2.0_labels.csv", "")], &[Layout::Sfew]);
    check(&[("fer2013.csv", "")], &[Layout::Fer2013]);
    check(&[("train.csv", "emotion,pixels\n"), ("test.csv", "pixels\n")], &[Layout::Fer2013]);
    check(&[("Training/angry/1.png", ""), ("PrivateTest/sad/1.png", "")], &[Layout::Fer2013Folders]);
    check(&[("fer2013.csv", ""), ("fer2013new.csv", "")], &[Layout::FerPlus]);
    check(&[("EmoLabel/list_patition_label.txt", "")], &[Layout::RafDb]);
    check(&[("basic/EmoLabel/list_partition_label.txt", "")], &[Layout::RafDb]);
    check(&[("training.csv", "subDirectory_filePath,face_x\n")], &[Layout::AffectNetCsv]);
    check(&[("train_set/annotations/0_exp.npy", ""), ("train_set/images/0.jpg", "")], &[Layout::AffectNetNpy]);
    check(&[("cohn-kanade-images/S005/001/a.png", "")], &[Layout::CkPlus]);
    check(&[("ActionUnit_Labels/SN001/SN001_au1.txt", "")], &[Layout::Disfa]);
    check(&[("AUCoding/AU_OCC/F001_T1.csv", "")], &[Layout::Bp4d]);
    check(&[("fairface_label_train.csv", "")], &[Layout::FairFace]);
    check(&[("Ann_Lee/Ann_Lee_0001.jpg", "")], &[Layout::Lfw]);
    check(&[("Anno/list_attr_celeba.txt", "")], &[Layout::CelebA]);
    check(&[("data/train-00000-of-00001.parquet", "")], &[Layout::ParquetPictures]);
    check(&[("train/metadata.jsonl", ""), ("train/1.png", "")], &[Layout::Metadata]);
    check(&[("train-0000.tar", "")], &[Layout::WebDataset]);
}

#[test]
fn two_sets_in_one_folder_are_both_named() {
    check(&[("fer2013.csv", ""), ("fairface_label_val.csv", "")], &[Layout::Fer2013, Layout::FairFace]);
}

#[test]
fn a_file_is_recognised_by_its_header() {
    for (name, text, expected) in [
        ("a.csv", "path,expression\n", Layout::Manifest),
        ("a.csv", "emotion, Usage, pixels\n", Layout::Fer2013),
        ("a.csv", "file,age,gender,race,service_test\n", Layout::FairFace),
        ("a.csv", "subDirectory_filePath,face_x\n", Layout::AffectNetCsv),
        ("a.csv", "URL,orig_url,AU 1,AU 2\n", Layout::EmotioNet),
        ("metadata.csv", "file_name,label\n", Layout::Metadata),
        ("list_attr_celeba.txt", "2\n", Layout::CelebA),
        ("metadata.jsonl", "", Layout::Metadata),
        ("a.tar", "", Layout::WebDataset),
    ] {
        let folder = folder_of(&[]);
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        assert_eq!(recognise(&path).unwrap(), [expected], "{name}: {text}");
    }
}
