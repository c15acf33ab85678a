//! Whole epochs from picture files, and the augmentation alone.

use super::{Setting, bar, invocation, memory, ours, peer, rate};
use crate::bench::contest::{Contest, Malloc, Program};
use crate::bench::table::Bar;

const LOADER: &str = "torchvision, DataLoader, PyTorch eager";
const TORCHVISION: &str = "torchvision on PIL pictures";

/// Numbers of files; the cost should grow with them in proportion. The bar is for the larger one. As in most sets, the last
/// batch of a pass is a smaller one, which may ask for other memory.
const N_FILES: [usize; 2] = [500, 250];

/// Pictures in a repetition of the augmentation, as both programs have it.
const N_FACES: usize = 64;

/// The first epoch, which decodes, and a later one, for two numbers of files.
pub fn epochs(setting: &Setting<'_>) -> Vec<Contest> {
    N_FILES.iter().flat_map(|&n| ["first", "later"].map(|which| epoch(setting, which, n))).collect()
}

fn epoch(setting: &Setting<'_>, which: &str, n_files: usize) -> Contest {
    let n_threads = setting.n_threads.to_string();
    let folder = setting.scratch.join(format!("{which}-{n_files}")).display().to_string();
    let program = Program::Example { package: "train", example: "epoch_speed" };
    let bar = (n_files == N_FILES[0]).then_some(bar(2.0, 3.0));
    let work = format!("{which} epoch, {n_files} files, {n_threads} threads");
    Contest {
        name: format!("{which} epoch, {n_files} files"),
        preparations: vec![invocation(program, &["pictures", &folder, &n_files.to_string()])],
        sides: vec![
            ours("train", "epoch_speed", &[which, &folder, &n_threads]),
            peer(LOADER, "epoch.py", Malloc::Stock, &[which, &folder, &n_threads]),
        ],
        rows: vec![
            rate(work.clone(), "images/s", n_files, &[LOADER], bar),
            memory(format!("peak memory, {work}"), &[LOADER], bar.map(|_| Bar { least: 2.0, aim: None })),
        ],
    }
}

/// The paper's list on pictures in memory. More than one thread is that many processes for the peer.
pub fn augmentation(setting: &Setting<'_>) -> Vec<Contest> {
    let n_threads = setting.n_threads.to_string();
    let work = format!("augmentation, {n_threads} threads");
    let bar = Some(Bar { least: 3.0, aim: None });
    vec![Contest {
        name: "augmentation".to_owned(),
        preparations: Vec::new(),
        sides: vec![
            ours("train", "augment_speed", &[&n_threads]),
            peer(TORCHVISION, "augment.py", Malloc::Stock, &[&n_threads]),
        ],
        rows: vec![rate(work, "faces/s", N_FACES, &[TORCHVISION], bar)],
    }]
}
