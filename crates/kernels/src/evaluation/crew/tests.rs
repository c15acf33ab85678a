//! Tests of working together.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use super::*;

fn pool(n_threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap()
}

#[test]
fn every_part_is_done_once_and_no_step_begins_before_the_last_is_over() {
    for (n_threads, n_steps, n_parts) in [(1, 5, 3), (2, 40, 2), (4, 40, 3), (3, 0, 4), (2, 1, 1), (2, 7, 8)] {
        let done = Mutex::new(Vec::new());
        pool(n_threads).install(|| {
            work_through(n_steps, n_parts, |step, part| done.lock().unwrap().push((step, part)));
        });
        let mut done = done.into_inner().unwrap();
        assert!(done.is_sorted_by_key(|(step, _)| *step), "{done:?}");
        done.sort_unstable();
        let all: Vec<_> = (0..n_steps).flat_map(|step| (0..n_parts).map(move |part| (step, part))).collect();
        assert_eq!(done, all);
    }
}

#[test]
fn nobody_waits_for_a_thread_that_is_busy_elsewhere() {
    let pool = pool(2);
    let (release, blocked) = std::sync::mpsc::channel::<()>();
    pool.spawn(move || blocked.recv().unwrap());
    let n_done = AtomicUsize::new(0);
    pool.install(|| {
        work_through(10, 3, |_, _| {
            n_done.fetch_add(1, Ordering::Relaxed);
        });
    });
    assert_eq!(n_done.into_inner(), 30);
    release.send(()).unwrap();
}

#[test]
fn a_panic_reaches_the_caller_and_leaves_nobody_waiting() {
    let pool = pool(3);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        pool.install(|| work_through(20, 3, |step, part| assert!((step, part) != (7, 1), "broken")));
    }));
    assert!(outcome.is_err());
    pool.install(|| work_through(2, 3, |_, _| {}));
}
