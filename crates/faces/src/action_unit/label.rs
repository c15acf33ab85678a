//! What an annotator said about one action unit on one face.

use serde::{Deserialize, Serialize};

/// The label of one action unit; an unknown label is left out of the map that holds these.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionUnitLabel {
    /// The unit is not active.
    Absent,
    /// The unit is active.
    Present,
    /// How strongly the unit is active, in `[0, 5]`: 0 is absent, 1 to 5 are the FACS grades A to E.
    Intensity(f32),
}

/// How the cells of action-unit columns are to be read: `1` means "active" in one set and "a trace" in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionUnitScale {
    /// 0 is absent, 1 is present.
    #[default]
    Presence,
    /// A number in `[0, 5]`.
    Intensity,
}

impl ActionUnitLabel {
    /// Reads a cell; `Ok(None)` where it is empty, `NA` or `-1`: unknown.
    ///
    /// # Errors
    /// The cell is not a value of the scale.
    pub fn from_cell(cell: &str, scale: ActionUnitScale) -> Result<Option<Self>, NotALabel> {
        match (scale, cell) {
            (_, "" | "NA" | "-1" | "-1.0") => Ok(None),
            (ActionUnitScale::Presence, "0" | "0.0") => Ok(Some(Self::Absent)),
            (ActionUnitScale::Presence, "1" | "1.0") => Ok(Some(Self::Present)),
            (ActionUnitScale::Presence, _) => Err(NotALabel { scale }),
            (ActionUnitScale::Intensity, _) => {
                let in_range = cell.parse().ok().filter(|value| (0.0..=5.0).contains(value));
                in_range.map(|value| Some(Self::Intensity(value))).ok_or(NotALabel { scale })
            }
        }
    }

    /// Whether the unit counts as active when an intensity has to reach `min_intensity`, often 2 (as for DISFA).
    pub fn is_active(self, min_intensity: f32) -> bool {
        match self {
            Self::Absent => false,
            Self::Present => true,
            Self::Intensity(value) => min_intensity <= value,
        }
    }

    /// The cell of a manifest that reads as this label.
    pub fn to_cell(self) -> String {
        match self {
            Self::Absent => "0".to_owned(),
            Self::Present => "1".to_owned(),
            Self::Intensity(value) => value.to_string(),
        }
    }
}

/// A cell that is no label of an action unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {}", match .scale {
    ActionUnitScale::Presence => "0, 1 or empty (for intensities set `action_units = \"intensity\"`)",
    ActionUnitScale::Intensity => "a number from 0 to 5, or empty",
})]
pub struct NotALabel {
    /// The scale that was expected.
    pub scale: ActionUnitScale,
}
