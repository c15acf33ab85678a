//! Tests of tables on disk.

use proptest::prelude::*;

use super::*;

fn words(cells: &[&str]) -> Column {
    Column::Text(cells.iter().map(|cell| Some((*cell).to_owned())).collect())
}

fn sample() -> Table {
    let table = Table::new().with("face", words(&["a.png", "b, \"c\".png", ""])).unwrap();
    let table = table.with("roll", Column::Float(vec![Some(1.5), None, Some(-0.25)])).unwrap();
    table.with("monk_tone", Column::Integer(vec![Some(3), Some(-7), None])).unwrap()
}

/// The table after a way through a file of this name.
fn through(name: &str, table: &Table) -> Table {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    table.write(&path).unwrap();
    Table::read(&path).unwrap()
}

#[test]
fn a_table_comes_back_from_both_kinds_of_files() {
    for name in ["t.csv", "t.parquet", "t.PARQUET"] {
        assert_eq!(through(name, &sample()), sample(), "{name}");
    }
    assert_eq!(through("t.parquet", &Table::new()), Table::new());
}

#[test]
fn csv_has_a_header_and_empty_cells_for_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    sample().write(&path).unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(&path).unwrap(), @r#"
    face,roll,monk_tone
    a.png,1.5,3
    "b, ""c"".png",,-7
    ,-0.25,
    "#);
}

#[test]
fn the_kind_of_a_column_of_csv_is_that_of_all_its_cells() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, "a,b,c,d,e,f\n1,1.5,1,007,,1\n2,2,x,1.5,,nan\n").unwrap();
    let table = Table::read(&path).unwrap();
    let kinds: Vec<&str> = table.columns.iter().map(|(_, column)| column.kind()).collect();
    assert_eq!(kinds, ["whole numbers", "numbers", "text", "text", "text", "text"]);
}

#[test]
fn what_is_not_finite_is_missing() {
    let table = Table::new().with("a", Column::Float(vec![Some(f64::NAN), Some(f64::INFINITY), Some(1.0)])).unwrap();
    assert_eq!(table.column("a"), Some(&Column::Float(vec![None, None, Some(1.0)])));
}

#[test]
fn tables_are_put_below_each_other_only_with_the_same_columns() {
    let mut table = sample();
    table.append(sample()).unwrap();
    assert_eq!(table.n_rows(), 6);
    let other = Table::new().with("face", words(&["x"])).unwrap();
    insta::assert_snapshot!(table.append(other.clone()).unwrap_err(), @"expected the columns face (text), roll (numbers), monk_tone (whole numbers); found face (text)");
    insta::assert_snapshot!(other.clone().with("face", words(&["x"])).unwrap_err(), @"expected a name of its own for every column, found `face`");
    insta::assert_snapshot!(other.with("age", words(&[])).unwrap_err(), @"expected 1 rows in column `age`, found 0");
}

#[test]
fn parts_are_written_one_by_one_and_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["t.csv", "t.parquet"] {
        let path = folder.path().join(name);
        write_parts(&path, (0..3).map(|_| Ok::<_, TableError>(sample()))).unwrap();
        let mut expected = sample();
        (0..2).for_each(|_| expected.append(sample()).unwrap());
        assert_eq!(Table::read(&path).unwrap(), expected, "{name}");
        let other = Table::new().with("face", words(&["x"])).unwrap();
        let error = write_parts(&path, [Ok::<_, TableError>(sample()), Ok(other)]).unwrap_err();
        assert!(error.to_string().contains("expected the columns"), "{error}");
        assert_eq!(Table::read(&path).unwrap(), expected, "{name} is as it was");
    }
}

#[test]
fn files_that_are_no_tables_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, bytes: &[u8], word: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = Table::read(&path).unwrap_err().to_string();
        assert!(error.contains(word) && error.contains(name), "{error}");
    };
    check("a.csv", b"a,b\n1\n", "line 2");
    check("b.csv", b"a,a\n1,2\n", "`a`");
    check("c.parquet", b"a,b\n1,2\n", "Parquet");
    let cut = folder.path().join("whole.parquet");
    sample().write(&cut).unwrap();
    let bytes = std::fs::read(&cut).unwrap();
    check("d.parquet", &bytes[..bytes.len() / 2], "Parquet");
    assert!(matches!(
        Table::read(&folder.path().join("none.csv")),
        Err(TableError::File(FileError::Unreadable { .. }))
    ));
}

fn any_column(n_rows: usize) -> impl Strategy<Value = Column> {
    let n = n_rows..=n_rows;
    prop_oneof![
        proptest::collection::vec(proptest::option::of("[a-z][ -~]{0,8}"), n.clone()).prop_map(Column::Text),
        proptest::collection::vec(proptest::option::of(-1e6..1e6), n.clone()).prop_map(Column::Float),
        proptest::collection::vec(proptest::option::of(any::<i64>()), n).prop_map(Column::Integer),
    ]
}

proptest! {
    #[test]
    fn any_table_comes_back_from_parquet(columns in (0usize..20).prop_flat_map(|n| proptest::collection::vec(any_column(n), 1..4))) {
        let named = columns.into_iter().enumerate();
        let table = named.fold(Table::new(), |table, (i, column)| table.with(&format!("c{i}"), column).unwrap());
        // A table without rows has no row group, and so no kinds of columns to compare.
        if table.n_rows() > 0 {
            prop_assert_eq!(through("t.parquet", &table), table);
        }
    }
}

#[test]
fn an_error_of_a_part_is_passed_on() {
    #[derive(Debug)]
    struct Mine;
    impl From<TableError> for Mine {
        fn from(_: TableError) -> Self {
            Self
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    assert!(matches!(write_parts(&path, [Ok(sample()), Err(Mine)]), Err(Mine)));
    assert!(!path.exists());
}
