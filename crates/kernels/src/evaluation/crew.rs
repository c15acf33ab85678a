//! Threads that work through steps together, and wait for each other between two of them without going to sleep: steps of a
//! small network take less time than it takes to wake a thread.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Looks at the others' progress before the processor is offered to somebody else.
const N_LOOKS: usize = 2000;

/// Calls `work` with the number of every step and of every part of it. All parts of a step are done before the next begins.
///
/// Whoever is free takes the next part, so that nobody waits for a thread that has something else to do: on a busy machine the
/// caller does everything.
pub(super) fn work_through(n_steps: usize, n_parts: usize, work: impl Fn(usize, usize) + Sync) {
    if n_parts == 1 {
        return (0..n_steps).for_each(|step| work(step, 0));
    }
    let crew = Crew { n_steps, n_parts, n_taken: 0.into(), n_done: 0.into(), has_failed: false.into() };
    rayon::scope(|scope| {
        for _ in 1..n_parts {
            scope.spawn(|_| crew.take_part(&work));
        }
        crew.take_part(&work);
    });
}

struct Crew {
    n_steps: usize,
    n_parts: usize,
    /// Parts of all steps in their order: those that somebody has taken, and those that are done.
    n_taken: AtomicUsize,
    n_done: AtomicUsize,
    /// Whether somebody has panicked, for whom the others must not wait.
    has_failed: AtomicBool,
}

impl Crew {
    fn take_part(&self, work: &(impl Fn(usize, usize) + Sync)) {
        let _alarm = Alarm(&self.has_failed);
        loop {
            let taken = self.n_taken.fetch_add(1, Ordering::Relaxed);
            let (step, part) = (taken / self.n_parts, taken % self.n_parts);
            if step >= self.n_steps || !self.reaches(step * self.n_parts) {
                return;
            }
            work(step, part);
            self.n_done.fetch_add(1, Ordering::Release);
        }
    }

    /// Waits until so many parts are done; whoever has taken one of them is at work on it, or waits for still earlier ones.
    fn reaches(&self, n_parts: usize) -> bool {
        let mut n_looks = 0;
        while self.n_done.load(Ordering::Acquire) < n_parts {
            if self.has_failed.load(Ordering::Relaxed) {
                return false;
            }
            n_looks += 1;
            if n_looks < N_LOOKS { std::hint::spin_loop() } else { std::thread::yield_now() }
        }
        true
    }
}

/// Goes off when its thread panics.
struct Alarm<'a>(&'a AtomicBool);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests;
