//! The `evenface` command.
fn main() {}
