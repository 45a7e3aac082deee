//! Names that the convention gave follow a rename, on every kind of database: tables and columns of a generated schema get
//! other names, and nothing is dropped or created that only has another name for it. Rows are kept, and the way back
//! restores the names.

use migrate_core::Operation;
use migrate_core::connection::Engine;
use migrate_core::operation::Change;
use migrate_core::schema::{NamingConvention, Schema, Table};
use migrate_tests::dice::Dice;
use migrate_tests::edits::{renamed, without_conventional_names};
use migrate_tests::laws::{Pair, Place};
use proptest::prelude::*;

use super::tried::{Tried, try_on};

/// How many pairs are tried.
const PAIRS: u32 = 40;

#[test]
fn on_sqlite() {
    try_on(Engine::Sqlite, PAIRS, pairs, hold);
}

#[test]
fn on_postgres() {
    try_on(Engine::Postgres, PAIRS, pairs, hold);
}

#[test]
fn on_mysql() {
    try_on(Engine::Mysql, PAIRS, pairs, hold);
}

fn pairs(place: &mut Place) -> BoxedStrategy<(Schema, Schema)> {
    let drawn = (place.schemas(), any::<u64>());
    let pair = drawn.prop_map(|(mut a, number)| {
        without_conventional_names(&mut a);
        let b = renamed(&a, &mut Dice::new(number), false);
        (a, b)
    });
    pair.boxed()
}

fn hold(place: &mut Place, a: &Schema, b: &Schema, dumped: bool) -> Tried {
    let mysql = place.conn().engine() == Engine::Mysql;
    let found = Pair::new(place, false).arrive(a, b);
    for operation in &found {
        assert!(only_renames(operation, mysql), "{operation}\n{operation:?}");
    }
    are_conventional(place, b);
    assert!(
        Pair::new(place, dumped).hold(a, b, true),
        "rows forbid no rename"
    );
    Tried::Arrived
}

fn only_renames(operation: &Operation, mysql: bool) -> bool {
    // Where an index has the name of a foreign key, that leaves and comes back, as MySQL renames every one of them.
    let rename = |change: &Change| {
        matches!(change, Change::DropForeignKey { .. } | Change::AddForeignKey { .. } if mysql)
            || matches!(
                change,
                Change::RenameColumn { .. }
                    | Change::RenameIndex { .. }
                    | Change::RenameConstraint { .. }
            )
    };
    match operation {
        Operation::RenameTable { .. } => true,
        Operation::AlterTable { changes, .. } => changes.iter().all(rename),
        _ => false,
    }
}

/// What has no name of its own is called as in a database that is made today; on SQLite only indexes are.
fn are_conventional(place: &mut Place, b: &Schema) {
    let dialect = place.dialect();
    let there = dialect.inspect(place.conn(), &|_| true).expect("readable");
    let constraints = dialect.capabilities().alter_without_rebuild;
    let mut b = b.clone();
    dialect.normalise(&mut b);
    for table in &b.tables {
        let there = there.table(&table.name).expect("it was renamed");
        let mut table = table.clone();
        // What the database says in other words, it gives no name by.
        table.checks.retain(|check| {
            let mut own = there.checks.iter();
            own.any(|own| own.expression == check.expression)
        });
        let (wanted, there) = (conventional(&table, constraints), names(there));
        let missing: Vec<&String> = wanted.iter().filter(|name| !there.contains(name)).collect();
        assert!(
            missing.is_empty(),
            "of {}, {missing:?} is not there: {there:?}",
            table.name
        );
    }
}

/// The names that the convention has for what has none; none of those that it would give twice.
fn conventional(table: &Table, constraints: bool) -> Vec<String> {
    let naming = NamingConvention::default();
    let name = &table.name;
    let indexes = table.indexes.iter().filter(|it| it.name.is_none());
    let mut names: Vec<String> = indexes.map(|it| naming.index_name(name, it)).collect();
    if constraints {
        let uniques = table.uniques.iter().filter(|it| it.name.is_none());
        names.extend(uniques.map(|it| naming.unique_name(name, it)));
        let checks = table.checks.iter().filter(|it| it.name.is_none());
        names.extend(checks.map(|it| naming.check_name(name, it)));
        let keys = table.foreign_keys.iter().filter(|it| it.name.is_none());
        names.extend(keys.map(|it| naming.foreign_key_name(name, it)));
    }
    let all = names.clone();
    names.retain(|name| all.iter().filter(|other| *other == name).count() == 1);
    names
}

fn names(table: &Table) -> Vec<String> {
    let uniques = table.uniques.iter().map(|it| &it.name);
    let checks = table.checks.iter().map(|it| &it.name);
    let keys = table.foreign_keys.iter().map(|it| &it.name);
    let indexes = table.indexes.iter().map(|it| &it.name);
    let names = indexes.chain(uniques).chain(checks).chain(keys);
    names.flatten().cloned().collect()
}
