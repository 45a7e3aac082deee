//! Tries a law on pairs of schemas, of which `PROPTEST_CASES` may say how many, shared by several connections. The
//! databases' own dumps are taken of every eighth pair, and of all where there are 1,000 pairs and more.

use std::cell::{Cell, RefCell};

use migrate_core::connection::Engine;
use migrate_core::schema::Schema;
use migrate_tests::laws::{Place, number};
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// Of how many pairs one is dumped.
const DUMPED: u32 = 8;

/// How many connections share the work: a server is what takes time. Every second one goes through the pure driver.
const WORKERS: u32 = 4;

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tried {
    /// It went there and back.
    Arrived,
    /// Rows forbade the change.
    Refused,
}

/// Draws pairs for a place.
pub(super) type Pairs = fn(&mut Place) -> BoxedStrategy<(Schema, Schema)>;
/// Holds a pair against a law; the last argument says whether dumps are taken.
pub(super) type Law = fn(&mut Place, &Schema, &Schema, bool) -> Tried;

fn stated() -> Option<u32> {
    number("PROPTEST_CASES").and_then(|cases| cases.try_into().ok())
}

/// Tries the law, each worker on pairs of its own. Whoever does not ask for a seed gets another one each time.
pub(super) fn try_on(engine: Engine, pairs: u32, strategy: Pairs, law: Law) {
    let pairs = stated().unwrap_or(pairs);
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let seed = number("PROPTEST_RNG_SEED").unwrap_or_else(|| u64::from(since.subsec_nanos()));
    let (mut tried, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..u64::from(WORKERS))
            .map(|worker| {
                scope.spawn(move || {
                    let place = Place::of(engine, worker % 2 == 1)?;
                    Some(work(
                        place,
                        seed.wrapping_add(worker << 32),
                        pairs,
                        (strategy, law),
                    ))
                })
            })
            .collect();
        for worker in workers {
            match worker.join().expect("what panics in there is caught") {
                Some(Ok(count)) => {
                    tried += count.tried;
                    refused += count.refused;
                }
                Some(Err(reason)) => panic!("PROPTEST_RNG_SEED={seed}: {reason}"),
                // Left out by name.
                None => {}
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

fn work(
    mut place: Place,
    seed: u64,
    pairs: u32,
    (strategy, law): (Pairs, Law),
) -> Result<Count, String> {
    let strategy = strategy(&mut place);
    let config = Config {
        cases: pairs.div_ceil(WORKERS),
        max_shrink_iters: number("PROPTEST_MAX_SHRINK_ITERS")
            .map_or(100, |it| u32::try_from(it).unwrap_or(0)),
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let (place, count) = (RefCell::new(place), Cell::new(Count::default()));
    let outcome = TestRunner::new_with_rng(config, rng).run(&strategy, |(a, b)| {
        let Count { tried, refused } = count.get();
        let dumped = pairs >= 1_000 || tried.is_multiple_of(DUMPED);
        let outcome = law(&mut place.borrow_mut(), &a, &b, dumped);
        count.set(Count {
            tried: tried + 1,
            refused: refused + u32::from(outcome == Tried::Refused),
        });
        Ok(())
    });
    // The reason says what was executed; the schemas that led there would fill pages.
    match outcome {
        Ok(()) => Ok(count.get()),
        Err(TestError::Fail(reason, _) | TestError::Abort(reason)) => Err(reason.to_string()),
    }
}
