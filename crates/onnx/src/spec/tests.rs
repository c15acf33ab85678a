//! What files say, and what they leave open.

use super::*;

fn read(entries: &[(&str, &'static str)]) -> Spec {
    Spec::from_metadata(|key| entries.iter().find(|(name, _)| *name == key).map(|(_, value)| *value))
}

#[test]
fn the_words_of_our_own_export_tell_everything_but_the_output() {
    let spec = read(&[
        ("labels", r#"["anger","fear"]"#),
        ("layout", "NCHW"),
        ("colour_order", "RGB"),
        ("normalisation", "(byte / 255 - mean) / std per channel"),
        ("mean", "[0.485, 0.456, 0.406]"),
        ("std", "[0.229, 0.224, 0.225]"),
        ("input_width_px", "224"),
        ("input_height_px", "192"),
    ]);
    assert_eq!(spec.labels.as_deref(), Some(&["anger".to_owned(), "fear".to_owned()][..]));
    assert_eq!((spec.size_px, spec.layout, spec.channels), (Some([224, 192]), Some(Layout::Nchw), Some(Channels::Rgb)));
    assert_eq!((spec.scale, spec.mean.as_ref().map(Vec::len)), (Some(Scale::Unit), Some(3)));
    assert_eq!(spec.missing(), [Missing::Scores]);
}

#[test]
fn formulas_and_words_of_others_are_read_where_they_have_one_meaning() {
    let spec = read(&[
        ("labels", "angry, happy"),
        ("preprocessing", "(x/255-0.5)*2, grayscale"),
        ("input", "float32 [batch, 1, 64, 64] NCHW, one grey channel"),
        ("output", "probabilities: float32 [batch, classes], softmax"),
    ]);
    assert_eq!(
        (spec.scale, spec.channels, spec.layout),
        (Some(Scale::Signed), Some(Channels::Grey), Some(Layout::Nchw))
    );
    assert_eq!((spec.scores, spec.missing()), (Some(Scores::Probabilities), vec![Missing::Size]));
    assert_eq!(read(&[("preprocessing", "rgb or bgr")]).channels, None);
    assert_eq!(read(&[("preprocessing", "x - mean")]).scale, None);
    assert_eq!(read(&[("labels", "just one")]).labels, None);
}

#[test]
fn shapes_tell_axes_and_sizes_where_only_one_axis_can_be_channels() {
    let check = |shape: &[Option<usize>], layout, size_px, channels| {
        let spec = Spec::from_shape(shape);
        assert_eq!((spec.layout, spec.size_px, spec.channels), (layout, size_px, channels), "{shape:?}");
    };
    check(&[None, Some(1), Some(48), Some(64)], Some(Layout::Nchw), Some([64, 48]), Some(Channels::Grey));
    check(&[Some(1), Some(48), Some(64), Some(3)], Some(Layout::Nhwc), Some([64, 48]), None);
    check(&[None, Some(3), None, None], Some(Layout::Nchw), None, None);
    check(&[None, Some(3), Some(8), Some(3)], None, None, None);
    check(&[None, Some(10)], None, None, None);
}

#[test]
fn a_description_is_read_and_checked() {
    let spec = Spec::from_toml("format = 1\nlabels = [\"a\", \"b\"]\nscale = \"signed\"\nchannels = \"bgr\"").unwrap();
    assert_eq!((spec.scale, spec.channels), (Some(Scale::Signed), Some(Channels::Bgr)));
    let merged = spec.or(Spec { scale: Some(Scale::Unit), scores: Some(Scores::Logits), ..Spec::default() });
    assert_eq!((merged.scale, merged.scores), (Some(Scale::Signed), Some(Scores::Logits)));
    assert!(Spec::from_toml("format = 2").unwrap_err().to_string().contains("format = 2"));
    assert!(Spec::from_toml("label = []").is_err());
}
