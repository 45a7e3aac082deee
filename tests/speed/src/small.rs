//! A thousand small revisions: a table and an index each.

use std::cell::Cell;

use migrate_core::config::EmbeddedConfig;
use migrate_core::connection::Connection;
use migrate_core::prelude::*;
use migrate_core::{Embedded, EmbeddedRevision, Environment};

use crate::{leak, text};

/// How many revisions there are.
pub const REVISIONS: usize = 1_000;

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

/// The revisions, each behind the one before.
pub fn history() -> &'static Embedded {
    let id = |number: usize| text(format!("{number:012x}"));
    let revisions = (0..REVISIONS).map(|number| EmbeddedRevision {
        revision: Box::leak(Box::new(Revision {
            id: id(number),
            down_revisions: leak(number.checked_sub(1).map(id).into_iter().collect()),
            ..Revision::DEFAULT
        })),
        settings: Settings::new(),
        message: "a small revision",
        created: None,
        path: text(format!("versions/{number:012x}.rs")),
        checksum: "1:0000000000000000000000000000000000000000000000000000000000000000",
        upgrade,
        downgrade,
    });
    Box::leak(Box::new(Embedded {
        revisions: leak(revisions.collect()),
        config: EmbeddedConfig::DEFAULT,
    }))
}

/// Runs them all on an empty database.
pub fn run(history: &'static Embedded, conn: &mut dyn Connection) {
    NEXT.set(0);
    let report = Environment::new(history)
        .upgrade(conn, "head")
        .expect("head is reached");
    assert_eq!(report.steps.len(), REVISIONS);
}
