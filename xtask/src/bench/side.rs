//! A process that speaks the line protocol: `ready`, then seconds for every line it is sent, at the end `peak_bytes N`.

use std::fs;
use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};

use super::table::Measured;

/// Processor time is counted in hundredths of a second by Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// A side that is warm and waits.
pub struct RunningSide {
    name: &'static str,
    process: Child,
    requests: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    seconds: Vec<f64>,
    idle: Idle,
}

/// What a side costs while another one computes: it should sleep.
#[derive(Default)]
struct Idle {
    since: Option<(Instant, f64)>,
    waited_seconds: f64,
    processor_seconds: f64,
}

impl RunningSide {
    /// Starts the process and waits until it is ready.
    pub fn start(name: &'static str, mut command: Command) -> anyhow::Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{name}: could not start {command:?}"))?;
        let requests = process.stdin.take().context("no standard input")?;
        let answers = BufReader::new(process.stdout.take().context("no standard output")?).lines();
        let mut side = Self { name, process, requests, answers, seconds: Vec::new(), idle: Idle::default() };
        match side.answer()?.as_str() {
            "ready" => Ok(side),
            other => bail!("{name}: expected 'ready', found '{other}'"),
        }
    }

    /// One repetition.
    pub fn repeat(&mut self) -> anyhow::Result<()> {
        self.idle.end(self.process.id());
        writeln!(self.requests).with_context(|| format!("{}: could not ask for a repetition", self.name))?;
        let answer = self.answer()?;
        let seconds: f64 =
            answer.trim().parse().with_context(|| format!("{}: expected seconds, found '{answer}'", self.name))?;
        if !(seconds.is_finite() && seconds > 0.0) {
            bail!("{}: expected seconds above 0, found {seconds}", self.name);
        }
        self.seconds.push(seconds);
        Ok(())
    }

    /// Begins to watch whether the process sleeps, until its next repetition.
    pub fn wait(&mut self) {
        self.idle.begin(self.process.id());
    }

    /// Ends the input and reads the peak memory.
    pub fn finish(mut self) -> anyhow::Result<Measured> {
        self.idle.end(self.process.id());
        drop(self.requests);
        let last = next_line(&mut self.answers, self.name)?;
        let peak_bytes = last.strip_prefix("peak_bytes ").and_then(|number| number.trim().parse::<u64>().ok());
        let peak_bytes =
            peak_bytes.with_context(|| format!("{}: expected 'peak_bytes N', found '{last}'", self.name))?;
        let status = self.process.wait()?;
        if !status.success() {
            bail!("{}: ended with {status}", self.name);
        }
        let peak_bytes = (peak_bytes > 0).then_some(peak_bytes);
        Ok(Measured { name: self.name, seconds: self.seconds, peak_bytes, idle_share: self.idle.share() })
    }

    fn answer(&mut self) -> anyhow::Result<String> {
        next_line(&mut self.answers, self.name)
    }
}

fn next_line(answers: &mut Lines<BufReader<ChildStdout>>, name: &str) -> anyhow::Result<String> {
    let line = answers.next().with_context(|| format!("{name}: ended early; what it said is above"))?;
    line.with_context(|| format!("{name}: could not be read"))
}

impl Idle {
    fn begin(&mut self, process: u32) {
        self.since = processor_seconds(process).map(|used| (Instant::now(), used));
    }

    fn end(&mut self, process: u32) {
        if let (Some((since, used_before)), Some(used)) = (self.since.take(), processor_seconds(process)) {
            self.waited_seconds += since.elapsed().as_secs_f64();
            self.processor_seconds += used - used_before;
        }
    }

    /// Processors kept busy while waiting.
    fn share(&self) -> Option<f64> {
        (self.waited_seconds > 0.0).then(|| self.processor_seconds / self.waited_seconds)
    }
}

/// Processor time of all threads of a process, where the system tells it as Linux does.
fn processor_seconds(process: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in brackets may hold spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11..13)?.iter().filter_map(|field| field.parse::<f64>().ok()).sum::<f64>();
    Some(ticks / TICKS_PER_SECOND)
}
