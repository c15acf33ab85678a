//! `evenface calibrate`: how far an audit can be believed on data like these.

use anyhow::{Context as _, ensure};
use audit::fairness::{Calibration, calibrate};
use audit::{Level, Rate};
use faces::answers::Answers;
use report::{Column, Format as Form, Table, Value};
use serde_json::json;
use study::calibration::{CalibrationError, Drawing, Reader};
use study::config::{PhantomConfig, Setting};

use crate::args::{CalibrateArgs, Common, Format};
use crate::progress::Progress;
use crate::{Verdict, audit_command, printed};

/// Draws, audits, and prints one row per planted size.
pub fn run(args: &CalibrateArgs, common: &Common) -> anyhow::Result<Verdict> {
    for size in &args.sizes {
        ensure!((0.0..=1.0).contains(size), "--sizes {size}: expected shares from 0 to 1");
    }
    for (flag, share) in [("--accuracy", args.accuracy), ("--spread", Some(args.spread))] {
        if let Some(share) = share {
            ensure!((0.0..=1.0).contains(&share), "{flag} {share}: expected a share from 0 to 1");
        }
    }
    let drawing = drawing(args)?;
    let options = args.options();
    let bar = Progress::new(common.loudness()).bar("auditing", args.sizes.len() * args.sets as usize);
    let mut found = Vec::new();
    for size in &args.sizes {
        let gap = drawing.gap(*size)?;
        let draw = |set: u64| {
            bar.inc(1);
            drawing.draw(*size, args.seed.wrapping_mul(1_000_003).wrapping_add(set))
        };
        let calibration = calibrate((drawing.attribute(), gap), args.sets, &options, draw);
        found.push((*size, calibration.context("the drawn sets cannot be audited")?));
    }
    bar.finish_and_clear();
    match common.format {
        Format::Json => {
            let rows: Vec<_> = found.iter().map(|(size, found)| json!({ "planted": size, "found": found })).collect();
            let document =
                json!({ "format": 1, "in": drawing.group(), "attribute": drawing.attribute(), "sizes": rows });
            printed::data(&format!("{}\n", serde_json::to_string_pretty(&document)?))?;
        }
        Format::Text => printed::data(&table(&drawing, &found, args).render(Form::Terminal))?,
    }
    Ok(Verdict::Done)
}

fn drawing(args: &CalibrateArgs) -> anyhow::Result<Drawing> {
    let reader = Reader { accuracy: args.accuracy, spread: args.spread };
    let drawing = if let Some(table) = &args.input {
        let hints = audit_command::hints(&args.columns)?;
        let answers = Answers::open(table, &hints).map_err(audit_command::with_hint)?;
        printed::message(&answers.told());
        Drawing::like(&answers, args.group.as_deref(), reader)
    } else {
        let config = PhantomConfig { people: args.people, shots_per_person: args.shots, setting: Setting::Anywhere };
        Drawing::of_phantoms(config, args.group.as_deref().unwrap_or("presentation=feminine"), reader)
    };
    drawing.map_err(|error| match error {
        CalibrationError::Group { .. } | CalibrationError::NotAGroup(_) => anyhow::Error::from(error).context("--in"),
        CalibrationError::Nothing("a column of groups") => {
            anyhow::Error::from(error).context("nowhere to plant a bias\nhint: name a column with --by")
        }
        _ => error.into(),
    })
}

fn table(drawing: &Drawing, found: &[(f64, Calibration)], args: &CalibrateArgs) -> Table {
    let numbers = ["gap (points)", "any alarm (%)", "95 %", "gap found (%)", "95 %", "interval holds it (%)", "95 %"];
    let columns = std::iter::once(Column::numbers("planted")).chain(numbers.into_iter().map(Column::numbers)).collect();
    let mut table = Table::new(format!("Audits of drawn sets, bias planted in {}", drawing.group()), columns);
    let shown = |rate: Option<Rate>| {
        let interval = rate.map(|rate| rate.clopper_pearson(Level::P95));
        [Value::percent(rate.map(Rate::fraction), 1), Value::interval(interval)]
    };
    for (size, found) in found {
        let planted = Value::number(Some(*size), |size| format!("{size}"));
        let row = [planted, Value::percent(Some(found.gap), 1)].into_iter();
        let rates = [Some(found.alarmed), Some(found.found), found.covered].into_iter().flat_map(shown);
        table.rows.push(row.chain(rates).collect());
    }
    table.notes.push(format!(
        "{} sets each, {}; {} replicates, {} permutations; without a gap every alarm is false, and 5 % are nominal",
        args.sets,
        drawing.described(),
        args.replicates,
        args.permutations
    ));
    table.notes.push(
        "an alarm stands out in the family of all tests; found: the gap of accuracy of that column does".to_owned(),
    );
    table
}
