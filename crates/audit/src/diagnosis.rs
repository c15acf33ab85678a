//! How much a set of pictures leans towards good ones: missed faces, coverage, associations, and what to collect next.
//!
//! Plain data in ([`PictureSet`]), plain data out ([`Diagnosis`]). Pictures of one person are never taken for independent
//! ones: intervals resample people, and tests exchange people. The order of the pictures and the number of threads change
//! nothing.

mod against;
mod association;
mod bins;
mod contingency;
mod coverage;
mod diversity;
mod duplicates;
mod findings;
mod frame;
mod good;
mod missed;
mod picture;
mod ranges;
mod share;
#[cfg(test)]
pub(crate) mod testing;

use faces::Measure;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use crate::chance::exchange::Exchange;
pub use against::Against;
pub use association::{Association, AssociationStrength, CellCount, MOST_LEVELS, Quantity};
pub use bins::Histogram;
pub use coverage::{Coverage, QUANTILES, RangeShare};
pub use diversity::{Diversity, LevelCount, Measured};
pub use duplicates::{DuplicatePair, Leaks, SharedSubject};
pub use findings::{Advice, Finding, Topic, Verdict, Weight};
pub use frame::CLASS;
pub use good::{Criterion, CriterionShare, GoodImage, GoodImages};
pub use missed::{Gap, MissedColumn, MissedLevel, Misses, Support};
pub use picture::{DiagnosisOptions, NearDuplicate, Picture, PictureSet, PictureStatus, SetSize};
pub use ranges::{MeasureRanges, Range, Ranges, Sign};
pub use share::Share;

use crate::chance::quantile::holm;
use frame::Frame;

/// The version of the data.
pub const FORMAT: u32 = 1;

/// Everything that is said about a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// The version of this data, [`FORMAT`].
    pub format: u32,
    /// From which all random numbers followed.
    pub seed: u64,
    /// Resampled sets per interval.
    pub n_replicates: usize,
    /// Permuted sets per test.
    pub n_permutations: usize,
    /// With fewer pictures than this, nothing is said about a group.
    pub least_n: usize,
    /// The set.
    pub size: SetSize,
    /// The reference, where there is one.
    pub reference_size: Option<SetSize>,
    /// What it means, in words.
    pub verdict: Verdict,
    /// In which pictures no face was found.
    pub misses: Misses,
    /// How many pictures are good ones.
    pub good: GoodImages,
    /// What the set holds of every measure.
    pub coverage: Vec<Coverage>,
    /// How evenly every column is filled.
    pub diversity: Vec<Diversity>,
    /// What goes together with what.
    pub associations: Vec<Association>,
    /// What lies on both sides of a split.
    pub leaks: Leaks,
}

/// Looks at a set. The same set, options and seed give the same numbers, whatever the order and the number of threads.
pub fn diagnose(set: PictureSet<'_>, options: &DiagnosisOptions) -> Diagnosis {
    let frame = Frame::new(set.pictures);
    let reference = set.reference.map(Frame::new);
    let mut diagnosis = Diagnosis {
        format: FORMAT,
        seed: options.seed,
        n_replicates: options.n_replicates,
        n_permutations: options.n_permutations,
        least_n: options.least_n,
        size: SetSize::of(set.pictures),
        reference_size: set.reference.map(SetSize::of),
        verdict: Verdict::default(),
        misses: misses(&frame, options),
        good: good::good_images(&options.good, &frame, reference.as_ref()),
        coverage: coverages(&frame, reference.as_ref(), options),
        diversity: diversities(&frame, options),
        associations: associations(&frame, options),
        leaks: duplicates::leaks(set.pictures, set.near_duplicates),
    };
    diagnosis.verdict = findings::verdict(&diagnosis, &frame, options);
    diagnosis
}

fn misses(frame: &Frame<'_>, options: &DiagnosisOptions) -> Misses {
    let columns = frame.columns.par_iter().map(|column| missed::missed_column(frame, column, options));
    let mut columns: Vec<MissedColumn> = columns.collect::<Vec<_>>().into_iter().flatten().collect();
    correct(columns.iter_mut().filter_map(|column| column.gap.as_mut()).map(|gap| (gap.p_value, &mut gap.p_holm)));
    Misses { overall: Share::of(frame, &missed::missed(frame)), columns }
}

fn coverages(frame: &Frame<'_>, reference: Option<&Frame<'_>>, options: &DiagnosisOptions) -> Vec<Coverage> {
    let of = |measure: &Measure| coverage::coverage(*measure, frame, reference, options);
    let mut coverages: Vec<Coverage> = Measure::ALL.par_iter().map(of).collect();
    correct(
        coverages.iter_mut().filter_map(|c| c.against.as_mut()).map(|against| (against.p_value, &mut against.p_holm)),
    );
    coverages
}

fn diversities(frame: &Frame<'_>, options: &DiagnosisOptions) -> Vec<Diversity> {
    let of = |column| diversity::diversity(frame, column, options.seed, options.n_replicates);
    frame.columns.par_iter().map(of).collect()
}

fn associations(frame: &Frame<'_>, options: &DiagnosisOptions) -> Vec<Association> {
    let good = good::good(&options.good, frame);
    let pairs = association::pairs(frame);
    let found = pairs.par_iter().map(|pair| association::association(frame, pair, &good, pairs.len(), options));
    let mut found: Vec<Association> = found.collect::<Vec<_>>().into_iter().flatten().collect();
    correct(found.iter_mut().filter_map(|a| a.strength.as_mut()).map(|s| (s.p_value, &mut s.p_holm)));
    found
}

/// Corrects the p-values of one family of tests after Holm.
fn correct<'a>(family: impl Iterator<Item = (Option<f64>, &'a mut Option<f64>)>) {
    let (p_values, places): (Vec<f64>, Vec<&mut Option<f64>>) =
        family.filter_map(|(p, place)| Some((p?, place))).unzip();
    for (place, p) in places.into_iter().zip(holm(&p_values)) {
        *place = Some(p);
    }
}

#[cfg(test)]
mod tests;
