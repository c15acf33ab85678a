//! Finding faces: pictures one after the other, in batches, and from files.

use super::{Setting, invocation, memory, ours, peer, rate};
use crate::bench::contest::{Contest, Malloc, Program};
use crate::bench::table::Bar;

const PEER: &str = "facenet-pytorch";

/// What is asked for everywhere.
const BAR: Option<Bar> = Some(Bar { least: 5.0, aim: None });

/// Kinds of pictures and how many of each are in a repetition, so that the peer takes about a second.
const EACH: [(&str, &str, usize); 8] = [
    ("london", "london 1350x1350", 4),
    ("cmu-faces", "cmu-faces 128x120", 60),
    ("640x480-1", "640x480, 1 face", 12),
    ("640x480-4", "640x480, 4 faces", 12),
    ("640x480-16", "640x480, 16 faces", 12),
    ("1920x1080-1", "1920x1080, 1 face", 2),
    ("1920x1080-4", "1920x1080, 4 faces", 2),
    ("1920x1080-16", "1920x1080, 16 faces", 2),
];

/// The same for batches of eight.
const BATCHES: [(&str, &str, usize); 2] =
    [("cmu-faces", "cmu-faces 128x120", 64), ("640x480-4", "640x480, 4 faces", 16)];

/// Files in a repetition, as the example copies them.
const N_FILES: usize = 50;

/// All of them.
pub fn detection(setting: &Setting<'_>) -> Vec<Contest> {
    let each = EACH.map(|(kind, name, n)| contest(setting, "each", &format!("{kind}-{n}"), (name, n)));
    let batches = BATCHES.map(|(kind, name, n)| {
        contest(setting, "batches", &format!("{kind}-{n}"), (&format!("{name}, batches of 8"), n))
    });
    let files = contest(setting, "files", "files", ("files: decode, find, crop to 224", N_FILES));
    each.into_iter().chain(batches).chain([files]).collect()
}

fn contest(setting: &Setting<'_>, which: &str, kind: &str, (name, n_pictures): (&str, usize)) -> Contest {
    let n_threads = setting.n_threads.to_string();
    let folder = setting.scratch.join(kind).display().to_string();
    let program = Program::Example { package: "detect", example: "detect_speed" };
    let work = format!("{name}, {n_threads} threads");
    Contest {
        name: name.to_owned(),
        preparations: vec![invocation(program, &["pictures", kind, &folder])],
        sides: vec![
            ours("detect", "detect_speed", &[which, &folder, &n_threads]),
            peer(PEER, "detect.py", Malloc::Stock, &[which, &folder, &n_threads]),
        ],
        rows: vec![
            rate(work.clone(), "images/s", n_pictures, &[PEER], BAR),
            memory(format!("peak memory, {work}"), &[PEER], None),
        ],
    }
}
