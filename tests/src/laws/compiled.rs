//! Revision files of generated pairs, compiled and carried out: the files that autogenerate writes, and what holds each of
//! them against the operations that it was rendered from and against the databases.

use std::panic::AssertUnwindSafe;

use migrate_core::Environment;
use migrate_core::connection::Engine;
use migrate_core::operation::{Operation, Recreate};
use migrate_core::render::TypeCode;
use migrate_core::schema::{ColumnType, Schema};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{Compiled, Pair, Place};

/// The databases, and what their files begin with.
pub const ENGINES: [(Engine, &str); 3] = [
    (Engine::Sqlite, "sqlite"),
    (Engine::Postgres, "postgres"),
    (Engine::Mysql, "mysql"),
];

/// How many connections share the work; every second one goes through the pure driver.
const WORKERS: usize = 2;

/// Of how many pairs one is dumped.
const DUMPED: usize = 8;

/// The pairs of a seed: the same ones for whoever writes the files and whoever runs them.
fn pairs(place: &mut Place, seed: u64, count: usize) -> Vec<(Schema, Schema)> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = place.pairs();
    let mut drawn = || strategy.new_tree(&mut runner).expect("a pair").current();
    (0..count).map(|_| drawn()).collect()
}

/// A pair by its number: some have rows, and some a project with hooks.
fn pair(place: &mut Place, number: usize) -> (Pair<'_>, bool) {
    let pair = Pair::new(place, number.is_multiple_of(DUMPED));
    let pair = match number % 4 {
        1 => pair.with_hooks(in_batches),
        3 => pair.with_hooks(in_own_words),
        _ => pair,
    };
    (pair, !number.is_multiple_of(3))
}

/// A project that has every changed table made anew.
fn in_batches(environment: Environment) -> Environment {
    environment.rewrite(|mut operations| {
        for operation in &mut operations {
            if let Operation::AlterTable { recreate, .. } = operation {
                *recreate = Recreate::Always;
            }
        }
        operations
    })
}

/// A project that calls a type by a name of its own, which the crate has.
fn in_own_words(environment: Environment) -> Environment {
    environment.render_type(|type_| {
        let ours = TypeCode::new("bytes()").import("crate::types::bytes");
        (*type_ == ColumnType::Binary).then_some(ours)
    })
}

/// The files of a database's pairs, by id; none where the database was left out by name.
pub fn files(engine: Engine, name: &str, seed: u64, count: usize) -> Vec<(String, String)> {
    let Some(mut place) = Place::of(engine, false) else {
        return Vec::new();
    };
    let pairs = pairs(&mut place, seed, count);
    let numbered = pairs.iter().enumerate();
    numbered
        .map(|(number, (a, b))| {
            let id = format!("{name}_{number}");
            let (mut pair, with_rows) = pair(&mut place, number);
            let text = pair.file(&id, a, b, with_rows);
            (id, text)
        })
        .collect()
}

/// Carries the files out, in the order in which they were written; returns what went wrong, by id.
pub fn hold(engine: Engine, seed: u64, files: &[Compiled]) -> Vec<String> {
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| scope.spawn(move || work(engine, worker, seed, files)))
            .collect();
        let failed = workers.into_iter().flat_map(|worker| match worker.join() {
            Ok(failed) => failed,
            Err(panic) => vec![reason(&*panic)],
        });
        failed.collect()
    })
}

fn work(engine: Engine, worker: usize, seed: u64, files: &[Compiled]) -> Vec<String> {
    let Some(mut place) = Place::of(engine, worker % 2 == 1) else {
        return Vec::new();
    };
    let pairs = pairs(&mut place, seed, files.len());
    let mut failed = Vec::new();
    for (number, (file, (a, b))) in files.iter().zip(&pairs).enumerate() {
        if number % WORKERS != worker {
            continue;
        }
        let held = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let (pair, with_rows) = pair(&mut place, number);
            // Where rows forbid the change, everything before it was held.
            pair.compiled(*file).hold(a, b, with_rows)
        }));
        if let Err(panic) = held {
            failed.push(format!("{}: {}", file.id, reason(&*panic)));
        }
    }
    failed
}

fn reason(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_default()
}
