//! Speed of what is answered from source: `cargo bench -p migrate-tests --bench graph`.
//!
//! 5,000 revision files, among them 50 branches that part and meet again, and in every file decoys of a header in comments,
//! strings and raw strings. `graph/read` reads them from a warm file cache (two threads), `graph/build` ties them
//! to a graph, `graph/history` and `graph/plan` answer `migrate history` and `migrate upgrade heads --plan --from base`.
//! What `migrate heads` adds as a process (arguments, `migrate.toml`, a line of output) is a few milliseconds.
//!
//! Measured is CPU time, of both threads together: what two free cores take is half of `graph/read`, and the rest as it is.
//! `linear` says what a revision costs in graphs of 1,000, 10,000 and 100,000: about the same, but for what no longer fits
//! into the processor's caches.
#![allow(missing_docs, reason = "a benchmark")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cpu_time::ProcessTime;
use criterion::{Criterion, criterion_group, criterion_main};
use migrate_core::RevisionInfo;
use migrate_core::graph::Graph;
use migrate_source::{RevisionHeader, versions};

const REVISIONS: usize = 5_000;
const BRANCHES: usize = 50;

/// The parents of a revision: a trunk, then branches side by side, then a merge of all, and again.
fn parents(number: usize) -> Vec<usize> {
    const PERIOD: usize = 1_000;
    let place = number % PERIOD;
    match (number, place) {
        (0, _) => vec![],
        (_, 0) => (number - BRANCHES..number).collect(),
        // A trunk of half a period.
        (_, place) if place <= PERIOD / 2 => vec![number - 1],
        // Each branch begins at the trunk's end, and goes on behind the one before it on the same branch.
        (_, place) if place <= PERIOD / 2 + BRANCHES => vec![number - (place - PERIOD / 2)],
        _ => vec![number - BRANCHES],
    }
}

fn id(number: usize) -> String {
    format!("{:012x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16)
}

fn source(number: usize) -> String {
    let mut parents_of = String::new();
    for parent in parents(number) {
        let _ = write!(parents_of, "\"{}\", ", id(parent));
    }
    format!(
        r###"//! change {number}
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

// pub static REVISION: Revision = Revision {{ id: "in a comment" }};
/* pub static REVISION: Revision = Revision {{ id: "in a block" }}; /* nested */ */

pub static REVISION: Revision = Revision {{
    id: "{id}",
    down_revisions: &[{parents_of}],
    depends_on: &[],
    branch_labels: &[],
}};

const TEXT: &str = "pub static REVISION: Revision = Revision {{ id: \"in a string\" }};";
const RAW: &str = r#"pub static REVISION: Revision = Revision {{ id: "in a raw string" }};"#;

pub fn upgrade(op: &mut Operations) -> Result {{
    op.create_table(
        "table_{number}",
        [
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(80)).not_null(),
            column("created_at", Timestamp).not_null().default_sql("CURRENT_TIMESTAMP"),
        ],
    )?;
    op.create_index("table_{number}", index(["name"]).name("ix_table_{number}_name"))
}}

pub fn downgrade(op: &mut Operations) -> Result {{
    op.drop_table("table_{number}")
}}
"###,
        id = id(number),
    )
}

fn write_files(folder: &Path) -> Vec<PathBuf> {
    for number in 0..REVISIONS {
        let file = folder.join(format!("{}_change_{number}.rs", id(number)));
        std::fs::write(file, source(number)).expect("a file is written");
    }
    vec![folder.to_owned()]
}

fn read(base: &Path, folders: &[PathBuf]) -> Vec<RevisionHeader> {
    let headers = versions::read(base, folders, false)
        .into_headers()
        .expect("every file is sound");
    assert_eq!(headers.len(), REVISIONS);
    headers
}

fn revisions(count: usize) -> Vec<RevisionInfo> {
    (0..count)
        .map(|number| RevisionInfo {
            id: id(number),
            down_revisions: parents(number).into_iter().map(id).collect(),
            depends_on: Vec::new(),
            branch_labels: Vec::new(),
            message: format!("change {number}"),
            created: None,
            path: format!("versions/{}.rs", id(number)),
        })
        .collect()
}

fn graph(revisions: Vec<RevisionInfo>) -> Graph {
    Graph::new(revisions).expect("a sound history")
}

/// The CPU time of so many rounds of some work; preparing it and dropping what it made do not count.
fn cpu_time<I, O>(rounds: u64, prepare: impl Fn() -> I, work: impl Fn(I) -> O) -> Duration {
    (0..rounds)
        .map(|_| {
            let input = prepare();
            let start = ProcessTime::now();
            let output = work(input);
            let time = start.elapsed();
            black_box(output);
            time
        })
        .sum()
}

fn graph_benchmark(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folders = write_files(folder.path());
    let mut group = criterion.benchmark_group("graph");
    group.sample_size(20);
    group.bench_function("read", |bench| {
        bench.iter_custom(|times| cpu_time(times, || (), |()| read(folder.path(), &folders)));
    });
    group.bench_function("build", |bench| {
        bench.iter_custom(|times| cpu_time(times, || revisions(REVISIONS), graph));
    });
    let graph = graph(revisions(REVISIONS));
    group.bench_function("history", |bench| {
        bench.iter_custom(|times| cpu_time(times, || (), |()| graph.newest_first_all().len()));
    });
    group.bench_function("plan", |bench| {
        bench.iter_custom(|times| {
            cpu_time(
                times,
                || (),
                |()| {
                    let plan = graph.plan_upgrade(&[], "heads").expect("a plan");
                    assert_eq!(plan.len(), REVISIONS);
                    plan
                },
            )
        });
    });
    group.finish();
}

fn print_linear(_: &mut Criterion) {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    for count in [1_000, 10_000, 100_000] {
        let rounds = (200_000 / count).clamp(3, 20);
        let per_revision = |time: Duration| time.as_nanos() / count as u128;
        let fastest = |work: &dyn Fn() -> Duration| {
            let times = (0..rounds).map(|_| work());
            per_revision(times.min().unwrap_or_default())
        };
        let build = fastest(&|| cpu_time(1, || revisions(count), graph));
        let tied = graph(revisions(count));
        let history = fastest(&|| cpu_time(1, || (), |()| tied.newest_first_all().len()));
        let plan = fastest(&|| {
            cpu_time(
                1,
                || (),
                |()| tied.plan_upgrade(&[], "heads").expect("a plan"),
            )
        });
        println!(
            "linear: {count} revisions, nanoseconds for each: graph {build}, history {history}, plan {plan}"
        );
    }
}

criterion_group!(benches, graph_benchmark, print_linear);
criterion_main!(benches);
