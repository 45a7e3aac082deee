//! Speed on SQLite, beside what it is compared with: `cargo bench -p migrate-tests`.
//!
//! - `upgrade/runner` against `upgrade/raw`: 1,000 revisions, and the statements that they amount to, sent through Diesel:
//!   once for each revision, what somebody would send who takes the same care. Both are measured in CPU time of their
//!   thread, and in pairs that alternate, so that a busy machine does not decide which is faster.
//! - `script/upgrade`: the same revisions as a script, beside Alembic's `upgrade head --sql`.
//! - `check/compare`: 1,000 tables of 20 columns, 2 indexes and a foreign key against as many models, nothing to do.
#![allow(missing_docs, reason = "a benchmark")]

use std::cell::Cell;
use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::{Criterion, criterion_group, criterion_main};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use migrate_core::config::EmbeddedConfig;
use migrate_core::connection::Engine;
use migrate_core::prelude::*;
use migrate_core::{Embedded, EmbeddedRevision, Environment, Metadata};
use migrate_tests::database::memory;
use migrate_tests::wide;

const REVISIONS: usize = 1_000;
const PAIRS: usize = 40;
const TABLES: usize = 1_000;
const COLUMNS: usize = 20;

thread_local! {
    /// The number of the revision that runs next: a function pointer carries none.
    static NEXT: Cell<usize> = const { Cell::new(0) };
}

fn upgrade(op: &mut Operations) -> Result {
    let number = NEXT.replace(NEXT.get() + 1);
    let table = format!("t{number:04}");
    op.create_table(
        table.as_str(),
        [
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(80)).not_null(),
            column("power", Text),
        ],
    )?;
    op.create_index(table.as_str(), index(["name"]).name(&format!("ix_{table}")))
}

fn downgrade(_op: &mut Operations) -> Result {
    Ok(())
}

fn leak<T>(items: Vec<T>) -> &'static [T] {
    Box::leak(items.into_boxed_slice())
}

fn leak_text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn revision_id(number: usize) -> &'static str {
    leak_text(format!("{number:012x}"))
}

fn history() -> &'static Embedded {
    let revisions = (0..REVISIONS)
        .map(|number| {
            let down_revisions = if number == 0 {
                leak(vec![])
            } else {
                leak(vec![revision_id(number - 1)])
            };
            EmbeddedRevision {
                revision: Box::leak(Box::new(Revision {
                    id: revision_id(number),
                    down_revisions,
                    ..Revision::DEFAULT
                })),
                settings: Settings::new(),
                message: "a small revision",
                created: None,
                path: leak_text(format!("versions/{number:012x}.rs")),
                checksum: "1:0000000000000000000000000000000000000000000000000000000000000000",
                upgrade,
                downgrade,
            }
        })
        .collect();
    Box::leak(Box::new(Embedded {
        revisions: leak(revisions),
        config: EmbeddedConfig::DEFAULT,
    }))
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    #[allow(dead_code, reason = "read, as a runner reads it")]
    version_num: String,
}

#[derive(QueryableByName)]
struct Violation {
    #[diesel(sql_type = Nullable<BigInt>)]
    #[allow(dead_code, reason = "read, as a runner reads it")]
    rowid: Option<i64>,
}

/// The statements of the history, one transaction for each revision, by nothing but Diesel.
fn raw(conn: &mut SqliteConnection) {
    conn.batch_execute(
        "PRAGMA foreign_keys = OFF;
         CREATE TABLE migrate_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT migrate_version_pkc PRIMARY KEY (version_num));
         CREATE TABLE migrate_version_journal (id INTEGER NOT NULL PRIMARY KEY, revision VARCHAR(32) NOT NULL, direction VARCHAR(9) NOT NULL, started VARCHAR(32) NOT NULL, finished VARCHAR(32), statement_index INTEGER NOT NULL, outcome VARCHAR(16) NOT NULL, checksum VARCHAR(80), tool_version VARCHAR(32) NOT NULL, user_name VARCHAR(128), host VARCHAR(255));",
    )
    .expect("the runner's own tables");
    for number in 0..REVISIONS {
        conn.immediate_transaction(|conn| {
            diesel::sql_query("SELECT version_num FROM migrate_version").load::<Version>(conn)?;
            conn.batch_execute(&format!(
                "CREATE TABLE \"t{number:04}\" (\n    \"id\" INTEGER NOT NULL PRIMARY KEY,\n    \"name\" VARCHAR(80) NOT NULL,\n    \"power\" TEXT\n)"
            ))?;
            conn.batch_execute(&format!("CREATE INDEX \"ix_t{number:04}\" ON \"t{number:04}\" (\"name\")"))?;
            diesel::sql_query("PRAGMA foreign_key_check").load::<Violation>(conn)?;
            conn.batch_execute(&match number {
                0 => format!("INSERT INTO migrate_version (version_num) VALUES ('{number:012x}')"),
                _ => format!("UPDATE migrate_version SET version_num = '{number:012x}' WHERE version_num = '{:012x}'", number - 1),
            })?;
            conn.batch_execute(&format!(
                "INSERT INTO migrate_version_journal (revision, direction, started, finished, statement_index, outcome, checksum, tool_version, user_name, host) VALUES ('{number:012x}', 'upgrade', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', 2, 'done', '1:0000000000000000000000000000000000000000000000000000000000000000', '0.1.0', 'somebody', 'somewhere')"
            ))
        })
        .expect("a revision's statements");
    }
}

fn run(embedded: &'static Embedded, conn: &mut SqliteConnection) {
    NEXT.set(0);
    let report = Environment::new(embedded)
        .upgrade(conn, "head")
        .expect("head is reached");
    assert_eq!(report.steps.len(), REVISIONS);
}

/// The CPU time of this thread that the work takes on a database of its own.
fn cpu_time(work: impl FnOnce(&mut SqliteConnection)) -> Duration {
    let mut conn = memory();
    let start = ThreadTime::now();
    work(&mut conn);
    start.elapsed()
}

/// How many times as long the runner takes, pair by pair.
fn print_ratio(embedded: &'static Embedded) {
    let mut ratios: Vec<f64> = (0..PAIRS)
        .map(|_| {
            let raw = cpu_time(raw);
            let runner = cpu_time(|conn| run(embedded, conn));
            runner.as_secs_f64() / raw.as_secs_f64()
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "upgrade/runner takes {:.3} times upgrade/raw (median of {PAIRS} pairs; {:.3} to {:.3} without the outer quarters)",
        ratios[PAIRS / 2],
        ratios[PAIRS / 4],
        ratios[PAIRS * 3 / 4],
    );
}

fn upgrade_benchmark(criterion: &mut Criterion) {
    let embedded = history();
    let mut group = criterion.benchmark_group("upgrade");
    group.sample_size(10);
    group.bench_function("raw", |bench| {
        bench.iter_custom(|times| (0..times).map(|_| cpu_time(raw)).sum());
    });
    group.bench_function("runner", |bench| {
        bench.iter_custom(|times| {
            (0..times)
                .map(|_| cpu_time(|conn| run(embedded, conn)))
                .sum()
        });
    });
    group.finish();
    let (flags, filters): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    if flags.iter().any(|flag| flag == "--bench")
        && filters.iter().all(|filter| filter == "upgrade")
    {
        print_ratio(embedded);
    }
}

fn script_benchmark(criterion: &mut Criterion) {
    let environment = Environment::new(history());
    let mut group = criterion.benchmark_group("script");
    group.sample_size(10);
    group.bench_function("upgrade", |bench| {
        bench.iter(|| {
            NEXT.set(0);
            let script = environment.script(Engine::Sqlite).expect("a sound history");
            black_box(script.upgrade("head").expect("SQL says it all"))
        });
    });
    group.finish();
}

fn check_benchmark(criterion: &mut Criterion) {
    let metadata =
        Metadata::of(wide::models(TABLES, COLUMNS)).expect("every table has its own name");
    let mut conn = memory();
    metadata.create_all(&mut conn).expect("the tables are made");
    let empty: &'static Embedded = Box::leak(Box::new(Embedded {
        revisions: &[],
        config: EmbeddedConfig::DEFAULT,
    }));
    let environment = Environment::new(empty);
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    group.bench_function("compare", |bench| {
        bench.iter(|| {
            let comparison = environment
                .compare(&mut conn, &metadata)
                .expect("it can be compared");
            assert!(comparison.in_sync(), "{:?}", comparison.operations.first());
            black_box(comparison)
        });
    });
    group.finish();
}

criterion_group!(
    benches,
    upgrade_benchmark,
    script_benchmark,
    check_benchmark
);
criterion_main!(benches);
