//! Numbers as groups: ages, skin tones, detector scores and other measures cut into levels.

use super::table::Attribute;

/// Edges between levels, ascending; a level holds its lower edge.
///
/// # Examples
/// ```
/// use audit::fairness::Bins;
/// let ages = Bins::new(vec![20.0, 60.0]).unwrap();
/// assert_eq!(ages.attribute("age").levels, ["below 20", "20 to 60", "from 60"]);
/// assert_eq!([ages.level(19.9), ages.level(20.0), ages.level(f64::NAN)], [Some(0), Some(1), None]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    edges: Vec<f64>,
    names: Option<Vec<&'static str>>,
}

impl Bins {
    /// Cuts at `edges`; `None` where they are not finite, or do not ascend, or are too many for a group column.
    pub fn new(edges: Vec<f64>) -> Option<Self> {
        let ascends = edges.windows(2).all(|pair| pair[0] < pair[1]) && edges.iter().all(|edge| edge.is_finite());
        (ascends && edges.len() < usize::from(u16::MAX) - 1).then_some(Self { edges, names: None })
    }

    /// The nine ages of `FairFace` (Karkkainen and Joo 2021), in years.
    pub fn ages() -> Self {
        Self { edges: vec![3.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0], names: None }
    }

    /// Apparent tone by the individual typology angle in degrees (Del Bino and Bernerd 2013), from dark to very light.
    pub fn typology_angles() -> Self {
        let names = vec!["dark", "brown", "tan", "intermediate", "light", "very light"];
        Self { edges: vec![-30.0, 10.0, 28.0, 41.0, 55.0], names: Some(names) }
    }

    /// The level of a value; `None` where it is not a number.
    pub fn level(&self, value: f64) -> Option<u16> {
        (!value.is_nan()).then(|| self.edges.partition_point(|edge| *edge <= value) as u16)
    }

    /// A column of these levels.
    pub fn attribute(&self, name: &str) -> Attribute {
        let levels = match &self.names {
            Some(names) => names.iter().map(|name| (*name).to_owned()).collect(),
            None => self.between(),
        };
        Attribute { name: name.to_owned(), levels }
    }

    fn between(&self) -> Vec<String> {
        let (Some(first), Some(last)) = (self.edges.first(), self.edges.last()) else { return vec!["all".to_owned()] };
        let inner = self.edges.windows(2).map(|pair| format!("{} to {}", pair[0], pair[1]));
        std::iter::once(format!("below {first}")).chain(inner).chain([format!("from {last}")]).collect()
    }
}

#[cfg(test)]
mod tests;
