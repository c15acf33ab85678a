//! A training update and an evaluation of the network on random pictures of 224 px.

use super::{Setting, bar, invocation, memory, ours, peer, rate};
use crate::bench::contest::{Contest, Malloc, Program, Side};
use crate::bench::table::{Bar, Row};

const EAGER: &str = "PyTorch eager";
const EAGER_TUNED: &str = "PyTorch eager, tuned malloc";
const COMPILED: &str = "PyTorch compiled";
const COMPILED_TUNED: &str = "PyTorch compiled, tuned malloc";
const BF16: &str = "PyTorch eager, bf16";
const ONNX_RUNTIME: &str = "ONNX Runtime";

const IMAGES: &str = "images/s";

/// Evaluations in one repetition, by batch: enough that a repetition is long beside the waking of threads.
const EVALUATIONS: [(usize, usize); 2] = [(32, 4), (1, 32)];

/// Batch 32 against everything PyTorch can do, batch 8 against its usual and its best.
pub fn training(setting: &Setting<'_>) -> Vec<Contest> {
    let all = [
        (EAGER, "eager", Malloc::Stock),
        (EAGER_TUNED, "eager", Malloc::Tuned),
        (COMPILED, "compiled", Malloc::Stock),
        (COMPILED_TUNED, "compiled", Malloc::Tuned),
        (BF16, "bf16", Malloc::Stock),
    ];
    let few = [all[0], all[1], all[3]];
    vec![
        training_of(setting, 32, &all, training_rows_32(setting)),
        training_of(setting, 8, &few, training_rows_8(setting)),
    ]
}

fn training_of(setting: &Setting<'_>, batch: usize, peers: &[(&'static str, &str, Malloc)], rows: Vec<Row>) -> Contest {
    let (batch, n_threads) = (batch.to_string(), setting.n_threads.to_string());
    let peers = peers.iter().map(|(name, kind, malloc)| peer(name, "train.py", *malloc, &[kind, &batch, &n_threads]));
    let ours = ours("network", "network_speed", &["train", &batch, &n_threads, "1"]);
    let sides: Vec<Side> = std::iter::once(ours).chain(peers).collect();
    Contest { name: format!("training update, batch {batch}"), preparations: Vec::new(), sides, rows }
}

fn training_rows_32(setting: &Setting<'_>) -> Vec<Row> {
    let fp32 = [EAGER, EAGER_TUNED, COMPILED, COMPILED_TUNED];
    let work = |what: &str| work(what, 32, setting);
    vec![
        rate(work("training update, best peer"), IMAGES, 32, &fp32, Some(bar(1.5, 2.0))),
        rate(work("training update, peer as installed"), IMAGES, 32, &[EAGER], Some(bar(2.2, 3.0))),
        rate(work("training update, peer in bf16"), IMAGES, 32, &[BF16], None),
        memory(work("peak memory of training"), &[EAGER], Some(Bar { least: 2.0, aim: None })),
        memory(work("peak memory of training, least peer"), &fp32, None),
    ]
}

fn training_rows_8(setting: &Setting<'_>) -> Vec<Row> {
    let fp32 = [EAGER, EAGER_TUNED, COMPILED_TUNED];
    let work = |what: &str| work(what, 8, setting);
    vec![
        rate(work("training update, best peer"), IMAGES, 8, &fp32, None),
        rate(work("training update, peer as installed"), IMAGES, 8, &[EAGER], None),
        memory(work("peak memory of training"), &[EAGER], None),
    ]
}

/// Batch 32 and batch 1.
pub fn inference(setting: &Setting<'_>) -> Vec<Contest> {
    EVALUATIONS.iter().map(|&(batch, n)| inference_of(setting, batch, n)).collect()
}

fn inference_of(setting: &Setting<'_>, batch: usize, n: usize) -> Contest {
    let file = setting.scratch.join(format!("batch-{batch}.onnx")).display().to_string();
    let export = invocation(Program::Script("infer.py"), &["export", &file]);
    let [b, n_threads, times] = [batch, setting.n_threads, n].map(|number| number.to_string());
    let sides = vec![
        ours("network", "network_speed", &["infer", &b, &n_threads, &times]),
        peer(ONNX_RUNTIME, "infer.py", Malloc::Stock, &[&file, &b, &n_threads, &times]),
        peer(EAGER, "infer.py", Malloc::Stock, &["eager", &b, &n_threads, &times]),
        peer(EAGER_TUNED, "infer.py", Malloc::Tuned, &["eager", &b, &n_threads, &times]),
    ];
    let rows = vec![
        rate(work("inference", batch, setting), IMAGES, batch * n, &[ONNX_RUNTIME], Some(bar(1.0, 1.25))),
        rate(work("inference", batch, setting), IMAGES, batch * n, &[EAGER, EAGER_TUNED], None),
        memory(work("peak memory of inference", batch, setting), &[ONNX_RUNTIME], None),
    ];
    Contest { name: format!("inference, batch {batch}"), preparations: vec![export], sides, rows }
}

fn work(what: &str, batch: usize, setting: &Setting<'_>) -> String {
    format!("{what}, batch {batch}, {} threads", setting.n_threads)
}
