//! Tables, plots and one self-contained HTML file.

mod html;
mod page;
mod plot;
pub mod table;
pub mod tables;

pub use html::render;
pub use page::{
    BrokenPicture, Curve, CurvePoint, Dropped, Origin, ReportError, RunFacts, SampleFace, Split, StudyPage,
};
pub use table::{Align, Column, Format, Table, Value, paragraph};
pub use tables::{
    DataNames, GroupCount, all_tables, class_table, histogram_table, missing_table, paired_table, step_table,
};
