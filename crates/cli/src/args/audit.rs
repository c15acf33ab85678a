//! The arguments of `evenface audit`.

use std::path::PathBuf;

use ::audit::fairness::AuditOptions;
use clap::Args;

#[derive(Debug, Args)]
pub struct AuditArgs {
    /// A table of a model's answers (CSV or Parquet), or with --model the faces to ask it about
    pub input: PathBuf,
    /// Ask this model: a model folder, or an ONNX file whose labels and preparation are in it, in a .toml beside it, or in --describe;
    /// given several times, trainings of one model that differ in their seeds
    #[arg(long, value_name = "DIR|FILE.onnx")]
    pub model: Vec<PathBuf>,
    /// What another program said about the faces of INPUT: its file, or a folder of its files
    #[arg(long, value_name = "FILE|DIR", requires = "tool", conflicts_with = "model")]
    pub answers: Option<PathBuf>,
    /// The program behind --answers: openface, libreface, py-feat or deepface
    #[arg(long, value_name = "NAME", requires = "answers")]
    pub tool: Option<faces::imported::Tool>,
    #[command(flatten)]
    pub units: UnitArgs,
    /// What an ONNX model expects and answers: labels, `size_px`, layout, channels, scale, mean, std, scores
    #[arg(long, value_name = "FILE.toml", requires = "model")]
    pub describe: Option<PathBuf>,
    /// The classes in the order of an ONNX model's outputs
    #[arg(long, value_name = "WORD", value_delimiter = ',', requires = "model")]
    pub labels: Vec<String>,
    /// Margin around a face's box for an ONNX model, in pixels of a crop of 224, both sides together
    #[arg(long, value_name = "PX", default_value_t = 0, requires = "model")]
    pub margin: u32,
    #[command(flatten)]
    pub columns: AnswerArgs,
    #[command(flatten)]
    pub pairs: PairArgs,
    /// Limits per metric, group and comparison: pass, fail or cannot tell
    #[arg(long, value_name = "FILE.toml", conflicts_with = "units")]
    pub policy: Option<PathBuf>,
    /// With fewer rows than this behind a number nothing is said
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub min_n: u64,
    /// Columns of groups that are crossed, at most
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=6))]
    pub depth: u8,
    /// Resamplings of people for intervals
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub replicates: usize,
    /// Exchanges of groups for tests
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub permutations: usize,
    /// Seed of both: the same seed gives the same numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How the faces are laid out, where that is not recognised
    #[arg(long, value_name = "NAME")]
    pub layout: Option<faces::Layout>,
    /// With --model or --answers: only faces of these splits of the data set, as a model is right about faces that it was trained on
    #[arg(long, value_name = "SPLIT", value_delimiter = ',', value_parser = split)]
    pub split: Vec<faces::Split>,
    /// Folder to make: audit.html, audit.json, tables.md, tables.csv, tables.tex; without --units also model-card.md and plots/ (SVG and
    /// PNG), and with --model or --answers predictions.csv
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

impl AuditArgs {
    /// How carefully is looked.
    pub fn options(&self) -> AuditOptions {
        options((self.replicates, self.permutations), (self.min_n, self.depth), self.seed)
    }
}

/// Options of an audit from their flags.
pub fn options((n_replicates, n_permutations): (usize, usize), (min_n, depth): (u64, u8), seed: u64) -> AuditOptions {
    AuditOptions {
        seed,
        n_replicates,
        n_permutations,
        least_n: min_n.max(1),
        depth: usize::from(depth),
        ..AuditOptions::default()
    }
}

/// Several action units per face instead of one class.
#[derive(Debug, Args)]
pub struct UnitArgs {
    /// Audit action units: for each a column of annotations (`au12`, `truth_au12`; 0, 1, an intensity, or nothing where it is unknown)
    /// and one of scores (`p_au12`); --truth and --scores then tell what the names begin with
    #[arg(long, conflicts_with_all = ["model", "predicted", "pair_on"])]
    pub units: bool,
    /// An annotated intensity from here on counts as active
    #[arg(long, value_name = "INTENSITY", default_value_t = 2.0, requires = "units")]
    pub active_from: f64,
    /// From which score on a unit counts as predicted: a number, or `tuned` for one and `per-unit` for each unit with the best F1 on the
    /// rows whose `split` is val, which are then in no number [default: tuned where there are such rows, else 0.5]
    #[arg(long, value_name = "NUMBER|tuned|per-unit", requires = "units")]
    pub threshold: Option<UnitThreshold>,
}

/// From which score on a unit counts as predicted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum UnitThreshold {
    /// Of every unit.
    At(f32),
    /// One for all units, tuned on the validation split.
    Tuned,
    /// One per unit, tuned on the validation split.
    PerUnit,
}

impl std::str::FromStr for UnitThreshold {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "tuned" => Ok(Self::Tuned),
            "per-unit" => Ok(Self::PerUnit),
            number => match number.parse::<f32>() {
                Ok(number) if number.is_finite() => Ok(Self::At(number)),
                _ => Err("expected a number, `tuned` or `per-unit`".to_owned()),
            },
        }
    }
}

/// Which columns of a table hold what; usual names are recognised.
#[derive(Debug, Args)]
pub struct AnswerArgs {
    /// Columns of groups [default: every column with 2 to 12 values]
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Cut a column of numbers into groups at these edges, as in age=30,50; may be repeated
    #[arg(long, value_name = "COLUMN=EDGE,EDGE")]
    pub bins: Vec<String>,
    /// Column of the annotated class
    #[arg(long, value_name = "COLUMN")]
    pub truth: Option<String>,
    /// Column of the predicted class
    #[arg(long, value_name = "COLUMN")]
    pub predicted: Option<String>,
    /// What the names of the columns of probabilities begin with
    #[arg(long, value_name = "PREFIX")]
    pub scores: Option<String>,
    /// Column that tells who is shown
    #[arg(long, value_name = "COLUMN")]
    pub person: Option<String>,
    /// All of these, the picture, its parent, the seed, and from words to classes in one file
    #[arg(long, value_name = "FILE.toml")]
    pub columns: Option<PathBuf>,
}

/// Which pictures show the same face twice.
#[derive(Debug, Args)]
pub struct PairArgs {
    /// Compare pictures of the same person and class that also share these columns, and differ in --between
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', num_args = 0..)]
    pub pair_on: Option<Vec<String>>,
    /// The column in which the two pictures of a pair differ; one value is `none`
    #[arg(long, value_name = "COLUMN", default_value = "disguise", requires = "pair_on")]
    pub between: String,
}

/// A split by its name.
fn split(name: &str) -> Result<faces::Split, String> {
    faces::Split::from_name(name).ok_or_else(|| "expected train, val or test".to_owned())
}
