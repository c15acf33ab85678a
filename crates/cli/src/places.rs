//! Where things lie on this machine: the only file that reads the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use etcetera::{BaseStrategy, choose_base_strategy};
use weights::{HubCache, Store};

use crate::args::Common;

/// Names the folder of third-party weights.
const WEIGHTS_VARIABLE: &str = "EVENFACE_WEIGHTS";

/// Where the Hugging Face hub's own programs keep their cache, most specific first, and what follows each variable's folder.
const HUB_VARIABLES: [(&str, &str); 3] =
    [("HF_HUB_CACHE", ""), ("HF_HOME", "hub"), ("XDG_CACHE_HOME", "huggingface/hub")];

/// Names a server that answers as the Hugging Face hub does.
const HUB_ENDPOINT_VARIABLE: &str = "HF_ENDPOINT";

/// The store of third-party weights: `--weights`, else `$EVENFACE_WEIGHTS`, else the user's data folder; and the cache of the
/// Hugging Face hub that other programs share.
pub fn weights_store(common: &Common) -> anyhow::Result<Store> {
    let from_environment = || variable(WEIGHTS_VARIABLE).map(PathBuf::from);
    let from_system = || choose_base_strategy().ok().map(|dirs| dirs.data_dir().join("evenface").join("weights"));
    let dir = common.weights.clone().or_else(from_environment).or_else(from_system);
    let store = Store::new(dir.context("this system has no data folder for users\nhint: name one with --weights DIR")?);
    Ok(match hub_cache() {
        Some(hub) => store.with_hub_cache(hub),
        None => store,
    })
}

/// The cache of the Hugging Face hub, where its own programs look for it.
fn hub_cache() -> Option<HubCache> {
    let named = HUB_VARIABLES.into_iter().find_map(|(name, rest)| Some(PathBuf::from(variable(name)?).join(rest)));
    let of_user = || Some(choose_base_strategy().ok()?.home_dir().join(".cache/huggingface/hub"));
    let hub = HubCache::new(named.or_else(of_user)?);
    Some(match variable(HUB_ENDPOINT_VARIABLE).and_then(|endpoint| endpoint.into_string().ok()) {
        Some(endpoint) => hub.with_endpoint(&endpoint),
        None => hub,
    })
}

/// A variable of the environment; an empty one counts as absent.
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Makes a folder for outputs; one that holds something is refused, so that nothing is overwritten.
pub fn make_new_folder(path: &Path) -> anyhow::Result<()> {
    let holds_something = std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
    ensure!(!holds_something, "{} is not empty\nhint: name a new folder with --out", path.display());
    std::fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))
}
