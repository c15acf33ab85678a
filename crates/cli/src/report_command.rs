//! `evenface report`: the tables of a finished run again.

use anyhow::Context;

use crate::args::{Common, Format, ReportArgs};
use crate::pages::Counts;
use crate::{Verdict, printed, study_command};

/// Reads the counts of a run and prints them.
pub fn run(args: &ReportArgs, common: &Common) -> anyhow::Result<Verdict> {
    let path = study_command::counts_path(&args.run);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} holds no finished study: cannot read {}", args.run.display(), path.display()))?;
    let counts: Counts = serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    printed::data(&match common.format {
        Format::Text => counts.terminal(),
        Format::Json => counts.json()?,
    })?;
    Ok(Verdict::Done)
}
