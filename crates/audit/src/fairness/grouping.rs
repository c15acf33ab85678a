//! Groups by one attribute, and by several at once.

use super::tally::Tallied;

/// All groups of one set of attributes.
#[derive(Debug, Clone)]
pub(super) struct Grouping {
    /// Places among the attributes; none for everybody in one group.
    pub attributes: Vec<usize>,
    /// The level per attribute of each group: every level of a single attribute, of several the combinations that occur.
    pub groups: Vec<Vec<u16>>,
    /// The group of each joint; `None` where a level is unknown.
    pub of_joint: Vec<Option<u32>>,
    /// Combinations of levels that do not occur.
    pub n_empty: u64,
}

impl Grouping {
    fn new(tallied: &Tallied, attributes: &[usize]) -> Self {
        let levels = |joint: &Vec<u16>| -> Option<Vec<u16>> {
            attributes.iter().map(|attribute| joint[*attribute].checked_sub(1)).collect()
        };
        let of_joint: Vec<Option<Vec<u16>>> = tallied.joints.iter().map(levels).collect();
        let n_levels = |attribute: &usize| tallied.columns.attributes[*attribute].levels.len();
        let mut groups: Vec<Vec<u16>> = match attributes {
            [attribute] => (0..n_levels(attribute) as u16).map(|level| vec![level]).collect(),
            _ => of_joint.iter().flatten().cloned().collect(),
        };
        groups.sort_unstable();
        groups.dedup();
        let n_occurring = {
            let mut occurring: Vec<&Vec<u16>> = of_joint.iter().flatten().collect();
            occurring.sort_unstable();
            occurring.dedup();
            occurring.len() as u64
        };
        let n_possible = attributes.iter().fold(1_u64, |n, attribute| n.saturating_mul(n_levels(attribute) as u64));
        let place = |levels: Option<Vec<u16>>| levels.and_then(|levels| groups.binary_search(&levels).ok());
        Self {
            attributes: attributes.to_vec(),
            of_joint: of_joint.into_iter().map(|levels| place(levels).map(|group| group as u32)).collect(),
            groups,
            n_empty: n_possible.saturating_sub(n_occurring),
        }
    }

    /// The table of each group, seeds added up with their weights: `group x truth x outcome`.
    pub fn tables(&self, tallied: &Tallied, counts: &[u64], seed_weights: &[u64]) -> Vec<u64> {
        let n = tallied.n_outcomes();
        let mut tables = vec![0; self.groups.len() * n];
        for (joint, group) in counts.chunks_exact(tallied.stride()).zip(&self.of_joint) {
            let Some(group) = group else { continue };
            let table = &mut tables[*group as usize * n..][..n];
            for (cells, weight) in joint.chunks_exact(n).zip(seed_weights).filter(|(_, weight)| **weight > 0) {
                table.iter_mut().zip(cells).for_each(|(sum, count)| *sum += weight * count);
            }
        }
        tables
    }
}

/// Everybody, every attribute, and every intersection of up to `depth` attributes that has two groups of `least_n` rows
/// or more; an intersection is only looked at where all of its parts were kept.
pub(super) fn groupings(tallied: &Tallied, depth: usize, least_n: u64) -> Vec<Grouping> {
    let mut found = vec![Grouping::new(tallied, &[])];
    let n_attributes = tallied.columns.attributes.len();
    let mut kept: Vec<Vec<usize>> = (0..n_attributes).map(|attribute| vec![attribute]).collect();
    found.extend(kept.iter().map(|attributes| Grouping::new(tallied, attributes)));
    for _ in 2..=depth.min(n_attributes) {
        let candidates = kept.iter().flat_map(|smaller| {
            let beyond = smaller.last().map_or(0, |last| last + 1);
            (beyond..n_attributes).map(|attribute| [smaller.as_slice(), &[attribute]].concat())
        });
        let deeper: Vec<Grouping> = candidates
            .filter(|attributes| parts(attributes).all(|part| kept.contains(&part)))
            .map(|attributes| Grouping::new(tallied, &attributes))
            .filter(|grouping| n_large(tallied, grouping, least_n) > 1)
            .collect();
        kept = deeper.iter().map(|grouping| grouping.attributes.clone()).collect();
        found.extend(deeper);
    }
    found
}

/// The attributes without one of them.
fn parts(attributes: &[usize]) -> impl Iterator<Item = Vec<usize>> + '_ {
    (0..attributes.len()).map(|without| {
        let others = attributes.iter().enumerate().filter(|(i, _)| *i != without);
        others.map(|(_, attribute)| *attribute).collect()
    })
}

/// Groups with at least so many rows per seed.
fn n_large(tallied: &Tallied, grouping: &Grouping, least_n: u64) -> usize {
    let tables = grouping.tables(tallied, &tallied.counts, &vec![1; tallied.n_seeds()]);
    let sizes = tables.chunks_exact(tallied.n_outcomes()).map(|table| table.iter().sum::<u64>());
    sizes.filter(|n| least_n * tallied.n_seeds() as u64 <= *n).count()
}

#[cfg(test)]
mod tests;
