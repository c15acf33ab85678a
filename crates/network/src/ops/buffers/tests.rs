//! Tests of who may write where.

use super::*;

fn counting(n_rows: usize, n_columns: usize) -> CpuTensor {
    let values = (0..n_rows * n_columns).map(|i| i as f32).collect();
    tensor(values, Shape::new([n_rows, n_columns]))
}

#[test]
fn a_single_holder_changes_its_values_without_a_copy() {
    let t = counting(3, 5);
    let address = slice(&t).as_ptr();
    let values = owned(t);
    assert_eq!(values.as_ptr(), address);
}

#[test]
fn other_holders_keep_their_values() {
    let (t, other) = (counting(3, 5), counting(3, 5));
    let shared = t.clone();
    let mut values = owned(t);
    values.fill(-1.0);
    assert_eq!(slice(&shared), slice(&other));
}

#[test]
fn a_transposed_view_is_read_in_its_own_order() {
    let t = counting(2, 3).transpose(0, 1);
    assert_eq!(owned(t), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
}

#[test]
fn a_buffer_that_was_given_is_taken_again() {
    // A length that no other test uses.
    let length = SMALL + 12_345;
    let t = tensor(vec![7.0; length], Shape::new([length]));
    let address = slice(&t).as_ptr();
    give(t);
    let (taken, fresh) = (take(length), take(length));
    assert_eq!((taken.as_ptr(), fresh.len()), (address, length));
}

#[test]
fn a_smaller_batch_takes_the_buffers_of_a_whole_one_and_gives_them_back() {
    // Lengths that no other test uses, in a pool of its own.
    let mut kept = Kept { n_values: 0, by_capacity: BTreeMap::new() };
    let buffer = |n: usize| vec![0.0; n];
    for n in [1000, 600, 400] {
        kept.give(buffer(n));
    }
    let taken = [500, 300, 550].map(|n| kept.take(n).map(|buffer| buffer.capacity()));
    assert_eq!(taken, [Some(600), Some(400), Some(1000)], "the smallest that is large enough");
    assert_eq!((kept.take(1), kept.n_values), (None, 0));
    kept.give(buffer(1000));
    assert_eq!(kept.take(499), None, "more than twice as large");
    let mut whole = kept.take(800).unwrap();
    whole.truncate(800);
    kept.give(tensor(whole, Shape::new([800])).into_data().try_into_vec().unwrap());
    assert_eq!(
        kept.take(1000).map(|buffer| buffer.capacity()),
        Some(1000),
        "a tensor keeps the room behind its values"
    );
}
