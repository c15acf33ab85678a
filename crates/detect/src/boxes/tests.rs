//! Boxes against torchvision and facenet-pytorch, and what suppression must keep.

use proptest::prelude::*;

use super::*;
use crate::testing::{assert_close, floats, formulas};

fn candidates(case: &serde_json::Value) -> Vec<Candidate> {
    let (places, scores, moves) = (floats(&case["places"]), floats(&case["scores"]), floats(&case["moves"]));
    let rows = places.chunks(4).zip(scores).zip(moves.chunks(4));
    rows.map(|((place, score), moves)| Candidate { place: place_of(place), score, moves: moves.try_into().unwrap() })
        .collect()
}

fn place_of(edges: &[f32]) -> BoundingBox {
    BoundingBox { left: edges[0], top: edges[1], right: edges[2], bottom: edges[3] }
}

fn edges(places: impl IntoIterator<Item = BoundingBox>) -> Vec<f32> {
    places.into_iter().flat_map(|place| [place.left, place.top, place.right, place.bottom]).collect()
}

#[test]
fn suppression_keeps_what_the_peers_keep() {
    let case = &formulas()["boxes"];
    let candidates = candidates(case);
    let check = |key: &str, overlap, limit| {
        let expected: Vec<usize> = serde_json::from_value(case[key].clone()).unwrap();
        assert_eq!(suppress(&candidates, overlap, limit), expected, "{key}");
    };
    check("union_05", Overlap::Union, 0.5);
    check("union_07", Overlap::Union, 0.7);
    check("smaller_07", Overlap::Smaller, 0.7);
}

#[test]
fn moving_squaring_and_cutting_follow_the_peer() {
    let case = &formulas()["boxes"];
    let candidates = candidates(case);
    let moved = candidates.iter().map(|found| moved(found, Extent::Pixels));
    assert_close(&edges(moved), &floats(&case["moved_pixels"]), 1e-4);
    let square = candidates.iter().map(|found| squared(found.place));
    assert_close(&edges(square), &floats(&case["squared"]), 1e-4);
    let expected: Vec<[i64; 4]> = serde_json::from_value(case["windows_of_places_minus_20_in_60x50"].clone()).unwrap();
    for (found, [x, y, ex, ey]) in candidates.iter().zip(expected) {
        let BoundingBox { left, top, right, bottom } = found.place;
        let place = BoundingBox { left: left - 20.0, top: top - 20.0, right: right - 20.0, bottom: bottom - 20.0 };
        let cut = window(place, (60, 50)).map(|w| [w.left, w.top, w.left + w.width, w.top + w.height]);
        let is_empty = ex < x || ey < y;
        let expected = (!is_empty).then(|| [x - 1, y - 1, ex, ey].map(|edge| edge as u32));
        assert_eq!(cut, expected, "{place:?}");
    }
}

#[test]
fn a_box_inside_another_is_dropped_only_by_the_smaller_area() {
    let outer = Candidate { place: place_of(&[0.0, 0.0, 99.0, 99.0]), score: 0.9, moves: [0.0; 4] };
    let inner = Candidate { place: place_of(&[20.0, 20.0, 49.0, 49.0]), score: 0.8, moves: [0.0; 4] };
    assert_eq!(suppress(&[inner, outer], Overlap::Union, 0.7), [1, 0]);
    assert_eq!(suppress(&[inner, outer], Overlap::Smaller, 0.7), [1]);
}

#[test]
fn of_equal_scores_the_first_or_the_last_stays() {
    let twin = |right| Candidate { place: place_of(&[0.0, 0.0, right, 50.0]), score: 0.9, moves: [0.0; 4] };
    let candidates = [twin(50.0), twin(51.0), twin(52.0)];
    assert_eq!(suppress(&candidates, Overlap::Union, 0.7), [0]);
    assert_eq!(suppress(&candidates, Overlap::Smaller, 0.7), [2]);
}

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let edge = -50.0_f32..150.0;
    let one = ((edge.clone(), edge), (0.0_f32..80.0, 0.0_f32..80.0), 0.0_f32..1.0);
    let one = one.prop_map(|((left, top), (width, height), score)| Candidate {
        place: BoundingBox { left, top, right: left + width, bottom: top + height },
        score,
        moves: [0.0; 4],
    });
    prop::collection::vec(one, 0..40)
}

proptest! {
    /// The defining property: nobody kept is covered by a better one that is kept, everybody dropped is.
    #[test]
    fn kept_boxes_are_exactly_the_uncovered_ones(candidates in any_candidates(), limit in 0.1_f32..0.9) {
        for overlap in [Overlap::Union, Overlap::Smaller] {
            let kept = suppress(&candidates, overlap, limit);
            for (index, candidate) in candidates.iter().enumerate() {
                let covered = kept.iter().any(|k| {
                    *k != index
                        && candidates[*k].score >= candidate.score
                        && overlap.exceeds(candidates[*k].place, candidate.place, limit)
                });
                prop_assert_eq!(kept.contains(&index), !covered);
            }
        }
    }

    #[test]
    fn windows_lie_in_the_picture(
        edges in prop::collection::vec(prop_oneof![-1e3_f32..1e3, Just(f32::NAN), Just(f32::INFINITY), -1e30_f32..1e30], 4),
        size in (0_u32..300, 0_u32..300),
    ) {
        if let Some(cut) = window(place_of(&edges), size) {
            prop_assert!(cut.width > 0 && cut.left + cut.width <= size.0);
            prop_assert!(cut.height > 0 && cut.top + cut.height <= size.1);
        }
    }

    #[test]
    fn squares_keep_the_centre_and_the_longer_side(candidates in any_candidates()) {
        for Candidate { place, .. } in candidates {
            let square = squared(place);
            prop_assert!((square.width() - place.width().max(place.height())).abs() < 1e-3);
            prop_assert!((square.height() - square.width()).abs() < 1e-3);
            prop_assert!((f32::midpoint(square.left, square.right) - f32::midpoint(place.left, place.right)).abs() < 1e-3);
        }
    }
}
