//! Tests of the table of layers and of the check against it.

use serde_json::json;

use super::*;

fn layer_of(name: &str) -> Layer {
    TABLE.iter().find(|row| row.name == name).unwrap().layer
}

#[test]
fn the_table_points_one_way() {
    for row in TABLE {
        for used in row.uses {
            let is_composition = row.name == "study" && layer_of(used) == Verb;
            let is_noun_of_noun = row.layer == Noun && layer_of(used) == Noun;
            let is_surface_of_surface = row.name == "cli" && layer_of(used) == Surface;
            assert!(
                layer_of(used) < row.layer || is_composition || is_noun_of_noun || is_surface_of_surface,
                "{} uses {used}",
                row.name
            );
        }
    }
}

#[test]
fn a_crate_without_burn_uses_only_crates_without_burn() {
    for row in TABLE.iter().filter(|row| row.burn == Without) {
        let with_burn = |used: &&&str| TABLE.iter().any(|other| other.name == **used && other.burn == With);
        assert_eq!(row.uses.iter().find(with_burn), None, "{}", row.name);
    }
}

#[track_caller]
fn check_table(crates: &[(&str, &[&str])], expected: &[&str]) {
    let problems: Vec<_> = check(&Graph::of(crates)).iter().map(ToString::to_string).collect();
    assert_eq!(problems, expected);
}

#[test]
fn what_the_table_allows_passes() {
    check_table(&[("faces", &["serde"]), ("network", &["burn", "faces"]), ("xtask", &["anyhow"])], &[]);
}

#[test]
fn what_the_table_does_not_allow_is_named() {
    check_table(
        &[("audit", &["faces", "pixels"]), ("faces", &[]), ("pixels", &[])],
        &["crate audit: this verb must not use pixels"],
    );
    check_table(&[("train", &["detect"]), ("detect", &[])], &["crate train: this verb must not use detect"]);
    check_table(&[("faces", &["cli"]), ("cli", &[])], &["crate faces: this noun must not use cli"]);
    check_table(&[("xtask", &["faces"]), ("faces", &[])], &["crate xtask: this chore must not use faces"]);
    check_table(&[("audit", &["csv"])], &["crate audit: opens no file, so must not use csv"]);
    check_table(
        &[("helpers", &[])],
        &["crate helpers: not in the table of layers; add it to xtask/src/tidy/layers.rs"],
    );
}

#[test]
fn burn_is_found_through_other_packages() {
    check_table(&[("kernels", &["burn-std"])], &["crate kernels: must compile without burn, but reaches burn-std"]);
    let metadata = json!({
        "workspace_members": ["p"],
        "packages": [
            {"id": "p", "name": "pixels", "source": null, "dependencies": [{"name": "middle"}, {"name": "burn"}]},
            {"id": "m", "name": "middle", "source": "registry", "dependencies": []},
            {"id": "b", "name": "burn", "source": "registry", "dependencies": []},
        ],
        "resolve": {"nodes": [
            {"id": "p", "deps": [
                {"pkg": "m", "dep_kinds": [{"kind": null}]},
                {"pkg": "b", "dep_kinds": [{"kind": "dev"}]},
            ]},
            {"id": "m", "deps": []},
            {"id": "b", "deps": []},
        ]},
    });
    assert_eq!(check(&Graph::parse(&metadata).unwrap()), []);
    let mut through_middle = metadata;
    through_middle["resolve"]["nodes"][1]["deps"] = json!([{"pkg": "b", "dep_kinds": [{"kind": "build"}]}]);
    let problems = check(&Graph::parse(&through_middle).unwrap());
    assert_eq!(problems[0].to_string(), "crate pixels: must compile without burn, but reaches burn");
}
