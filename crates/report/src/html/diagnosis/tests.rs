//! Tests of the page: escaping, no network, no NaN, words for everything that is drawn.

use super::*;
use crate::diagnosis_page::Thumbnail;
use crate::testing::{SCRIPT, diagnosis};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot a whole file";

fn page() -> DiagnosisPage {
    let diagnosis = diagnosis();
    let finding = diagnosis.verdict.findings[0].key.clone();
    DiagnosisPage {
        title: format!("title {SCRIPT}"),
        set: SCRIPT.to_owned(),
        reference: Some(SCRIPT.to_owned()),
        diagnosis,
        thumbnails: vec![Thumbnail { finding, picture: PNG.to_vec(), caption: format!("caption {SCRIPT}") }],
        card: vec![(SCRIPT.to_owned(), SCRIPT.to_owned())],
        run: RunFacts { command: SCRIPT.to_owned(), seconds: 1.0, ..RunFacts::default() },
        notes: vec![SCRIPT.to_owned()],
    }
}

#[test]
fn words_of_the_data_never_become_markup() {
    let html = render_diagnosis(&page()).unwrap();
    assert!(!html.contains("<script") && !html.contains("</script"));
    assert!(html.matches("&#60;script&#62;").count() >= 30, "{}", html.matches("&#60;script&#62;").count());
}

#[test]
fn the_page_needs_no_network() {
    let html = render_diagnosis(&page()).unwrap();
    for word in ["http:", "https:", "src=\"//", "@import", "url(", "<link", "<iframe", "javascript:"] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(html.contains("default-src 'none'"));
    assert_eq!(html.matches("src=\"data:image/png;base64,").count(), 1);
}

#[test]
fn every_part_is_there_once() {
    let html = render_diagnosis(&page()).unwrap();
    for id in ["answer", "findings", "next", "misses", "good", "measures", "tones", "associations", "balance", "leaks"]
    {
        assert_eq!(html.matches(&format!("<section id=\"{id}\"")).count(), 1, "{id}");
    }
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n_ids);
    assert!(!html.contains("NaN") && !html.contains(">inf"));
}

#[test]
fn every_plot_has_words_and_every_tag_is_closed() {
    let html = render_diagnosis(&page()).unwrap();
    assert_eq!(html.matches("role=\"img\"").count(), html.matches("<desc id=").count());
    assert!(!html.contains("</title><desc id=\"measure-yaw_deg-words\"></desc>"));
    for tag in
        ["section", "figure", "table", "tr", "td", "ul", "ol", "li", "svg", "div", "details", "dl", "p", "h2", "h3"]
    {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn an_empty_set_has_a_page() {
    let set = audit::diagnosis::PictureSet { pictures: &[], near_duplicates: &[], reference: None };
    let diagnosis = audit::diagnosis::diagnose(set, &audit::diagnosis::DiagnosisOptions::default());
    let bare = DiagnosisPage { diagnosis, thumbnails: Vec::new(), reference: None, ..page() };
    let html = render_diagnosis(&bare).unwrap();
    assert!(!html.contains("id=\"measures\"") && !html.contains("id=\"findings\"") && html.contains("id=\"limits\""));
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    assert_eq!(render_diagnosis(&page()).unwrap(), render_diagnosis(&page()).unwrap());
}

#[test]
fn only_pictures_and_finite_numbers_are_taken() {
    let mut broken = page();
    broken.thumbnails[0].picture = b"<svg/>".to_vec();
    assert!(render_diagnosis(&broken).unwrap_err().to_string().contains("expected a PNG or JPEG file"));
    let mut broken = page();
    broken.run.seconds = f64::NAN;
    assert_eq!(
        render_diagnosis(&broken).unwrap_err().to_string(),
        "expected finite numbers, found NaN in the run's seconds"
    );
}
