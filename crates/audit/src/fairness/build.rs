//! An audit put together from counts, replicates and permutations.

use rayon::join;

use super::bca::bca;
use super::disparity::{Disparity, DisparityKind, Range, range};
use super::family::{TestReport, test_family};
use super::margins::{Margins, Metric};
use super::null::Null;
use super::options::AuditOptions;
use super::people::correlation;
use super::plan::{Plan, Planned, Statistic};
use super::power::smallest_detectable_gap;
use super::replicates::Replicates;
use super::report::{Audit, DisparityReport, Enough, FORMAT, GroupReport, GroupingReport, Method, MetricReport};
use super::scores::{ScoreReport, ScoreSums};
use super::tally::Tallied;
use crate::rate::{Interval, Rate, difference_of};

/// Says how differently the groups of a table fare. The same table, in whatever order of rows, and the same options give the
/// same result on any number of threads.
///
/// # Examples
/// ```
/// use audit::fairness::{Attribute, AuditOptions, Columns, MetricKind, Row, Tally, audit};
/// let worn = Attribute { name: "disguise".into(), levels: vec!["none".into(), "sunglasses".into()] };
/// let columns = Columns { classes: vec!["happiness".into(), "sadness".into()], attributes: vec![worn] };
/// let mut tally = Tally::new(columns)?;
/// for i in 0..200_u16 {
///     // Half of the faces wear sunglasses, and every third of those is named wrongly.
///     let (truth, is_worn) = (i / 2 % 2, i % 2);
///     let predicted = if is_worn == 1 && i % 3 == 0 { 1 - truth } else { truth };
///     let row =
///         Row { groups: &[Some(is_worn)], truth, predicted: Some(predicted), person: None, seed: 0, probabilities: &[] };
///     tally.add(&row)?;
/// }
/// let found = audit(&tally.close()?, &AuditOptions { n_replicates: 200, n_permutations: 200, ..Default::default() });
/// let sunglasses = &found.groupings[0].groups[1];
/// assert_eq!(sunglasses.metric(MetricKind::Accuracy, None).and_then(|m| m.value), Some(0.67));
/// assert!(found.alarms().count() > 0);
/// # Ok::<(), audit::fairness::TallyError>(())
/// ```
pub fn audit(tallied: &Tallied, options: &AuditOptions) -> Audit {
    let plan = Plan::new(tallied, options);
    let (replicates, null) = join(|| Replicates::draw(&plan, options), || Null::draw(&plan, options));
    let observed: Vec<f64> = null.tests.iter().map(|test| test.observed).collect();
    let tests = test_family(&observed, &null.permuted);
    let mut builder = Builder { tallied, options, replicates, tests: tests.into_iter(), next: 0, is_open: false };
    let mut groupings = plan.groupings.iter().map(|planned| builder.grouping(planned)).collect::<Vec<_>>().into_iter();
    // The first grouping holds everybody in its only group.
    let overall = groupings.next().and_then(|mut whole| whole.groups.pop()).unwrap_or_else(|| empty_group(tallied));
    Audit {
        format: FORMAT,
        options: options.clone(),
        columns: tallied.columns.clone(),
        n_rows: tallied.n_rows(),
        n_people: tallied.n_people(),
        n_seeds: tallied.n_seeds(),
        n_tests: null.tests.len(),
        overall,
        groupings: groupings.collect(),
    }
}

/// Takes replicates and tests in the order of the plan.
struct Builder<'a> {
    tallied: &'a Tallied,
    options: &'a AuditOptions,
    replicates: Replicates,
    tests: std::vec::IntoIter<Option<TestReport>>,
    next: usize,
    /// Whether the last test does not reject; a ratio comes right after the difference of the same metric.
    is_open: bool,
}

impl Builder<'_> {
    fn grouping(&mut self, planned: &Planned) -> GroupingReport {
        let columns = &self.tallied.columns;
        let groups = planned.groups(self.tallied);
        let first = self.next;
        self.next += planned.statistics.len();
        let resampled = |place: usize| first + place;
        let places = |wanted: Statistic| planned.statistics.iter().position(|s| *s == wanted).map(resampled);
        let scores = self.scores(planned);
        let mut reports = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let metrics = Metric::all(self.tallied.n_classes()).into_iter().map(|metric| {
                let place = places(Statistic::OfGroup(number, metric));
                self.metric(planned, (number, group), metric, place)
            });
            let metrics = metrics.collect();
            reports.push(self.group(planned, (number, group), metrics, scores.get(number).cloned().flatten()));
        }
        let mut disparities = Vec::new();
        for (place, statistic) in planned.statistics.iter().enumerate() {
            if let Statistic::OfAll(disparity) = *statistic {
                disparities.push(self.disparity(planned, &groups, disparity, resampled(place)));
            }
        }
        let n_known: u64 = planned.tables.iter().sum();
        let names = planned.grouping.attributes.iter().map(|attribute| columns.attributes[*attribute].name.clone());
        GroupingReport {
            attributes: names.collect(),
            n_unknown: self.tallied.n_rows() - n_known,
            n_empty: planned.grouping.n_empty,
            is_shared: planned.people.is_shared,
            groups: reports,
            disparities,
        }
    }

    fn group(
        &self,
        planned: &Planned,
        (number, group): (usize, &Margins<'_>),
        metrics: Vec<MetricReport>,
        scores: Option<ScoreReport>,
    ) -> GroupReport {
        let columns = &self.tallied.columns;
        let levels = planned.grouping.attributes.iter().zip(&planned.grouping.groups[number]);
        let levels = levels.map(|(attribute, level)| columns.attributes[*attribute].levels[*level as usize].clone());
        let rows = || group.table.chunks_exact(group.n_classes + 1);
        GroupReport {
            levels: levels.collect(),
            n_rows: group.n_found + group.n_missed,
            n_missed: group.n_missed,
            n_people: planned.people.n_people[number],
            confusion: rows().map(|row| row[..group.n_classes].to_vec()).collect(),
            missed: rows().map(|row| row[group.n_classes]).collect(),
            metrics,
            scores,
        }
    }

    fn metric(
        &mut self,
        planned: &Planned,
        (number, group): (usize, &Margins<'_>),
        metric: Metric,
        resampled: Option<usize>,
    ) -> MetricReport {
        let (value, rate) = (group.value(metric), rate(group, metric));
        let enough = match value {
            None => Enough::Undefined,
            Some(_) if planned.allowed.groups(metric).contains(&number) => Enough::Yes,
            Some(_) => Enough::TooFew,
        };
        let value = value.filter(|_| enough == Enough::Yes);
        let n_units = planned.people.n_people[number] as f64;
        let interval = value.and_then(|value| match (resampled, rate) {
            (Some(place), _) => self.bca(value, place, n_units),
            (None, Some(rate)) => Some(planned.people.interval(rate, number, metric, self.options.level)),
            (None, None) => None,
        });
        MetricReport {
            metric: metric.kind,
            class: self.class(metric.class),
            n_rows: group.support(metric),
            rate,
            value,
            interval: interval.map(|interval| within(interval, 0.0, 1.0)),
            enough,
        }
    }

    fn disparity(
        &mut self,
        planned: &Planned,
        groups: &[Margins<'_>],
        disparity: Disparity,
        place: usize,
    ) -> DisparityReport {
        let is_ratio = disparity.kind == DisparityKind::Ratio;
        let value = disparity.value(groups, &planned.allowed);
        let ends = disparity.ranged().and_then(|metric| range(metric, groups, &planned.allowed));
        let test = if is_ratio { None } else { self.tests.next().flatten() };
        let metric = disparity.ranged().unwrap_or(Metric::whole(super::margins::MetricKind::Accuracy));
        let taking_part = planned.allowed.groups(metric);
        let newcombe = self.newcombe(planned, groups, disparity, ends);
        let method = if newcombe.is_some() { Method::Newcombe } else { Method::Bootstrap };
        let n_units = taking_part.iter().map(|group| planned.people.n_people[*group]).min().unwrap_or(0) as f64;
        let interval = newcombe.or_else(|| self.bca(value?, place, n_units));
        self.is_open =
            if is_ratio { self.is_open } else { test.is_some_and(|test| self.options.alpha() < test.p_value) };
        let interval = interval.map(|interval| self.open_end(within(interval, 0.0, 1.0), disparity.kind));
        let is_difference = disparity.kind == DisparityKind::Difference;
        let worst = ends.and_then(|ends| {
            let is_higher_better = metric.kind.is_higher_better()?;
            Some(if is_higher_better { ends.lowest.0 } else { ends.highest.0 })
        });
        DisparityReport {
            kind: disparity.kind,
            metric: disparity.metric,
            class: self.class(disparity.class),
            n_groups: taking_part.len(),
            value,
            interval,
            method: interval.map(|_| method),
            lowest: ends.map(|ends| ends.lowest.0),
            highest: ends.map(|ends| ends.highest.0),
            worst,
            test,
            smallest_detectable: ends
                .filter(|_| is_difference)
                .and_then(|ends| self.detectable(planned, groups, metric, ends)),
        }
    }

    /// The interval must not exclude what the test does not reject.
    fn open_end(&self, interval: Interval, kind: DisparityKind) -> Interval {
        match (self.is_open, kind) {
            (true, DisparityKind::Ratio) => Interval { high: 1.0, ..interval },
            (true, _) => Interval { low: 0.0, ..interval },
            (false, _) => interval,
        }
    }

    /// For the difference of two rates of one seed.
    fn newcombe(
        &self,
        planned: &Planned,
        groups: &[Margins<'_>],
        disparity: Disparity,
        ends: Option<Range>,
    ) -> Option<Interval> {
        let (metric, Range { lowest, highest }) = (disparity.ranged()?, ends?);
        let is_fit = disparity.kind == DisparityKind::Difference && self.tallied.n_seeds() == 1;
        let of = |(group, _): (usize, f64)| {
            let rate = rate(&groups[group], metric)?;
            Some(planned.people.interval(rate, group, metric, self.options.level))
        };
        let intervals = [of(highest).filter(|_| is_fit)?, of(lowest)?];
        let shared = planned.people.is_shared.then_some(&planned.grouping);
        let correlation = shared.map_or(0.0, |grouping| correlation(self.tallied, grouping, metric, [highest, lowest]));
        Some(difference_of([highest.1, lowest.1], intervals, correlation))
    }

    fn detectable(&self, planned: &Planned, groups: &[Margins<'_>], metric: Metric, ends: Range) -> Option<f64> {
        let n = |group: usize| {
            let rate = rate(&groups[group], metric)?;
            Some(planned.people.effective_n(rate, group, metric) / self.tallied.n_seeds() as f64)
        };
        let n = [n(ends.highest.0)?, n(ends.lowest.0)?];
        smallest_detectable_gap(ends.highest.1, n, self.options.alpha(), self.options.power)
    }

    fn bca(&mut self, value: f64, place: usize, n_units: f64) -> Option<Interval> {
        let Replicates { resampled, left_out } = &mut self.replicates;
        bca(value, resampled.get_mut(place)?, left_out.get(place)?, self.options.level, Some(n_units))
    }

    fn class(&self, class: Option<usize>) -> Option<String> {
        class.map(|class| self.tallied.columns.classes[class].clone())
    }

    fn scores(&self, planned: &Planned) -> Vec<Option<ScoreReport>> {
        if self.tallied.scores.is_empty() {
            return Vec::new();
        }
        let n_groups = planned.grouping.groups.len();
        let mut sums = vec![ScoreSums::default(); n_groups];
        for (group, of_joint) in planned.grouping.of_joint.iter().zip(&self.tallied.scores) {
            if let Some(group) = group {
                sums[*group as usize].merge(of_joint);
            }
        }
        let n_classes = self.tallied.n_classes();
        let kept = self.tallied.kept.as_ref();
        let areas = kept.map(|kept| kept.areas((n_groups, n_classes), &planned.grouping.of_joint, self.options.level));
        let areas = areas.unwrap_or_else(|| vec![vec![None; n_classes]; n_groups]);
        sums.iter().zip(areas).map(|(sums, areas)| (!sums.is_empty()).then(|| sums.report(&areas))).collect()
    }
}

fn rate(group: &Margins<'_>, metric: Metric) -> Option<Rate> {
    let (n_hits, n) = group.counts(metric)?;
    Rate::new(n_hits as usize, n as usize)
}

fn within(interval: Interval, least: f64, most: f64) -> Interval {
    Interval { low: interval.low.clamp(least, most), high: interval.high.clamp(least, most) }
}

fn empty_group(tallied: &Tallied) -> GroupReport {
    let n = tallied.n_classes();
    GroupReport {
        levels: Vec::new(),
        n_rows: 0,
        n_missed: 0,
        n_people: 0,
        confusion: vec![vec![0; n]; n],
        missed: vec![0; n],
        metrics: Vec::new(),
        scores: None,
    }
}

#[cfg(test)]
mod tests;
