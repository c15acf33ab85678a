//! The plots of a diagnosis, each with one sentence that says what it shows.

use audit::diagnosis::{Coverage, Diagnosis, MissedColumn, Share, Sign, Support};
use faces::Measure;

use crate::html::figures::Figure;
use crate::html::words::{capital, percent, sentence};
use crate::plot::dots::{self, Dot, Row, Words};
use crate::plot::histogram::{self, Histogrammed};
use crate::plot::{LegendEntry, Mark, Plot, tones as tone_plot};

/// A longer name does not fit before the dots.
const LONGEST_LABEL: usize = 16;

fn dot(mark: Mark, who: &str, share: Share) -> Dot {
    let interval = share.interval;
    let (n, of) = (share.rate.n_hits(), share.rate.n_faces());
    Dot {
        mark,
        value: share.fraction(),
        from: interval.low,
        to: interval.high,
        text: format!(
            "{who}: {n} of {of}, {} ({} to {})",
            percent(share.fraction()),
            percent(interval.low),
            percent(interval.high)
        ),
    }
}

fn legend(diagnosis: &Diagnosis) -> Vec<LegendEntry> {
    let reference = diagnosis.reference_size.map(|_| Mark::Square.legend("the reference"));
    std::iter::once(Mark::Circle.legend("this set")).chain(reference).collect()
}

/// Missed faces per class and group.
pub(super) fn misses(diagnosis: &Diagnosis) -> Option<Figure> {
    let overall = diagnosis.misses.overall?;
    let plots = diagnosis.misses.columns.iter().enumerate().map(|(i, column)| missed_plot(i, column, overall));
    let widest = diagnosis.misses.columns.iter().filter_map(|column| column.gap.as_ref().map(|gap| (column, gap)));
    let widest = widest.max_by(|a, b| a.1.size.value.total_cmp(&b.1.size.value));
    let told = widest.map(|(column, gap)| {
        let by_chance = gap.by_chance.map(|mean| format!(", where chance alone gives {:.1}", 100.0 * mean));
        format!(
            "the widest gap is {:.1} points, between {} “{}” and “{}”{}",
            100.0 * gap.size.value,
            column.column,
            gap.worst,
            gap.best,
            by_chance.unwrap_or_default()
        )
    });
    let plots: Vec<Plot> = plots.collect();
    (!plots.is_empty()).then(|| Figure {
        id: "misses",
        title: "Faces that were not found",
        sentence: sentence(&told.unwrap_or_else(|| "too few pictures per value to speak of gaps".to_owned())),
        reading: "Each mark is the share of pictures without a found face, the line through it the 95 % interval; in brackets \
                  the number of pictures. The grey upright line is the whole set. A square stands where there are too few \
                  pictures to say anything.",
        legend: vec![Mark::Circle.legend("pictures enough"), Mark::Square.legend("too few to say")],
        plots,
    })
}

fn missed_plot(number: usize, column: &MissedColumn, overall: Share) -> Plot {
    let row = |level: &audit::diagnosis::MissedLevel| {
        let mark = if level.support == Support::TooFew { Mark::Square } else { Mark::Circle };
        Row {
            label: dots::row_label(&level.name, level.missed.rate.n_faces() as u64, LONGEST_LABEL),
            dots: vec![dot(mark, &level.name, level.missed)],
            reference: Some(overall.fraction()),
        }
    };
    let rows: Vec<Row> = column.levels.iter().map(row).collect();
    let most = dots::most(&rows);
    dots::plot(Words::of(format!("misses-{number}"), format!("By {}", column.column), &rows), &rows, most)
}

/// The criteria of a good image.
pub(super) fn good(diagnosis: &Diagnosis) -> Option<Figure> {
    let all = diagnosis.good.all?;
    let row = |name: &str, share: Option<Share>, reference: Option<Share>| {
        let own = share.map(|share| dot(Mark::Circle, name, share));
        let other = reference.map(|share| dot(Mark::Square, &format!("{name}, reference"), share));
        Row { label: name.to_owned(), dots: own.into_iter().chain(other).collect(), reference: None }
    };
    let criteria = diagnosis.good.criteria.iter();
    let mut rows: Vec<Row> = criteria.map(|c| row(c.criterion.title(), c.share, c.reference)).collect();
    rows.push(row("all of them", Some(all), diagnosis.good.reference));
    rows.retain(|row| !row.dots.is_empty());
    let words = Words::of("good-criteria".to_owned(), "Pictures that meet each criterion".to_owned(), &rows);
    let plot = dots::plot(words, &rows, 1.0);
    Some(Figure {
        id: "good",
        title: "Good images",
        sentence: sentence(&format!(
            "{} of {} pictures meet every criterion that could be judged",
            all.rate.n_hits(),
            all.rate.n_faces()
        )),
        reading: "A good image is frontal, sharp, well exposed, evenly lit, large enough and unoccluded. A set of good images \
                  says little about the others.",
        legend: legend(diagnosis),
        plots: vec![plot],
    })
}

/// The distribution of every measure but the tone.
pub(super) fn measures(diagnosis: &Diagnosis) -> Option<Figure> {
    let shown = diagnosis.coverage.iter().filter(|coverage| coverage.measure != Measure::MonkTone);
    let plots: Vec<Plot> = shown.filter_map(measure_plot).collect();
    let with_reference = if diagnosis.reference_size.is_some() { "; the dashed outline is the reference" } else { "" };
    (!plots.is_empty()).then(|| Figure {
        id: "measures",
        title: "What the pictures look like",
        sentence: sentence(&format!("bars are shares of the pictures, bands the stated ranges{with_reference}")),
        reading: "The first and the last bar also hold what lies beyond. Bars of turned heads and of light from the side count \
                  both sides alike.",
        legend: legend(diagnosis),
        plots,
    })
}

fn measure_plot(coverage: &Coverage) -> Option<Plot> {
    let histogram = coverage.histogram.as_ref()?;
    let title = coverage.measure.title();
    let either = coverage.sign == Sign::Dropped && coverage.measure != Measure::SideLight;
    let title = if either { format!("{title} to either side") } else { title.to_owned() };
    Some(histogram::plot(Histogrammed {
        id: format!("measure-{}", coverage.measure.name()),
        title: format!("{} (n\u{a0}=\u{a0}{})", capital(&title), coverage.n_known),
        description: description(coverage),
        symbol: coverage.measure.unit().symbol(),
        histogram,
        ranges: coverage.ranges.iter().map(|range| &range.range).collect(),
    }))
}

/// The ranges read aloud.
fn description(coverage: &Coverage) -> String {
    let ranges = coverage.ranges.iter().filter_map(|range| {
        let share = range.share?;
        let reference = range.reference.map(|share| format!(", reference {}", percent(share.fraction())));
        let (name, n) = (&range.range.name, share.rate.n_hits());
        Some(format!("{name}: {n} ({}){}", percent(share.fraction()), reference.unwrap_or_default()))
    });
    ranges.collect::<Vec<_>>().join("; ")
}

/// The apparent Monk tones.
pub(super) fn tones(diagnosis: &Diagnosis) -> Option<Figure> {
    let coverage = diagnosis.coverage.iter().find(|coverage| coverage.measure == Measure::MonkTone)?;
    let histogram = coverage.histogram.as_ref()?;
    let dark: u64 = histogram.counts.iter().skip(6).sum();
    let reference = diagnosis.reference_size.map(|_| " The grey line is the reference.").unwrap_or_default();
    Some(Figure {
        id: "tones",
        title: "Apparent skin tone",
        sentence: format!("{dark} of {} faces appear in the tones 7 to 10.{reference}", coverage.n_known),
        reading: "The nearest of the ten Monk tones to the skin as it appears in the picture: light and camera change it as \
                  much as skin does. It is no ethnicity, and nobody was asked.",
        legend: Vec::new(),
        plots: vec![tone_plot::plot(histogram, description(coverage))],
    })
}
