//! Writes the schemas of `audit.json` into a folder: `cargo run --release -p report --example audit_schema docs/schema`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("expected a folder")?);
    std::fs::write(folder.join("audit.schema.json"), report::audit_schema()?)?;
    std::fs::write(folder.join("audit-units.schema.json"), report::units_schema()?)?;
    Ok(())
}
