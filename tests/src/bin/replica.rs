//! An application as a replica starts it: opens a database, brings it to head, and says what it did. The tests start
//! many of it, older ones too, and kill some.
//!
//!     replica DATABASE [old] [accept] [slow] [shout]
//!
//! DATABASE is a file of SQLite's, or a server's URL; `pure` connects to that through the driver that is written in Rust.
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "what it prints is read by the tests"
)]

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use diesel::prelude::*;
use diesel::{ConnectionResult, MysqlConnection, PgConnection};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncMysqlConnection, AsyncPgConnection};
use migrate_core::config::EmbeddedConfig;
use migrate_core::connection::{Connection as AnyConnection, Engine};
use migrate_core::prelude::*;
use migrate_core::{Embedded, EmbeddedRevision, Environment, OnUnknown};

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn create(op: &mut Operations) -> Result {
    op.create_table(
        "items",
        [
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(40)),
        ],
    )
}

/// Rows first, then a rebuild of their table; slowly, if that was asked for, so that it can be killed between both.
fn fill_and_rebuild(op: &mut Operations) -> Result {
    op.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO items (name) SELECT 'item ' || i FROM n",
    )?;
    op.run("wait", |_conn: &mut SqliteConnection| {
        pause();
        Ok(())
    })?;
    op.alter_column("items", "name", alter().not_null())?;
    op.run("wait again", |_conn: &mut SqliteConnection| {
        pause();
        Ok(())
    })
}

fn pause() {
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    if asked("shout") {
        println!("in the middle");
        let _ = std::io::stdout().flush();
    }
    if asked("slow") {
        std::thread::sleep(Duration::from_secs(60));
    }
}

/// What a server's history has in the place of the rebuild.
fn fill(op: &mut Operations) -> Result {
    op.bulk_insert(
        "items",
        &["name"],
        rows![["item 1"], ["item 2"], ["item 3"]],
    )
}

fn add_price(op: &mut Operations) -> Result {
    op.add_column("items", column("price", Integer).not_null().default(0))
}

fn index(op: &mut Operations) -> Result {
    op.create_index("items", migrate_core::prelude::index(["name"]).unique())
}

const fn revision(
    header: &'static Revision,
    path: &'static str,
    upgrade: migrate_core::revision::Step,
) -> EmbeddedRevision {
    EmbeddedRevision {
        revision: header,
        settings: Settings::new(),
        message: "a replica's",
        created: None,
        path,
        checksum: "1:0",
        upgrade,
        downgrade: nothing,
    }
}

const fn header(id: &'static str, down_revisions: &'static [&'static str]) -> Revision {
    Revision {
        id,
        down_revisions,
        ..Revision::DEFAULT
    }
}

static A: Revision = header("a", &[]);
static B: Revision = header("b", &["a"]);
static C: Revision = header("c", &["b"]);
static D: Revision = header("d", &["c"]);

static NEW: [EmbeddedRevision; 4] = [
    revision(&A, "versions/a.rs", create),
    revision(&B, "versions/b.rs", fill_and_rebuild),
    revision(&C, "versions/c.rs", add_price),
    revision(&D, "versions/d.rs", index),
];

static SERVER: [EmbeddedRevision; 4] = [
    revision(&A, "versions/a.rs", create),
    revision(&B, "versions/b.rs", fill),
    revision(&C, "versions/c.rs", add_price),
    revision(&D, "versions/d.rs", index),
];

static OLD: [EmbeddedRevision; 2] = [
    revision(&A, "versions/a.rs", create),
    revision(&B, "versions/b.rs", fill_and_rebuild),
];

static NEW_HISTORY: Embedded = Embedded {
    revisions: &NEW,
    config: EmbeddedConfig::DEFAULT,
};

static SERVER_HISTORY: Embedded = Embedded {
    revisions: &SERVER,
    config: EmbeddedConfig::DEFAULT,
};

static OLD_HISTORY: Embedded = Embedded {
    revisions: &OLD,
    config: EmbeddedConfig::DEFAULT,
};

fn connect(database: &str, pure: bool) -> ConnectionResult<Box<dyn AnyConnection>> {
    type Pure<C> = AsyncConnectionWrapper<C>;
    Ok(match (database.split_once("://"), pure) {
        (None, _) => Box::new(SqliteConnection::establish(database)?),
        (Some(("mysql", _)), false) => Box::new(MysqlConnection::establish(database)?),
        (Some(("mysql", _)), true) => Box::new(Pure::<AsyncMysqlConnection>::establish(database)?),
        (Some(_), false) => Box::new(PgConnection::establish(database)?),
        (Some(_), true) => Box::new(Pure::<AsyncPgConnection>::establish(database)?),
    })
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |word: &str| arguments.iter().any(|argument| argument == word);
    let Some(database) = arguments.first() else {
        return ExitCode::from(2);
    };
    let mut conn = match connect(database, asked("pure")) {
        Ok(conn) => conn,
        Err(error) => {
            println!("cannot connect: {error}");
            return ExitCode::from(4);
        }
    };
    let history = match conn.engine() {
        Engine::Sqlite if asked("old") => &OLD_HISTORY,
        Engine::Sqlite => &NEW_HISTORY,
        _ => &SERVER_HISTORY,
    };
    let policy = if asked("accept") {
        OnUnknown::Accept
    } else {
        OnUnknown::Refuse
    };
    let environment = Environment::new(history).on_unknown(policy);
    match environment.upgrade(&mut *conn, "head") {
        Ok(report) => {
            for step in &report.steps {
                println!("ran {}", step.revision);
            }
            for warning in &report.warnings {
                println!("warning: {warning}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("error: {error}");
            let mut cause = std::error::Error::source(&error);
            while let Some(error) = cause {
                println!("caused by: {error}");
                cause = error.source();
            }
            match error {
                migrate_core::RunError::DatabaseIsAhead { .. } => ExitCode::from(3),
                _ => ExitCode::FAILURE,
            }
        }
    }
}
