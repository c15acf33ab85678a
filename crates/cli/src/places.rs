//! Where things lie on this machine: the only file that reads the environment.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use etcetera::{BaseStrategy, choose_base_strategy};
use weights::Store;

use crate::args::Common;

/// Names the folder of third-party weights.
const WEIGHTS_VARIABLE: &str = "EVENFACE_WEIGHTS";

/// The store of third-party weights: `--weights`, else `$EVENFACE_WEIGHTS`, else the user's data folder.
pub fn weights_store(common: &Common) -> anyhow::Result<Store> {
    let from_environment = || std::env::var_os(WEIGHTS_VARIABLE).filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let from_system = || choose_base_strategy().ok().map(|dirs| dirs.data_dir().join("evenface").join("weights"));
    let dir = common.weights.clone().or_else(from_environment).or_else(from_system);
    Ok(Store::new(dir.context("this system has no data folder for users\nhint: name one with --weights DIR")?))
}

/// Makes a folder for outputs; one that holds something is refused, so that nothing is overwritten.
pub fn make_new_folder(path: &Path) -> anyhow::Result<()> {
    let holds_something = std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
    ensure!(!holds_something, "{} is not empty\nhint: name a new folder with --out", path.display());
    std::fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))
}
