//! The files of a diagnosis: the page, the tables, and what is printed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use audit::diagnosis::Diagnosis;
use faces::files::write_atomically;
use report::{DiagnosisPage, Thumbnail, diagnosis_tables, paragraph, render_diagnosis};

use crate::args::DiagnoseArgs;
use crate::pages::{Clock, TABLE_FILES, write_tables};

/// What was written, and what is printed.
pub struct Written {
    /// For the terminal.
    pub text: String,
    /// The page.
    pub page: PathBuf,
}

/// What the page shows of the set itself.
pub struct Shown {
    /// Small pictures by their ids, as PNG files.
    pub thumbnails: BTreeMap<String, Vec<u8>>,
    /// Facts of the set for its data card.
    pub card: Vec<(String, String)>,
    /// Remarks, shown with the limits.
    pub notes: Vec<String>,
    /// Fingerprint of its annotations.
    pub fingerprint: String,
}

/// Writes page and tables into the folder of the arguments.
pub fn write(diagnosis: &Diagnosis, shown: Shown, args: &DiagnoseArgs, clock: &Clock) -> anyhow::Result<Written> {
    let tables = diagnosis_tables(diagnosis);
    write_tables(&tables, &args.out, &TABLE_FILES[..2])?;
    let page = args.out.join("diagnosis.html");
    write_atomically(&page, render_diagnosis(&diagnosis_page(diagnosis, shown, args, clock))?)?;
    Ok(Written { text: in_words(diagnosis), page })
}

fn diagnosis_page(diagnosis: &Diagnosis, shown: Shown, args: &DiagnoseArgs, clock: &Clock) -> DiagnosisPage {
    let name = |path: &std::path::Path| {
        let folder = if path.is_dir() { Some(path) } else { path.parent() };
        let name = folder.and_then(std::path::Path::file_name).or(path.file_name());
        name.map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
    };
    let thumbnails = diagnosis.verdict.findings.iter().flat_map(|finding| {
        let of_id = |id: &String| {
            let (finding, picture) = (finding.key.clone(), shown.thumbnails.get(id)?.clone());
            Some(Thumbnail { finding, picture, caption: id.clone() })
        };
        finding.examples.iter().filter_map(of_id)
    });
    DiagnosisPage {
        title: format!("Diagnosis of {}", name(&args.faces)),
        set: name(&args.faces),
        reference: args.reference.as_deref().map(name),
        diagnosis: diagnosis.clone(),
        thumbnails: thumbnails.collect(),
        card: shown.card,
        run: clock.facts(String::new(), &shown.fingerprint),
        notes: shown.notes,
    }
}

/// The verdict for a terminal.
fn in_words(diagnosis: &Diagnosis) -> String {
    let verdict = &diagnosis.verdict;
    let mut text = paragraph("", &verdict.answer);
    text.push('\n');
    for finding in &verdict.findings {
        text.push_str(&paragraph(&format!("{:<8} ", finding.weight.word()), &finding.sentence));
    }
    if !verdict.next.is_empty() {
        text.push_str("\nnext\n");
        for advice in &verdict.next {
            text.push_str(&paragraph("- ", &advice.what));
        }
    }
    text
}
