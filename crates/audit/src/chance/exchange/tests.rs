//! Tests of permutations: what they must keep, and that every arrangement is as likely as it should be.

use super::*;
use crate::chance::resample::stream;

fn pairs(rows: &[(u32, u32, u32)]) -> Pairs {
    let n = |value: fn(&(u32, u32, u32)) -> u32| rows.iter().map(value).max().unwrap() as usize + 1;
    Pairs { rows: rows.to_vec(), n_first: n(|r| r.1), n_second: n(|r| r.2) }
}

/// Means of all cells over many permutations; margins are checked on the way where every picture keeps its weight.
fn means(pairs: &Pairs) -> (Exchange, Vec<f64>) {
    let mut permuter = Permuter::new(pairs);
    let margins = |counts: &[u64]| -> [Vec<u64>; 2] {
        let column = |j| counts.iter().skip(j).step_by(pairs.n_second).sum();
        [
            counts.chunks_exact(pairs.n_second).map(|row| row.iter().sum()).collect(),
            (0..pairs.n_second).map(column).collect(),
        ]
    };
    let observed = pairs.counts();
    let mut table = vec![0; observed.len()];
    let mut sums = vec![0.0; table.len()];
    let mut rng = stream(5, &["means"]);
    for _ in 0..20_000 {
        permuter.permute(&mut rng, &mut table);
        assert_eq!(table.iter().sum::<u64>(), observed.iter().sum::<u64>());
        if permuter.exchange() != Exchange::Subjects {
            assert_eq!(margins(&table), margins(&observed));
        }
        sums.iter_mut().zip(&table).for_each(|(sum, count)| *sum += *count as f64);
    }
    (permuter.exchange(), sums.into_iter().map(|sum| sum / 20_000.0).collect())
}

#[track_caller]
fn assert_near(found: &[f64], expected: &[f64]) {
    let near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.03 * b.max(1.0));
    assert!(near && found.len() == expected.len(), "{found:?}, expected {expected:?}");
}

#[test]
fn single_pictures_meet_by_their_margins() {
    let rows: Vec<(u32, u32, u32)> = (0..60).map(|i| (i, u32::from(i < 20), u32::from(i % 3 == 0))).collect();
    let (exchange, means) = means(&pairs(&rows));
    assert_eq!(exchange, Exchange::Pictures);
    assert_near(&means, &[40.0 * 40.0 / 60.0, 40.0 * 20.0 / 60.0, 20.0 * 40.0 / 60.0, 20.0 * 20.0 / 60.0]);
}

#[test]
fn people_keep_their_pictures_together() {
    // Four people with 1, 2, 3 and 4 pictures; the first column is theirs, and half of them have label 1.
    let rows: Vec<(u32, u32, u32)> = (0..4).flat_map(|p| (0..=p).map(move |k| (p, p % 2, k % 2))).collect();
    let (exchange, means) = means(&pairs(&rows));
    assert_eq!(exchange, Exchange::Subjects);
    assert_near(&means, &[3.0, 2.0, 3.0, 2.0]);
    let turned: Vec<(u32, u32, u32)> = rows.iter().map(|(p, a, b)| (*p, *b, *a)).collect();
    let (exchange, turned_means) = self::means(&pairs(&turned));
    assert_eq!(exchange, Exchange::Subjects);
    assert_near(&turned_means, &[3.0, 3.0, 2.0, 2.0]);
}

/// Two people with two pictures, one with three: values move between the first two only.
#[test]
fn values_move_between_people_with_as_many_pictures() {
    let rows = [(0, 1, 0), (0, 0, 0), (1, 0, 1), (1, 0, 0), (2, 1, 1), (2, 1, 1), (2, 0, 0)];
    let (exchange, means) = means(&pairs(&rows));
    assert_eq!(exchange, Exchange::Blocks);
    // Of the first four pictures a quarter bears 1 in either column; of the last three two thirds do.
    let both = 4.0 / 16.0 + 3.0 * 4.0 / 9.0;
    assert_near(&means, &[7.0 - 3.0 - 3.0 + both, 3.0 - both, 3.0 - both, both]);
}
