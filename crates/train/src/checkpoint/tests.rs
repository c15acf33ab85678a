//! Tests of `checkpoint`: round trip, leftovers of killed runs, damage.

use network::state_dict::HostTensor;

use super::*;
use crate::fingerprint::Identity;

fn snapshot(n_passes_done: usize) -> Snapshot {
    let dict = |name: &str, value: f32| {
        let mut dict = StateDict::default();
        dict.insert(name, HostTensor { shape: vec![2], values: vec![value, f32::MIN_POSITIVE / 4.0] });
        dict
    };
    let identity: Identity = toml::from_str(
        "recipe = \"a\"\ntraining_set = \"b\"\nvalidation_set = \"c\"\ninitial_weights = \"d\"\nseed = \"18446744073709551615\"\nnormalisation = \"e\"",
    )
    .unwrap();
    let row = HistoryRow {
        epoch: 1,
        split: crate::history::Part::Train,
        loss: 0.1 + 0.2,
        n_correct: 1,
        n_faces: 2,
        learning_rate: 1e-5,
        seconds: None,
        kept: false,
    };
    let progress = Progress::new(n_passes_done, 7 * n_passes_done, identity, vec![row]);
    Snapshot { weights: dict("w", 0.1), moments: dict("first/w", -0.3), average: None, best: None, progress }
}

fn folders(run_dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(run_dir.join("checkpoints")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_newest_checkpoint_comes_back_to_the_bit() {
    let run_dir = tempfile::tempdir().unwrap();
    let checkpoints = CheckpointFolder::of_run(run_dir.path());
    assert_eq!(checkpoints.load().unwrap(), None);
    for n_passes_done in [1, 2, 2, 10] {
        checkpoints.save(&snapshot(n_passes_done)).unwrap();
        assert_eq!(checkpoints.load().unwrap(), Some(snapshot(n_passes_done)));
        assert_eq!(folders(run_dir.path()), [format!("epoch-{n_passes_done:05}")]);
    }
    checkpoints.clear().unwrap();
    assert_eq!(checkpoints.load().unwrap(), None);
}

#[test]
fn leftovers_of_a_killed_run_do_no_harm() {
    let run_dir = tempfile::tempdir().unwrap();
    let checkpoints = CheckpointFolder::of_run(run_dir.path());
    checkpoints.save(&snapshot(1)).unwrap();
    // Killed while it wrote the second checkpoint.
    let partial = run_dir.path().join("checkpoints/partial");
    fs::create_dir(&partial).unwrap();
    fs::write(partial.join(WEIGHTS_FILE), "half").unwrap();
    assert_eq!(checkpoints.load().unwrap(), Some(snapshot(1)));
    // Killed between the rename of the third and the removal of the second.
    checkpoints.save(&snapshot(2)).unwrap();
    let path = run_dir.path().join("checkpoints");
    fs::rename(path.join("epoch-00002"), path.join("epoch-00003")).unwrap();
    checkpoints.save(&snapshot(2)).unwrap();
    assert_eq!(folders(run_dir.path()), ["epoch-00002"], "what is not newest is removed");
}

#[test]
fn damage_is_named() {
    let run_dir = tempfile::tempdir().unwrap();
    let checkpoints = CheckpointFolder::of_run(run_dir.path());
    let file = |name: &str| run_dir.path().join("checkpoints/epoch-00001").join(name);
    let damage = |name: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        checkpoints.save(&snapshot(1)).unwrap();
        fs::write(file(name), change(fs::read(file(name)).unwrap())).unwrap();
        checkpoints.load().unwrap_err()
    };
    let half = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    assert!(matches!(damage(WEIGHTS_FILE, &half), CheckpointError::Tensors(_)));
    assert!(matches!(damage(MOMENTS_FILE, &half), CheckpointError::Tensors(_)));
    assert!(matches!(damage(PROGRESS_FILE, &half), CheckpointError::NotProgress { .. }));
    let newer = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("format = 2", "format = 3").into_bytes();
    assert!(matches!(damage(PROGRESS_FILE, &newer), CheckpointError::Format { expected: 2, found: 3, .. }));
    fs::remove_file(file(PROGRESS_FILE)).unwrap();
    assert!(matches!(checkpoints.load().unwrap_err(), CheckpointError::Io { .. }));
}
