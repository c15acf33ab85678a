//! `TensorBoard` event files: the framing of `TFRecord` and the few fields of TensorFlow's `event.proto` that scalars need.

#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use faces::files::{WriteError, write_atomically};
use prost::Message;

#[cfg(test)]
pub(crate) use self::tests::scalars;
use crate::history::{HistoryRow, Part};
use crate::observer::StepReport;

/// `TensorBoard` reads every file whose name contains `tfevents`.
const FILE: &str = "events.out.tfevents.evenface";

/// What the first record of a file says.
const FILE_VERSION: &str = "brain.Event:2";

/// Tags of this prefix have epochs as steps, all others updates.
const EPOCH_PREFIX: &str = "epoch/";

/// How far a run was when its last checkpoint was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) n_updates: usize,
    pub(crate) n_epochs: usize,
}

/// The events of a run, one file that every update appends to.
#[derive(Debug)]
pub(crate) struct Events {
    path: PathBuf,
    file: File,
}

impl Events {
    /// Opens the event file of a run folder, without the events that a resumed run will write again and without a record
    /// that a killed run left half written. Wall times are seconds since 1970, 0 where there is no clock.
    pub(crate) fn open(run_dir: &Path, reached: Reached, wall_time: Option<f64>) -> Result<Self, WriteError> {
        let path = run_dir.join(FILE);
        let written = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            result => result.map_err(at(&path))?,
        };
        let version = Event { file_version: Some(FILE_VERSION.to_owned()), ..Event::now(0, wall_time) };
        let mut kept = framed(&version.encode_to_vec());
        let events = records(&written).filter_map(|bytes| Some((bytes, Event::decode(bytes).ok()?)));
        for (bytes, _) in events.filter(|(_, event)| event.is_before(reached)) {
            kept.extend(framed(bytes));
        }
        write_atomically(&path, kept)?;
        let file = OpenOptions::new().append(true).open(&path).map_err(at(&path))?;
        Ok(Self { path, file })
    }

    /// Appends the loss, the norm of the gradients and the learning rates of an update.
    pub(crate) fn step(&mut self, report: &StepReport, wall_time: Option<f64>) -> Result<(), WriteError> {
        let values = [
            ("train/loss", report.loss),
            ("train/gradient_norm", report.gradient_norm),
            ("learning_rate/head", report.learning_rate),
            ("learning_rate/backbone", report.backbone_learning_rate),
        ];
        let values = values.map(|(tag, value)| Value::new(tag.to_owned(), value)).to_vec();
        self.append(&Event { summary: Some(Summary { values }), ..Event::now(report.update, wall_time) })
    }

    /// Appends loss and accuracy of every part of the data after an epoch.
    pub(crate) fn epoch(&mut self, rows: &[HistoryRow], wall_time: Option<f64>) -> Result<(), WriteError> {
        let of_row = |row: &HistoryRow| {
            let part = match row.split {
                Part::Train => "train",
                Part::HeldOut => "held_out",
                Part::Val => "val",
            };
            let value = |what: &str, value| Value::new(format!("{EPOCH_PREFIX}{part}_{what}"), value);
            [value("loss", row.loss), value("accuracy", row.accuracy())]
        };
        let Some(first) = rows.first() else { return Ok(()) };
        let values = rows.iter().flat_map(of_row).collect();
        self.append(&Event { summary: Some(Summary { values }), ..Event::now(first.epoch, wall_time) })
    }

    fn append(&mut self, event: &Event) -> Result<(), WriteError> {
        self.file.write_all(&framed(&event.encode_to_vec())).map_err(at(&self.path))
    }
}

/// `Event` of TensorFlow's `event.proto`.
#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(string, optional, tag = "3")]
    file_version: Option<String>,
    #[prost(message, optional, tag = "5")]
    summary: Option<Summary>,
}

/// `Summary` of TensorFlow's `summary.proto`.
#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    values: Vec<Value>,
}

/// `Summary.Value` of TensorFlow's `summary.proto`.
#[derive(Clone, PartialEq, Message)]
struct Value {
    #[prost(string, tag = "1")]
    tag: String,
    // Optional, so that a 0 is written as well: without it a reader finds no value at all.
    #[prost(float, optional, tag = "2")]
    simple_value: Option<f32>,
}

impl Event {
    fn now(step: usize, wall_time: Option<f64>) -> Self {
        Self { wall_time: wall_time.unwrap_or(0.0), step: step as i64, file_version: None, summary: None }
    }

    /// Whether it tells of an update or epoch that need not be done again.
    fn is_before(&self, reached: Reached) -> bool {
        let Some(first) = self.summary.as_ref().and_then(|summary| summary.values.first()) else { return false };
        let is_of_epoch = first.tag.starts_with(EPOCH_PREFIX);
        self.step <= if is_of_epoch { reached.n_epochs } else { reached.n_updates } as i64
    }
}

impl Value {
    fn new(tag: String, value: f64) -> Self {
        Self { tag, simple_value: Some(value as f32) }
    }
}

/// A record: its length, the masked checksum of the length, the bytes, and their masked checksum; all little-endian.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let length = (bytes.len() as u64).to_le_bytes();
    [&length[..], &masked_crc(&length).to_le_bytes(), bytes, &masked_crc(bytes).to_le_bytes()].concat()
}

/// The contents of the records of a file, up to the first that is damaged or not whole.
fn records(mut file: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (record, rest) = first_record(file)?;
        file = rest;
        Some(record)
    })
}

fn first_record(file: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = file.split_first_chunk::<8>()?;
    let (length_crc, rest) = rest.split_first_chunk::<4>()?;
    let n_bytes = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (bytes, rest) = rest.split_at_checked(n_bytes)?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let is_whole = masked_crc(length).to_le_bytes() == *length_crc && masked_crc(bytes).to_le_bytes() == *crc;
    is_whole.then_some((bytes, rest))
}

/// CRC-32C, rotated and shifted, because checksums of data that holds checksums are weak.
fn masked_crc(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError + '_ {
    move |cause| WriteError { path: path.to_owned(), cause }
}
