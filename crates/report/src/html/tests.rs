//! Tests of the page: escaping, undefined rates, no network, no NaN.

use ::audit::{Condition, ModelKind, Predictions, Scored, TestKind, four_step};
use faces::Expression;

use super::*;
use crate::page::{Curve, CurvePoint, Dropped, Origin, SampleFace, Split};
use crate::tables::{DataNames, GroupCount};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot a whole file";
const SCRIPT: &str = "<script>alert('x')</script>";

fn page() -> StudyPage {
    let condition = Condition::new(ModelKind::Real, TestKind::Real);
    let faces = vec![
        Scored::new("a", Expression::Fear, Some(Expression::Fear)),
        Scored::new("b", Expression::Sadness, Some(Expression::Fear)),
        Scored::new("c", Expression::Anger, None),
    ];
    StudyPage {
        title: format!("title {SCRIPT}"),
        four_step: four_step(&[Predictions { seed: 1, condition, faces }]).unwrap(),
        names: DataNames { real: format!("real {SCRIPT}"), ..DataNames::default() },
        curves: vec![Curve {
            model: ModelKind::Real,
            seed: 1,
            split: Split::Train,
            points: vec![CurvePoint { epoch: 1, loss: 1.9, accuracy: None }],
        }],
        samples: vec![SampleFace {
            condition,
            truth: Expression::Fear,
            predicted: Some(Expression::Fear),
            probability: Some(0.5),
            picture: PNG.to_vec(),
            caption: format!("caption {SCRIPT}"),
            origin: Origin::SyntheticDisguise,
        }],
        dropped: Dropped {
            broken: vec![BrokenPicture { picture: SCRIPT.to_owned(), reason: format!("reason {SCRIPT}") }],
            groups: vec![GroupCount {
                attribute: "subject".to_owned(),
                group: SCRIPT.to_owned(),
                n_missed: 0,
                n_pictures: 0,
            }],
            n_missed_in_training: 2,
        },
        run: RunFacts {
            config_toml: format!("name = \"{SCRIPT}\"\n"),
            versions: vec![(SCRIPT.to_owned(), SCRIPT.to_owned())],
            fingerprint: "0f".to_owned(),
            started: "a day".to_owned(),
            seconds: 61.0,
            command: format!("evenface study '{SCRIPT}'"),
        },
        notes: vec![SCRIPT.to_owned()],
    }
}

#[test]
fn words_of_the_data_never_become_markup() {
    let html = render(&page()).unwrap();
    assert!(!html.contains("<script") && !html.contains("</script"));
    // Every place of the page above that takes words: title twice, and each other at least once.
    assert!(html.matches("&#60;script&#62;").count() >= 10, "{}", html.matches("&#60;script&#62;").count());
}

#[test]
fn the_page_needs_no_network() {
    let html = render(&page()).unwrap();
    for word in ["http:", "https:", "src=\"//", "@import", "url(", "<link", "<iframe", "javascript:"] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(html.contains("default-src 'none'"));
    let sources: Vec<&str> = html.split("src=\"").skip(1).collect();
    assert_eq!(sources.len(), 1);
    assert!(sources[0].starts_with("data:image/png;base64,"));
}

#[test]
fn undefined_rates_are_dashes_beside_their_support() {
    let html = render(&page()).unwrap();
    assert!(
        html.contains("<th scope=\"row\" class=\"word\">Angry</th><td class=\"num\">0</td><td class=\"num\">–</td>")
    );
    assert!(!html.contains("NaN") && !html.contains(">inf"));
}

#[test]
fn synthetic_pictures_say_so() {
    assert!(render(&page()).unwrap().contains("<span class=\"badge\">synthetic disguise</span>"));
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    assert_eq!(render(&page()).unwrap(), render(&page()).unwrap());
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    let mut broken = page();
    broken.curves[0].points[0].loss = f64::NAN;
    assert_eq!(render(&broken).unwrap_err().to_string(), "expected finite numbers, found NaN in a curve's loss");
    let mut broken = page();
    broken.samples[0].probability = Some(f64::INFINITY);
    assert!(render(&broken).is_err());
}

#[test]
fn a_picture_must_be_a_picture() {
    let mut broken = page();
    broken.samples[0].picture = b"<svg/>".to_vec();
    assert!(render(&broken).unwrap_err().to_string().contains("expected a PNG or JPEG file"));
}

#[test]
fn a_page_without_curves_and_samples_has_no_empty_sections() {
    let mut bare = page();
    bare.curves.clear();
    bare.samples.clear();
    let html = render(&bare).unwrap();
    assert!(!html.contains("id=\"curves\"") && !html.contains("id=\"samples\"") && html.contains("id=\"accuracy\""));
}

#[test]
fn every_tag_is_closed() {
    let html = render(&page()).unwrap();
    for tag in
        ["section", "figure", "table", "tr", "td", "ul", "li", "svg", "div", "details", "dl", "p", "span", "h2", "h3"]
    {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn ids_are_unique() {
    let html = render(&page()).unwrap();
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n_ids);
}

#[test]
fn words_are_typeset() {
    let check = |text: &str, expected: &str| assert_eq!(sentence(text), expected);
    check("loses 2.1 points [-0.3, 4.5] of 50 %", "Loses 2.1\u{a0}points [−0.3, 4.5] of 50\u{a0}%.");
    check("step-2 stays", "Step-2 stays.");
    check("", "");
    assert_eq!(duration(7500.0), "2 h 05 min");
    assert_eq!(duration(61.0), "1 min 01 s");
}
