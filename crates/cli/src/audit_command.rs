//! `evenface audit`: whom a model fails, from a table of its answers or by asking it.

mod asked;
mod counted;
mod told;
mod units;
mod written;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use audit::fairness::{Outcome, Policy};
use faces::answers::{AnswerHints, Answers};

use crate::args::{AnswerArgs, AuditArgs, Common, Format};
use crate::pages::Clock;
use crate::{Verdict, places, printed};

/// Counts, compares, and writes what that shows.
pub fn run(args: &AuditArgs, common: &Common) -> anyhow::Result<Verdict> {
    let clock = Clock::start();
    let policy = args.policy.as_ref().map(read_policy).transpose()?;
    let hints = hints(&args.columns)?;
    ensure!(
        args.split.is_empty() || !args.model.is_empty() || args.answers.is_some(),
        "--split chooses among the faces of a data set\nhint: of a table of answers, leave out rows before"
    );
    let asked = match (&args.model[..], &args.answers, args.tool) {
        ([], Some(answers), Some(tool)) => Some(told::join(answers, tool, args, &hints)?),
        ([], ..) => None,
        (models, ..) => Some(asked::ask(models, args, &hints, common)?),
    };
    let (table, hints) = match &asked {
        Some(asked) => (asked.table.clone(), asked.hints(&hints, args.units.units)),
        None => (args.input.clone(), hints),
    };
    let options = args.options();
    if args.units.units {
        let page = units::page(&table, &hints, (args, &options), &clock);
        let page = page.with_context(|| match &asked {
            Some(asked) => format!("the answers are kept in {} and can be audited as they are", asked.table.display()),
            None => format!("{} cannot be audited", table.display()),
        })?;
        if asked.is_none() {
            places::make_new_folder(&args.out)?;
        }
        units::write(&page, &args.out, common)?;
        return Ok(Verdict::Done);
    }
    let answers = Answers::open(&table, &hints).map_err(with_hint)?;
    printed::message(&answers.told());
    let counted = counted::count(&answers, &options, &args.pairs)?;
    let verdict =
        policy.map(|policy| policy.judge(&counted.audit)).transpose().context("the policy cannot be applied")?;
    if asked.is_none() {
        places::make_new_folder(&args.out)?;
    }
    let page = written::page(args, &answers, counted, verdict, &clock)?;
    match common.format {
        Format::Json => printed::data(&written::json(&page)?)?,
        Format::Text => printed::data(&written::text(&page))?,
    }
    printed::message(&format!("report: {}", args.out.join("audit.html").display()));
    let has_failed = page.policy.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::Fail);
    Ok(if has_failed { Verdict::Failed } else { Verdict::Done })
}

fn read_policy(path: &PathBuf) -> anyhow::Result<Policy> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is no policy", path.display()))
}

/// What the flags and the file of columns say; flags come first.
pub fn hints(args: &AnswerArgs) -> anyhow::Result<AnswerHints> {
    let mut hints: AnswerHints = match &args.columns {
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            toml::from_str(&text).with_context(|| format!("{} does not describe columns", path.display()))?
        }
        None => AnswerHints::default(),
    };
    let told = |flag: &Option<String>, hint: &mut Option<String>| {
        if flag.is_some() {
            hint.clone_from(flag);
        }
    };
    told(&args.truth, &mut hints.truth);
    told(&args.predicted, &mut hints.predicted);
    told(&args.scores, &mut hints.scores);
    told(&args.person, &mut hints.person);
    if !args.by.is_empty() {
        hints.groups = Some(args.by.clone());
    }
    for bins in &args.bins {
        let (column, edges) = parsed_bins(bins)?;
        hints.bins.insert(column, edges);
    }
    Ok(hints)
}

fn parsed_bins(text: &str) -> anyhow::Result<(String, Vec<f64>)> {
    let wrong = || format!("--bins {text}: expected a column and ascending numbers, as in age=30,50");
    let (column, edges) = text.split_once('=').with_context(wrong)?;
    let edges = edges.split(',').map(|edge| edge.trim().parse()).collect::<Result<_, _>>().with_context(wrong)?;
    Ok((column.to_owned(), edges))
}

pub fn with_hint(error: faces::answers::AnswersError) -> anyhow::Error {
    use faces::answers::AnswersError as E;
    let hint = match &error {
        E::Unrecognised { .. } => "name columns with --truth, --predicted and --scores, or in a file with --columns",
        E::Labels { .. } => {
            "say which word is which class under [labels] in a file for --columns: happy = \"happiness\""
        }
        E::TooManyLevels { .. } => "cut numbers with --bins COLUMN=EDGE,EDGE, or leave the column out of --by",
        _ => return error.into(),
    };
    anyhow::Error::from(error).context(format!("the table cannot be audited\nhint: {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_a_column_and_numbers() {
        assert_eq!(parsed_bins("age=30,50.5").unwrap(), ("age".to_owned(), vec![30.0, 50.5]));
        for text in ["age", "age=", "age=a,b"] {
            assert!(parsed_bins(text).unwrap_err().to_string().contains("as in age=30,50"), "{text}");
        }
    }
}
