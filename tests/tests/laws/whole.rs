//! The laws of autogenerate as a whole, on every kind of database: a generated schema is made, filled with rows, compared
//! with another one, changed by the revision that comes of it, and changed back.
//!
//! 200 pairs, unless `PROPTEST_CASES` says otherwise. The databases' own dumps are taken of every eighth pair, and of all
//! where there are 1,000 pairs and more.

use std::cell::{Cell, RefCell};

use migrate_core::command::{CompareOptions, Comparison};
use migrate_core::connection::Engine;
use migrate_core::dialect::LiveCatalog;
use migrate_core::operation::Change;
use migrate_core::schema::Schema;
use migrate_core::{Environment, Operation, RunError};
use migrate_tests::rows::{fill, surviving};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use super::place::Place;
use crate::history;

/// How many pairs are tried.
const PAIRS: u32 = 200;
/// Of how many pairs one is dumped.
const DUMPED: u32 = 8;

/// How many connections share the work: a server is what takes time. Every second one goes through the pure driver.
const WORKERS: u32 = 4;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn pairs() -> u32 {
    number("PROPTEST_CASES")
        .and_then(|cases| cases.try_into().ok())
        .unwrap_or(PAIRS)
}

#[test]
fn on_sqlite() {
    hold(Engine::Sqlite);
}

#[test]
fn on_postgres() {
    hold(Engine::Postgres);
}

#[test]
fn on_mysql() {
    hold(Engine::Mysql);
}

/// Holds the laws, each worker on pairs of its own. Whoever does not ask for a seed gets another one each time.
fn hold(engine: Engine) {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let seed = number("PROPTEST_RNG_SEED").unwrap_or_else(|| u64::from(since.subsec_nanos()));
    let (mut tried, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..u64::from(WORKERS))
            .map(|worker| {
                scope.spawn(move || {
                    let pure = worker % 2 == 1;
                    work(engine, pure, seed.wrapping_add(worker << 32))
                })
            })
            .collect();
        for worker in workers {
            match worker.join().expect("what panics in there is caught") {
                Ok(count) => {
                    tried += count.tried;
                    refused += count.refused;
                }
                Err(reason) => panic!("PROPTEST_RNG_SEED={seed}: {reason}"),
            }
        }
    });
    assert!(
        refused * 2 <= tried,
        "rows stood in the way of {refused} of {tried} changes: too many to tell something"
    );
}

/// How many pairs were tried, and of how many rows forbade the change.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    tried: u32,
    refused: u32,
}

fn work(engine: Engine, pure: bool, seed: u64) -> Result<Count, String> {
    let Some(mut place) = Place::of(engine, pure) else {
        return Ok(Count::default());
    };
    let strategy = (place.schemas(), place.schemas());
    let config = Config {
        cases: pairs().div_ceil(WORKERS),
        max_shrink_iters: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let (place, count) = (RefCell::new(place), Cell::new(Count::default()));
    let outcome = TestRunner::new_with_rng(config, rng).run(&strategy, |(a, b)| {
        let Count { tried, refused } = count.get();
        let mut pair = Pair {
            place: &mut place.borrow_mut(),
            dumped: pairs() >= 1_000 || tried.is_multiple_of(DUMPED),
        };
        let arrived = pair.hold(&a, &b, true);
        if !arrived {
            assert!(
                pair.hold(&a, &b, false),
                "without rows nothing is in the way"
            );
        }
        count.set(Count {
            tried: tried + 1,
            refused: refused + u32::from(!arrived),
        });
        Ok(())
    });
    // The reason says what was executed; the schemas that led there would fill pages.
    match outcome {
        Ok(()) => Ok(count.get()),
        Err(TestError::Fail(reason, _) | TestError::Abort(reason)) => Err(reason.to_string()),
    }
}

struct Pair<'p> {
    place: &'p mut Place,
    dumped: bool,
}

impl Pair<'_> {
    /// Takes a pair there and back; `false` where rows that are there forbid it.
    fn hold(&mut self, a: &Schema, b: &Schema, with_rows: bool) -> bool {
        self.place.clear();
        let create = self.compared(&history::nothing(), a).operations;
        let made = || history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
        let _ = made()
            .upgrade(self.place.conn(), "head")
            .unwrap_or_else(|error| panic!("a sound schema can be made: {error:?}"));
        self.is(&made(), a, "made");
        let dialect = self.place.dialect();
        if with_rows {
            fill(self.place.conn(), &*dialect, a, b);
        }
        let (rows, dump) = (
            surviving(self.place.conn(), &*dialect, a, b),
            self.place.dump_if(self.dumped),
        );

        let found = self.compared(&made(), b);
        let (up, down) = (
            found.upgrade(),
            found.downgrade().expect("what is found can be taken back"),
        );
        let told = || format!("up:\n{}down:\n{}", listed(&up), listed(&down));
        self.each_does_something(&found);
        let changed =
            || history::of_operations([(create.clone(), vec![]), (up.clone(), down.clone())]);
        let stamp = |place: &mut Place, at: &str| {
            let _ = changed().stamp(place.conn(), &[at], true).expect("a stamp");
        };
        stamp(self.place, "a");
        if let Err(error) = changed().upgrade(self.place.conn(), "head") {
            rows_forbid(&error, &told());
            // What commits as it goes cannot be as it was.
            if self.place.conn().engine() != Engine::Mysql {
                assert_eq!(
                    self.place.dump_if(self.dumped),
                    dump,
                    "a failure changes nothing"
                );
            }
            return false;
        }
        self.is(&changed(), b, &told());
        assert_eq!(
            surviving(self.place.conn(), &*dialect, a, b),
            rows,
            "rows are kept: {}",
            told()
        );
        if let Err(error) = changed().downgrade(self.place.conn(), "a") {
            rows_forbid(&error, &told());
            return false;
        }
        stamp(self.place, "b");
        self.is(&changed(), a, &told());
        let after = self.place.dump_if(self.dumped);
        let engine = self.place.conn().engine();
        let (dump, after) = (
            comparable(&dump, &down, engine),
            comparable(&after, &down, engine),
        );
        assert!(
            dump == after,
            "behind the way back:\n{}\n{}",
            similar::TextDiff::from_lines(&dump, &after).unified_diff(),
            told()
        );
        if self.dumped {
            self.each_changes_something(&up, &told());
        }
        true
    }

    fn compared(&mut self, environment: &Environment, to: &Schema) -> Comparison {
        let options = CompareOptions::default();
        let compared = environment.compare_schema(self.place.conn(), to.clone(), options);
        compared.expect("comparable")
    }

    /// Nothing is to be done to have a schema.
    fn is(&mut self, environment: &Environment, schema: &Schema, told: &str) {
        let left = self.compared(environment, schema);
        assert_eq!(listed(&left.operations), "", "left over: {told}");
        assert!(left.complete(), "{:?}", left.notes);
    }

    /// No change that is reported leaves the schema as it was.
    fn each_does_something(&mut self, found: &Comparison) {
        let dialect = self.place.dialect();
        let mut schema = dialect
            .inspect(self.place.conn(), &|_| true)
            .expect("readable");
        dialect.normalise(&mut schema);
        let apart: Vec<Operation> = found.operations.iter().flat_map(apart).collect();
        for operation in &apart {
            let before = schema.clone();
            operation
                .apply(&mut schema)
                .unwrap_or_else(|error| panic!("{error}\n{}", listed(&found.operations)));
            assert!(
                before != schema || says_it_stays(operation, &apart),
                "{operation} changes nothing"
            );
        }
    }

    /// No operation that is carried out leaves the database as it was.
    fn each_changes_something(&mut self, operations: &[Operation], told: &str) {
        let dialect = self.place.dialect();
        if self.place.conn().engine() == Engine::Sqlite {
            let off = "PRAGMA foreign_keys = OFF";
            self.place.conn().batch_execute(off).expect("a setting");
        }
        for operation in operations {
            let conn = self.place.conn();
            let before = dialect.inspect(conn, &|_| true).expect("readable");
            let ddl = dialect
                .ddl(operation, &mut LiveCatalog::new(conn))
                .unwrap_or_else(|error| panic!("{operation}: {error}"));
            for statement in &ddl.statements {
                conn.batch_execute(statement)
                    .unwrap_or_else(|error| panic!("{}: {error}\n{told}", &**statement));
            }
            let after = dialect.inspect(conn, &|_| true).expect("readable");
            // SQL on rows may find none.
            let on_rows = matches!(operation, Operation::Execute { .. });
            assert!(
                on_rows || before != after,
                "{operation} changes nothing: {told}"
            );
        }
    }
}

impl Place {
    fn dump_if(&mut self, dumped: bool) -> String {
        if dumped { self.dump() } else { String::new() }
    }
}

/// Whether an index that MySQL would drop with the foreign key of its name is only said to stay.
fn says_it_stays(operation: &Operation, beside: &[Operation]) -> bool {
    let named = |operation: &Operation, is: &dyn Fn(&Change) -> Option<String>| match operation {
        Operation::AlterTable { table, changes, .. } => changes
            .iter()
            .find_map(is)
            .map(|name| (table.clone(), name)),
        _ => None,
    };
    let created = named(operation, &|change| match change {
        Change::CreateIndex { index, .. } => index.name.clone(),
        _ => None,
    });
    let dropped = |operation| {
        named(operation, &|change| match change {
            Change::DropForeignKey { foreign_key, .. } => foreign_key.name.clone(),
            _ => None,
        })
    };
    created.is_some() && beside.iter().any(|other| dropped(other) == created)
}

/// Each change of a group by itself.
fn apart(operation: &Operation) -> Vec<Operation> {
    match operation {
        Operation::AlterTable { table, changes, .. } => changes
            .iter()
            .map(|change| Operation::alter_table(table.clone(), vec![change.clone()]))
            .collect(),
        other => vec![other.clone()],
    }
}

fn listed(operations: &[Operation]) -> String {
    operations
        .iter()
        .map(|operation| format!("  {operation}\n"))
        .collect()
}

/// A dump without what no way back restores: PostgreSQL has no places for columns that come back, the others
/// none for keys, and SQLite does not care whether a key is said at its column.
fn comparable(dump: &str, down: &[Operation], engine: Engine) -> String {
    let dump = match engine {
        Engine::Sqlite => &with_parts_apart(dump),
        _ => dump,
    };
    let mut lines: Vec<String> = dump
        .lines()
        .flat_map(with_end_apart)
        .map(|line| line.trim().trim_end_matches([',', ';']).to_owned())
        .collect();
    let is_key = |line: &str| {
        let starts = [
            "KEY ",
            "UNIQUE KEY ",
            "FULLTEXT KEY ",
            "CONSTRAINT ",
            "FOREIGN KEY ",
            "PRIMARY KEY ",
        ];
        starts.iter().any(|start| line.starts_with(start))
    };
    match engine {
        Engine::Postgres if adds_columns(down) => lines.sort_unstable(),
        Engine::Postgres => return dump.to_owned(),
        _ => {
            lines = lines.iter().flat_map(|line| with_key_apart(line)).collect();
            lines = lines
                .iter()
                .map(|line| without_chance(line, dump))
                .collect();
            // A key that was said at its column stands among the columns now.
            let statements = lines.split_inclusive_mut(|line| line.starts_with("CREATE"));
            statements.for_each(|parts| parts.sort_by_key(|line| is_key(line)));
            for keys in lines.chunk_by_mut(|a, b| is_key(a) && is_key(b)) {
                keys.sort_unstable();
            }
        }
    }
    lines.join("\n")
}

/// Each part of a table on a line of its own: SQLite puts a column that it adds itself behind the last one, on the same line.
fn with_parts_apart(dump: &str) -> String {
    let mut apart = String::with_capacity(dump.len());
    let (mut depth, mut quote) = (0, None);
    for c in dump.chars() {
        match quote {
            Some(end) => quote = (c != end).then_some(end),
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None => depth += i32::from(c == '(') - i32::from(c == ')'),
        }
        apart.push(c);
        if c == ',' && depth == 1 && quote.is_none() {
            apart.push('\n');
        }
    }
    let lines = apart.lines().filter(|line| !line.trim().is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The parenthesis that ends a table, wherever the last part of it went: it stands on a line of its own.
fn with_end_apart(line: &str) -> Vec<&str> {
    let count = |sign| line.matches(sign).count();
    match line.rfind(')') {
        Some(end) if end > 0 && count(')') > count('(') => vec![&line[..end], &line[end..]],
        _ => vec![line],
    }
}

/// Where two foreign keys lean on one index, MariaDB calls it like one of them.
fn without_chance(line: &str, dump: &str) -> String {
    let key = line
        .strip_prefix("KEY ")
        .and_then(|key| key.split_once(" ("));
    match key {
        Some((name, columns)) if dump.contains(&format!("CONSTRAINT {name} FOREIGN KEY")) => {
            format!("KEY ({columns}")
        }
        _ => line.to_owned(),
    }
}

/// A column of SQLite that says of itself that it is the key, or refers to another table, and that key.
fn with_key_apart(line: &str) -> Vec<String> {
    if !line.starts_with('"') {
        return vec![line.to_owned()];
    }
    let name = line.split_inclusive("\" ").next().unwrap_or(line).trim();
    if let Some((column, rest)) = line.split_once(" PRIMARY KEY") {
        return vec![column.to_owned(), format!("PRIMARY KEY ({name}{rest})")];
    }
    if let Some((column, rest)) = line.split_once(" REFERENCES ") {
        let (column, called) = match column.rsplit_once(" CONSTRAINT ") {
            Some((column, called)) if called.ends_with('"') => {
                (column, format!("CONSTRAINT {called} "))
            }
            _ => (column, String::new()),
        };
        let key = format!("{called}FOREIGN KEY ({name}) REFERENCES {rest}");
        return vec![column.to_owned(), key];
    }
    vec![line.to_owned()]
}

fn adds_columns(operations: &[Operation]) -> bool {
    operations
        .iter()
        .flat_map(apart)
        .any(|operation| match operation {
            Operation::AlterTable { changes, .. } => changes
                .iter()
                .any(|change| matches!(change, Change::AddColumn { .. })),
            _ => false,
        })
}

/// The only reason for which a sound change may fail: rows that break a constraint that it adds, or do not fit a type.
fn rows_forbid(error: &RunError, told: &str) {
    const REASONS: [&str; 16] = [
        "constraint failed",
        "cannot store",
        "break a foreign key",
        "violates",
        "is violated",
        "contains null values",
        "cannot be null",
        "could not create unique index",
        "Duplicate entry",
        "Data truncated",
        "CONSTRAINT",
        "foreign key constraint fails",
        "Invalid use of NULL",
        "Incorrect",
        "Out of range",
        "Data too long",
    ];
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    assert!(
        REASONS.iter().any(|reason| text.contains(reason)),
        "{text}\n{told}"
    );
}
