//! Tests of the comparisons: what they name exists.

use super::*;

fn contests(bench: &Bench) -> Vec<Contest> {
    (bench.contests)(&Setting { n_threads: 2, scratch: Path::new("scratch") })
}

#[test]
fn every_row_compares_our_side_with_peers_of_its_contest() {
    for contest in BENCHES.iter().flat_map(contests) {
        let names: Vec<_> = contest.sides.iter().map(|side| side.name).collect();
        assert_eq!(names[0], OURS, "{}", contest.name);
        assert!(!contest.rows.is_empty(), "{}", contest.name);
        for row in &contest.rows {
            assert!(!row.peers.is_empty() || row.limit.is_some(), "{}", row.work);
            assert!(row.peers.iter().all(|peer| names[1..].contains(peer)), "{}", row.work);
        }
    }
}

#[test]
fn every_script_and_example_is_in_the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let of_contest = |contest: Contest| {
        contest
            .preparations
            .into_iter()
            .chain(contest.sides.into_iter().map(|side| side.invocation))
            .collect::<Vec<_>>()
    };
    for invocation in BENCHES.iter().flat_map(contests).flat_map(of_contest) {
        let exists = match invocation.program {
            Program::Script(name) => root.join("bench").join(name).is_file(),
            Program::Example { package, example } => {
                let examples = root.join("crates").join(package).join("examples");
                examples.join(format!("{example}.rs")).is_file() || examples.join(example).join("main.rs").is_file()
            }
        };
        assert!(exists, "{:?}", invocation.program);
    }
}

#[test]
fn the_bars_of_the_project_are_asked_for() {
    let asked = |name: &str| -> Vec<(f64, Option<f64>)> {
        let contests = contests(find(name).unwrap());
        contests
            .iter()
            .flat_map(|contest| &contest.rows)
            .filter_map(|row| Some((row.bar?.least, row.bar?.aim)))
            .collect()
    };
    assert_eq!(asked("train"), [(1.5, Some(2.0)), (2.2, Some(3.0)), (2.0, None)]);
    assert_eq!(asked("infer"), [(1.0, Some(1.25)); 2]);
    assert_eq!(asked("epoch"), [(2.0, Some(3.0)), (2.0, None), (2.0, Some(3.0)), (2.0, None)]);
    assert_eq!(asked("augment"), [(3.0, None)]);
    // Every kind of pictures; memory is for information.
    assert_eq!(asked("detect"), [(5.0, None); 11]);
    assert_eq!(asked("audit"), [(1.0, None), (1.0, None), (1.0, None), (1.0, None), (50.0, None)]);
    assert!(find("fly").is_err_and(|error| error.to_string().contains("train, infer, epoch, augment, detect, audit")));
}

#[test]
fn without_photographs_there_is_no_detection() {
    let check = |name: &str, named: &[&str], says: Option<&str>| {
        let checked = find(name).unwrap().check_variables(|variable| named.contains(&variable));
        assert_eq!(checked.err().map(|error| error.to_string()).as_deref(), says, "{name} {named:?}");
    };
    check("train", &[], None);
    check("detect", &["EVENFACE_DATA", "EVENFACE_WEIGHTS"], None);
    check(
        "detect",
        &["EVENFACE_DATA"],
        Some("detect: expected EVENFACE_WEIGHTS to name a folder (see CONTRIBUTING.md)"),
    );
}
