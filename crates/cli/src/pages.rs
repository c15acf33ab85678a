//! A finished study as files: tables in every format, counts as JSON, and one page.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use audit::FourStep;
use faces::files::write_atomically;
use pixels::png_bytes;
use report::{
    BrokenPicture, Curve, CurvePoint, DataNames, Dropped, Format, GroupCount, Origin, RunFacts, SampleFace, Split,
    StudyPage, Table,
};
use serde::{Deserialize, Serialize};
use study::{Outcome, StudyConfig, TestSample};

/// The start of a command, by both clocks.
#[derive(Debug)]
pub struct Clock {
    started: String,
    since: Instant,
}

impl Clock {
    /// Now.
    pub fn start() -> Self {
        let now = jiff::Zoned::now();
        Self { started: now.strftime("%Y-%m-%d %H:%M %Z").to_string(), since: Instant::now() }
    }

    /// How this command has run so far, on data with a fingerprint.
    pub fn facts(&self, config_toml: String, fingerprint: &str) -> RunFacts {
        RunFacts {
            config_toml,
            versions: vec![("evenface".to_owned(), env!("CARGO_PKG_VERSION").to_owned())],
            fingerprint: fingerprint.to_owned(),
            started: self.started.clone(),
            seconds: self.since.elapsed().as_secs_f64(),
            command: std::env::args().collect::<Vec<_>>().join(" "),
        }
    }
}

/// What `study.json` holds: everything that the tables are made of.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Names of the data in tables.
    pub names: DataNames,
    /// Pictures in which no face was found.
    pub groups: Vec<GroupCount>,
    /// The experiment.
    pub four_step: FourStep,
}

/// What was written, and what is to be printed.
#[derive(Debug)]
pub struct Written {
    /// The tables as text.
    pub terminal: String,
    /// The counts as JSON.
    pub json: String,
    /// The page.
    pub page: PathBuf,
}

impl Counts {
    /// The verdict and all tables as text for a terminal.
    pub fn terminal(&self) -> String {
        let sentences = audit::verdict(&self.four_step);
        let mut text = String::new();
        for table in self.tables() {
            text.push_str(&table.render(Format::Terminal));
            text.push('\n');
        }
        text.push_str(&report::paragraph("", &sentences.answer));
        text.extend(sentences.findings.iter().map(|finding| report::paragraph("  - ", finding)));
        text.extend(sentences.caveats.iter().map(|caveat| report::paragraph("  ! ", caveat)));
        text
    }

    /// The counts as JSON.
    pub fn json(&self) -> anyhow::Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self).context("study.json")?))
    }

    fn tables(&self) -> Vec<Table> {
        report::tables::all_tables(&self.four_step, &self.names, &self.groups)
    }
}

/// The files of tables in every format.
pub const TABLE_FILES: [(&str, Format); 3] =
    [("tables.md", Format::Markdown), ("tables.csv", Format::Csv), ("tables.tex", Format::Latex)];

/// Writes tables below each other, one file a format.
pub fn write_tables(tables: &[Table], out: &Path, files: &[(&str, Format)]) -> anyhow::Result<()> {
    for (name, format) in files {
        let joined: Vec<String> = tables.iter().map(|table| table.render(*format)).collect();
        write_atomically(&out.join(name), joined.join("\n"))?;
    }
    Ok(())
}

/// Writes tables, counts and page of a finished study into its folder.
pub fn write(outcome: &Outcome, config: &StudyConfig, out: &Path, clock: &Clock) -> anyhow::Result<Written> {
    let counts = counts(outcome, config);
    let json = counts.json()?;
    write_atomically(&out.join("study.json"), &json)?;
    write_tables(&counts.tables(), out, &TABLE_FILES)?;
    let terminal = counts.terminal();
    let page = out.join("report.html");
    write_atomically(&page, report::render(&study_page(outcome, config, counts, clock)?)?)?;
    Ok(Written { terminal, json, page })
}

fn counts(outcome: &Outcome, config: &StudyConfig) -> Counts {
    let names = if outcome.is_phantom {
        DataNames { real: "phantom faces".to_owned(), ..DataNames::default() }
    } else {
        DataNames { real: config.name.clone(), ..DataNames::default() }
    };
    let group = |misses: &study::GroupMisses| GroupCount {
        attribute: misses.attribute.clone(),
        group: misses.group.clone(),
        n_missed: misses.n_missed,
        n_pictures: misses.n_pictures,
    };
    Counts { names, groups: outcome.misses.iter().map(group).collect(), four_step: outcome.four_step.clone() }
}

fn study_page(outcome: &Outcome, config: &StudyConfig, counts: Counts, clock: &Clock) -> anyhow::Result<StudyPage> {
    let broken =
        |problem: &faces::Problem| BrokenPicture { picture: problem.face.to_string(), reason: problem.what.clone() };
    Ok(StudyPage {
        title: config.name.clone(),
        curves: outcome.trials.iter().map(curve).collect(),
        samples: samples(outcome)?,
        dropped: Dropped {
            broken: outcome.broken.iter().chain(&outcome.refused).map(broken).collect(),
            groups: counts.groups,
            n_missed_in_training: outcome.n_missed_in_training,
        },
        run: clock.facts(config.to_toml(), &outcome.fingerprint),
        notes: notes(outcome),
        names: counts.names,
        four_step: counts.four_step,
    })
}

fn curve(trial: &study::experiment::Trial) -> Curve {
    let point = |row: &train::HistoryRow| CurvePoint {
        epoch: row.epoch as u32,
        loss: row.loss,
        accuracy: Some(row.accuracy()),
    };
    Curve {
        model: trial.model,
        seed: trial.seed,
        split: Split::Train,
        points: trial.history.iter().filter(|row| row.split == train::Part::Train).map(point).collect(),
    }
}

fn samples(outcome: &Outcome) -> anyhow::Result<Vec<SampleFace>> {
    let mut samples = Vec::new();
    for sample in &outcome.samples {
        let picture = png_bytes(&sample.crop)?;
        for (condition, probabilities) in &sample.answers {
            let predicted = probabilities.predicted();
            samples.push(SampleFace {
                condition: *condition,
                truth: sample.truth,
                predicted: Some(predicted),
                probability: Some(f64::from(probabilities.of(predicted))),
                picture: picture.clone(),
                caption: sample.wears.clone().unwrap_or_else(|| "undisguised".to_owned()),
                origin: origin(outcome, sample),
            });
        }
    }
    Ok(samples)
}

fn origin(outcome: &Outcome, sample: &TestSample) -> Origin {
    match (outcome.is_phantom, sample.test) {
        (true, _) => Origin::SyntheticFace,
        (false, audit::TestKind::Disguised) => Origin::SyntheticDisguise,
        (false, _) => Origin::Photograph,
    }
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let sizes = outcome.sizes;
    let mut notes = vec![format!(
        "trained on {} undisguised faces, {} drawn disguises, and {} extra undisguised faces for the control",
        sizes.train, sizes.synthetic, sizes.extra
    )];
    if sizes.covered > 0 {
        notes.push(format!("{} covered faces were trained on in the other control", sizes.covered));
    }
    if sizes.set_aside > 0 {
        notes.push(format!(
            "{} faces were set aside: really disguised ones of training people, or of another split",
            sizes.set_aside
        ));
    }
    if let faces::SubjectCheck::Unknown { n_faces } = outcome.subjects {
        notes.push(format!("the person is unknown for {n_faces} faces: the same person may be on both sides"));
    }
    if outcome.is_phantom {
        notes.push("the faces are drawn by code: this measures the method and the plumbing, not the world".to_owned());
    }
    notes
}
