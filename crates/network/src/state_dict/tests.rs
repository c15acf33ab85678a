//! Weights files of every format: whole, hostile and damaged.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

fn reference(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name)
}

/// What torch says the files hold.
fn expected() -> BTreeMap<String, HostTensor> {
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(reference("torch_files.json")).unwrap()).unwrap();
    let host = |tensor: &serde_json::Value| HostTensor {
        shape: serde_json::from_value(tensor["shape"].clone()).unwrap(),
        values: serde_json::from_value(tensor["values"].clone()).unwrap(),
    };
    json["tensors"].as_object().unwrap().iter().map(|(name, tensor)| (name.clone(), host(tensor))).collect()
}

#[test]
fn every_format_gives_the_values_that_torch_gives() {
    for file in ["old.pt", "zip.pt", "all.safetensors"] {
        let weights = StateDict::read(&reference(file)).unwrap();
        assert_eq!(weights.tensors, expected(), "{file}");
    }
}

#[test]
fn weights_are_lifted_out_of_a_wrapper_but_not_out_of_a_dotted_name() {
    let wrapped = StateDict::read(&reference("wrapped.pt")).unwrap();
    assert_eq!(wrapped.names().collect::<Vec<_>>(), ["float", "transposed"]);
    let dotted = StateDict::read(&reference("dotted.pt")).unwrap();
    assert_eq!(dotted.names().collect::<Vec<_>>(), ["model.0.weight"]);
}

#[test]
fn a_pickle_that_calls_anything_is_refused_by_name_and_not_run() {
    for file in ["hostile.pkl", "hostile_zip.pt", "hostile_old.pt"] {
        match StateDict::read(&reference(file)) {
            Err(StateDictError::ForeignObject { name, .. }) => assert_eq!(name, "posix.system", "{file}"),
            other => panic!("{file}: {other:?}"),
        }
    }
    assert!(!Path::new("evenface-was-here").exists());
}

#[test]
fn a_view_that_repeats_one_value_is_refused_before_memory_is_taken() {
    let refused = StateDict::read(&reference("expanded.pt")).unwrap_err();
    assert!(matches!(refused, StateDictError::TooLarge { n_values: 1_048_576, .. }), "{refused:?}");
}

#[test]
fn elements_that_are_no_real_numbers_are_refused() {
    let refused = StateDict::read(&reference("complex.safetensors")).unwrap_err();
    assert!(matches!(&refused, StateDictError::Element { tensor, .. } if tensor == "complex"), "{refused:?}");
}

#[test]
fn what_people_hand_over_by_mistake_is_named() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "an empty file"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "a git-lfs pointer, not the file it points to"),
        (b"<!doctype html>", "a web page or xml"),
        (b"\x89HDF\r\n", "an hdf5 file (keras)"),
        (b"hello, world", "bytes of another format"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (bytes, expected) in cases {
        let path = folder.path().join("weights.pt");
        std::fs::write(&path, bytes).unwrap();
        match StateDict::read(&path) {
            Err(StateDictError::NotWeights { found, .. }) => assert_eq!(found, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    let absent = StateDict::read(&folder.path().join("absent.pt"));
    assert!(matches!(absent, Err(StateDictError::Io { .. })), "{absent:?}");
}

#[test]
fn truncations_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    for file in ["old.pt", "zip.pt", "all.safetensors"] {
        let whole = std::fs::read(reference(file)).unwrap();
        for n_bytes in (0..whole.len()).step_by(13) {
            std::fs::write(&path, &whole[..n_bytes]).unwrap();
            assert!(StateDict::read(&path).is_err(), "{file} cut to {n_bytes} bytes");
        }
    }
}

#[test]
fn a_file_without_its_last_byte_is_called_truncated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.safetensors");
    let whole = std::fs::read(reference("all.safetensors")).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let refused = StateDict::read(&path).unwrap_err();
    assert!(matches!(refused, StateDictError::Truncated { .. }), "{refused:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Any answer is right as long as there is one; a tensor that is returned keeps its invariant.
    #[test]
    fn flipped_bytes_never_panic(
        file in prop::sample::select(vec!["old.pt", "zip.pt", "all.safetensors", "wrapped.pt"]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = std::fs::read(reference(file)).unwrap();
        for (place, byte) in flips {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flipped");
        std::fs::write(&path, bytes).unwrap();
        if let Ok(weights) = StateDict::read(&path) {
            for (name, tensor) in &weights.tensors {
                prop_assert!(tensor.check(name).is_ok());
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(
        values in prop::collection::btree_map("[a-z.]{1,8}", prop::collection::vec(-1e6_f32..1e6, 0..9), 1..5),
        note in "\\PC{0,12}",
    ) {
        let mut weights = StateDict::default();
        for (name, values) in values {
            weights.insert(name, HostTensor::new(vec![1, values.len()], values).unwrap());
        }
        let metadata = BTreeMap::from([("b".to_owned(), note.clone()), ("a".to_owned(), note)]);
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("a.safetensors"), folder.path().join("b.safetensors"));
        weights.write_safetensors(&first, &metadata).unwrap();
        weights.write_safetensors(&second, &metadata).unwrap();
        prop_assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
        prop_assert_eq!(StateDict::read(&first).unwrap(), weights);
        prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}

#[test]
fn a_tensor_whose_shape_lies_is_not_written() {
    assert!(HostTensor::new(vec![2, 2], vec![0.0; 3]).is_err());
    assert!(HostTensor::new(vec![usize::MAX, 2], vec![]).is_err());
    let mut weights = StateDict::default();
    weights.insert("lie", HostTensor { shape: vec![2], values: vec![0.0] });
    let folder = tempfile::tempdir().unwrap();
    let refused = weights.write_safetensors(&folder.path().join("lie.safetensors"), &BTreeMap::new());
    assert!(matches!(refused, Err(StateDictError::Shape { tensor, .. }) if tensor == "lie"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the weights of others are not in the repository")]
fn the_detectors_weights_have_their_documented_sizes() {
    let Ok(folder) = std::env::var("EVENFACE_WEIGHTS") else {
        println!("skipped: EVENFACE_WEIGHTS names no folder with weights");
        return;
    };
    for (name, n_values) in [("pnet", 6_632), ("rnet", 100_178), ("onet", 389_040)] {
        let weights = StateDict::read(&PathBuf::from(&folder).join("mtcnn").join(format!("{name}.pt"))).unwrap();
        assert_eq!(weights.tensors.values().map(|t| t.values.len()).sum::<usize>(), n_values, "{name}");
    }
    let backbone = StateDict::read(&PathBuf::from(&folder).join("imagenet/mobilenet_v2.safetensors")).unwrap();
    assert_eq!(backbone.len(), 314);
}
