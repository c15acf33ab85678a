//! Tests of whole diagnoses: order, threads and names change nothing; planted bias is found; no bias seldom alarms.

use faces::Measure;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::testing::{assert_close, floats, picture, quick, rows, unbiased};
use super::*;

fn plain(pictures: &[Picture]) -> PictureSet<'_> {
    PictureSet { pictures, near_duplicates: &[], reference: None }
}

fn drawn(n_people: usize, seed: u64) -> Vec<Picture> {
    unbiased(n_people, &mut ChaCha8Rng::seed_from_u64(seed))
}

#[test]
fn order_changes_nothing() {
    let pictures = drawn(30, 1);
    let turned: Vec<Picture> = pictures.iter().rev().cloned().collect();
    assert_eq!(diagnose(plain(&pictures), &quick()), diagnose(plain(&turned), &quick()));
}

#[test]
fn threads_change_nothing() {
    let pictures = drawn(30, 2);
    let reference = drawn(20, 3);
    let set = PictureSet { pictures: &pictures, near_duplicates: &[], reference: Some(&reference) };
    let on = |n| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        pool.install(|| serde_json::to_string(&diagnose(set, &quick())).unwrap())
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn names_of_groups_change_no_statistic() {
    let pictures = drawn(30, 4);
    let mut renamed = pictures.clone();
    for picture in &mut renamed {
        let value = picture.groups.remove("tribe").unwrap();
        picture.groups.insert("clan".to_owned(), format!("the {value}"));
    }
    let strengths = |pictures: &[Picture]| {
        let found = diagnose(plain(pictures), &quick()).associations;
        found.into_iter().filter_map(|a| a.strength).map(|s| (s.cramers_v, s.nmi)).collect::<Vec<_>>()
    };
    assert_eq!(strengths(&pictures), strengths(&renamed));
}

#[test]
fn doubled_pictures_keep_rates() {
    let pictures = drawn(30, 5);
    let mut doubled = pictures.clone();
    doubled.extend(pictures.iter().map(|p| Picture { id: format!("again {}", p.id), ..p.clone() }));
    let (once, twice) = (diagnose(plain(&pictures), &quick()), diagnose(plain(&doubled), &quick()));
    let rate = |d: &Diagnosis| d.misses.overall.unwrap();
    assert_eq!(2 * rate(&once).rate.n_hits(), rate(&twice).rate.n_hits());
    // The same people with twice the pictures know no more.
    assert!((rate(&once).interval.low - rate(&twice).interval.low).abs() < 1e-9);
    let effective = |d: &Diagnosis| d.diversity[0].effective_by_entropy.unwrap().value;
    assert!((effective(&once) - effective(&twice)).abs() < 1e-9);
}

#[test]
fn an_empty_set_is_undefined_not_an_error() {
    let nothing = diagnose(plain(&[]), &quick());
    assert_eq!((nothing.misses.overall, nothing.good.all), (None, None));
    assert!(nothing.associations.is_empty() && nothing.diversity.is_empty());
    let one = diagnose(plain(&[picture(0)]), &quick());
    assert_eq!(one.misses.overall.unwrap().rate.n_faces(), 1);
}

#[test]
fn json_keeps_everything() {
    let pictures = drawn(12, 6);
    let set = PictureSet {
        pictures: &pictures,
        near_duplicates: &[NearDuplicate { first: 0, second: 1, distance: 1 }],
        reference: Some(&pictures),
    };
    let diagnosis = diagnose(set, &quick());
    let json = serde_json::to_string(&diagnosis).unwrap();
    assert_eq!(serde_json::from_str::<Diagnosis>(&json).unwrap(), diagnosis);
    assert!(!json.contains("NaN"));
}

#[test]
fn shares_agree_with_the_peers() {
    for row in rows("wilson") {
        let count = |name: &str| row[name].as_u64().unwrap() as usize;
        let pictures: Vec<Picture> = (0..count("n")).map(picture).collect();
        let hits: Vec<Option<bool>> = (0..count("n")).map(|i| Some(i < count("n_hits"))).collect();
        let share = Share::of(&Frame::new(&pictures), &hits).unwrap();
        assert_close(share.interval.low, &row["wilson"][0]);
        assert_close(share.interval.high, &row["wilson"][1]);
    }
    for row in rows("clustered") {
        let (sizes, hits) = (floats(&row["n"]), floats(&row["hits"]));
        let of_people = sizes.iter().zip(&hits).enumerate();
        let flags: Vec<(usize, bool)> =
            of_people.flat_map(|(p, (n, hits))| (0..*n as usize).map(move |k| (p, (k as f64) < *hits))).collect();
        let named =
            |(i, (person, _)): (usize, &(usize, bool))| Picture { subject: Some(person.to_string()), ..picture(i) };
        let pictures: Vec<Picture> = flags.iter().enumerate().map(named).collect();
        let hits: Vec<Option<bool>> = flags.iter().map(|(_, hit)| Some(*hit)).collect();
        let share = Share::of(&Frame::new(&pictures), &hits).unwrap();
        assert_close(share.interval.low, &row["interval"][0]);
        assert_close(share.interval.high, &row["interval"][1]);
    }
}

#[test]
fn effective_numbers_agree_with_scipy() {
    for row in rows("entropies") {
        let counts: Vec<u64> = floats(&row["counts"]).into_iter().map(|count| count as u64).collect();
        assert_close(diversity::entropy(&counts).unwrap().exp(), &row["by_entropy"]);
        assert_close(diversity::simpson(&counts).unwrap().recip(), &row["by_simpson"]);
    }
}

#[test]
fn columns_that_never_meet_are_left_out() {
    let face = |i: usize| {
        let mut face = picture(i);
        if i < 20 {
            face.class = Some(["fear", "anger"][i % 2].to_owned());
        } else {
            face.groups.insert("worn".to_owned(), ["cap", "mask"][i % 2].to_owned());
        }
        face
    };
    let pictures: Vec<Picture> = (0..40).map(face).collect();
    let found = diagnose(plain(&pictures), &quick());
    assert!(found.associations.is_empty(), "{:?}", found.associations);
    assert_eq!(found.misses.columns.len(), 2);
}

/// A set in which the chance to be missed and the class depend on the group by known amounts.
fn biased(seed: u64) -> Vec<Picture> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut pictures = unbiased(150, &mut rng);
    for picture in &mut pictures {
        let is_a = picture.groups["tribe"] == "a";
        picture.groups.insert("tribe".to_owned(), if is_a { "a" } else { "other" }.to_owned());
        let is_missed = rng.random::<f64>() < if is_a { 0.4 } else { 0.1 };
        picture.status = if is_missed { PictureStatus::Missed } else { PictureStatus::Found };
        // Cramér's V of a table of two halves with shares 0.8 and 0.2 is 0.6; the halves here are 1/3 and 2/3.
        let is_fear = rng.random::<f64>() < if is_a { 0.8 } else { 0.2 };
        picture.class = Some(if is_fear { "fear" } else { "other" }.to_owned());
    }
    pictures
}

#[test]
fn planted_bias_is_found_and_its_size_lies_in_the_interval() {
    // V² = w (1 - w) d² / (m (1 - m)) with w = 1/3, d = 0.6, m = 0.2 + 0.6 / 3.
    let v = (2.0_f64 / 9.0 * 0.36 / (0.4 * 0.6)).sqrt();
    let (mut gaps, mut vs) = (0, 0);
    for seed in 0..40 {
        let found = diagnose(plain(&biased(seed)), &DiagnosisOptions { seed, ..quick() });
        let gap = found.misses.columns.iter().find(|c| c.column == "tribe").unwrap().gap.clone().unwrap();
        assert_eq!((gap.worst.as_str(), gap.exchange), ("a", Exchange::Subjects));
        assert!(gap.p_holm.unwrap() < 0.05 && gap.by_chance.unwrap() < 0.1, "{gap:?}");
        gaps += usize::from(gap.size.interval.unwrap().contains(0.3));
        let strength = found.associations[0].strength.unwrap();
        assert!(strength.p_holm.unwrap() < 0.5, "{strength:?}");
        vs += usize::from(strength.v_interval.unwrap().contains(v));
    }
    // At 95 % two of forty are expected outside; more than six would happen once in three hundred times.
    assert!(gaps >= 34 && vs >= 34, "{gaps} and {vs} of 40 intervals hold the truth");
}

#[test]
fn no_bias_alarms_at_the_nominal_rate() {
    let options = DiagnosisOptions { n_replicates: 2, n_permutations: 99, ..DiagnosisOptions::default() };
    let (mut associations, mut gaps, mut distances, mut n_measured) = (0, 0, 0, 0);
    for seed in 0..200 {
        let (pictures, reference) = (drawn(40, 1000 + seed), drawn(30, 5000 + seed));
        let set = PictureSet { pictures: &pictures, near_duplicates: &[], reference: Some(&reference) };
        let found = diagnose(set, &DiagnosisOptions { seed, ..options.clone() });
        let is_light = |a: &&Association| a.column == "tribe" && a.with == Quantity::Measure(Measure::Brightness);
        let light = found.associations.iter().find(is_light).unwrap().strength.unwrap();
        associations += usize::from(light.p_value.unwrap() <= 0.05);
        let gap = found.misses.columns.iter().find(|c| c.column == "tribe").unwrap().gap.clone().unwrap();
        gaps += usize::from(gap.p_value.unwrap() <= 0.05);
        let against = found.coverage.iter().find(|c| c.measure == Measure::Brightness).unwrap().against.unwrap();
        distances += usize::from(against.p_value.unwrap() <= 0.05);
        n_measured += 1;
    }
    // Ten of two hundred are expected; outside 3 to 20 lies less than one in two hundred.
    let alarms = [associations, gaps, distances];
    assert!(alarms.iter().all(|n| (3..=20).contains(n)), "{alarms:?} alarms in {n_measured} sets without bias");
}
