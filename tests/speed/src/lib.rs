//! What benchmarks on servers share: the work of a program and of its server's process, taken together.
#![allow(missing_docs, clippy::expect_used, reason = "read by benchmarks only")]

pub mod compared;
pub mod small;
#[path = "../../src/wide.rs"]
pub mod wide;

use std::time::{Duration, Instant};

use migrate_core::connection::Connection;

/// How often each thing is done, beside what it is compared with.
pub const PAIRS: usize = 9;

/// How a driver connects.
pub type Open = fn(&str) -> Box<dyn Connection>;

/// What some work took.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// On the clock.
    pub wall: Duration,
    /// Of processors, in this process and in the server's for the connection: a busy machine counts less in it.
    pub cpu: Duration,
}

/// Measures work that is done through the server's process of that number.
pub fn measure(backend: u32, work: impl FnOnce()) -> Cost {
    let cpu = |process: &str| processor_time(process).unwrap_or_default();
    let theirs = backend.to_string();
    let before = cpu("self") + cpu(&theirs);
    let start = Instant::now();
    work();
    Cost {
        wall: start.elapsed(),
        cpu: cpu("self") + cpu(&theirs) - before,
    }
}

/// Linux counts a process's time in hundredths of a second.
fn processor_time(process: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// The most memory that this process ever had, in MiB.
pub fn peak_mebibytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<f64>()
            .ok()
    });
    kibibytes.unwrap_or_default() / 1024.0
}

/// The middle of several figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// The first value that a query returns.
pub fn first(conn: &mut dyn Connection, sql: &str) -> String {
    let rows = conn.query(sql).expect("the server answers");
    rows.into_iter()
        .flatten()
        .flatten()
        .next()
        .unwrap_or_default()
}

fn leak<T>(items: Vec<T>) -> &'static [T] {
    Box::leak(items.into_boxed_slice())
}

fn text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
