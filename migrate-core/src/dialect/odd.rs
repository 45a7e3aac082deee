//! Text that nobody should write, for tests: what a model, a file or a catalog says is read without a panic and without
//! using up the stack, whatever it is.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Catalog, DdlError, Dialect, assumed};
use crate::connection::Engine;
use crate::operation::{Change, Operation};
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, Generated, Index, IndexColumn, Object, ObjectId,
    ObjectKind, Schema, Table, TableName,
};

const PIECES: [&str; 86] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "''",
    "\"",
    "`",
    "\\",
    "--",
    "-- \n",
    "#",
    "/*",
    "*/",
    "$$",
    "$",
    "$a$",
    "@",
    "@@",
    "x'",
    "X'0",
    "b'",
    "0x",
    "0b1",
    "1",
    "1.",
    ".5",
    "1e",
    "1e+",
    "007",
    ".",
    ",",
    ";",
    ":",
    "::",
    ":=",
    "=",
    "==",
    "<",
    "<=>",
    "!",
    "!=",
    "~",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "&",
    "&&",
    "|",
    "||",
    "->",
    "->>",
    "a",
    "é",
    "\u{1f600}",
    "_utf8mb4",
    "CASE",
    "WHEN",
    "END",
    "AND",
    "OR",
    "NOT",
    "IS",
    "IN",
    "BETWEEN",
    "COLLATE",
    "DEFAULT",
    "CHECK",
    "KEY",
    "CONSTRAINT",
    "REFERENCES",
    "AS",
    "UPDATE",
    "CREATE TABLE t",
    "INDEX i ON t",
    "TRIGGER",
    "NULL",
    "CURRENT_TIMESTAMP",
    "now",
    "\0",
    "\r\n",
];

/// Pieces of SQL in any order.
pub(super) fn text() -> impl Strategy<Value = String> {
    let piece = (select(&PIECES[..]), any::<bool>());
    vec(piece, 0..24).prop_map(|pieces| {
        let spaced =
            |(piece, space): (&str, bool)| format!("{piece}{}", if space { " " } else { "" });
        pieces.into_iter().map(spaced).collect()
    })
}

/// SQL that is nested deeper than anything recursive would bear.
fn deep() -> [String; 7] {
    const DEPTH: usize = 5_000;
    let around =
        |open: &str, close: &str| format!("{}a{}", open.repeat(DEPTH), close.repeat(DEPTH));
    [
        around("(", ")"),
        around("f(", ")"),
        around("(a+", ")"),
        around("CASE WHEN a THEN ", " END"),
        around("NOT ", ""),
        around("- ", ""),
        around("", "[]"),
    ]
}

/// A database that holds one table.
struct Holds(Table);

impl Catalog for Holds {
    fn table(&mut self, _name: &TableName) -> Result<Option<Table>, DdlError> {
        Ok(Some(self.0.clone()))
    }
}

const ENGINES: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::Mysql];

/// Takes the text wherever a schema holds text, through all that a dialect makes of it.
fn take(dialect: &dyn Dialect, text: &str) {
    let mut table = Table::new("t");
    let mut column = Column::new("a", ColumnType::Other(text.to_owned()));
    column.default = Some(ColumnDefault::Expression(text.to_owned()));
    column.collation = Some(text.to_owned());
    let mut computed = Column::new(text, ColumnType::Text);
    computed.generated = Some(Generated {
        expression: text.to_owned(),
        stored: true,
    });
    table.columns = vec![column, computed];
    table.checks = vec![Check::new(text)];
    let mut index = Index::new(vec![IndexColumn::expression(text)]);
    index.predicate = Some(text.to_owned());
    table.indexes = vec![index.clone()];
    let id = ObjectId {
        kind: ObjectKind::View,
        name: TableName::new(text),
        table: None,
        arguments: None,
    };
    let view = Object {
        id,
        definition: text.to_owned(),
        options: Some(text.to_owned()),
        depends_on: Vec::new(),
        comment: None,
        further: Vec::new(),
    };
    let mut normal = Schema {
        tables: vec![table.clone()],
        objects: vec![view.clone()],
        ..Schema::default()
    };
    dialect.normalise(&mut normal);
    let mut catalog = Holds(table.clone());
    let changes = vec![
        Change::AddCheck {
            check: Check::new(text),
        },
        Change::CreateIndex {
            index: Box::new(index),
            if_not_exists: false,
        },
    ];
    for operation in [
        Operation::create_table(table),
        Operation::alter_table("t", changes),
        Operation::CreateObject {
            object: Box::new(view),
        },
        Operation::Execute {
            sql: text.to_owned(),
            down: None,
        },
    ] {
        // What it is worth the database says; here it is read and written only.
        let _ = operation.to_string();
        let _ = dialect.ddl(&operation, &mut catalog);
    }
}

proptest! {
    #[test]
    fn whatever_a_schema_says_is_taken(text in text()) {
        for engine in ENGINES {
            take(&*assumed(engine), &text);
        }
    }
}

#[test]
fn depth_uses_up_no_stack() {
    for text in deep() {
        for engine in ENGINES {
            take(&*assumed(engine), &text);
        }
    }
}
