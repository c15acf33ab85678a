//! Tables, plots, model cards and one self-contained HTML file.

mod audit_document;
mod audit_page;
mod diagnosis_page;
mod html;
mod model_card;
mod page;
mod plot;
mod plot_files;
pub mod table;
pub mod tables;
#[cfg(test)]
mod testing;
mod units_page;

pub use audit_document::{
    AuditDocument, NoiseOfLabels, PicturesOfGroups, UnitsDocument, WornPairs, audit_schema, units_schema,
};
pub use audit_page::{AuditPage, NamedOdds, NamedPairs};
pub use diagnosis_page::{DiagnosisPage, Thumbnail};
pub use html::{render, render_audit, render_diagnosis, render_units};
pub use model_card::model_card;
pub use page::{
    BrokenPicture, Curve, CurvePoint, Dropped, Origin, ReportError, RunFacts, SampleFace, Split, StudyPage,
};
pub use plot_files::{Fonts, NamedPlot, PngError, audit_plots, png_of};
pub use table::{Align, Column, Format, Table, Value, paragraph};
pub use tables::audit::{audit_answer, audit_tables, main_audit_tables};
pub use tables::diagnosis::diagnosis_tables;
pub use tables::units::{units_answer, units_tables};
pub use tables::{
    DataNames, GroupCount, all_tables, class_table, histogram_table, missing_table, paired_table, step_table,
};
pub use units_page::UnitsPage;
