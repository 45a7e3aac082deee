//! Laws on generated schemas and on random edits of them.
//!
//! `PROPTEST_CASES` says how many pairs are tried; the default suits a run for every change.

mod compiled;
mod conventional;
mod tried;
mod whole;

use migrate_core::Operation;
use migrate_core::diff::{DiffOptions, Difference, diff};
use migrate_core::render::reversed;
use migrate_core::schema::{NamingConvention, Schema};
use migrate_tests::database::{dump, inspect, memory, sqlite};
use migrate_tests::schemas::schema;
use proptest::prelude::*;

use crate::history;

pub fn compare(from: &Schema, to: &Schema) -> Difference {
    diff(from, to, &DiffOptions::new(sqlite().capabilities()))
}

fn normalised(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    sqlite().normalise(&mut schema);
    schema
}

/// As a database has it: every constraint has its name.
pub fn named(schema: &Schema) -> Schema {
    let mut schema = normalised(schema);
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
