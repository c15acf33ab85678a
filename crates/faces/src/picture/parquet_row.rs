//! A row of a Parquet file, read in one go with the rows before it.

use std::cell::RefCell;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::PictureFault;

thread_local! {
    /// The file that this thread read last. Pictures are asked for in the order of their rows, so that nothing is read twice.
    static LAST: RefCell<Option<Open>> = const { RefCell::new(None) };
}

/// A column of a row group, read up to `next_row`.
struct Open {
    table: Arc<Path>,
    file: SerializedFileReader<File>,
    place: (usize, usize),
    next_row: usize,
    reader: ColumnReaderImpl<ByteArrayType>,
    max_level: i16,
}

/// The bytes of one cell.
pub(super) fn bytes(table: &Arc<Path>, row_group: usize, row: usize, column: usize) -> Result<Vec<u8>, PictureFault> {
    LAST.with_borrow_mut(|last| {
        let is_ahead = |open: &Open| open.table == *table && open.place == (row_group, column) && open.next_row <= row;
        let mut open = match last.take() {
            Some(open) if is_ahead(&open) => open,
            Some(open) if open.table == *table => Open::in_file(Arc::clone(table), open.file, row_group, column)?,
            _ => Open::in_file(Arc::clone(table), SerializedFileReader::new(File::open(table)?)?, row_group, column)?,
        };
        // After an error the place in the file is unknown, so that only a sound one is kept.
        let found = open.row(row)?;
        *last = Some(open);
        found.ok_or(PictureFault::NoPicture { row_group, row })
    })
}

impl Open {
    fn in_file(
        table: Arc<Path>,
        file: SerializedFileReader<File>,
        row_group: usize,
        column: usize,
    ) -> Result<Self, PictureFault> {
        let max_level = file.metadata().file_metadata().schema_descr().column(column).max_def_level();
        let reader = file.get_row_group(row_group)?.get_column_reader(column)?;
        let ColumnReader::ByteArrayColumnReader(reader) = reader else {
            return Err(ParquetError::General("expected a column of bytes".to_owned()).into());
        };
        Ok(Self { table, file, place: (row_group, column), next_row: 0, reader, max_level })
    }

    /// The cell of a row that was not passed yet; `None` where it is empty.
    fn row(&mut self, row: usize) -> Result<Option<Vec<u8>>, PictureFault> {
        self.reader.skip_records(row - self.next_row)?;
        let (mut levels, mut values): (Vec<i16>, Vec<ByteArray>) = (Vec::new(), Vec::new());
        self.reader.read_records(1, (self.max_level > 0).then_some(&mut levels), None, &mut values)?;
        self.next_row = row + 1;
        Ok(values.first().map(|bytes| bytes.data().to_vec()))
    }
}
