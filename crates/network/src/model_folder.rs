//! The model folder: `weights.safetensors` and `model.toml`, written whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use faces::files::{WriteError, write_atomically};
use sha2::{Digest, Sha256};

use crate::description::{Architecture, ModelDescription};
use crate::expression_net::{ExpressionNet, ExpressionNetConfig};
use crate::state_dict::{StateDict, StateDictError};
use crate::weights::WeightsError;

/// The file of weights in a model folder.
pub const WEIGHTS_FILE: &str = "weights.safetensors";

/// The file that says what the weights are.
pub const DESCRIPTION_FILE: &str = "model.toml";

/// A folder that holds a trained model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFolder {
    path: PathBuf,
}

/// Why a model folder could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ModelFolderError {
    /// The operating system refused.
    #[error("cannot access `{path}`")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The description is not TOML of the expected fields, or its labels stand in another order.
    #[error("`{path}` describes no model that this program can run: {source}")]
    Description {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: Box<toml::de::Error>,
    },
    /// The description cannot be written as TOML.
    #[error("the description cannot be written as TOML")]
    Unwritable {
        /// What cannot.
        #[from]
        source: toml::ser::Error,
    },
    /// A version of the format that this program does not know.
    #[error("`{path}` has format {found}, expected {expected}")]
    Format {
        /// The file.
        path: PathBuf,
        /// The format that this program writes.
        expected: u32,
        /// The format that was found.
        found: u32,
    },
    /// The weights are not the ones that the description was written for.
    #[error("`{path}` has fingerprint {found}, expected {expected}")]
    Fingerprint {
        /// The file.
        path: PathBuf,
        /// SHA-256 in the description.
        expected: String,
        /// SHA-256 of the file.
        found: String,
    },
    /// The description and the network to be saved have different heads.
    #[error("the description says {expected} hidden units, the network has {found}")]
    HiddenUnits {
        /// Units in the description.
        expected: usize,
        /// Units of the network.
        found: usize,
    },
    /// The weights file cannot be read.
    #[error(transparent)]
    StateDict(#[from] StateDictError),
    /// The weights do not fit the architecture.
    #[error("`{path}` does not fit")]
    Weights {
        /// The file.
        path: PathBuf,
        /// What is missing, misshapen or unused.
        source: WeightsError,
    },
}

impl ModelFolder {
    /// The model folder at `path`, which need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where the weights lie.
    pub fn weights_path(&self) -> PathBuf {
        self.path.join(WEIGHTS_FILE)
    }

    /// Where the description lies.
    pub fn description_path(&self) -> PathBuf {
        self.path.join(DESCRIPTION_FILE)
    }

    /// Writes weights and description; the description's format and fingerprint are filled in and returned with it.
    ///
    /// Each file is written to a temporary name and renamed, the description last, so that a folder whose fingerprint
    /// fits is whole.
    ///
    /// # Errors
    /// A file that cannot be written, or a description of another head.
    pub fn save(
        &self,
        network: &ExpressionNet,
        description: &ModelDescription,
    ) -> Result<ModelDescription, ModelFolderError> {
        let Architecture::MobilenetV2 { hidden, .. } = description.architecture;
        if hidden != network.hidden_units() {
            return Err(ModelFolderError::HiddenUnits { expected: hidden, found: network.hidden_units() });
        }
        fs::create_dir_all(&self.path).map_err(at(&self.path))?;
        network.to_state_dict().write_safetensors(&self.weights_path(), &BTreeMap::new())?;
        let description = ModelDescription {
            format: ModelDescription::FORMAT,
            weights_sha256: fingerprint(&self.weights_path())?,
            ..description.clone()
        };
        write_atomically(&self.description_path(), toml::to_string(&description)?)
            .map_err(|WriteError { path, cause }| ModelFolderError::Io { path, source: cause })?;
        Ok(description)
    }

    /// Reads the description alone, without the weights.
    ///
    /// # Errors
    /// A missing or malformed description, another format, or labels in another order.
    pub fn describe(&self) -> Result<ModelDescription, ModelFolderError> {
        let path = self.description_path();
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        let description: ModelDescription = toml::from_str(&text)
            .map_err(|source| ModelFolderError::Description { path: path.clone(), source: Box::new(source) })?;
        if description.format != ModelDescription::FORMAT {
            let (expected, found) = (ModelDescription::FORMAT, description.format);
            return Err(ModelFolderError::Format { path, expected, found });
        }
        Ok(description)
    }

    /// Reads the network and its description.
    ///
    /// # Errors
    /// See [`ModelFolder::describe`]; also weights with another fingerprint or of another architecture.
    pub fn load(&self, device: &Device) -> Result<(ExpressionNet, ModelDescription), ModelFolderError> {
        let description = self.describe()?;
        let path = self.weights_path();
        let found = fingerprint(&path)?;
        if found != description.weights_sha256 {
            let expected = description.weights_sha256;
            return Err(ModelFolderError::Fingerprint { path, expected, found });
        }
        let weights = StateDict::read(&path)?;
        let Architecture::MobilenetV2 { hidden, dropout } = description.architecture;
        let network = ExpressionNetConfig { hidden, dropout }
            .init(0, device)
            .load_state_dict(&weights)
            .map_err(|source| ModelFolderError::Weights { path, source })?;
        Ok((network, description))
    }
}

/// SHA-256 of a file in lowercase hexadecimal digits.
///
/// # Errors
/// A file that cannot be read.
pub fn fingerprint(path: &Path) -> Result<String, ModelFolderError> {
    let bytes = fs::read(path).map_err(at(path))?;
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    Ok(Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect())
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ModelFolderError + '_ {
    move |source| ModelFolderError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
