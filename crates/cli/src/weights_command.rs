//! `evenface weights`: fetch, import and verify third-party weights.

use serde_json::json;
use weights::{Fetcher, FileState, Listed, NetworkUse, Place, Store};

use crate::args::{Common, Format, WeightsCommand};
use crate::progress::Progress;
use crate::{Verdict, places, printed};

/// Runs a subcommand.
pub fn run(command: &WeightsCommand, common: &Common) -> anyhow::Result<Verdict> {
    let store = places::weights_store(common)?;
    match command {
        WeightsCommand::List => list(&store, common.format),
        WeightsCommand::Pull { name } => pull(&store, name, common),
        WeightsCommand::Import { files } => files.iter().try_fold(Verdict::Done, |_, file| {
            let imported = store.import(file)?;
            printed::data(&format!(
                "{} is {} of {}: {}\n",
                file.display(),
                imported.file,
                imported.name,
                imported.path.display()
            ))?;
            Ok(Verdict::Done)
        }),
        WeightsCommand::Verify => verify(&store),
    }
}

fn list(store: &Store, format: Format) -> anyhow::Result<Verdict> {
    let listed = store.list()?;
    if format == Format::Json {
        let rows: Vec<_> = listed
            .iter()
            .map(|line| {
                let place = place(line);
                json!({ "name": line.name, "file": line.file, "path": line.path, "place": place, "state": word(line) })
            })
            .collect();
        printed::data(&format!("{:#}\n", json!(rows)))?;
        return Ok(Verdict::Done);
    }
    let mut text = format!("weights in {}\n", store.dir().display());
    for entry in store.lock().entries() {
        text.push_str(&format!(
            "\n{}: {}\n  licence: {}\n  source: {}\n  note: {}\n",
            entry.name, entry.purpose, entry.licence, entry.source, entry.note
        ));
        for line in listed.iter().filter(|line| line.name == entry.name) {
            let found = if line.state == FileState::Absent { String::new() } else { format!(" in {}", place(line)) };
            text.push_str(&format!("  {:<28} {}{found}: {}\n", line.file, word(line), line.path.display()));
        }
    }
    printed::data(&text)?;
    Ok(Verdict::Done)
}

fn word(line: &Listed) -> String {
    match &line.state {
        FileState::Absent => "absent".to_owned(),
        FileState::Verified => "verified".to_owned(),
        FileState::Corrupt { expected, found } => format!("damaged: expected {expected}, found {found}"),
    }
}

/// The folder that a file is in or belongs into.
fn place(line: &Listed) -> &'static str {
    match line.place {
        Place::Store => "the store",
        Place::HubCache => "the hub's cache",
    }
}

fn pull(store: &Store, name: &str, common: &Common) -> anyhow::Result<Verdict> {
    printed::message(&store.lock().entry(name)?.licence_notice());
    let network = if common.offline { NetworkUse::Offline } else { NetworkUse::Online };
    let bar = Progress::new(common.loudness()).download_bar();
    let pulled = store.pull(name, &Fetcher::new(network), &mut |progress| {
        bar.set_length(progress.n_bytes_total.unwrap_or(progress.n_bytes));
        bar.set_position(progress.n_bytes);
        bar.set_message(progress.file.to_owned());
    });
    bar.finish_and_clear();
    for file in pulled?.files {
        printed::data(&format!("{}\n", file.display()))?;
    }
    Ok(Verdict::Done)
}

fn verify(store: &Store) -> anyhow::Result<Verdict> {
    let listed = store.list()?;
    let damaged = listed.iter().filter(|line| matches!(line.state, FileState::Corrupt { .. })).count();
    for line in &listed {
        printed::data(&format!("{}/{}: {}\n", line.name, line.file, word(line)))?;
    }
    Ok(if damaged == 0 { Verdict::Done } else { Verdict::Failed })
}
