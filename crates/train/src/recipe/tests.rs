//! Tests of `recipe`: TOML, ranges, the schedule.

use super::*;

#[test]
fn toml_has_defaults_and_refuses_unknown_fields() {
    assert_eq!(toml::from_str::<Recipe>("").unwrap(), Recipe::default());
    let text = "batch = 8\nlength = { updates = 30 }\nupdate_rule = \"sgd\"\n[augmentation]\ncutouts = 0\n";
    let recipe: Recipe = toml::from_str(text).unwrap();
    assert_eq!((recipe.batch, recipe.length, recipe.update_rule), (8, Length::Updates(30), UpdateRule::Sgd));
    assert_eq!(recipe.augmentation, Augmentation { cutouts: 0, ..Augmentation::default() });
    assert_eq!(toml::from_str::<Recipe>(&toml::to_string(&recipe).unwrap()).unwrap(), recipe);
    for wrong in ["batchsize = 8", "[augmentation]\nflips = 1", "length = { steps = 3 }", "schedule = \"step\""] {
        assert!(toml::from_str::<Recipe>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn fields_out_of_range_are_named() {
    let default = Recipe::default;
    assert_eq!(default().check(), Ok(()));
    for (field, wrong) in [
        ("batch", Recipe { batch: 1, ..default() }),
        ("length", Recipe { length: Length::Epochs(0), ..default() }),
        ("backbone_learning_rate", Recipe { backbone_learning_rate: -1.0, ..default() }),
        ("head_learning_rate", Recipe { head_learning_rate: f64::INFINITY, ..default() }),
        ("weight_decay", Recipe { weight_decay: f64::NAN, ..default() }),
        ("momentum", Recipe { momentum: 1.0, ..default() }),
        ("warm_up_share", Recipe { warm_up_share: 1.0, ..default() }),
        ("label_smoothing", Recipe { label_smoothing: 1.0, ..default() }),
        ("input_px", Recipe { input_px: 31, ..default() }),
        (
            "flip_share",
            Recipe { augmentation: Augmentation { flip_share: 2.0, ..Augmentation::default() }, ..default() },
        ),
    ] {
        let error = wrong.check().unwrap_err().to_string();
        assert!(error.contains(&format!("`{field}`")), "{error}");
    }
}

#[test]
fn the_cosine_equals_torch() {
    let json: serde_json::Value = serde_json::from_str(include_str!("../../tests/reference/training.json")).unwrap();
    for (update, expected) in json["cosine"].as_array().unwrap().iter().enumerate() {
        let found = Recipe::default().rate_share(update, 10);
        assert!((found - expected.as_f64().unwrap()).abs() < 1e-12, "{update}: {found}, expected {expected}");
    }
}

#[test]
fn rates_rise_in_the_warm_up_and_fall_after_it() {
    let recipe = Recipe { warm_up_share: 0.2, ..Recipe::default() };
    let shares: Vec<_> = (0..20).map(|update| recipe.rate_share(update, 20)).collect();
    assert_eq!(shares[..5], [0.25, 0.5, 0.75, 1.0, 1.0]);
    assert!(shares[4..].is_sorted_by(|a, b| a > b) && shares[19] > 0.0 && shares[19] < 0.02);
    let constant = Recipe { schedule: Schedule::Constant, ..recipe };
    assert!((4..20).all(|update| constant.rate_share(update, 20) >= 1.0));
}
