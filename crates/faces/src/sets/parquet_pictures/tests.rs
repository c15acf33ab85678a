//! Tests of Parquet files with pictures.

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::super::testing::{any, told};
use super::*;
use crate::{read, read_any};

const NAMES: &str = r#"{"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["angry", "fear", "happy"], "_type": "ClassLabel"}}}}"#;

/// A picture and its label.
type Pair<'a> = (Option<&'a [u8]>, Option<i64>);

/// Row groups of pictures with labels, as `datasets` writes them.
fn write(path: &Path, groups: &[&[Pair]], metadata: Option<&str>, compression: Compression) {
    let leaf = |name: &str, kind, logical| {
        let builder = Type::primitive_type_builder(name, kind).with_repetition(Repetition::OPTIONAL);
        Arc::new(builder.with_logical_type(logical).build().unwrap())
    };
    let inside = vec![
        leaf("bytes", PhysicalType::BYTE_ARRAY, None),
        leaf("path", PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
    ];
    let image =
        Type::group_type_builder("image").with_repetition(Repetition::OPTIONAL).with_fields(inside).build().unwrap();
    let fields = vec![Arc::new(image), leaf("label", PhysicalType::INT64, None)];
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build().unwrap());
    let pairs = metadata.map(|text| vec![KeyValue::new("huggingface".to_owned(), text.to_owned())]);
    let properties = WriterProperties::builder().set_compression(compression).set_key_value_metadata(pairs).build();
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for rows in groups {
        let mut group = writer.next_row_group().unwrap();
        let levels: Vec<i16> = rows.iter().map(|(bytes, _)| if bytes.is_some() { 2 } else { 1 }).collect();
        let bytes: Vec<ByteArray> =
            rows.iter().filter_map(|(bytes, _)| Some(ByteArray::from(bytes.as_ref()?.to_vec()))).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&bytes, Some(&levels), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[], Some(&vec![1; rows.len()]), None).unwrap();
        column.close().unwrap();
        let levels: Vec<i16> = rows.iter().map(|(_, label)| i16::from(label.is_some())).collect();
        let labels: Vec<i64> = rows.iter().filter_map(|(_, label)| *label).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&labels, Some(&levels), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

const MAP: &str = "[labels]\nangry = \"anger\"\nhappy = \"happiness\"";

#[test]
fn labels_have_the_names_that_the_file_keeps() {
    for compression in
        [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(parquet::basic::ZstdLevel::default())]
    {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        let groups: [&[Pair]; 2] =
            [&[(Some(b"p0"), Some(0)), (Some(b"p1"), Some(2))], &[(Some(b"p2"), Some(1)), (Some(b"p3"), Some(-1))]];
        write(&folder.path().join("data/train-00000-of-00001.parquet"), &groups, Some(NAMES), compression);
        let set = read_any(folder.path(), &crate::testing::options(MAP)).unwrap();
        assert_eq!(set.layout, Layout::ParquetPictures);
        assert_eq!(
            told(&set),
            [
                "train-00000-of-00001/0000000 anger train -",
                "train-00000-of-00001/0000001 happiness train -",
                "train-00000-of-00001/0000002 fear train -",
                "train-00000-of-00001/0000003 - train -",
            ]
        );
        let bytes = |i: usize| String::from_utf8(set.faces[i].picture.bytes(10).unwrap()).unwrap();
        assert_eq!([0, 1, 2, 3].map(bytes), ["p0", "p1", "p2", "p3"], "in order");
        assert_eq!([3, 1, 1, 0, 2].map(bytes), ["p3", "p1", "p1", "p0", "p2"], "in any order");
        let labelled = read(folder.path(), &crate::testing::options(MAP)).unwrap();
        assert_eq!(labelled.left_out.n_faces["without a label"], 1);
    }
}

#[test]
fn names_in_the_file_are_words_that_need_a_meaning() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("a.parquet"), &[&[(Some(b"x"), Some(0))]], Some(NAMES), Compression::SNAPPY);
    let error = read(folder.path(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("\"angry\" = \"anger\""), "{error}");
}

#[test]
fn numbers_without_names_need_a_map() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("test.parquet"), &[&[(Some(b"x"), Some(3))]], None, Compression::SNAPPY);
    let error = read(folder.path(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("\"3\" = \"?\""), "{error}");
    let set = read(folder.path(), &crate::testing::options("[labels]\n3 = \"disgust\"")).unwrap();
    assert_eq!(told(&set), ["test/0000000 disgust test -"]);
}

#[test]
fn cells_that_are_wrong_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    write(&path, &[&[(Some(b"x"), Some(1)), (None, Some(1))]], Some(NAMES), Compression::SNAPPY);
    let set = any(folder.path());
    let error = |max| crate::testing::without_root(&set.faces[1].picture.bytes(max).unwrap_err(), folder.path());
    insta::assert_snapshot!(error(10), @"[set]/a.parquet: expected a picture in row 1 of row group 0, found an empty cell");
    assert_eq!(set.faces[0].picture.bytes(10).unwrap(), b"x", "after an error");
    assert!(set.faces[0].picture.bytes(0).unwrap_err().to_string().contains("at most 0 bytes"));
    write(&path, &[&[(Some(b"x"), Some(3))]], Some(NAMES), Compression::SNAPPY);
    let error = read_any(folder.path(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("label: found `3`, expected a number below 3 (angry, fear, happy)"), "{error}");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let error = read_any(folder.path(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("not a Parquet file that can be read"), "{error}");
}

#[test]
fn a_table_without_pictures_is_a_manifest() {
    let folder = super::super::testing::folder_with(&[("a.png", super::super::testing::PGM)]);
    let path = folder.path().join("faces.parquet");
    let words = |words: &[&str]| crate::Column::Text(words.iter().map(|word| Some((*word).to_owned())).collect());
    let table = crate::Table::new().with("path", words(&["a.png"])).unwrap();
    let table = table.with("expression", words(&["fear"])).unwrap();
    table.with("au1", crate::Column::Integer(vec![Some(1)])).unwrap().write(&path).unwrap();
    let set = read(&path, &ReadOptions::default()).unwrap();
    assert_eq!((set.layout, told(&set)), (Layout::Manifest, vec!["a.png fear - -".to_owned()]));
    assert_eq!(set.faces[0].action_units.len(), 1);
}
