//! The line protocol of a side: `ready`, the seconds of one repetition per line of input, and the peak memory at the end.
//!
//! Included by the examples that `cargo xtask bench` runs; `bench/protocol.py` is the same for the peers.

use std::error::Error;
use std::time::Instant;

/// Whatever went wrong; threads may hand it over.
pub type Failure = Box<dyn Error + Send + Sync>;

/// What every part of a side ends with.
pub type Outcome = Result<(), Failure>;

/// Repeats the work to warm up, says so, and then repeats it once for every line of standard input until it ends.
#[expect(clippy::print_stdout, reason = "what it prints is the protocol")]
pub fn serve(n_warm_up: usize, mut repetition: impl FnMut() -> Outcome) -> Outcome {
    for _ in 0..n_warm_up {
        repetition()?;
    }
    println!("ready");
    for line in std::io::stdin().lines() {
        line?;
        let start = Instant::now();
        repetition()?;
        println!("{:.6}", start.elapsed().as_secs_f64());
    }
    println!("peak_bytes {}", peak_bytes());
    Ok(())
}

/// The largest resident memory of this process so far; 0 where the system does not tell it as Linux does.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    kilobytes.and_then(|number| number.trim().parse::<u64>().ok()).map_or(0, |number| number * 1024)
}
