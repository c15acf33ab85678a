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
