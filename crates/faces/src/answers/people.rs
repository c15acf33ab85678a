//! Numbers for the names of people.

use std::collections::BTreeMap;

/// Numbers people by their names, in the order in which they are met; a row without a name is somebody by itself.
#[derive(Debug, Default)]
pub struct PeopleNumbers {
    numbers: BTreeMap<String, u64>,
    n_nameless: u64,
}

impl PeopleNumbers {
    /// The number of a name: ascending from 0, of the nameless descending from the greatest.
    pub fn number(&mut self, name: Option<String>) -> u64 {
        let Some(name) = name else {
            self.n_nameless += 1;
            return u64::MAX - self.n_nameless;
        };
        let next = self.numbers.len() as u64;
        *self.numbers.entry(name).or_insert(next)
    }
}
