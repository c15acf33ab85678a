//! A model folder becomes an ONNX file; what is no model folder is refused.

use network::{Architecture, Crop, ExpressionNetConfig, ModelDescription, ModelFolder, device};

use super::Tool;

/// The program with a saved model of 40 pixels in `model`.
fn with_model() -> Tool {
    let tool = Tool::new();
    let network = ExpressionNetConfig { hidden: 6, dropout: 0.0 }.init(1, &device::cpu());
    let crop = Crop { detector: "mtcnn".to_owned(), size_px: 80, margin_px: 16 };
    let description = ModelDescription {
        architecture: Architecture::MobilenetV2 { hidden: 6, dropout: 0.0 },
        licence: "CC0-1.0".to_owned(),
        ..ModelDescription::mobilenet_v2(40, crop)
    };
    ModelFolder::new(tool.path("model")).save(&network, &description).unwrap();
    tool
}

#[test]
fn a_model_is_exported_once_and_replaced_only_by_force() {
    let tool = with_model();
    let run = tool.run(&["export", "model", "--out", "model.onnx"]).must_end_with(0);
    for words in [
        "model.onnx: 8.9 MB, opset 17, ir version 8",
        "input   pictures       float32 [batch, 3, 40, 40]",
        "output  logits         float32 [batch, 7]",
        "output  probabilities  float32 [batch, 7]",
        r#"["anger","disgust","fear","happiness","neutral","sadness","surprise"]"#,
        "[0.485, 0.456, 0.406]",
        "CC0-1.0",
    ] {
        assert!(run.stdout.contains(words), "`{words}` is not in\n{}", run.stdout);
    }
    let bytes = tool.read("model.onnx");
    assert!(bytes.len() < 10_000_000);

    let refused = tool.run(&["export", "model", "--out", "model.onnx"]).must_end_with(2);
    assert!(refused.stderr.contains("exists already") && refused.stderr.contains("--force"), "{}", refused.stderr);

    let again = ["export", "model", "--out", "model.onnx", "--force", "--format", "json"];
    let json: serde_json::Value = serde_json::from_str(&tool.run(&again).must_end_with(0).stdout).unwrap();
    assert_eq!(json["inputs"][0]["shape"], serde_json::json!(["batch", 3, 40, 40]));
    assert_eq!(json["size_bytes"], bytes.len());
    assert_eq!(json["metadata"]["tool"], concat!("evenface ", env!("CARGO_PKG_VERSION")));
    assert!(tool.read("model.onnx") == bytes, "the same model gives the same bytes");
}

#[test]
fn what_is_no_model_folder_is_refused_and_nothing_is_written() {
    let tool = with_model();
    tool.write("thesis/chapter.tex", b"years of work");
    tool.write("half/model.toml", tool.read("model/model.toml"));
    tool.write("other/model.toml", tool.read("model/model.toml"));
    tool.write("other/weights.safetensors", b"something else");
    for (folder, words) in [
        ("nowhere", &["nowhere", "expected a model folder", "hint"][..]),
        ("thesis", &["thesis", "found no model.toml", "hint"]),
        ("half", &["half", "found no weights.safetensors", "hint"]),
        ("other", &["other", "fingerprint"]),
    ] {
        let run = tool.run(&["export", folder, "--out", "model.onnx"]).must_end_with(2);
        for word in words {
            assert!(run.stderr.contains(word), "`{word}` is not in\n{}", run.stderr);
        }
        assert!(run.stdout.is_empty() && !tool.path("model.onnx").exists());
    }
    let run = tool.run(&["export", "model", "--out", "none/model.onnx"]).must_end_with(2);
    assert!(run.stderr.contains("the folder none does not exist"), "{}", run.stderr);
}
