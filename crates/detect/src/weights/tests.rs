//! Weights that do not fit are refused with everything that is wrong.

use std::collections::BTreeMap;

use network::state_dict::HostTensor;

use super::*;
use crate::testing::{NETWORKS, weights_by_formula, write_weights};

#[test]
fn an_empty_folder_names_the_files_expected() {
    let folder = tempfile::tempdir().unwrap();
    let refused = refiner(folder.path()).unwrap_err();
    assert!(refused.to_string().ends_with("expected rnet.safetensors or rnet.pt"), "{refused}");
}

#[test]
fn missing_misshapen_and_foreign_tensors_are_all_listed() {
    let folder = tempfile::tempdir().unwrap();
    let mut weights = weights_by_formula(NETWORKS[0].1);
    weights.remove("conv2.bias");
    weights.insert("conv1.bias", HostTensor { shape: vec![11], values: vec![0.0; 11] });
    weights.insert("extra", HostTensor { shape: vec![], values: vec![0.0] });
    weights.write_safetensors(&folder.path().join("pnet.safetensors"), &BTreeMap::new()).unwrap();
    match proposer(folder.path()) {
        Err(NetworkError::Tensors { problems, .. }) => {
            let listed: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(
                listed,
                [
                    "`conv1.bias` has shape [11], expected [10]",
                    "`conv2.bias` is missing, expected shape [16]",
                    "`extra` is not part of the network",
                ]
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_weights_of_another_network_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    write_weights(folder.path());
    std::fs::rename(folder.path().join("onet.safetensors"), folder.path().join("rnet.safetensors")).unwrap();
    assert!(matches!(refiner(folder.path()), Err(NetworkError::Tensors { .. })));
}
