//! The networks with weights by formula, against torch.

use crate::area::{self, Window};
use crate::networks::Judge;
use crate::testing::{assert_close, blobs, device, drawn, floats, formulas, from_column, write_weights};
use crate::weights;

#[test]
fn the_proposer_answers_as_torch_does() {
    let folder = tempfile::tempdir().unwrap();
    write_weights(folder.path());
    let picture = drawn(31, 26);
    let mut input = vec![];
    area::append(&picture, Window::of(&picture), (31, 26), &mut input);
    let map = weights::proposer(folder.path(), &device()).unwrap().forward(input, (31, 26), &device());
    let case = &formulas()["networks"]["pnet"];
    assert_close(&map.scores, &floats(&case["scores"]), 2e-5);
    assert_close(&map.moves, &floats(&case["moves"]), 2e-5);
    assert_eq!(map.scores.len() % map.width, 0);
}

fn check(judge: &Judge, name: &str) {
    let side = judge.side_px as u32;
    let mut input = vec![];
    for picture in [drawn(side, side), from_column(&drawn(side + 5, side), 5), blobs(side, side)] {
        area::append(&picture, Window::of(&picture), (judge.side_px, judge.side_px), &mut input);
    }
    let verdicts = judge.forward(&input, &device());
    let case = &formulas()["networks"][name];
    let scores: Vec<f32> = verdicts.iter().map(|v| v.score).collect();
    let moves: Vec<f32> = verdicts.iter().flat_map(|v| v.moves).collect();
    assert_close(&scores, &floats(&case["scores"]), 2e-5);
    assert_close(&moves, &floats(&case["moves"]), 2e-5);
    if judge.points.is_some() {
        let points: Vec<f32> = verdicts.iter().flat_map(|v| v.points).collect();
        assert_close(&points, &floats(&case["points"]), 5e-5);
    }
}

#[test]
fn the_judges_answer_as_torch_does() {
    let folder = tempfile::tempdir().unwrap();
    write_weights(folder.path());
    check(&weights::refiner(folder.path(), &device()).unwrap(), "rnet");
    check(&weights::finisher(folder.path(), &device()).unwrap(), "onet");
}

#[test]
fn batches_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    write_weights(folder.path());
    let judge = weights::refiner(folder.path(), &device()).unwrap();
    let picture = drawn(90, 60);
    let mut input = vec![];
    for index in 0..super::BATCH + 3 {
        let window = Window { left: index % 60, top: index % 30, width: 24, height: 24 };
        area::append(&picture, window, (24, 24), &mut input);
    }
    let all = judge.forward(&input, &device());
    assert_eq!(all.len(), super::BATCH + 3);
    let n_values = 3 * 24 * 24;
    for index in [0, 7, super::BATCH + 2] {
        let alone = judge.forward(&input[index * n_values..(index + 1) * n_values], &device());
        assert_close(&alone[0].moves, &all[index].moves, 1e-5);
    }
    assert!(judge.forward(&[], &device()).is_empty());
}
