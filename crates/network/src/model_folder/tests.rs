//! Tests of saving, loading and refusing models.

use super::*;
use crate::description::Crop;
use crate::device;

fn saved() -> (tempfile::TempDir, ModelFolder, ExpressionNet, ModelDescription) {
    let folder = tempfile::tempdir().unwrap();
    let model = ModelFolder::new(folder.path().join("model"));
    let network = ExpressionNetConfig { hidden: 5, dropout: 0.0 }.init(3, &device::cpu());
    let mut description =
        ModelDescription::mobilenet_v2(64, Crop { detector: "mtcnn".to_owned(), size_px: 80, margin_px: 16 });
    description.architecture = Architecture::MobilenetV2 { hidden: 5, dropout: 0.0 };
    let description = model.save(&network, &description).unwrap();
    (folder, model, network, description)
}

#[test]
fn a_saved_model_comes_back_equal_and_leaves_no_temporary_file() {
    let (_folder, model, network, description) = saved();
    let (loaded, read) = model.load(&device::cpu()).unwrap();
    assert_eq!(read, description);
    assert_eq!(loaded.to_state_dict(), network.to_state_dict());
    let mut names: Vec<_> = fs::read_dir(&model.path).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["model.toml", "weights.safetensors"]);
}

#[test]
fn changed_weights_are_refused() {
    let (_folder, model, ..) = saved();
    let mut bytes = fs::read(model.weights_path()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(model.weights_path(), bytes).unwrap();
    assert!(matches!(model.load(&device::cpu()), Err(ModelFolderError::Fingerprint { .. })));
}

#[test]
fn changed_descriptions_are_refused() {
    let (_folder, model, ..) = saved();
    let text = fs::read_to_string(model.description_path()).unwrap();
    let cases = [
        ("format = 1", "format = 2", "has format 2, expected 1"),
        ("\"anger\", \"disgust\"", "\"disgust\", \"anger\"", "label order mismatch"),
        ("hidden = 5", "hidden = 6", "does not fit"),
        ("format = 1", "format = ", "describes no model"),
    ];
    for (from, to, expected) in cases {
        assert!(text.contains(from), "{from}");
        fs::write(model.description_path(), text.replacen(from, to, 1)).unwrap();
        let error = model.load(&device::cpu()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_description_of_another_head_is_not_saved() {
    let (_folder, model, network, description) = saved();
    let other = ModelDescription { architecture: Architecture::MobilenetV2 { hidden: 6, dropout: 0.0 }, ..description };
    assert!(matches!(model.save(&network, &other), Err(ModelFolderError::HiddenUnits { expected: 6, found: 5 })));
}

#[test]
fn a_missing_folder_is_named() {
    let error = ModelFolder::new("nowhere").load(&device::cpu()).unwrap_err().to_string();
    assert!(error.contains("nowhere"), "{error}");
}
