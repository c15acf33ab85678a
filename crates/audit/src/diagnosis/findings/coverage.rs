//! Findings about values of a measure that a set hardly holds.

use faces::Measure;

use super::super::against::Against;
use super::super::coverage::{Coverage, RangeShare};
use super::super::ranges::Range;
use super::super::share::Share;
use super::{ALPHA, Finding, Raised, Seen, Topic, Weight, words};

/// A range is thin where a set holds less than this of it, or than half an even share where there are many ranges.
const THIN: f64 = 0.05;
/// From this share on, a hole matters to the reference.
const HOLE: f64 = 0.02;
/// From this share on, it is a large one.
const LARGE_HOLE: f64 = 0.2;
/// Sets that have less than this in common differ visibly.
const IN_COMMON: f64 = 0.8;

/// Measures in which pictures of the world vary, so that a thin range is a lack. The others say how sure the measuring was,
/// or say the same again.
const VARIED: [Measure; 8] = [
    Measure::EyeDistance,
    Measure::Sharpness,
    Measure::Brightness,
    Measure::SideLight,
    Measure::Yaw,
    Measure::Pitch,
    Measure::Roll,
    Measure::MonkTone,
];

/// Stated ranges of which a set holds next to nothing.
struct Thin<'a> {
    ranges: Vec<&'a Range>,
    /// The set's pictures in any of them.
    share: Share,
    /// The reference's share of them.
    reference: Option<f64>,
    /// What the set should hold: as much as the reference, or else enough that none is thin.
    wanted: f64,
}

pub(super) fn raised(seen: Seen<'_>) -> Vec<Raised> {
    let coverages = seen.diagnosis.coverage.iter().filter(|coverage| VARIED.contains(&coverage.measure));
    coverages.filter_map(|coverage| finding(seen, coverage)).collect()
}

/// One finding per measure: ranges that are thin, and what the reference holds beyond them.
fn finding(seen: Seen<'_>, coverage: &Coverage) -> Option<Raised> {
    let (thin, apart) = (thin(seen, coverage), coverage.against.filter(is_apart));
    let weight = match (&thin, &apart) {
        (None, None) => return None,
        (Some(Thin { reference: Some(share), .. }), _) if THIN <= *share => Weight::Serious,
        (_, Some(against)) if LARGE_HOLE <= hole(against) => Weight::Serious,
        _ => Weight::Notable,
    };
    let title = coverage.measure.title();
    let told = [thin.as_ref().map(|thin| thin_words(thin, coverage)), apart.map(|a| apart_words(&a, coverage))];
    let advice = match &thin {
        Some(thin) => Some(thin_advice(thin, coverage)),
        None => {
            coverage.ranges.iter().filter_map(lack).max_by(|a, b| a.1.total_cmp(&b.1)).map(|l| lack_advice(l, coverage))
        }
    };
    let values = seen.frame.values(coverage.measure);
    let is_shown = |value: f64| thin.iter().flat_map(|thin| &thin.ranges).any(|range| range.contains(value));
    let lacking = thin.as_ref().map_or(0.0, |thin| thin.reference.unwrap_or(thin.wanted) - thin.share.fraction());
    Some(Raised {
        finding: Finding {
            key: format!("coverage:{}", coverage.measure.name()),
            topic: Topic::Coverage,
            weight,
            sentence: format!("{title}: {}", told.into_iter().flatten().collect::<Vec<_>>().join("; ")),
            examples: seen.examples(|i| values[i].is_some_and(is_shown)),
        },
        size: apart.map_or(lacking, |against| against.not_covered.value.max(lacking)),
        advice: advice.map(|(what, n)| (format!("{title}: {what}"), Some(n))),
    })
}

fn thin<'a>(seen: Seen<'_>, coverage: &'a Coverage) -> Option<Thin<'a>> {
    let least = THIN.min(0.5 / coverage.ranges.len() as f64);
    let is_thin = |range: &&RangeShare| range.share.is_some_and(|share| share.interval.high < least);
    let thin: Vec<&RangeShare> = coverage.ranges.iter().filter(is_thin).collect();
    let ranges: Vec<&Range> = thin.iter().map(|range| &range.range).collect();
    let reference: Option<f64> = thin.iter().filter_map(|range| Some(range.reference?.fraction())).reduce(|a, b| a + b);
    // What a world is held against has little of, a set may lack.
    if ranges.is_empty() || reference.is_some_and(|share| share < HOLE) {
        return None;
    }
    let values = seen.frame.values(coverage.measure).into_iter();
    let inside = values.map(|value| value.map(|value| ranges.iter().any(|range| range.contains(value))));
    let share = Share::of(seen.frame, &inside.collect::<Vec<_>>())?;
    let wanted = reference.unwrap_or(least * ranges.len() as f64);
    Some(Thin { ranges, share, reference, wanted })
}

fn names(ranges: &[&Range], coverage: &Coverage) -> String {
    words::either(&ranges.iter().map(|range| words::range(range, coverage.measure.unit())).collect::<Vec<_>>())
}

fn thin_words(thin: &Thin<'_>, coverage: &Coverage) -> String {
    let only = if thin.share.rate.n_hits() == 0 { "" } else { "only " };
    let beside = thin.reference.map(|share| format!(", but {} % of the reference", words::tenths(share)));
    let (share, names) = (words::share(&thin.share, "pictures"), names(&thin.ranges, coverage));
    format!("{only}{share} are {names}{}", beside.unwrap_or_default())
}

fn thin_advice(thin: &Thin<'_>, coverage: &Coverage) -> (String, usize) {
    let like = if thin.reference.is_some() { " as in the reference" } else { "" };
    let what = format!(
        "add pictures that are {}, so that they make up {} %{like}",
        names(&thin.ranges, coverage),
        words::tenths(thin.wanted)
    );
    (what, n_to_add(&thin.share, thin.wanted))
}

/// How many pictures bring a share up to `wanted`.
fn n_to_add(share: &Share, wanted: f64) -> usize {
    let (n, of) = (share.rate.n_hits() as f64, share.rate.n_faces() as f64);
    ((wanted * of - n) / (1.0 - wanted).max(1e-9)).ceil().max(0.0) as usize
}

/// What of the reference the set surely does not cover.
fn hole(against: &Against) -> f64 {
    against.not_covered.interval.map_or(0.0, |interval| interval.low)
}

/// Whether the reference surely holds what the set does not.
fn is_apart(against: &Against) -> bool {
    let common = against.overlap.interval.map_or(1.0, |interval| interval.high);
    against.p_holm.is_some_and(|p| p < ALPHA) && (HOLE <= hole(against) || common < IN_COMMON)
}

fn apart_words(against: &Against, coverage: &Coverage) -> String {
    let unit = match coverage.measure.unit().symbol() {
        "" => String::new(),
        "°" => "°".to_owned(),
        symbol => format!(" {symbol}"),
    };
    format!(
        "{} of the reference lie where the set holds next to nothing, both have {} in common, and they lie {}{unit} apart ({})",
        words::percent(&against.not_covered),
        words::percent(&against.overlap),
        words::number(against.distance.value, against.distance.interval),
        words::p_value(against.p_holm)
    )
}

/// A range of which the reference has a greater share, by how much, and the set's share.
fn lack(range: &RangeShare) -> Option<(&Range, f64, Share)> {
    let (own, reference) = (range.share?, range.reference?);
    let more = reference.fraction() - own.fraction();
    (0.0 < more && reference.fraction() < 1.0).then_some((&range.range, more, own))
}

fn lack_advice((range, more, own): (&Range, f64, Share), coverage: &Coverage) -> (String, usize) {
    let name = words::range(range, coverage.measure.unit());
    let n_pictures = n_to_add(&own, own.fraction() + more);
    (format!("add pictures that are {name}, until they are as frequent as in the reference"), n_pictures)
}
