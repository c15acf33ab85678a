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
    let stopping = |rule| Recipe { early_stopping: Some(rule), ..default() };
    let step = |factor, every| Schedule::Step { factor, every };
    let plateau = |factor, threshold| Schedule::Plateau { factor, patience: 1, threshold };
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
        ("accumulate", Recipe { accumulate: 0, ..default() }),
        ("clip_norm", Recipe { clip_norm: Some(0.0), ..default() }),
        ("clip_norm", Recipe { clip_norm: Some(f64::INFINITY), ..default() }),
        ("mixup_alpha", Recipe { mixup_alpha: -0.1, ..default() }),
        ("ema_decay", Recipe { ema_decay: Some(1.0), ..default() }),
        ("ema_decay", Recipe { ema_decay: Some(0.0), ..default() }),
        ("checkpoint_every", Recipe { checkpoint_every: Some(0), ..default() }),
        ("early_stopping.patience", stopping(EarlyStopping { patience: 0, ..EarlyStopping::default() })),
        ("early_stopping.min_delta", stopping(EarlyStopping { min_delta: f64::NAN, ..EarlyStopping::default() })),
        ("early_stopping.held_out_share", stopping(EarlyStopping { held_out_share: 0.6, ..EarlyStopping::default() })),
        ("schedule.step.factor", Recipe { schedule: step(1.0, Every::Epochs(1)), ..default() }),
        ("schedule.step.every", Recipe { schedule: step(0.5, Every::Epochs(0)), ..default() }),
        ("schedule.step.every", Recipe { schedule: step(0.5, Every::Share(1.5)), ..default() }),
        ("schedule.plateau.factor", Recipe { schedule: plateau(-0.5, 0.0), ..stopping(EarlyStopping::default()) }),
        ("schedule.plateau.threshold", Recipe { schedule: plateau(0.5, 1.0), ..stopping(EarlyStopping::default()) }),
        ("schedule", Recipe { schedule: plateau(0.5, 0.0), ..default() }),
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
fn new_fields_are_off_by_default_and_come_back_from_toml() {
    let default = Recipe::default();
    assert_eq!((default.accumulate, default.mixup_alpha.to_bits()), (1, 0.0_f64.to_bits()));
    assert_eq!((default.clip_norm, default.ema_decay, default.checkpoint_every), (None, None, None));
    assert_eq!(default.early_stopping, None);
    let text = "accumulate = 4\nclip_norm = 1.0\nmixup_alpha = 0.2\nema_decay = 0.999\ncheckpoint_every = 50\n\
                early_stopping = { patience = 3 }\nschedule = { plateau = { factor = 0.1, patience = 2, threshold = 1e-4 } }";
    let recipe: Recipe = toml::from_str(text).unwrap();
    assert_eq!(recipe.check(), Ok(()));
    assert_eq!(recipe.early_stopping, Some(EarlyStopping { patience: 3, min_delta: 0.0, held_out_share: 0.1 }));
    assert_eq!(toml::from_str::<Recipe>(&toml::to_string(&recipe).unwrap()).unwrap(), recipe);
    for every in [Every::Epochs(10), Every::Share(0.3)] {
        let recipe = Recipe { schedule: Schedule::Step { factor: 0.1, every }, ..Recipe::default() };
        assert_eq!(toml::from_str::<Recipe>(&toml::to_string(&recipe).unwrap()).unwrap(), recipe);
    }
    let step = "schedule = { step = { factor = 0.5, every = { epochs = 3 } } }";
    let schedule = Schedule::Step { factor: 0.5, every: Every::Epochs(3) };
    assert_eq!(toml::from_str::<Recipe>(step).unwrap(), Recipe { schedule, ..Recipe::default() });
}
