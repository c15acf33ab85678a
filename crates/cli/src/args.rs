//! The words a person can type after `evenface`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use study::config::Setting;

use crate::progress::Loudness;

mod audit;
mod calibrate;

pub use self::audit::{AnswerArgs, AuditArgs, PairArgs, UnitThreshold};
pub use self::calibrate::CalibrateArgs;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "evenface",
    version,
    about = "Find, explain and repair the good-image bias of models that read facial expressions",
    after_help = "Start with `evenface study`: the whole job on drawn faces, in minutes, with nothing to download.\n\
                  Exit codes: 0 done, 1 a check failed, 2 could not run."
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that mean the same everywhere.
#[derive(Debug, Args)]
pub struct Common {
    /// Worker threads [default: all cores]; results do not depend on it
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// Folder of third-party weights [default: `$EVENFACE_WEIGHTS`, else the user's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub weights: Option<PathBuf>,
    /// Form of what is printed to stdout
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Print no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Never touch the network
    #[arg(long, global = true)]
    pub offline: bool,
}

impl Common {
    /// Whether progress is shown.
    pub fn loudness(&self) -> Loudness {
        if self.quiet { Loudness::Quiet } else { Loudness::Shown }
    }
}

/// Form of what is printed to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for people
    Text,
    /// One JSON document
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer the paper's question: what do disguises cost, and what does synthetic training win back?
    Study(StudyArgs),
    /// Find, cut out and measure the faces of a data set: crops and a manifest, for any number of pictures
    Prepare(PrepareArgs),
    /// Say how much a data set is biased toward good pictures, and what the detector misses in it
    Diagnose(DiagnoseArgs),
    /// Say whom a model fails, by group, with honest statistics; exit code 1 where a policy is broken
    Audit(Box<AuditArgs>),
    /// Say how far an audit can be believed on data like these: false alarms, gaps found, and what intervals hold
    Calibrate(CalibrateArgs),
    /// Draw faces with exact labels, landmarks, action units and masks
    Phantom(PhantomArgs),
    /// Draw accessories on the faces of a data set
    Disguise(DisguiseArgs),
    /// Show what the random changes of training do to a face
    Augment(AugmentArgs),
    /// Show the tables of a finished run again
    Report(ReportArgs),
    /// Write a trained model as an ONNX file, for any other program to run
    Export(ExportArgs),
    /// Check a data set before anything is trained on it
    #[command(subcommand)]
    Faces(FacesCommand),
    /// Fetch, import and verify third-party weights
    #[command(subcommand)]
    Weights(WeightsCommand),
}

#[derive(Debug, Args)]
pub struct StudyArgs {
    /// A manifest (CSV) or a folder of class folders [default: phantom faces, drawn by code]
    pub faces: Option<PathBuf>,
    /// Configuration; flags override it, and the resolved one is saved in the run folder
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// How the set is laid out, where that is not recognised
    #[arg(long, value_name = "NAME", requires = "faces")]
    pub layout: Option<faces::Layout>,
    /// Run folder [default: runs/NAME, NAME from the configuration]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seeds of the training runs, such as 1,2,3
    #[arg(long, visible_alias = "seed", value_name = "N", value_delimiter = ',')]
    pub seeds: Vec<u64>,
    /// Epochs instead of the configuration's training length
    #[arg(long, value_name = "N", conflicts_with = "updates")]
    pub epochs: Option<usize>,
    /// Optimizer steps instead of the configuration's training length
    #[arg(long, value_name = "N")]
    pub updates: Option<usize>,
    /// Side of the network's input in pixels instead of the configuration's
    #[arg(long, value_name = "PX")]
    pub input_px: Option<u32>,
    /// Keep the crops in the run folder, photographs of people among them, for a peer to be trained on
    #[arg(long)]
    pub keep_crops: bool,
    /// Where to compute: auto, cpu, or, where the program was built with it, cuda:N, metal:N or vulkan:N
    #[arg(long, default_value = "auto", value_name = "DEVICE")]
    pub device: String,
    /// Replace a run folder that exists already
    #[arg(long, conflicts_with = "resume")]
    pub force: bool,
    /// Continue a run that was interrupted
    #[arg(long)]
    pub resume: bool,
}

/// How faces are found; the defaults are those of facenet-pytorch.
#[derive(Debug, Args)]
pub struct FindArgs {
    /// Side of the smallest face that is looked for, in pixels
    #[arg(long, value_name = "PX", default_value_t = detect::DetectOptions::MIN_FACE_PX)]
    pub min_face: f64,
    /// Probabilities that a face must reach in the three networks
    #[arg(long, value_name = "P,P,P", value_delimiter = ',', num_args = 3, default_values_t = detect::DetectOptions::THRESHOLDS)]
    pub thresholds: Vec<f32>,
    /// Ratio of one scale of the pyramid to the one before
    #[arg(long, value_name = "RATIO", default_value_t = detect::DetectOptions::FACTOR)]
    pub factor: f64,
    /// Which faces of a picture are meant: largest, most-probable, largest-sure (above 0.9), central, or all
    #[arg(long, value_name = "WHICH", default_value = "largest")]
    pub which: detect::Wanted,
    /// Look again, enlarged, turned and with more contrast, where no face was found
    #[arg(long)]
    pub rescue: bool,
    /// Refuse pictures with more pixels than this, before they are decoded
    #[arg(long, value_name = "N", default_value_t = pixels::DecodeLimits::default().max_pixels)]
    pub max_pixels: u64,
    /// Refuse picture files with more bytes than this
    #[arg(long, value_name = "N", default_value_t = pixels::DecodeLimits::default().max_bytes)]
    pub max_bytes: u64,
}

#[derive(Debug, Args)]
pub struct PrepareArgs {
    /// A manifest (CSV or Parquet), a folder of pictures, or a data set in its makers' layout
    pub faces: PathBuf,
    /// Folder for crops/, journal-*.jsonl, prepare.toml and the manifest
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Name of the manifest in that folder; one that ends in .parquet is Parquet, any other CSV
    #[arg(long, value_name = "NAME", default_value = "manifest.csv")]
    pub manifest: PathBuf,
    #[command(flatten)]
    pub find: FindArgs,
    /// Side of the square crops in pixels
    #[arg(long, value_name = "PX", default_value_t = 224, value_parser = clap::value_parser!(u32).range(8..=4096))]
    pub crop: u32,
    /// Margin around the box in pixels of the crop, both sides together
    #[arg(long, value_name = "PX", default_value_t = 0)]
    pub margin: u32,
    /// How faces are cut out
    #[arg(long, value_enum, default_value_t = CutBy::Box)]
    pub cut: CutBy,
    /// How crops are stored
    #[arg(long, value_enum, default_value_t = CropsAs::Png)]
    pub crops: CropsAs,
    /// Do part I of N only, on one of N machines that share the folder
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    pub shard: detect::Shard,
    /// Write the manifest of shards that are all done
    #[arg(long, conflicts_with_all = ["shard", "resume", "force"])]
    pub join: bool,
    /// How the set is laid out, where that is not recognised
    #[arg(long, value_name = "NAME")]
    pub layout: Option<faces::Layout>,
    /// Configuration of a study: how the manifest is read
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Begin anew where a run was begun before
    #[arg(long, conflicts_with = "resume")]
    pub force: bool,
    /// Continue where a run stopped; what is done stays done
    #[arg(long)]
    pub resume: bool,
}

/// How faces are cut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CutBy {
    /// Their boxes, as facenet-pytorch does
    Box,
    /// Upright, by their landmarks; a margin does not count
    Aligned,
}

/// How crops are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CropsAs {
    /// Without loss
    Png,
    /// Quality 95
    Jpeg,
}

#[derive(Debug, Args)]
pub struct DiagnoseArgs {
    /// A manifest (CSV or Parquet), a folder of pictures, or a data set in its makers' layout
    pub faces: PathBuf,
    /// A set that shows the world in which a model is to be used; coverage is measured against it
    #[arg(long, value_name = "FACES")]
    pub reference: Option<PathBuf>,
    /// Folder to make: diagnosis.html (which shows small photographs of what it found), diagnosis.json, tables.md and tables.csv
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub find: FindArgs,
    /// Seed of the resampling: the same seed gives the same intervals
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// How the set is laid out, where that is not recognised
    #[arg(long, value_name = "NAME")]
    pub layout: Option<faces::Layout>,
    /// Configuration of a study: how the manifests are read
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct PhantomArgs {
    /// Number of drawn people
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub people: usize,
    /// Pictures of each person, spread evenly over the seven expressions
    #[arg(long, default_value_t = 7, value_name = "N")]
    pub shots: usize,
    /// Good pictures: straight heads, clear light, posed expressions [default: free pose, light and camera]
    #[arg(long)]
    pub studio: bool,
    /// Side of the pictures in pixels
    #[arg(long, default_value_t = 224, value_name = "PX", value_parser = clap::value_parser!(u32).range(16..=2048))]
    pub size: u32,
    /// Seed: the same seed draws the same bytes
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Plant a bias, any number of times: kind, group and strength, as in labels:presentation=feminine:0.2, contrast:tone>=7:0.5,
    /// sunglasses:expression=happiness:0.8 and then blur:disguise=sunglasses:0.5; kinds are labels, glasses, sunglasses, cap,
    /// headscarf, mask, beard, moustache, niqab, scarf, contrast, dark, blur, noise, jpeg, turn and weak
    #[arg(long, value_name = "KIND:GROUP:STRENGTH")]
    pub plant: Vec<disguise::phantom::Plant>,
    /// Write a mask for every region too, a PNG each, in the folder masks
    #[arg(long)]
    pub masks: bool,
    /// Folder to make: pictures, maps of regions, manifest.csv, landmarks.csv, `action_units.csv`, truth.json, planted.json and sheet.png
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

impl PhantomArgs {
    /// Where the faces are taken.
    pub fn setting(&self) -> Setting {
        if self.studio { Setting::Studio } else { Setting::Anywhere }
    }
}

#[derive(Debug, Args)]
pub struct DisguiseArgs {
    /// A manifest (CSV) or a folder of class folders
    pub faces: PathBuf,
    /// What to draw: kinds, and with + several at once, as in sunglasses,mask+cap [default: every kind by itself]
    #[arg(long, value_name = "KIND[+KIND]", value_delimiter = ',')]
    pub kinds: Vec<disguise::accessory::Kinds>,
    /// Pictures per class; parents are chosen by the seed [default: every face once]
    #[arg(long, value_name = "N")]
    pub per_class: Option<usize>,
    /// Group columns over whose values the pictures are spread evenly: --per-class then counts for each class and group
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', requires = "per_class")]
    pub by: Vec<String>,
    /// Landmarks beyond the five that are found, to follow the outline of every face: a table like the landmarks.csv of `evenface
    /// phantom`, or a folder with NAME.pts or NAME.tem for NAME.jpg
    #[arg(long, value_name = "PATH")]
    pub landmarks: Option<PathBuf>,
    /// How pictures are stored; masks are PNG
    #[arg(long, value_enum, default_value_t = CropsAs::Png)]
    pub pictures: CropsAs,
    /// Which designs to use; those of train and test never coincide
    #[arg(long, value_enum, default_value_t = Pool::Train)]
    pub pool: Pool,
    /// Seed: the same seed draws the same bytes
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Configuration of a study: how the manifest is read and faces are found
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Folder to make: pictures, masks, manifest.csv, pairs.csv (the same face without and with) and sheet.png
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Which designs of accessories to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Pool {
    /// Designs for training sets
    Train,
    /// Designs for test sets
    Test,
}

#[derive(Debug, Args)]
pub struct AugmentArgs {
    /// A picture, taken as a whole, or a manifest (CSV) or folder of class folders, whose first found face is taken
    pub face: PathBuf,
    /// Configuration of a study: its `[train.augmentation]`, and how faces are read and found
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Draws of the whole list in the first row, and strengths of every change in its own
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub draws: u32,
    /// Side of a picture in pixels instead of the configuration's
    #[arg(long, value_name = "PX")]
    pub input_px: Option<u32>,
    /// Seed: the same seed draws the same bytes
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Picture to write; what its rows are is printed
    #[arg(long, value_name = "SHEET.png")]
    pub out: PathBuf,
    /// Replace a file that exists already
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// A finished run folder
    pub run: PathBuf,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// A model folder: model.toml and weights.safetensors
    pub model: PathBuf,
    /// File to write; label order and preprocessing are in its metadata
    #[arg(long, value_name = "FILE.onnx")]
    pub out: PathBuf,
    /// Replace a file that exists already
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Subcommand)]
pub enum FacesCommand {
    /// Say what is wrong with a data set; exit code 1 if something is
    Check {
        /// A data set: a manifest (CSV or Parquet), a folder of class folders or of pictures, or a known set as it is published
        faces: PathBuf,
        /// How the set lies on disk [default: recognised by its files]
        #[arg(long, value_name = "NAME")]
        layout: Option<faces::Layout>,
        /// Configuration of a study: how the set is read
        #[arg(long, value_name = "FILE.toml")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum WeightsCommand {
    /// Show every known set of weights, its licence, and whether it is here and intact
    List,
    /// Download a set of weights, after showing its licence
    Pull {
        /// Name from `evenface weights list`
        name: String,
    },
    /// Take weights from files you have; they are recognised by their hash
    Import {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Check sizes and hashes of everything that is here; exit code 1 if something is damaged
    Verify,
}
