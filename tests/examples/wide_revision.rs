//! Writes the revision of 1,000 tables of 20 columns into an empty database, and tells what that took: the processor's
//! time, and the most memory that the process ever had. `scripts/bench-autogenerate` builds and runs what it writes.
//!
//! `cargo run --release -p migrate-tests --example wide_revision -- FILE`

use std::time::Instant;

use migrate_core::render::{NewRevision, revision_file};
use migrate_core::{Embedded, Environment, Metadata};
use migrate_tests::database::memory;
use migrate_tests::wide;

static NOTHING: Embedded = Embedded::EMPTY;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write")?;
    let models = Metadata::of(wide::models(1_000, 20))?;
    let mut conn = memory();
    let environment = Environment::new(&NOTHING);

    let started = Instant::now();
    let comparison = environment.compare(&mut conn, &models)?;
    let header = NewRevision {
        id: "1975ea83b712".to_owned(),
        message: "create a thousand tables".to_owned(),
        created: "2026-01-01 00:00:00 UTC".to_owned(),
        down_revisions: vec![],
        depends_on: vec![],
        branch_labels: vec![],
    };
    let text = revision_file(&header, &comparison.upgrade(), &comparison.downgrade()?);
    std::fs::write(path, text)?;
    let took = started.elapsed();

    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .map_or("unknown", str::trim);
    eprintln!(
        "compared and written in {} ms; peak memory {peak}",
        took.as_millis()
    );
    Ok(())
}
