//! Tables as Parquet files, column by column.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnDescriptor, Type, TypePtr};

use super::{Column, Sink, Table, io_error};
use crate::csv_table::{self, CsvProblem};

/// A column of values, perhaps inside a structure.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// The names on the way to it.
    pub path: Vec<String>,
    /// Its position among the values.
    pub index: usize,
    /// Whether it holds bytes that are no text.
    pub is_binary: bool,
}

/// Columns of values that are not in lists.
pub(crate) fn leaves(file: &SerializedFileReader<File>) -> Vec<Leaf> {
    let columns = file.metadata().file_metadata().schema_descr().columns();
    let flat = columns.iter().enumerate().filter(|(_, column)| column.max_rep_level() == 0);
    let leaf = |(index, column): (usize, &Arc<ColumnDescriptor>)| Leaf {
        path: column.path().parts().to_vec(),
        index,
        is_binary: column.physical_type() == PhysicalType::BYTE_ARRAY && !is_text(column),
    };
    flat.map(leaf).collect()
}

/// Whether a file holds encoded pictures: a column `image` of bytes, or of a structure with `bytes`. One that cannot be read might,
/// so that whoever reads it for them says what is wrong.
pub(crate) fn has_pictures(path: &Path) -> bool {
    let file = File::open(path).ok().and_then(|file| SerializedFileReader::new(file).ok());
    file.is_none_or(|file| leaves(&file).iter().any(Leaf::is_picture))
}

impl Leaf {
    /// Whether this is where pictures are.
    pub(crate) fn is_picture(&self) -> bool {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        self.is_binary && matches!(path[..], ["image"] | [_, "bytes"])
    }
}

/// The text that Hugging Face keeps beside the columns: what their values mean.
pub(crate) fn features(file: &SerializedFileReader<File>) -> Option<String> {
    let pairs = file.metadata().file_metadata().key_value_metadata()?;
    pairs.iter().find(|pair| pair.key == "huggingface")?.value.clone()
}

fn is_text(column: &ColumnDescriptor) -> bool {
    let text = [ConvertedType::UTF8, ConvertedType::ENUM, ConvertedType::JSON];
    text.contains(&column.converted_type()) || matches!(column.logical_type_ref(), Some(LogicalType::String))
}

/// Whether a column holds plain numbers or words, and no times or money.
fn is_plain(column: &ColumnDescriptor) -> bool {
    let is_integer = |kind: ConvertedType| {
        use ConvertedType as C;
        matches!(kind, C::NONE | C::INT_8 | C::INT_16 | C::INT_32 | C::INT_64 | C::UINT_8 | C::UINT_16 | C::UINT_32)
    };
    let is_whole = matches!(column.logical_type_ref(), None | Some(LogicalType::Integer { .. }));
    let is_kept = match column.physical_type() {
        PhysicalType::BYTE_ARRAY => is_text(column),
        PhysicalType::INT32 | PhysicalType::INT64 => is_integer(column.converted_type()) && is_whole,
        PhysicalType::BOOLEAN | PhysicalType::FLOAT | PhysicalType::DOUBLE => true,
        PhysicalType::INT96 | PhysicalType::FIXED_LEN_BYTE_ARRAY => false,
    };
    is_kept && column.max_rep_level() == 0 && column.path().parts().len() == 1
}

/// Reads every plain column.
pub(super) fn read(file: File) -> std::result::Result<Vec<(String, Column)>, CsvProblem> {
    let read = |file| -> Result<Vec<(String, Column)>> {
        let file = SerializedFileReader::new(file)?;
        plain_columns(&file).into_iter().map(|(name, index)| Ok((name, whole_column(&file, index)?))).collect()
    };
    read(file).map_err(|error| CsvProblem::NotParquet { what: error.to_string() })
}

/// The names of the plain columns, with the place of each among all.
pub(super) fn plain_columns(file: &SerializedFileReader<File>) -> Vec<(String, usize)> {
    let columns = file.metadata().file_metadata().schema_descr().columns();
    let plain = columns.iter().enumerate().filter(|(_, column)| is_plain(column));
    plain.map(|(index, column)| (column.name().to_owned(), index)).collect()
}

/// Some columns of one row group.
pub(super) fn read_group(
    file: &SerializedFileReader<File>,
    group: usize,
    columns: &[(String, usize)],
) -> std::result::Result<Vec<(String, Column)>, CsvProblem> {
    let read = || -> Result<Vec<(String, Column)>> {
        let group = file.get_row_group(group)?;
        let n_rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        let column = |(name, index): &(String, usize)| {
            Ok((name.clone(), part_of_column(group.get_column_reader(*index)?, n_rows)?))
        };
        columns.iter().map(column).collect()
    };
    read().map_err(|error| CsvProblem::NotParquet { what: error.to_string() })
}

/// The plain columns as text, each row with the line that it would have below a header.
pub(crate) fn as_text(file: File) -> std::result::Result<csv_table::Table, CsvProblem> {
    let columns = read(file)?;
    let n_rows = columns.first().map_or(0, |(_, column)| column.n_rows());
    let row = |row: usize| columns.iter().map(|(_, column)| column.text(row)).collect::<StringRecord>();
    let rows = (0..n_rows).map(|i| (i + 2, row(i))).collect();
    Ok(csv_table::Table { header: columns.iter().map(|(name, _)| name.clone()).collect(), rows })
}

fn whole_column(file: &SerializedFileReader<File>, index: usize) -> Result<Column> {
    let mut whole: Option<Column> = None;
    for group in 0..file.num_row_groups() {
        let group = file.get_row_group(group)?;
        let n_rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        let part = part_of_column(group.get_column_reader(index)?, n_rows)?;
        match (&mut whole, part) {
            (None, part) => whole = Some(part),
            (Some(Column::Text(cells)), Column::Text(more)) => cells.extend(more),
            (Some(Column::Float(cells)), Column::Float(more)) => cells.extend(more),
            (Some(Column::Integer(cells)), Column::Integer(more)) => cells.extend(more),
            _ => return Err(ParquetError::General("a column changes its kind".to_owned())),
        }
    }
    Ok(whole.unwrap_or(Column::Text(Vec::new())))
}

fn part_of_column(reader: ColumnReader, n_rows: usize) -> Result<Column> {
    Ok(match reader {
        ColumnReader::BoolColumnReader(r) => Column::Text(cells(r, n_rows, |b| Ok(b.to_string()))?),
        ColumnReader::Int32ColumnReader(r) => Column::Integer(cells(r, n_rows, |n| Ok(i64::from(n)))?),
        ColumnReader::Int64ColumnReader(r) => Column::Integer(cells(r, n_rows, Ok)?),
        ColumnReader::FloatColumnReader(r) => Column::Float(cells(r, n_rows, |n| Ok(shortest(n)))?),
        ColumnReader::DoubleColumnReader(r) => Column::Float(cells(r, n_rows, Ok)?),
        ColumnReader::ByteArrayColumnReader(r) => {
            Column::Text(cells(r, n_rows, |bytes| Ok(bytes.as_utf8()?.to_owned()))?)
        }
        ColumnReader::Int96ColumnReader(_) | ColumnReader::FixedLenByteArrayColumnReader(_) => {
            return Err(ParquetError::General("a kind of column that is not read".to_owned()));
        }
    }
    .tidy())
}

/// The double that is written like this float.
fn shortest(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::NAN)
}

fn cells<T: DataType, C>(
    mut reader: ColumnReaderImpl<T>,
    n_rows: usize,
    cell: impl Fn(T::T) -> Result<C>,
) -> Result<Vec<Option<C>>> {
    let (mut levels, mut values) = (Vec::with_capacity(n_rows), Vec::with_capacity(n_rows));
    let (mut n_read, mut is_at_end) = (0, false);
    while n_read < n_rows && !is_at_end {
        let (n_records, _, _) = reader.read_records(n_rows - n_read, Some(&mut levels), None, &mut values)?;
        n_read += n_records;
        is_at_end = n_records == 0;
    }
    if n_read != n_rows {
        return Err(ParquetError::EOF(format!("expected {n_rows} rows, found {n_read}")));
    }
    let mut values = values.into_iter();
    // A column in which no cell may be missing has no levels.
    let highest = levels.iter().copied().max().unwrap_or_default();
    let is_full = levels.is_empty() || values.len() == n_rows;
    let is_there = |row: usize| is_full || levels[row] == highest;
    let n_values = values.len();
    let mut next = |row: usize| if n_values > 0 && is_there(row) { values.next() } else { None };
    (0..n_rows).map(|row| next(row).map(&cell).transpose()).collect()
}

/// Writes each part as a row group.
pub(super) fn write(file: Sink, parts: &mut dyn Iterator<Item = Table>) -> io::Result<()> {
    write_groups(file, parts).map_err(io_error)
}

fn write_groups(file: Sink, parts: &mut dyn Iterator<Item = Table>) -> Result<()> {
    let first = parts.next().unwrap_or_default();
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(file, schema(&first)?, Arc::new(properties))?;
    for part in std::iter::once(first).chain(parts).filter(|part| part.n_rows() > 0) {
        let mut group = writer.next_row_group()?;
        for (_, column) in &part.columns {
            write_column(&mut group, column)?;
        }
        group.close()?;
    }
    writer.close().map(|_| ())
}

fn schema(table: &Table) -> Result<TypePtr> {
    let field = |(name, column): &(String, Column)| {
        let (kind, logical) = match column {
            Column::Text(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            Column::Float(_) => (PhysicalType::DOUBLE, None),
            Column::Integer(_) => (PhysicalType::INT64, None),
        };
        let builder = Type::primitive_type_builder(name, kind).with_repetition(Repetition::OPTIONAL);
        builder.with_logical_type(logical).build().map(Arc::new)
    };
    let fields = table.columns.iter().map(field).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder("table").with_fields(fields).build()?))
}

fn write_column<W: io::Write + Send>(group: &mut SerializedRowGroupWriter<'_, W>, column: &Column) -> Result<()> {
    match column {
        Column::Text(cells) => write_cells::<ByteArrayType, _, _>(group, cells, |text| ByteArray::from(text.as_str())),
        Column::Float(cells) => write_cells::<DoubleType, _, _>(group, cells, |number| *number),
        Column::Integer(cells) => write_cells::<Int64Type, _, _>(group, cells, |number| *number),
    }
}

fn write_cells<T: DataType, C, W: io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    cells: &[Option<C>],
    value: impl Fn(&C) -> T::T,
) -> Result<()> {
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.iter().flatten().map(value).collect();
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    column.close()
}
