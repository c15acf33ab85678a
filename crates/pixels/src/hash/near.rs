//! Search for hashes that differ in few bits, without comparing all pairs.

use super::PictureHash;

/// Bits of a part of a hash, and parts.
const PART_BITS: usize = 16;
const N_PARTS: usize = 16;

/// Two hashes that differ in few bits, by their places in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The earlier place.
    pub first: usize,
    /// The later one.
    pub second: usize,
    /// Bits in which they differ.
    pub distance: u32,
}

/// Hashes in an order that finds near ones at once (multi-index hashing: Norouzi, Punjani and Fleet 2012).
///
/// Two hashes that differ in at most `d` bits differ in at most `d / 16` of some sixteenth of them. So every sixteenth has a table
/// of who has which of its 65,536 values, and a search looks up the values within that distance: for `d` up to 31 those 17 that
/// differ in one bit or none.
#[derive(Debug, Clone)]
pub struct NearIndex {
    hashes: Vec<PictureHash>,
    tables: Vec<Table>,
}

/// The places of hashes by the value of one part.
#[derive(Debug, Clone)]
struct Table {
    /// Where each value's places start; one more than there are values.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl NearIndex {
    /// Sorts hashes; a place is a hash's number in this list.
    ///
    /// # Panics
    /// For 2^32 hashes or more.
    pub fn new(hashes: &[PictureHash]) -> Self {
        assert!(u32::try_from(hashes.len()).is_ok(), "places of more than 2^32 hashes do not fit");
        Self { hashes: hashes.to_vec(), tables: (0..N_PARTS).map(|i| Table::new(hashes, i)).collect() }
    }

    /// The places of all hashes that differ from `hash` in at most `distance` bits, in order.
    pub fn near(&self, hash: PictureHash, distance: u32) -> Vec<usize> {
        let flips = flips(reach(distance));
        let mut places: Vec<u32> = Vec::new();
        for (i, table) in self.tables.iter().enumerate() {
            let values = flips.iter().map(|flips| part(hash, i) ^ flips);
            let candidates = values.flat_map(|value| table.places(value));
            places.extend(candidates.filter(|place| self.hashes[**place as usize].distance(hash) <= distance));
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|place| place as usize).collect()
    }

    /// All pairs that differ in at most `distance` bits, in order; `n` equal hashes alone make `n (n - 1) / 2` of them.
    pub fn pairs(&self, distance: u32) -> Vec<Pair> {
        let flips = flips(reach(distance));
        // Table by table and value by value, so that what is looked up stays in the cache.
        let places = (0..N_PARTS).flat_map(|i| (0..=u16::MAX).map(move |value| (i, value)));
        let candidates =
            places.flat_map(|(i, value)| self.tables[i].candidates(value, &flips).map(move |pair| (i, pair)));
        let near = candidates.filter_map(|(i, (one, two))| {
            let (first, second) = (one.min(two) as usize, one.max(two) as usize);
            let [one, two] = [first, second].map(|place| self.hashes[place]);
            let found = one.distance(two);
            // Pairs that are alike in several parts come up once, in the first of them.
            let is_new = || (0..i).all(|j| (part(one, j) ^ part(two, j)).count_ones() > reach(distance));
            (found <= distance && is_new()).then_some(Pair { first, second, distance: found })
        });
        let mut pairs: Vec<Pair> = near.collect();
        pairs.sort_unstable();
        pairs
    }
}

impl Table {
    fn new(hashes: &[PictureHash], i: usize) -> Self {
        let mut starts = vec![0; (1 << PART_BITS) + 1];
        for hash in hashes {
            starts[usize::from(part(*hash, i)) + 1] += 1;
        }
        for value in 0..1 << PART_BITS {
            starts[value + 1] += starts[value];
        }
        let mut next = starts.clone();
        let mut places = vec![0; hashes.len()];
        for (place, hash) in hashes.iter().enumerate() {
            let at = &mut next[usize::from(part(*hash, i))];
            places[*at as usize] = place as u32;
            *at += 1;
        }
        Self { starts, places }
    }

    /// The pairs of places of which one has this value, and the other one that is not below it and differs by one of `flips`.
    fn candidates<'a>(&'a self, value: u16, flips: &'a [u16]) -> impl Iterator<Item = (u32, u32)> + 'a {
        let here = self.places(value);
        let others = flips.iter().filter(move |_| !here.is_empty()).map(move |flips| value ^ flips);
        others.filter(move |other| *other >= value).flat_map(move |other| {
            let there = self.places(other);
            let both = here.iter().flat_map(move |one| there.iter().map(move |two| (*one, *two)));
            // Within one value every pair would come up twice, and everybody with themselves.
            both.filter(move |(one, two)| other != value || one < two)
        })
    }

    /// In ascending order.
    fn places(&self, value: u16) -> &[u32] {
        let [start, end] = [0, 1].map(|i| self.starts[usize::from(value) + i] as usize);
        &self.places[start..end]
    }
}

/// Bits in which some part of two hashes differs at most when they differ in `distance`.
fn reach(distance: u32) -> u32 {
    distance / N_PARTS as u32
}

fn part(hash: PictureHash, i: usize) -> u16 {
    (hash.0[i / 4] >> (PART_BITS * (i % 4))) as u16
}

/// Every word of at most `n_bits` ones.
pub(super) fn flips(n_bits: u32) -> Vec<u16> {
    (0..=u16::MAX).filter(|word| word.count_ones() <= n_bits).collect()
}
