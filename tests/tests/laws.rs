//! Laws on generated schemas and on random edits of them.
//!
//! `PROPTEST_CASES` says how many pairs are tried; the default suits a run for every change.

use diesel::SqliteConnection;
use migrate_core::diff::{DiffOptions, Difference, diff};
use migrate_core::render::reversed;
use migrate_core::schema::{NamingConvention, Schema, Table};
use migrate_core::{Operation, RunError};
use migrate_tests::database::{dump, inspect, memory, query, quote, rows, sqlite};
use migrate_tests::rows::fill;
use migrate_tests::schemas::schema;
use proptest::prelude::*;

use crate::history;

pub fn compare(from: &Schema, to: &Schema) -> Difference {
    let options = DiffOptions {
        naming: &migrate_core::schema::NamingConvention::default(),
        compare_types: true,
        compare_defaults: true,
        differs: None,
        foreign_keys_may_precede: true,
        complete: false,
        droppable: &|_| true,
    };
    diff(from, to, &options)
}

fn normalised(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    sqlite().normalise(&mut schema);
    schema
}

/// As a database has it: every constraint has its name.
pub fn named(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in &mut schema.tables {
        NamingConvention::default().apply(table);
    }
    normalised(&schema)
}

fn reverse(operations: &[Operation]) -> Vec<Operation> {
    reversed(operations).expect("what the diff finds can be taken back")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(a in schema()) {
        let a = normalised(&a);
        prop_assert_eq!(compare(&a, &a), Difference::default());
        prop_assert_eq!(normalised(&a), a, "normalise is idempotent");
    }

    #[test]
    fn a_diff_applied_makes_the_other(a in schema(), b in schema()) {
        let (a, b) = (normalised(&a), normalised(&b));
        let mut made = a.clone();
        let operations = compare(&a, &b).operations;
        for operation in &operations {
            operation.apply(&mut made).expect("the diff fits its own schema");
        }
        prop_assert_eq!(compare(&normalised(&made), &b).operations, vec![]);
        for operation in reverse(&operations) {
            operation.apply(&mut made).expect("the way back fits, too");
        }
        prop_assert_eq!(compare(&normalised(&made), &a).operations, vec![]);
        prop_assert_eq!(columns(&made), columns(&a), "each column is back at its place");
    }

    #[test]
    fn reversing_twice_changes_nothing(a in schema(), b in schema()) {
        for operation in compare(&normalised(&a), &normalised(&b)).operations {
            let back = operation.reverse().expect("what the diff finds can be taken back");
            prop_assert_eq!(back.reverse().expect("and again"), operation);
        }
    }

    #[test]
    fn what_is_created_is_what_is_inspected(a in schema()) {
        let mut conn = memory();
        let create = compare(&Schema::default(), &normalised(&a)).operations;
        let environment = history::of_operations([(create.clone(), reverse(&create)), (vec![], vec![])]);
        let _ = environment.upgrade(&mut conn, "head").expect("a sound schema can be created");
        prop_assert_eq!(inspect(&mut conn), named(&a));
        let _ = environment.downgrade(&mut conn, "base").expect("and dropped");
        prop_assert_eq!(dump(&mut conn), "");
    }

    #[test]
    fn an_upgrade_arrives_keeps_rows_and_can_be_taken_back(a in schema(), b in schema()) {
        let mut conn = memory();
        let create = compare(&Schema::default(), &normalised(&a)).operations;
        let change = compare(&named(&a), &normalised(&b)).operations;
        let environment = history::of_operations([
            (create.clone(), reverse(&create)),
            (change.clone(), reverse(&change)),
        ]);
        let _ = environment.upgrade(&mut conn, "a").expect("a sound schema can be created");
        fill(&mut conn, &a, &b);
        let (before, kept) = (dump(&mut conn), surviving_rows(&mut conn, &a, &b));
        match environment.upgrade(&mut conn, "head") {
            Ok(_) => {
                prop_assert_eq!(compare(&inspect(&mut conn), &normalised(&b)).operations, vec![]);
                prop_assert_eq!(surviving_rows(&mut conn, &a, &b), kept);
                match environment.downgrade(&mut conn, "a") {
                    Ok(_) => prop_assert_eq!(inspect(&mut conn), named(&a)),
                    Err(error) => rows_forbid(&error)?,
                }
            }
            Err(error) => {
                rows_forbid(&error)?;
                prop_assert_eq!(dump(&mut conn), before, "a failure changes nothing");
            }
        }
        prop_assert_eq!(query(&mut conn, "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys"), vec![vec![Some("1".to_owned())]]);
    }
}

fn columns(schema: &Schema) -> Vec<Vec<&str>> {
    let tables = schema.tables.iter();
    tables
        .map(|table| {
            table
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect()
        })
        .collect()
}

/// The only reason for which a sound change may fail: rows that break a constraint that it adds.
fn rows_forbid(error: &RunError) -> Result<(), TestCaseError> {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    let reasons = ["constraint failed", "cannot store", "break a foreign key"];
    prop_assert!(reasons.iter().any(|reason| text.contains(reason)), "{text}");
    Ok(())
}

/// The values of the columns that both schemas have, with the same type, table by table.
fn surviving_rows(conn: &mut SqliteConnection, a: &Schema, b: &Schema) -> Vec<Vec<String>> {
    let survives = |table: &Table| {
        let next = b.table(&table.name)?;
        let columns: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none())
            .filter(|column| {
                next.column(&column.name)
                    .is_some_and(|next| next.type_ == column.type_ && next.generated.is_none())
            })
            .map(|column| format!("quote({})", quote(&column.name)))
            .collect();
        (!columns.is_empty()).then(|| (table.name.name.clone(), columns))
    };
    let tables: Vec<_> = a.tables.iter().filter_map(survives).collect();
    tables
        .into_iter()
        .map(|(table, columns)| {
            let sql = format!(
                "SELECT {} FROM {}",
                columns.join(" || '|' || "),
                quote(&table)
            );
            let mut rows: Vec<String> = query(conn, &sql)
                .into_iter()
                .map(|row| format!("{row:?}"))
                .collect();
            rows.sort();
            rows
        })
        .collect()
}

#[test]
fn the_rows_of_a_table_can_be_seen() {
    let mut conn = memory();
    let table = Table {
        columns: vec![migrate_core::schema::Column::new(
            "a",
            migrate_core::schema::ColumnType::Text,
        )],
        ..Table::new("t")
    };
    let create = vec![Operation::CreateTable {
        table: Box::new(table.clone()),
        if_not_exists: false,
    }];
    let environment = history::of_operations([(create, vec![]), (vec![], vec![])]);
    let _ = environment.upgrade(&mut conn, "head").expect("one table");
    let schema: Schema = [table].into_iter().collect();
    fill(&mut conn, &schema, &schema);
    assert_eq!(rows(&mut conn, "t").len(), 3);
}
