//! Which training samples are held out: a share of every class, all samples of a person together.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use faces::Expression;
use rand::seq::SliceRandom;

use crate::augment::DrawKey;
use crate::fit::Sample;
use crate::recipe::EarlyStopping;

const N: usize = Expression::COUNT;

/// The purpose of random numbers that choose who is held out.
const HELD_OUT: u64 = 4;

/// Training samples that are learnt from and those that are not.
#[derive(Debug, Clone)]
pub(crate) struct Sides<'a> {
    pub(crate) learnt: Vec<Sample<'a>>,
    pub(crate) held_out: Vec<Sample<'a>>,
}

/// Samples per class.
type Counts = [usize; N];

impl<'a> Sides<'a> {
    /// Everything is learnt from.
    pub(crate) fn without_held_out(samples: &[Sample<'a>]) -> Self {
        Self { learnt: samples.to_vec(), held_out: Vec::new() }
    }

    /// Goes through the persons in random order and holds one out where that brings the number of samples of every class
    /// nearer to its share of them. A sample without a subject is a person of its own. No class is emptied.
    ///
    /// `None` when nobody can be held out: there is one person, or everybody is needed.
    pub(crate) fn new(samples: &[Sample<'a>], rule: &EarlyStopping, seed: u64) -> Option<Self> {
        let persons = shuffled_persons(samples, seed);
        let counts: Vec<Counts> = persons.iter().map(|person| counts_of(samples, person)).collect();
        let all = counts.iter().fold([0; N], sum);
        let mut choice = Choice { wanted: all.map(|n| n as f64 * rule.held_out_share), left: all, held_out: [0; N] };
        let mut is_held_out: Vec<bool> = counts.iter().map(|person| choice.takes_if_nearer(person)).collect();
        if !is_held_out.contains(&true) {
            is_held_out[choice.least_bad(&counts)?] = true;
        }
        let mut sample_is_held_out = vec![false; samples.len()];
        for (person, held) in persons.iter().zip(is_held_out) {
            for &index in person {
                sample_is_held_out[index] = held;
            }
        }
        let side = |wanted: bool| {
            let of_side = samples.iter().zip(&sample_is_held_out).filter(|(_, held)| **held == wanted);
            of_side.map(|(sample, _)| *sample).collect()
        };
        Some(Self { learnt: side(false), held_out: side(true) })
    }
}

/// Who has been held out so far, as samples per class.
struct Choice {
    wanted: [f64; N],
    left: Counts,
    held_out: Counts,
}

impl Choice {
    fn takes_if_nearer(&mut self, person: &Counts) -> bool {
        let with = sum(self.held_out, person);
        let takes = self.can_spare(person) && self.distance(&with) < self.distance(&self.held_out);
        if takes {
            self.held_out = with;
            self.left = std::array::from_fn(|class| self.left[class] - person[class]);
        }
        takes
    }

    /// The person whose absence brings the counts least away from what is wanted.
    fn least_bad(&self, persons: &[Counts]) -> Option<usize> {
        let spared = (0..persons.len()).filter(|&i| self.can_spare(&persons[i]));
        spared.min_by(|&a, &b| self.distance(&persons[a]).total_cmp(&self.distance(&persons[b])))
    }

    fn can_spare(&self, person: &Counts) -> bool {
        let n_left: usize = self.left.iter().sum();
        let n_taken: usize = person.iter().sum();
        n_left >= n_taken + 2 && (0..N).all(|class| person[class] == 0 || self.left[class] > person[class])
    }

    fn distance(&self, held_out: &Counts) -> f64 {
        held_out.iter().zip(self.wanted).map(|(n, wanted)| (*n as f64 - wanted).abs()).sum()
    }
}

/// The positions of every person's samples, in an order drawn from the seed.
fn shuffled_persons(samples: &[Sample<'_>], seed: u64) -> Vec<Vec<usize>> {
    let mut of_subject: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut persons = Vec::new();
    for (index, sample) in samples.iter().enumerate() {
        match sample.subject {
            Some(subject) => of_subject.entry(subject).or_default().push(index),
            None => persons.push(vec![index]),
        }
    }
    persons.extend(of_subject.into_values());
    persons.shuffle(&mut DrawKey { seed, pass: 0, index: 0 }.rng(HELD_OUT));
    persons
}

fn counts_of(samples: &[Sample<'_>], person: &[usize]) -> Counts {
    let mut counts = [0; N];
    for &index in person {
        counts[samples[index].label.index()] += 1;
    }
    counts
}

fn sum(a: Counts, b: &Counts) -> Counts {
    std::array::from_fn(|class| a[class] + b[class])
}
