//! The list of steps: cheap ones first, and the same build profile everywhere so that each step uses the last one's work.

/// One step of `cargo xtask ci`.
pub struct Step {
    pub name: &'static str,
    pub describes: &'static str,
    pub work: Work,
    /// What to do when it fails.
    pub hint: &'static str,
}

/// What a step runs.
#[derive(Clone, Copy)]
pub enum Work {
    /// Cargo with these arguments.
    Cargo(&'static [&'static str]),
    /// Cargo with these arguments, counting the tests.
    Tests(&'static [&'static str]),
    /// Cargo with these arguments; a warning of the documentation is an error.
    Docs(&'static [&'static str]),
    /// The rules of this crate.
    Tidy,
    /// cargo-deny.
    Deny,
}

/// In the order in which they run.
pub const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        describes: "formatting",
        work: Work::Cargo(&["fmt", "--all", "--check"]),
        hint: "run `cargo fmt --all`",
    },
    Step {
        name: "tidy",
        describes: "layers, file sizes, attributes, links",
        work: Work::Tidy,
        hint: "each line above says where and what; the rules are in CONTRIBUTING.md",
    },
    Step {
        name: "clippy",
        describes: "lints",
        work: Work::Cargo(&["clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        hint: "fix the code; where a lint is wrong, `#[expect(lint, reason = \"…\")]` on the smallest item",
    },
    Step {
        name: "graphics",
        describes: "lints with the code for graphics processors",
        // CUDA is left out: its compiler is downloaded while it is built.
        work: Work::Cargo(&[
            "clippy",
            "--release",
            "--package",
            "network",
            "--features",
            "vulkan",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
        hint: "what is compiled only with a feature is in crates/network/src/device and crates/network/src/ops/cube.rs",
    },
    Step {
        name: "test",
        describes: "unit, integration and documentation tests",
        work: Work::Tests(&["test", "--release", "--workspace", "--no-fail-fast"]),
        hint: "run one crate with `cargo test --release -p CRATE NAME`",
    },
    Step {
        name: "doc",
        describes: "documentation builds and its links resolve",
        work: Work::Docs(&["doc", "--release", "--workspace", "--no-deps"]),
        hint: "run `cargo doc --release --no-deps -p CRATE`",
    },
    Step {
        name: "deny",
        describes: "licences, bans and sources of the dependencies",
        work: Work::Deny,
        hint: "the rules are in deny.toml; without a network, install cargo-deny beforehand",
    },
];
