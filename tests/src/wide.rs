//! A wide set of models: as many tables as asked for, each with two indexes and a foreign key.
//!
//! Models are constants in a program; these are leaked, which a benchmark and an example may.

use migrate_core::metadata::{
    ColumnDef, ForeignKeyDef, IdentityDef, IndexColumnDef, IndexDef, IndexKeyDef, TableDef, TypeDef,
};
use migrate_core::schema::{Deferrable, MatchType, ReferentialAction};

fn leak<T>(items: Vec<T>) -> &'static [T] {
    Box::leak(items.into_boxed_slice())
}

fn text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// Models of so many tables and columns.
pub fn models(tables: usize, columns: usize) -> Vec<&'static TableDef> {
    (0..tables).map(|number| model(number, columns)).collect()
}

fn model(number: usize, count: usize) -> &'static TableDef {
    let column = |name: String, type_, nullable| ColumnDef {
        name: text(name),
        type_,
        nullable,
        default: None,
        identity: IdentityDef::Unstated,
        generated: None,
        collation: None,
        on_update: None,
        comment: None,
        renamed_from: None,
    };
    let mut columns = vec![
        column("id".to_owned(), TypeDef::Integer, false),
        column("parent_id".to_owned(), TypeDef::Integer, true),
    ];
    columns.extend((columns.len()..count).map(|at| match at % 3 {
        0 => column(format!("text_{at}"), TypeDef::Varchar(Some(80)), true),
        1 => column(format!("number_{at}"), TypeDef::BigInt, false),
        _ => column(format!("time_{at}"), TypeDef::Timestamp, true),
    }));
    let index = |column: &ColumnDef| IndexDef {
        name: None,
        columns: leak(vec![IndexColumnDef {
            key: IndexKeyDef::Column(column.name),
            descending: false,
            nulls: None,
            collation: None,
            ops: None,
            prefix: None,
        }]),
        unique: false,
        predicate: None,
        method: None,
        include: &[],
        nulls_not_distinct: false,
        concurrently: false,
        only: &[],
    };
    let indexes = leak(columns.iter().skip(2).take(2).map(index).collect());
    let parent = ForeignKeyDef {
        name: None,
        columns: &["parent_id"],
        references_schema: None,
        references_table: text(format!("table_{:04}", number / 2)),
        references_columns: &["id"],
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::No,
        match_: MatchType::Simple,
        only: &[],
    };
    Box::leak(Box::new(TableDef {
        model: text(format!("Table{number:04}")),
        module: "models",
        database: None,
        schema: None,
        name: text(format!("table_{number:04}")),
        renamed_from: None,
        comment: None,
        columns: leak(columns),
        primary_key: &["id"],
        primary_key_name: None,
        former_names: &[],
        uniques: &[],
        checks: &[],
        foreign_keys: leak(vec![parent]),
        indexes,
        strict: false,
        without_rowid: false,
        engine: None,
        charset: None,
        collation: None,
        excludes: &[],
    }))
}
