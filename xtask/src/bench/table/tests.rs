//! Tests of medians, ratios, verdicts, the tables and the JSON.

use super::*;

fn side(name: &'static str, seconds: &[f64], peak_megabytes: Option<u64>) -> Measured {
    let peak_bytes = peak_megabytes.map(|megabytes| megabytes * 1_000_000);
    Measured { name, seconds: seconds.to_vec(), peak_bytes, idle_share: Some(0.0) }
}

fn row(quantity: Quantity, peers: &[&'static str], bar: Option<Bar>) -> Row {
    Row { work: "work".to_owned(), unit: "unit", quantity, peers: peers.to_vec(), limit: None, bar }
}

fn sides() -> Vec<Measured> {
    vec![
        side("ours", &[0.5, 9.0, 0.4], Some(500)),
        side("slow", &[2.0, 2.0, 2.0], Some(900)),
        side("fast", &[1.0, 0.9, 1.1], Some(2000)),
    ]
}

#[test]
fn the_median_is_the_middle() {
    let check =
        |seconds: &[f64], expected| assert_eq!(side("a", seconds, None).median_seconds(), expected, "{seconds:?}");
    check(&[], None);
    check(&[3.0], Some(3.0));
    check(&[3.0, 1.0], Some(2.0));
    check(&[9.0, 1.0, 2.0], Some(2.0));
    check(&[4.0, 1.0, 2.0, 3.0], Some(2.5));
}

#[test]
fn our_side_is_compared_with_the_best_peer() {
    let check = |quantity, peers: &[&'static str], expected: (f64, &str)| {
        let found = Comparison::new(&row(quantity, peers, None), &sides()).unwrap();
        assert!((found.ratio - expected.0).abs() < 1e-12, "{peers:?}: {}", found.ratio);
        assert_eq!((found.peer_name, found.repeats), (expected.1, 3));
    };
    let rate = Quantity::Rate { n_pictures: 32 };
    check(rate, &["slow"], (4.0, "slow"));
    check(rate, &["slow", "fast"], (2.0, "fast"));
    check(Quantity::PeakMemory, &["fast"], (4.0, "fast"));
    check(Quantity::PeakMemory, &["slow", "fast"], (1.8, "slow"));
    check(Quantity::Seconds, &["slow"], (4.0, "slow"));
    check(Quantity::UnequalRate { n_ours: 10, n_peer: 2 }, &["slow"], (20.0, "slow"));
}

#[test]
fn a_limit_stands_where_a_peer_would() {
    let limited = Row { limit: Some(2.0), ..row(Quantity::Seconds, &[], Some(Bar { least: 1.0, aim: None })) };
    let found = Comparison::new(&limited, &sides()).unwrap();
    assert_eq!((found.ratio, found.peer_name, found.verdict()), (4.0, LIMIT, "pass"));
}

#[test]
fn what_is_not_known_is_not_compared() {
    let sides = [side("ours", &[1.0], None), side("peer", &[1.0], Some(1))];
    assert_eq!(Comparison::new(&row(Quantity::PeakMemory, &["peer"], None), &sides), None);
    assert_eq!(Comparison::new(&row(Quantity::Rate { n_pictures: 1 }, &["absent"], None), &sides), None);
}

#[test]
fn a_bar_is_met_from_its_number_on() {
    let check = |ratio: f64, least: f64, aim, expected| {
        let sides = [side("ours", &[1.0], None), side("peer", &[ratio], None)];
        let row = row(Quantity::Rate { n_pictures: 1 }, &["peer"], Some(Bar { least, aim }));
        assert_eq!(Comparison::new(&row, &sides).unwrap().verdict(), expected, "{ratio}");
    };
    check(1.25, 1.5, Some(2.0), "fail");
    check(1.5, 1.5, Some(2.0), "pass");
    check(2.0, 1.5, Some(2.0), "pass, aim");
    check(9.0, 1.5, None, "pass");
}

#[test]
fn tables_show_bars_spread_and_memory() {
    let bar = Some(Bar { least: 1.5, aim: Some(3.0) });
    let rate = Quantity::Rate { n_pictures: 32 };
    let comparisons: Vec<_> = [row(rate, &["fast"], bar), row(Quantity::PeakMemory, &["slow"], None)]
        .iter()
        .filter_map(|row| Comparison::new(row, &sides()))
        .collect();
    let expected = "\
work  unit  ours   peer   ratio  at least  aim   verdict  peer is
work  unit  64.0   32.0   2.00   1.50      3.00  pass     fast
work  unit  500.0  900.0  1.80                            slow";
    assert_eq!(of_comparisons(&comparisons), expected);
    let expected = "\
step  median s  min–max s      peak MB  busy while waiting
ours  0.5000    0.4000–9.0000  500      0.0 %
slow  2.0000    2.0000–2.0000  900      0.0 %
fast  1.0000    0.9000–1.1000  2000     0.0 %";
    assert_eq!(of_sides("step", &sides()), expected);
}

#[test]
fn the_json_has_the_agreed_fields() {
    let comparison = Comparison::new(&row(Quantity::Rate { n_pictures: 32 }, &["fast"], None), &sides()).unwrap();
    let read: serde_json::Value = serde_json::from_str(&to_json(&[comparison])).unwrap();
    let expected = json!([{
        "work": "work", "unit": "unit", "ours": 64.0, "peer": 32.0, "peer_name": "fast", "ratio": 2.0, "repeats": 3,
    }]);
    assert_eq!(read, expected);
    assert_eq!(to_json(&[]), "[]\n");
}
