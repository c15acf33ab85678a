//! Prints the schema of `audit.json`: `cargo run --release -p report --example audit_schema > docs/schema/audit.schema.json`.

#[expect(clippy::print_stdout, reason = "an example that writes to the terminal")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", report::audit_schema()?);
    Ok(())
}
