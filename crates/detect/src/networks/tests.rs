//! The networks with weights by formula, against torch, by both ways of computing them.

use pixels::{AreaRows, CropWindow, RgbImage};

use super::*;
use crate::tensors::BATCH;
use crate::testing::{assert_close, blobs, drawn, floats, formulas, from_column, integers, write_weights};

fn both() -> [Networks; 2] {
    let folder = tempfile::tempdir().unwrap();
    write_weights(folder.path());
    let weights = Weights::load(folder.path()).unwrap();
    let tensors = TensorNetworks::new(&weights, &network::device::cpu());
    [Networks::new(&weights, &network::device::cpu()), Networks::Tensors(Box::new(tensors))]
}

fn whole(picture: &RgbImage) -> CropWindow {
    CropWindow { left: 0, top: 0, width: picture.width(), height: picture.height() }
}

#[test]
fn networks_see_what_torch_shows_them() {
    for case in formulas()["area"].as_array().unwrap() {
        let ([width, height], [left, top, w, h]) = (integers::<2>(&case["size"]), integers::<4>(&case["window"]));
        let [out_width, out_height] = integers::<2>(&case["out"]);
        let [left, top, w, h] = [left, top, w, h].map(|n| n as u32);
        let (picture, window) = (drawn(width as u32, height as u32), CropWindow { left, top, width: w, height: h });
        let mut rows = AreaRows::new(&picture, window, (out_width, out_height)).unwrap();
        let mut interleaved = vec![0.0; 3 * out_width * out_height];
        for (y, row) in interleaved.chunks_mut(3 * out_width).enumerate() {
            rows.row(y, NORMALISATION, row);
        }
        let planes = (0..3).flat_map(|colour| interleaved.iter().skip(colour).step_by(3).copied());
        let input: Vec<f32> = planes.collect();
        let tenth: Vec<f32> = input.iter().copied().step_by(10).collect();
        assert_close(&tenth, &floats(&case["every_tenth"]), 1e-6);
        let sum: f64 = input.iter().map(|v| f64::from(*v)).sum();
        assert!((sum - case["sum"].as_f64().unwrap()).abs() < 1e-3);
    }
}

#[test]
fn the_processor_computes_rows() {
    let [rows, _] = both();
    assert!(matches!(rows, Networks::Rows(_)));
}

#[test]
fn the_proposer_answers_as_torch_does() {
    let case = &formulas()["networks"]["pnet"];
    for networks in both() {
        let hits = networks.propose(&drawn(31, 26), &[(31, 26)], 0.0).remove(0);
        let scores: Vec<f32> = hits.iter().map(|hit| hit.score).collect();
        assert_close(&scores, &floats(&case["scores"]), 2e-5);
        let moves: Vec<f32> = (0..4).flat_map(|plane| hits.iter().map(move |hit| hit.moves[plane])).collect();
        assert_close(&moves, &floats(&case["moves"]), 2e-5);
    }
}

fn check(networks: &Networks, judge: Judge, (name, side): (&str, u32)) {
    let pictures = [drawn(side, side), from_column(&drawn(side + 5, side), 5), blobs(side, side)];
    let verdicts: Vec<Verdict> =
        pictures.iter().flat_map(|picture| networks.judge(judge, picture, &[whole(picture)])).collect();
    let case = &formulas()["networks"][name];
    let scores: Vec<f32> = verdicts.iter().map(|v| v.score).collect();
    let moves: Vec<f32> = verdicts.iter().flat_map(|v| v.moves).collect();
    assert_close(&scores, &floats(&case["scores"]), 2e-5);
    assert_close(&moves, &floats(&case["moves"]), 2e-5);
    if judge == Judge::Finisher {
        let points: Vec<f32> = verdicts.iter().flat_map(|v| v.points).collect();
        assert_close(&points, &floats(&case["points"]), 5e-5);
    }
}

#[test]
fn the_judges_answer_as_torch_does() {
    for networks in both() {
        check(&networks, Judge::Refiner, ("rnet", 24));
        check(&networks, Judge::Finisher, ("onet", 48));
    }
}

#[test]
fn both_ways_find_the_same_on_pictures_of_any_size() {
    let [rows, tensors] = both();
    for (width, height) in [(12, 12), (13, 12), (12, 15), (14, 40), (201, 170), (500, 13)] {
        let picture = drawn(width + 7, height + 3);
        let size = (width as usize, height as usize);
        let [rows, tensors] = [&rows, &tensors].map(|networks| networks.propose(&picture, &[size], 0.3).remove(0));
        assert_eq!(rows.len(), tensors.len(), "{size:?}");
        for (row, tensor) in rows.iter().zip(&tensors) {
            assert_eq!((row.column, row.row), (tensor.column, tensor.row), "{size:?}");
            assert_close(&row.moves, &tensor.moves, 2e-5);
        }
    }
}

#[test]
fn batches_do_not_matter() {
    let picture = drawn(90, 60);
    let window = |index: u32| CropWindow { left: index % 60, top: index % 30, width: 24, height: 24 };
    let windows: Vec<CropWindow> = (0..BATCH as u32 + 3).map(window).collect();
    for networks in both() {
        let all = networks.judge(Judge::Refiner, &picture, &windows);
        assert_eq!(all.len(), windows.len());
        for index in [0, 7, BATCH + 2] {
            let alone = networks.judge(Judge::Refiner, &picture, &windows[index..=index]);
            assert_close(&alone[0].moves, &all[index].moves, 1e-5);
        }
        assert!(networks.judge(Judge::Refiner, &picture, &[]).is_empty());
    }
}
