//! The laws of autogenerate as a whole, on every kind of database: a generated schema is made, filled with rows, compared
//! with another one, changed by the revision that comes of it, and changed back.

use migrate_core::connection::Engine;
use migrate_core::schema::Schema;
use migrate_tests::laws::{Pair, Place};

use super::tried::{Tried, try_on};

/// How many pairs are tried.
const PAIRS: u32 = 200;

#[test]
fn on_sqlite() {
    try_on(Engine::Sqlite, PAIRS, Place::pairs, hold);
}

#[test]
fn on_postgres() {
    try_on(Engine::Postgres, PAIRS, Place::pairs, hold);
}

#[test]
fn on_mysql() {
    try_on(Engine::Mysql, PAIRS, Place::pairs, hold);
}

fn hold(place: &mut Place, a: &Schema, b: &Schema, dumped: bool) -> Tried {
    let mut pair = Pair::new(place, dumped);
    if pair.hold(a, b, true) {
        return Tried::Arrived;
    }
    assert!(pair.hold(a, b, false), "without rows nothing is in the way");
    Tried::Refused
}
