//! The arguments of `evenface calibrate`.

use std::path::PathBuf;

use ::audit::fairness::AuditOptions;
use clap::Args;

use super::AnswerArgs;
use super::audit::options;

#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// A table of answers (CSV or Parquet) whose people, groups and classes the drawn sets have [default: phantoms]
    pub input: Option<PathBuf>,
    #[command(flatten)]
    pub columns: AnswerArgs,
    /// Where the bias is planted: of phantoms a group as for `evenface phantom --plant`, of a table COLUMN=VALUE [default: of phantoms
    /// presentation=feminine, of a table the first value of the first column of groups]
    #[arg(long = "in", value_name = "GROUP")]
    pub group: Option<String>,
    /// How much is planted: of phantoms the share of wrong labels, of a table the loss of accuracy; 0 shows false alarms
    #[arg(long, value_name = "SIZE", value_delimiter = ',', default_values_t = [0.0, 0.05, 0.1, 0.2, 0.4])]
    pub sizes: Vec<f64>,
    /// Sets that are drawn and audited for every size
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub sets: u64,
    /// Phantom people in a set
    #[arg(long, value_name = "N", default_value_t = 60, conflicts_with = "input")]
    pub people: usize,
    /// Pictures of each phantom
    #[arg(long, value_name = "N", default_value_t = 7, conflicts_with = "input")]
    pub shots: usize,
    /// Share of right answers where nothing is planted [default: of phantoms 0.7, of a table what it has]
    #[arg(long, value_name = "SHARE")]
    pub accuracy: Option<f64>,
    /// How far people's own shares of right answers lie from it, at most
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    pub spread: f64,
    /// With fewer rows than this behind a number nothing is said
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub min_n: u64,
    /// Columns of groups that are crossed, at most
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=6))]
    pub depth: u8,
    /// Resamplings of people for intervals
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub replicates: usize,
    /// Exchanges of groups for tests
    #[arg(long, value_name = "N", default_value_t = 199)]
    pub permutations: usize,
    /// Seed of everything: the same seed gives the same numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

impl CalibrateArgs {
    /// How carefully every set is audited.
    pub fn options(&self) -> AuditOptions {
        options((self.replicates, self.permutations), (self.min_n, self.depth), self.seed)
    }
}
