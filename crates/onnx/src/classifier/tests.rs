//! A model that answers with the means of the channels, so that every step before it shows in its answers.

use pixels::Rgb;

use super::*;

/// A protobuf field of bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let mut length = bytes.len();
    while length >= 128 {
        out.push((length & 127) as u8 | 128);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(bytes);
    out
}

/// A protobuf field of a small number.
fn number(number: u8, value: u8) -> Vec<u8> {
    vec![number << 3, value]
}

/// A value of float32 with a name and a shape; names are sizes that change.
fn value(name: &str, shape: &[Result<u8, &str>]) -> Vec<u8> {
    let dimension = |side: &Result<u8, &str>| match side {
        Ok(size) => field(1, &number(1, *size)),
        Err(name) => field(1, &field(2, name.as_bytes())),
    };
    let shape: Vec<u8> = shape.iter().flat_map(dimension).collect();
    let tensor = [number(1, 1), field(2, &shape)].concat();
    [field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat()
}

fn node(operator: &str, from: &str, to: &str) -> Vec<u8> {
    field(1, &[field(1, from.as_bytes()), field(2, to.as_bytes()), field(4, operator.as_bytes())].concat())
}

/// Global average pooling and flattening of `[batch, channels, 4, 6]`.
fn model(batch: Result<u8, &str>, n_channels: u8, output: &str, metadata: &[(&str, &str)]) -> Vec<u8> {
    let graph = [
        node("GlobalAveragePool", "pictures", "means"),
        node("Flatten", "means", output),
        field(2, b"means of channels"),
        field(11, &value("pictures", &[batch, Ok(n_channels), Ok(4), Ok(6)])),
        field(12, &value(output, &[batch, Ok(n_channels)])),
    ];
    let entry = |(key, text): &(&str, &str)| field(14, &[field(1, key.as_bytes()), field(2, text.as_bytes())].concat());
    let metadata: Vec<u8> = metadata.iter().flat_map(entry).collect();
    [number(1, 7), field(8, &number(2, 13)), field(7, &graph.concat()), metadata].concat()
}

fn written(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("means.onnx");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

const TOLD: &str = "labels = [\"r\", \"g\", \"b\"]\nchannels = \"rgb\"\nscale = \"unit\"\nscores = \"logits\"";

fn told(more: &str) -> Spec {
    Spec::from_toml(more).unwrap().or(Spec::from_toml(TOLD).unwrap())
}

/// The answers to one picture of one colour, as logits again up to a constant.
#[track_caller]
fn check(more: &str, colour: [u8; 3], expected: [f32; 3]) {
    let (_folder, path) = written(&model(Err("batch"), 3, "scores", &[]));
    let classifier = Classifier::open(&path, told(more)).unwrap();
    let answers = classifier.classify(&[RgbImage::from_pixel(9, 5, Rgb(colour))]).unwrap();
    let powers = expected.map(f32::exp);
    for (found, expected) in answers[0].iter().zip(powers.map(|power| power / powers.iter().sum::<f32>())) {
        assert!((found - expected).abs() < 1e-5, "{more}: {answers:?}");
    }
}

#[test]
fn pictures_are_prepared_as_described() {
    check("", [255, 0, 51], [1.0, 0.0, 0.2]);
    check("channels = \"bgr\"", [255, 0, 51], [0.2, 0.0, 1.0]);
    check("scale = \"signed\"", [255, 0, 51], [1.0, -1.0, -0.6]);
    check("scale = \"bytes\"", [2, 0, 1], [2.0, 0.0, 1.0]);
    check("mean = [0.5, 0.5, 0.1]\nstd = [0.5, 0.25, 0.1]", [255, 0, 51], [1.0, -2.0, 1.0]);
}

#[test]
fn grey_is_luma_and_fixed_batches_are_filled_up() {
    let labels = "labels = [\"grey\"]\nchannels = \"grey\"\nscale = \"unit\"\nscores = \"probabilities\"";
    let (_folder, path) = written(&model(Ok(2), 1, "scores", &[]));
    let classifier = Classifier::open(&path, Spec::from_toml(labels).unwrap()).unwrap();
    let white = RgbImage::from_pixel(6, 4, Rgb([255; 3]));
    assert_eq!(classifier.classify(&vec![white; 3]).unwrap(), [[1.0], [1.0], [1.0]]);
    assert_eq!(luma([255, 0, 0]), 76);
}

#[test]
fn what_nothing_tells_is_asked_for() {
    let (_folder, path) = written(&model(Err("n"), 3, "scores", &[("labels", "r,g,b")]));
    let Err(ClassifierError::Unknown { fields, .. }) = Classifier::open(&path, Spec::default()) else {
        panic!("opened")
    };
    assert_eq!(fields, [Missing::Channels, Missing::Scale, Missing::Scores]);
    let (_folder, path) = written(&model(Err("n"), 3, "logits", &[]));
    let Err(ClassifierError::Unknown { fields, .. }) = Classifier::open(&path, Spec::default()) else {
        panic!("opened")
    };
    assert_eq!(fields, [Missing::Labels, Missing::Channels, Missing::Scale]);
}

#[test]
fn a_description_beside_the_file_comes_before_the_file_and_after_a_person() {
    let (folder, path) = written(&model(Err("n"), 3, "scores", &[("labels", "x,y,z"), ("colour_order", "BGR")]));
    std::fs::write(folder.path().join("model.toml"), TOLD).unwrap();
    let told = Spec { labels: Some(vec!["p".to_owned(), "q".to_owned(), "s".to_owned()]), ..Spec::default() };
    let classifier = Classifier::open(&path, told).unwrap();
    assert_eq!((classifier.labels()[0].as_str(), classifier.spec().channels), ("p", Some(Channels::Rgb)));
    std::fs::write(folder.path().join("means.toml"), "colour = 1").unwrap();
    assert!(matches!(Classifier::open(&path, Spec::default()), Err(ClassifierError::Description { .. })));
}

#[test]
fn contradictions_and_wrong_answers_are_refused() {
    let (_folder, path) = written(&model(Err("n"), 3, "scores", &[]));
    let refused = |more: &str| Classifier::open(&path, told(more)).err().unwrap().to_string();
    assert!(refused("size_px = [8, 4]").contains("the input takes"));
    assert!(refused("mean = [1.0]").contains("mean has 1 numbers"));
    assert!(refused("std = [1.0, 0.0, 1.0]").contains("numbers above 0"));
    assert!(refused("channels = \"grey\"").contains("the input takes"));
    let white = [RgbImage::from_pixel(6, 4, Rgb([255; 3]))];
    let two = Classifier::open(&path, told("labels = [\"a\", \"b\"]")).unwrap();
    assert!(two.classify(&white).unwrap_err().to_string().contains("2 numbers, one per label"));
    let wrong = Classifier::open(&path, told("scores = \"probabilities\"")).unwrap();
    assert!(wrong.classify(&white).unwrap_err().to_string().contains("if they are logits, say so"));
    let missing = path.with_file_name("missing.onnx");
    assert!(matches!(Classifier::open(&missing, Spec::default()), Err(ClassifierError::Load { .. })));
    std::fs::write(&missing, b"not a model").unwrap();
    assert!(matches!(Classifier::open(&missing, Spec::default()), Err(ClassifierError::Load { .. })));
}
