//! Tests of `model.toml`.

use super::*;

fn text() -> String {
    let crop = Crop { detector: "mtcnn".to_owned(), size_px: 80, margin_px: 20 };
    toml::to_string(&ModelDescription::mobilenet_v2(64, crop)).unwrap()
}

#[test]
fn a_description_survives_toml() {
    let description: ModelDescription = toml::from_str(&text()).unwrap();
    assert_eq!(toml::to_string(&description).unwrap(), text());
    assert_eq!((description.input_px, description.crop.margin_px), (64, 20));
}

#[test]
fn what_is_not_understood_is_refused() {
    let cases = [
        ("format = 1", "format = 1\ncolour = \"blue\"", "unknown field `colour`"),
        ("margin_px = 20", "margin_px = 20\nshape = 1", "unknown field `shape`"),
        ("\"anger\", \"disgust\"", "\"disgust\", \"anger\"", "label order mismatch"),
        ("\"mobilenet_v2\"", "\"vgg16\"", "unknown variant `vgg16`"),
        ("input_px = 64", "", "missing field `input_px`"),
    ];
    for (from, to, expected) in cases {
        let changed = text().replacen(from, to, 1);
        assert_ne!(changed, text(), "{from}");
        let error = toml::from_str::<ModelDescription>(&changed).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
