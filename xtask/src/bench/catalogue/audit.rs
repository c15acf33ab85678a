//! Audits of drawn answers: a million rows within limits, and a tenth of them beside Fairlearn.

use super::{Setting, invocation, ours, peer};
use crate::bench::contest::{Contest, Malloc, Program};
use crate::bench::table::{Bar, Quantity, Row};

const PEER: &str = "Fairlearn";
const WITHIN: Option<Bar> = Some(Bar { least: 1.0, aim: None });

/// What a million rows may take, three attributes and a thousand resamplings.
const MOST_SECONDS: f64 = 60.0;
/// 1 GiB in megabytes.
const MOST_MEGABYTES: f64 = 1_073.741_824;

/// Resamplings in a repetition of ours.
const N_REPLICATES: usize = 1000;
/// In one of Fairlearn, which takes seconds for each. Its estimates without resampling count as one more.
const N_REPLICATES_PEER: usize = 2;

/// A million rows twice, of unknown people and of people with ten rows each; then resamplings beside the peer's.
pub fn audits(setting: &Setting<'_>) -> Vec<Contest> {
    vec![
        whole(setting, "1", "1,000,000 rows"),
        whole(setting, "10", "1,000,000 rows, ten of each person"),
        replicates(setting, "accuracy", "accuracy alone", Some(50.0)),
        replicates(setting, "whole", "accuracy, balanced accuracy, macro precision and F1", None),
    ]
}

/// Everything that `evenface audit` computes by default: pairs of attributes, and as many exchanges of groups as resamplings.
fn whole(setting: &Setting<'_>, per_person: &str, name: &str) -> Contest {
    let table = setting.scratch.join(format!("rows-{per_person}.csv")).display().to_string();
    let program = Program::Example { package: "audit", example: "audit_speed" };
    let [n_replicates, n_threads] = [N_REPLICATES, setting.n_threads].map(|number| number.to_string());
    let row = |work: &str, unit, quantity, limit| Row {
        work: format!("{work}, {name}, {n_threads} threads"),
        unit,
        quantity,
        peers: Vec::new(),
        limit: Some(limit),
        bar: WITHIN,
    };
    Contest {
        name: name.to_owned(),
        preparations: vec![invocation(program, &["table", "1000000", per_person, &table])],
        rows: vec![
            row("an audit", "s", Quantity::Seconds, MOST_SECONDS),
            row("peak memory", "MB", Quantity::PeakMemory, MOST_MEGABYTES),
        ],
        sides: vec![ours("audit", "audit_speed", &["audit", &table, &n_replicates, &n_replicates, "2", &n_threads])],
    }
}

/// Ours reads and counts the file in every repetition, and computes every metric and intersection; the peer starts from a table
/// in memory, with the metrics named, for the intersections of all three attributes.
fn replicates(setting: &Setting<'_>, which: &str, name: &str, least: Option<f64>) -> Contest {
    let table = setting.scratch.join(format!("{which}.csv")).display().to_string();
    let program = Program::Example { package: "audit", example: "audit_speed" };
    let [n_ours, n_peer, n_threads] =
        [N_REPLICATES, N_REPLICATES_PEER, setting.n_threads].map(|number| number.to_string());
    let quantity = Quantity::UnequalRate { n_ours: N_REPLICATES, n_peer: N_REPLICATES_PEER + 1 };
    Contest {
        name: format!("resamplings of 100,000 rows, {name}"),
        preparations: vec![invocation(program, &["table", "100000", "1", &table])],
        sides: vec![
            ours("audit", "audit_speed", &["audit", &table, &n_ours, "0", "3", &n_threads]),
            peer(PEER, "audit.py", Malloc::Stock, &[which, &table, &n_peer]),
        ],
        rows: vec![Row {
            work: format!("resamplings, {name}, {n_threads} threads"),
            unit: "replicates/s",
            quantity,
            peers: vec![PEER],
            limit: None,
            bar: least.map(|least| Bar { least, aim: None }),
        }],
    }
}
