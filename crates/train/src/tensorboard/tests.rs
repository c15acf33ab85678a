//! Tests of `tensorboard`: known checksums and bytes, damage, resumption. `reference/tensorboard_events.py` reads a whole
//! file back with the `tensorboard` package.

use std::collections::BTreeMap;

use super::*;

/// The values of every tag in the event file of a run, by step.
pub(crate) fn scalars(run_dir: &Path) -> BTreeMap<String, Vec<(i64, f32)>> {
    let bytes = fs::read(run_dir.join(FILE)).unwrap();
    let events: Vec<Event> = records(&bytes).map(|bytes| Event::decode(bytes).unwrap()).collect();
    assert_eq!(events.iter().map(|event| framed(&event.encode_to_vec()).len()).sum::<usize>(), bytes.len());
    assert_eq!(events[0].file_version.as_deref(), Some(FILE_VERSION));
    let mut scalars: BTreeMap<String, Vec<(i64, f32)>> = BTreeMap::new();
    for event in events {
        for value in event.summary.into_iter().flat_map(|summary| summary.values) {
            scalars.entry(value.tag).or_default().push((event.step, value.simple_value.unwrap()));
        }
    }
    scalars
}

fn report(update: usize) -> StepReport {
    StepReport {
        epoch: 1,
        n_epochs: 1,
        update,
        n_updates: 9,
        n_pictures_done: update,
        n_pictures_total: 9,
        loss: 0.5 * update as f64,
        gradient_norm: 0.0,
        learning_rate: 0.25,
        backbone_learning_rate: 0.125,
    }
}

fn row(epoch: usize) -> HistoryRow {
    HistoryRow {
        epoch,
        split: Part::Train,
        loss: 2.0,
        n_correct: 1,
        n_faces: 4,
        learning_rate: 0.1,
        seconds: None,
        kept: false,
    }
}

const START: Reached = Reached { n_updates: 0, n_epochs: 0 };

/// The vectors of RFC 3720, appendix B.4.
#[test]
fn checksums_are_those_of_the_standard() {
    let rising: Vec<u8> = (0..32).collect();
    let falling: Vec<u8> = (0..32).rev().collect();
    for (bytes, crc) in [
        (&[0; 32][..], 0x8a91_36aa_u32),
        (&[0xff; 32], 0x62a8_ab43),
        (&rising, 0x46dd_794e),
        (&falling, 0x113f_db5c),
        (b"123456789", 0xe306_9283),
    ] {
        assert_eq!(crc32c::crc32c(bytes), crc);
        let masked = masked_crc(bytes).wrapping_sub(0xa282_ead8);
        assert_eq!(masked.rotate_left(15), crc);
    }
}

/// The records that the writer of `TensorBoard` 2.21 writes for the same events,
/// from `reference/tensorboard_events.py`.
#[test]
fn records_are_tensorboards_bytes() {
    let json: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/reference/tensorboard_events.json")).unwrap();
    let hexadecimal = |bytes: Vec<u8>| bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let wall_time = json["wall_time"].as_f64();
    let version = Event { file_version: Some(FILE_VERSION.to_owned()), ..Event::now(0, wall_time) };
    assert_eq!(hexadecimal(framed(&version.encode_to_vec())), json["version"].as_str().unwrap());
    for case in json["scalars"].as_array().unwrap() {
        let values = vec![Value::new(case["tag"].as_str().unwrap().to_owned(), case["value"].as_f64().unwrap())];
        let step = case["step"].as_u64().unwrap() as usize;
        let event = Event { summary: Some(Summary { values }), ..Event::now(step, wall_time) };
        assert_eq!(hexadecimal(framed(&event.encode_to_vec())), case["record"].as_str().unwrap());
    }
}

#[test]
fn a_zero_is_a_value() {
    let run_dir = tempfile::tempdir().unwrap();
    Events::open(run_dir.path(), START, None).unwrap().step(&report(1), None).unwrap();
    assert_eq!(scalars(run_dir.path())["train/gradient_norm"], [(1, 0.0)]);
}

#[test]
fn what_will_be_done_again_is_dropped_and_damage_with_it() {
    let run_dir = tempfile::tempdir().unwrap();
    let mut events = Events::open(run_dir.path(), START, Some(1.5)).unwrap();
    for update in 1..=6 {
        events.step(&report(update), Some(update as f64)).unwrap();
        if update % 2 == 0 {
            events.epoch(&[row(update / 2)], None).unwrap();
        }
    }
    events.file.write_all(&[1, 2, 3]).unwrap();
    let again = Events::open(run_dir.path(), Reached { n_updates: 4, n_epochs: 2 }, Some(9.0)).unwrap();
    drop(again);
    let found = scalars(run_dir.path());
    assert_eq!(found["train/loss"], [(1, 0.5), (2, 1.0), (3, 1.5), (4, 2.0)]);
    assert_eq!(found["epoch/train_accuracy"], [(1, 0.25), (2, 0.25)]);
    Events::open(run_dir.path(), START, None).unwrap();
    assert!(scalars(run_dir.path()).is_empty());
}

#[test]
fn a_flipped_bit_ends_the_file() {
    let whole = [framed(b"first"), framed(b"second"), framed(b"third")].concat();
    assert!(records(&whole).eq([&b"first"[..], b"second", b"third"]));
    for i in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[i] ^= 4;
        let n = records(&damaged).count();
        assert_eq!(
            n,
            [5, 6, 5]
                .iter()
                .scan(0, |end, n| {
                    *end += n + 16;
                    Some(*end)
                })
                .filter(|end| *end <= i)
                .count()
        );
    }
}
