//! What a person at a terminal sees while a model is trained: the loss as a curve, and where the run stands.

use std::io::{Stderr, stderr};
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Block, Chart, Dataset, Gauge, GraphType, Paragraph};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use train::{HistoryRow, StepReport};

/// Rows of the terminal that it takes.
const HEIGHT: u16 = 14;

/// Columns of the words beside the curve.
const WORDS: u16 = 38;

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(200);

/// Updates whose mean is one point of the curve, once there are many.
const MOST_POINTS: usize = 200;

/// A model's training as it is drawn.
#[derive(Debug)]
pub struct Training {
    title: String,
    losses: Vec<f64>,
    last: Option<StepReport>,
    epochs: Vec<HistoryRow>,
    /// Pictures that an interrupted run had done before this one.
    n_before: usize,
}

impl Training {
    /// Nothing has been trained yet.
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), losses: Vec::new(), last: None, epochs: Vec::new(), n_before: 0 }
    }

    /// After an update.
    pub fn step(&mut self, report: &StepReport) {
        if self.last.is_none() {
            // The first update of this run is not timed: whatever was done until then belongs to an earlier one.
            self.n_before = report.n_pictures_done;
        }
        self.losses.push(report.loss);
        self.last = Some(*report);
    }

    /// After an epoch.
    pub fn epoch(&mut self, rows: &[HistoryRow]) {
        self.epochs.extend_from_slice(rows);
    }

    /// Draws curve, words and bar; `seconds` have passed since the first update.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, seconds: f64) {
        let [upper, bar] = Layout::vertical([Constraint::Min(4), Constraint::Length(1)]).areas(area);
        let [curve, words] = Layout::horizontal([Constraint::Min(20), Constraint::Length(WORDS)]).areas(upper);
        self.draw_curve(frame, curve);
        frame.render_widget(Paragraph::new(self.words(seconds)).block(Block::bordered().title("now")), words);
        frame.render_widget(self.bar(seconds), bar);
    }

    fn draw_curve(&self, frame: &mut Frame<'_>, area: Rect) {
        let points = self.points();
        let greatest = points.iter().fold(0.1_f64, |greatest, (_, loss)| greatest.max(*loss));
        let n_updates = self.last.map_or(1, |last| last.n_updates) as f64;
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let curve = Dataset::default().marker(Marker::Braille).graph_type(GraphType::Line).data(&points).style(bold);
        let labels = |end: f64, digits: usize| [Line::from("0"), Line::from(format!("{end:.digits$}"))];
        let chart = Chart::new(vec![curve])
            .block(Block::bordered().title(format!("{}: training loss by update", self.title)))
            .x_axis(Axis::default().bounds([0.0, n_updates]).labels(labels(n_updates, 0)))
            .y_axis(Axis::default().bounds([0.0, greatest * 1.05]).labels(labels(greatest * 1.05, 2)));
        frame.render_widget(chart, area);
    }

    /// The curve: means over neighbouring updates, at most [`MOST_POINTS`].
    fn points(&self) -> Vec<(f64, f64)> {
        let first = self.last.map_or(0, |last| last.update.saturating_sub(self.losses.len()));
        let width = self.losses.len().div_ceil(MOST_POINTS).max(1);
        let mean = |(i, part): (usize, &[f64])| {
            let middle = (first + i * width) as f64 + (part.len() + 1) as f64 / 2.0;
            (middle, part.iter().sum::<f64>() / part.len() as f64)
        };
        self.losses.chunks(width).enumerate().map(mean).collect()
    }

    fn words(&self, seconds: f64) -> Vec<Line<'_>> {
        let Some(last) = self.last else { return vec![Line::from("waiting for the first update")] };
        let row =
            |name: &'static str, value: String| Line::from(vec![Span::raw(format!("{name:<15}")), Span::raw(value)]);
        let mut lines = vec![
            row("epoch", format!("{} of {}", last.epoch, last.n_epochs)),
            row("update", format!("{} of {}", last.update, last.n_updates)),
            row("loss", format!("{:.3}", last.loss)),
            row("gradient norm", format!("{:.2}", last.gradient_norm)),
            row("rate, head", format!("{:.1e}", last.learning_rate)),
            row("rate, backbone", format!("{:.1e}", last.backbone_learning_rate)),
            row("images/s", self.rate(seconds).map_or_else(|| "–".to_owned(), |rate| format!("{rate:.0}"))),
        ];
        let newest = self.epochs.last().map_or(0, |row| row.epoch);
        for epoch in self.epochs.iter().filter(|row| row.epoch == newest) {
            let counts = format!("{} of {} in epoch {newest}", epoch.n_correct, epoch.n_faces);
            lines.push(Line::from(format!("{:<15}{counts}", epoch.split.to_string())));
        }
        lines
    }

    fn bar(&self, seconds: f64) -> Gauge<'static> {
        let (done, total) = self.last.map_or((0, 1), |last| (last.n_pictures_done, last.n_pictures_total.max(1)));
        let left = self.rate(seconds).map(|rate| (total.saturating_sub(done)) as f64 / rate);
        let left = left.map_or_else(String::new, |left| format!(", {} left", duration(left)));
        let label = format!("{done} of {total} pictures{left}");
        Gauge::default().ratio((done as f64 / total as f64).clamp(0.0, 1.0)).label(label)
    }

    fn rate(&self, seconds: f64) -> Option<f64> {
        let n_done = self.last?.n_pictures_done.saturating_sub(self.n_before);
        (n_done > 0 && seconds > 0.0).then(|| n_done as f64 / seconds)
    }
}

/// Minutes and seconds, or seconds alone.
fn duration(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}

/// A [`Training`] on the terminal, below what was printed before.
#[derive(Debug)]
pub struct Dashboard {
    terminal: Terminal<CrosstermBackend<Stderr>>,
    training: Training,
    started: Option<Instant>,
    drawn: Option<Instant>,
}

impl Dashboard {
    /// Takes some rows of the terminal; `None` where stderr is none, or a strange one.
    pub fn start(title: &str) -> Option<Self> {
        let options = TerminalOptions { viewport: Viewport::Inline(HEIGHT) };
        let terminal = Terminal::with_options(CrosstermBackend::new(stderr()), options).ok()?;
        Some(Self { terminal, training: Training::new(title), started: None, drawn: None })
    }

    /// After an update.
    pub fn step(&mut self, report: &StepReport) {
        let now = Instant::now();
        let started = *self.started.get_or_insert(now);
        self.training.step(report);
        if self.drawn.is_none_or(|drawn| now - drawn >= TICK) {
            self.drawn = Some(now);
            let (training, seconds) = (&self.training, (now - started).as_secs_f64());
            // A dashboard that cannot be drawn has nobody to look at it.
            let _ = self.terminal.draw(|frame| training.draw(frame, frame.area(), seconds));
        }
    }

    /// After an epoch.
    pub fn epoch(&mut self, rows: &[HistoryRow]) {
        self.training.epoch(rows);
    }
}

impl Drop for Dashboard {
    fn drop(&mut self) {
        // What cannot be cleared stays; nothing depends on it.
        let _ = self.terminal.clear();
        let _ = self.terminal.show_cursor();
    }
}

#[cfg(test)]
mod tests;
