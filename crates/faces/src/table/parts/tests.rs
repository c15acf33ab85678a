//! What is read in parts is what was written.

use super::*;
use crate::table::write_parts;

fn part(first: i64, n: i64) -> Table {
    let rows = || first..first + n;
    let names = rows().map(|row| (row % 3 != 0).then(|| format!("face {row}"))).collect();
    let scores = rows().map(|row| Some(row as f64 / 8.0)).collect();
    let table = Table::new().with("face", Column::Text(names)).unwrap();
    table.with("score", Column::Float(scores)).unwrap().with("n", Column::Integer(rows().map(Some).collect())).unwrap()
}

#[test]
fn parquet_comes_by_row_groups_and_csv_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = [3, 5, 1];
    let parts = || [part(0, 3), part(3, 5), part(8, 1)].map(Ok::<_, TableError>);
    for (name, expected) in [("t.parquet", &sizes[..]), ("t.csv", &[9][..])] {
        let path = folder.path().join(name);
        write_parts(&path, parts()).unwrap();
        assert_eq!(column_names(&path).unwrap(), ["face", "score", "n"]);
        let read: Vec<Table> = read_parts(&path, |name| name != "n").unwrap().map(Result::unwrap).collect();
        assert_eq!(read.iter().map(Table::n_rows).collect::<Vec<_>>(), expected);
        assert_eq!(read[0].names(), ["face", "score"]);
        let cells = read.iter().flat_map(|part| {
            let columns = ["face", "score"].map(|name| part.column(name).unwrap());
            (0..part.n_rows()).map(move |row| (columns[0].text(row), columns[1].number(row))).collect::<Vec<_>>()
        });
        for (row, (face, score)) in cells.enumerate() {
            let expected = if row % 3 == 0 { String::new() } else { format!("face {row}") };
            assert_eq!((face, score), (expected, Some(row as f64 / 8.0)));
        }
    }
}

#[test]
fn broken_tables_are_told_and_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ragged.csv");
    std::fs::write(&path, "a,b\n1,2\n3\n4,5\n").unwrap();
    let read: Vec<_> = read_parts(&path, |_| true).unwrap().collect();
    assert_eq!(read.len(), 1);
    assert!(read[0].as_ref().unwrap_err().to_string().contains("line 3: expected 2 cells"), "{read:?}");
    assert!(read_parts(&folder.path().join("missing.csv"), |_| true).is_err());
    let path = folder.path().join("no.parquet");
    std::fs::write(&path, "a,b\n").unwrap();
    assert!(read_parts(&path, |_| true).is_err());
}
