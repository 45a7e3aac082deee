//! A thousand tables of twenty columns, two indexes and a foreign key, compared with as many models.

use std::process::{Command, Stdio};
use std::time::Instant;

use migrate_core::config::EmbeddedConfig;
use migrate_core::connection::Connection;
use migrate_core::{Embedded, Environment, Metadata};

use crate::{Open, PAIRS, median, peak_mebibytes, wide};

/// How many tables there are.
pub const TABLES: usize = 1_000;
const COLUMNS: usize = 20;

/// The models.
pub fn metadata() -> Metadata {
    Metadata::of(wide::models(TABLES, COLUMNS)).expect("every table has its own name")
}

/// Compares them with a database that is what they say.
pub fn compare(conn: &mut dyn Connection, metadata: &Metadata) {
    let empty: &'static Embedded = Box::leak(Box::new(Embedded {
        revisions: &[],
        config: EmbeddedConfig::DEFAULT,
    }));
    let comparison = Environment::new(empty)
        .compare(conn, metadata)
        .expect("it can be compared");
    assert!(comparison.in_sync(), "{:?}", comparison.operations.first());
}

/// What comparing takes, in seconds, and how many times as long as writing the schema down does: medians of pairs that
/// alternate. `dump` is the database's own command for that.
pub fn beside_dump(
    open: impl Fn() -> Box<dyn Connection>,
    metadata: &Metadata,
    dump: impl Fn() -> Command,
) -> (f64, f64) {
    let (mut checks, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let start = Instant::now();
        let status = dump().stdout(Stdio::null()).status();
        let dumped = start.elapsed().as_secs_f64();
        assert!(status.expect("the dump runs").success());
        let start = Instant::now();
        compare(&mut *open(), metadata);
        let checked = start.elapsed().as_secs_f64();
        checks.push(checked);
        ratios.push(checked / dumped);
    }
    (median(checks), median(ratios))
}

const MEMORY: &str = "--memory";

/// The most memory that a process needs which does nothing else, in MiB.
pub fn memory(driver: &str, url: &str) -> String {
    let child = Command::new(std::env::current_exe().expect("this program has a path"))
        .args([MEMORY, driver, url])
        .output()
        .expect("it runs again");
    String::from_utf8_lossy(&child.stdout).trim().to_owned()
}

/// Which benchmarks the arguments ask for; `None` in the process that [`memory`] starts, whose work is done then.
pub fn asked(drivers: &[(&str, Open)]) -> Option<impl Fn(&str) -> bool + use<>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, driver, url] = arguments.as_slice()
        && flag == MEMORY
    {
        let open = drivers.iter().find(|(name, _)| name == driver);
        let (_, open) = open.expect("one of the drivers");
        compare(&mut *open(url), &metadata());
        println!("{:.1}", peak_mebibytes());
        return None;
    }
    // Flags are cargo's.
    let is_name = |argument: &String| !argument.starts_with('-');
    let wanted: Vec<String> = arguments.into_iter().filter(is_name).collect();
    Some(move |name: &str| wanted.is_empty() || wanted.iter().any(|it| it == name))
}
