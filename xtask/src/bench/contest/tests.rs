//! Tests of taking turns, with sides that are shell scripts.

use std::fs;
use std::process::Command;

use super::*;

/// A side that writes its letter into a file at every turn.
fn scripted(name: &'static str, script: &str) -> anyhow::Result<RunningSide> {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    RunningSide::start(name, command)
}

#[test]
fn sides_take_turns_strictly_and_tell_their_peak() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("turns");
    let script = |letter: &str, seconds: &str| {
        let log = log.display();
        format!(
            "echo ready; while read -r _; do printf {letter} >> '{log}'; echo {seconds}; done; echo peak_bytes 4096"
        )
    };
    let mut sides = vec![scripted("a", &script("A", "0.5")).unwrap(), scripted("b", &script("B", "0.25")).unwrap()];
    interleave(&mut sides, 3, Duration::ZERO).unwrap();
    let measured: Vec<_> = sides.into_iter().map(|side| side.finish().unwrap()).collect();
    assert_eq!(fs::read_to_string(&log).unwrap(), "ABABAB");
    assert_eq!(measured[0].seconds, [0.5; 3]);
    assert_eq!((measured[1].name, measured[1].seconds.len(), measured[1].peak_bytes), ("b", 3, Some(4096)));
}

#[test]
fn a_side_that_breaks_the_protocol_is_named() {
    let check = |script: &str, says: &str| {
        let run = || {
            let mut sides = vec![scripted("peer", script)?];
            interleave(&mut sides, 1, Duration::ZERO)?;
            sides.remove(0).finish()
        };
        let error = format!("{:#}", run().unwrap_err());
        assert!(error.contains(says), "{script}: {error}");
    };
    check("echo hello", "peer: expected 'ready', found 'hello'");
    check("exit 3", "peer: ended early");
    check("echo ready; read -r _; echo soon", "peer: expected seconds, found 'soon'");
    check("echo ready; read -r _; echo -1", "peer: expected seconds above 0, found -1");
    check("echo ready; read -r _; echo 1.0; read -r _; echo bye", "peer: expected 'peak_bytes N', found 'bye'");
    check("echo ready; read -r _; echo 1.0; read -r _; echo peak_bytes 1; exit 3", "peer: ended with exit status: 3");
}

#[test]
fn an_unknown_peak_stays_unknown() {
    let mut sides =
        vec![scripted("peer", "echo ready; while read -r _; do echo 1.5; done; echo peak_bytes 0").unwrap()];
    interleave(&mut sides, 2, Duration::ZERO).unwrap();
    assert_eq!(sides.remove(0).finish().unwrap().peak_bytes, None);
}
