//! Tests of plots as files: what they hold, that they stand alone, and their pictures.

use resvg::usvg::roxmltree::{Document, Node};

use super::*;
use crate::testing::{SCRIPT, audited};

fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node: Node<'_, '_>| node.text().map(str::to_owned)).collect()
}

fn plot(name: &str) -> String {
    let plots = audit_plots(&audited());
    let names: Vec<String> = plots.iter().map(|plot| plot.name.clone()).collect();
    plots.into_iter().find(|plot| plot.name == name).unwrap_or_else(|| panic!("{name} is none of {names:?}")).svg
}

#[test]
fn every_part_has_its_file() {
    let names: Vec<String> = audit_plots(&audited()).into_iter().map(|plot| plot.name).collect();
    insta::assert_snapshot!(names.join("\n"), @r##"
    accuracy-gender
    accuracy-script-alert-x-script
    accuracy-gender-and-script-alert-x-script
    chance-gender
    chance-script-alert-x-script
    reliability
    confusion-everybody
    confusion-gender-female
    confusion-gender-male
    confusion-script-alert-x-script-script-alert-x-script
    confusion-script-alert-x-script-plain
    flips-script-alert-x-script
    "##);
}

#[test]
fn a_file_stands_alone() {
    for NamedPlot { name, svg } in audit_plots(&audited()) {
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(document.root_element().tag_name().namespace(), Some("http://www.w3.org/2000/svg"), "{name}");
        assert!(svg.starts_with("<svg xmlns") && !svg.contains("class=") && !svg.contains("NaN"), "{name}");
        assert!(document.descendants().all(|node| !node.has_tag_name("script")), "{name}");
        let words = texts(&svg).join(" ");
        assert!(words.contains('.'), "{name} says in a sentence what it shows: {words}");
    }
}

#[test]
fn groups_and_classes_are_named() {
    let forest = texts(&plot("accuracy-gender")).join("\n");
    for word in ["Accuracy by gender", "female (300)", "male (300)", "everybody", "95 % interval"] {
        assert!(forest.contains(word), "{word} is not in\n{forest}");
    }
    let confusion = texts(&plot("confusion-gender-female")).join("\n");
    for word in ["annotated", "predicted", "fear", "<script>"] {
        assert!(confusion.contains(word), "{word} is not in\n{confusion}");
    }
    assert!(texts(&plot("flips-script-alert-x-script")).contains(&"without".to_owned()));
}

#[test]
fn a_name_is_taken_once() {
    let mut taken = BTreeSet::new();
    let check = |name: &str, expected: &str, taken: &mut BTreeSet<String>| assert_eq!(unique(name, taken), expected);
    check("by Age / 30–50", "by-age-30-50", &mut taken);
    check("by age: 30-50", "by-age-30-50-2", &mut taken);
    check("表情 ../x", "表情-x", &mut taken);
    check("///", "plot", &mut taken);
    assert!(audit_plots(&audited()).iter().all(|plot| !plot.name.contains(SCRIPT)));
}

#[test]
fn pictures_are_twice_as_large() {
    let Some(fonts) = Fonts::of_system() else { return };
    for NamedPlot { name, svg } in audit_plots(&audited()) {
        let document = Document::parse(&svg).unwrap();
        let side = |name| document.root_element().attribute(name).unwrap().parse::<u32>().unwrap();
        let picture = image::load_from_memory(&png_of(&svg, &fonts).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (2 * side("width"), 2 * side("height")), "{name}");
        assert_eq!(picture.to_rgba8().get_pixel(0, 0).0, [255; 4], "{name}: the ground is white");
    }
}

#[test]
fn a_picture_without_letters_is_an_error() {
    let found = png_of(&plot("accuracy-gender"), &Fonts::none());
    assert!(matches!(found, Err(PngError::Letters { n_written: 0, .. })), "{found:?}");
}

#[test]
fn nothing_is_cut_at_the_edge() {
    let Some(fonts) = Fonts::of_system() else { return };
    for NamedPlot { name, svg } in audit_plots(&audited()) {
        let picture = image::load_from_memory(&png_of(&svg, &fonts).unwrap()).unwrap().to_rgba8();
        let (width, height) = picture.dimensions();
        let is_edge = |x: u32, y: u32| x < 4 || y < 4 || width <= x + 4 || height <= y + 4;
        let inked = picture.enumerate_pixels().find(|(x, y, pixel)| is_edge(*x, *y) && pixel.0 != [255; 4]);
        assert_eq!(inked, None, "{name}");
    }
}
