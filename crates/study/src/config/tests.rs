//! A configuration means what it says, or is refused with the field's name.

use super::*;

#[track_caller]
fn check(text: &str, expected: &str) {
    let found = StudyConfig::from_toml(text).map_or_else(|error| error.to_string(), |_| "fine".to_owned());
    assert!(found.contains(expected), "expected `{expected}` in: {found}");
}

#[test]
fn values_outside_their_range_are_named() {
    check("", "fine");
    check("format = 2", "format = 2");
    check("epochs = 3", "unknown field `epochs`");
    check("seeds = []", "seeds is []");
    check("seeds = [1, 1]", "each once");
    check("name = \"../x\"", "name is");
    check("[data.partition]\ntest_fraction = 1.5", "data.partition.test_fraction is 1.5");
    check("[detect]\ncrop_px = 8", "detect.crop_px is 8");
    check("[synthetic]\nkinds = [\"sword\"]", "sword");
    check("[synthetic]\ntrain_per_class = 0", "synthetic.train_per_class is 0");
    check("[train]\ninput_px = 3", "input_px");
}

#[test]
fn the_resolved_text_reads_back_as_itself() {
    for config in [StudyConfig::default(), StudyConfig::phantom()] {
        assert_eq!(StudyConfig::from_toml(&config.to_toml()).unwrap(), config);
    }
}

#[test]
fn every_published_configuration_can_be_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let configs: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    assert!(configs.len() >= 2);
    for path in configs {
        let text = std::fs::read_to_string(&path).unwrap();
        StudyConfig::from_toml(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
