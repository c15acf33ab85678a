//! What a person sees while something runs: bars on a terminal, nothing when quiet.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use study::{Observer, Stage};
use train::{HistoryRow, StepReport};

use crate::dashboard::Dashboard;
use crate::printed;

const PICTURES: &str = "{prefix:>13} {bar:24} {human_pos}/{human_len} {rate:>12} {eta:>4} left  {wide_msg}";
const BYTES: &str = "{bar:24} {bytes}/{total_bytes} {bytes_per_sec} {eta} left  {wide_msg}";
/// How often a bar is drawn anew.
const TICK: Duration = Duration::from_millis(200);

/// Whether progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loudness {
    /// Bars and remarks.
    Shown,
    /// Neither.
    Quiet,
}

/// Draws a bar per stage on stderr, and says how long each took.
#[derive(Debug)]
pub struct Progress {
    loudness: Loudness,
    current: Mutex<Option<(ProgressBar, String, Instant)>>,
    /// While a model is trained on a terminal, in place of the bar.
    dashboard: Mutex<Option<Dashboard>>,
}

impl Progress {
    /// Silent where `loudness` says so; bars are left out where stderr is no terminal.
    pub fn new(loudness: Loudness) -> Self {
        Self { loudness, current: Mutex::new(None), dashboard: Mutex::new(None) }
    }

    /// A bar that counts pictures.
    pub fn bar(&self, word: &'static str, n_total: usize) -> ProgressBar {
        if self.loudness == Loudness::Quiet {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(n_total as u64).with_style(style(PICTURES)).with_prefix(word);
        bar.enable_steady_tick(TICK);
        bar
    }

    /// The dashboard of a training run, where there is a person at a terminal.
    fn dashboard_for(&self, stage: Stage, detail: &str) -> Option<Dashboard> {
        let is_watched = self.loudness == Loudness::Shown && std::io::stderr().is_terminal();
        if stage == Stage::Train && is_watched { Dashboard::start(detail) } else { None }
    }

    /// A bar that counts bytes.
    pub fn download_bar(&self) -> ProgressBar {
        match self.loudness {
            Loudness::Quiet => ProgressBar::hidden(),
            Loudness::Shown => ProgressBar::new(0).with_style(style(BYTES)),
        }
    }
}

impl Observer for Progress {
    fn begin(&self, stage: Stage, detail: &str, n_total: usize) {
        let dashboard = self.dashboard_for(stage, detail);
        let bar = if dashboard.is_some() { ProgressBar::hidden() } else { self.bar(stage.word(), n_total) };
        if let Ok(mut current) = self.dashboard.lock() {
            *current = dashboard;
        }
        bar.set_message(detail.to_owned());
        if let Ok(mut current) = self.current.lock() {
            *current = Some((bar, format!("{} {detail}", stage.word()), Instant::now()));
        }
    }

    fn advance(&self, n_pictures: usize, note: Option<&str>) {
        if let Ok(current) = self.current.lock()
            && let Some((bar, ..)) = current.as_ref()
        {
            bar.inc(n_pictures as u64);
            if let Some(note) = note {
                bar.set_message(note.to_owned());
            }
        }
    }

    fn step(&self, _model: &str, _seed: u64, report: &StepReport) {
        if let Ok(mut dashboard) = self.dashboard.lock()
            && let Some(dashboard) = dashboard.as_mut()
        {
            dashboard.step(report);
        }
    }

    fn epoch(&self, _model: &str, _seed: u64, rows: &[HistoryRow]) {
        if let Ok(mut dashboard) = self.dashboard.lock()
            && let Some(dashboard) = dashboard.as_mut()
        {
            dashboard.epoch(rows);
        }
    }

    fn wall_time(&self) -> Option<f64> {
        Some(jiff::Timestamp::now().as_duration().as_secs_f64())
    }

    fn end(&self) {
        if let Ok(mut dashboard) = self.dashboard.lock() {
            dashboard.take();
        }
        let Ok(Some((bar, what, started))) = self.current.lock().map(|mut current| current.take()) else { return };
        let seconds = started.elapsed().as_secs_f64();
        let n_done = bar.position();
        bar.finish_and_clear();
        self.say(&format!("{}: {n_done} pictures in {seconds:.1} s", what.trim()));
    }

    fn say(&self, sentence: &str) {
        if self.loudness == Loudness::Shown {
            printed::message(sentence);
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    let rate = |state: &ProgressState, line: &mut dyn std::fmt::Write| {
        // A bar that cannot be written has nobody to look at it.
        let _ = write!(line, "{:.0} images/s", state.per_sec());
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("rate", rate)
}
