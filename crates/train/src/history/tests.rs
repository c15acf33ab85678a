//! Tests of `history`.

use super::*;

#[test]
fn rows_become_lines() {
    let row = HistoryRow {
        epoch: 1,
        split: Part::Train,
        loss: 1.5,
        n_correct: 3,
        n_faces: 4,
        learning_rate: 0.001,
        seconds: None,
        kept: false,
    };
    let later = HistoryRow { split: Part::Val, seconds: Some(2.25), ..row.clone() };
    let csv = "epoch,split,loss,accuracy,learning_rate,seconds,n_correct,n_faces\n\
               1,train,1.5,0.75,0.001,,3,4\n1,val,1.5,0.75,0.001,2.25,3,4\n";
    assert_eq!(to_csv(&[row, later]), csv);
}

#[test]
fn the_kept_epoch_has_a_column_where_there_is_one() {
    let row = |epoch, kept| HistoryRow {
        epoch,
        split: Part::HeldOut,
        loss: 1.5,
        n_correct: 3,
        n_faces: 4,
        learning_rate: 0.001,
        seconds: None,
        kept,
    };
    let csv = "epoch,split,loss,accuracy,learning_rate,seconds,n_correct,n_faces,kept\n\
               1,held-out,1.5,0.75,0.001,,3,4,no\n2,held-out,1.5,0.75,0.001,,3,4,yes\n";
    assert_eq!(to_csv(&[row(1, false), row(2, true)]), csv);
}
