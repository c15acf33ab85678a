//! A table as the pages show it.

use super::words::{sentence, typeset};
use crate::table::{Align, Table};

/// A table's texts with the side of each column.
pub(super) struct TableView {
    pub title: String,
    pub columns: Vec<(String, &'static str)>,
    pub rows: Vec<Vec<(String, &'static str)>>,
    pub first_summary: usize,
    pub notes: Vec<String>,
}

impl TableView {
    pub fn of(table: &Table) -> Self {
        let side = |i: usize| match table.columns.get(i).map(|column| column.align) {
            Some(Align::Right) => "num",
            _ => "word",
        };
        Self {
            title: table.title.clone(),
            columns: table.columns.iter().enumerate().map(|(i, column)| (column.name.clone(), side(i))).collect(),
            rows: table
                .rows
                .iter()
                .map(|r| r.iter().enumerate().map(|(i, v)| (typeset(&v.text()), side(i))).collect())
                .collect(),
            first_summary: table.first_summary(),
            notes: table.notes.iter().map(|note| sentence(note)).collect(),
        }
    }
}
