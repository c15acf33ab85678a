//! What a classifier expects of a picture and what its outputs mean: from its file, a `model.toml`, or a person.

mod metadata;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is known of a classifier. Every field may be absent; [`Spec::or`] fills one from another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Spec {
    /// Version of this layout; 1.
    pub format: Option<u32>,
    /// The classes in the order of the outputs.
    pub labels: Option<Vec<String>>,
    /// Width and height of the pictures in pixels.
    pub size_px: Option<[u32; 2]>,
    /// The order of the axes.
    pub layout: Option<Layout>,
    /// Which channels a picture has.
    pub channels: Option<Channels>,
    /// What the levels 0 to 255 become before mean and deviation are applied.
    pub scale: Option<Scale>,
    /// Subtracted from every channel after scaling; zero where absent.
    pub mean: Option<Vec<f32>>,
    /// Divides every channel after that; one where absent.
    pub std: Option<Vec<f32>>,
    /// What the outputs are.
    pub scores: Option<Scores>,
    /// The name of the output to read; the first where absent.
    pub output: Option<String>,
}

/// The order of the axes of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Batch, channels, height, width.
    Nchw,
    /// Batch, height, width, channels.
    Nhwc,
}

/// Which channels a picture has, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channels {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red, as `OpenCV` reads pictures.
    Bgr,
    /// One channel: luma of ITU-R BT.601, as Pillow's `convert("L")`.
    Grey,
}

/// What the levels 0 to 255 become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// 0 to 255, as they are.
    Bytes,
    /// 0 to 1.
    Unit,
    /// −1 to 1.
    Signed,
}

/// What the outputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scores {
    /// Probabilities, which add up to 1.
    Probabilities,
    /// Logits, of which the softmax is taken.
    Logits,
}

/// A field that nothing tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// [`Spec::labels`].
    Labels,
    /// [`Spec::size_px`].
    Size,
    /// [`Spec::layout`].
    Layout,
    /// [`Spec::channels`].
    Channels,
    /// [`Spec::scale`].
    Scale,
    /// [`Spec::scores`].
    Scores,
}

/// A description that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// Not TOML, or fields that are not known.
    #[error("the description of the model cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A layout of another version.
    #[error("the description of the model has format = {found}; this program reads format = 1")]
    Format {
        /// The version in the file.
        found: u32,
    },
}

impl Missing {
    /// The line of a `model.toml` that would tell.
    pub fn line(self) -> &'static str {
        match self {
            Self::Labels => r#"labels = ["anger", "disgust", …]   # the classes in the order of the outputs"#,
            Self::Size => "size_px = [224, 224]   # width and height",
            Self::Layout => r#"layout = "nchw"   # or "nhwc""#,
            Self::Channels => r#"channels = "rgb"   # or "bgr", "grey""#,
            Self::Scale => r#"scale = "unit"   # 0 to 1; "bytes": 0 to 255; "signed": -1 to 1"#,
            Self::Scores => r#"scores = "probabilities"   # or "logits""#,
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.line().split(" =").next().unwrap_or_default();
        out.write_str(word)
    }
}

impl Spec {
    /// Reads a `model.toml`.
    ///
    /// # Errors
    /// [`SpecError`]: not TOML, unknown fields, or another `format`.
    pub fn from_toml(text: &str) -> Result<Self, SpecError> {
        let spec: Self = toml::from_str(text)?;
        match spec.format {
            None | Some(1) => Ok(spec),
            Some(found) => Err(SpecError::Format { found }),
        }
    }

    /// Its own fields, and those of another where it has none.
    pub fn or(self, other: Self) -> Self {
        Self {
            format: self.format.or(other.format),
            labels: self.labels.or(other.labels),
            size_px: self.size_px.or(other.size_px),
            layout: self.layout.or(other.layout),
            channels: self.channels.or(other.channels),
            scale: self.scale.or(other.scale),
            mean: self.mean.or(other.mean),
            std: self.std.or(other.std),
            scores: self.scores.or(other.scores),
            output: self.output.or(other.output),
        }
    }

    /// The needed fields that are absent.
    pub fn missing(&self) -> Vec<Missing> {
        let needed = [
            (Missing::Labels, self.labels.is_some()),
            (Missing::Size, self.size_px.is_some()),
            (Missing::Layout, self.layout.is_some()),
            (Missing::Channels, self.channels.is_some()),
            (Missing::Scale, self.scale.is_some()),
            (Missing::Scores, self.scores.is_some()),
        ];
        needed.into_iter().filter(|(_, is_there)| !is_there).map(|(field, _)| field).collect()
    }

    /// What a file's `metadata_props` say, by the keys of `evenface export` and by common ones; what is in other words is left out.
    pub fn from_metadata<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        metadata::read(get)
    }

    /// What the shapes of the input say: sizes, the order of axes, and whether there is one channel. Sizes that change are `None`.
    pub fn from_shape(shape: &[Option<usize>]) -> Self {
        let [_, a, b, c] = *shape else { return Self::default() };
        let is_channels = |size: Option<usize>| matches!(size, Some(1 | 3));
        let layout = match (is_channels(a), is_channels(c)) {
            (true, false) => Layout::Nchw,
            (false, true) => Layout::Nhwc,
            _ => return Self::default(),
        };
        let (n_channels, height, width) = if layout == Layout::Nchw { (a, b, c) } else { (c, a, b) };
        let size_px = width.zip(height).map(|(width, height)| [width as u32, height as u32]);
        Self {
            size_px,
            layout: Some(layout),
            channels: (n_channels == Some(1)).then_some(Channels::Grey),
            ..Self::default()
        }
    }
}

impl Channels {
    /// How many there are.
    pub fn count(self) -> usize {
        match self {
            Self::Rgb | Self::Bgr => 3,
            Self::Grey => 1,
        }
    }
}
