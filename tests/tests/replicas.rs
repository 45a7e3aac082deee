//! Many programs that bring one database to head when they start: new ones, older ones, ones that are killed, and
//! files that cannot be written. Each is a process of its own.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use diesel::prelude::*;
use diesel::{MysqlConnection, PgConnection};
use migrate_core::connection::Connection as AnyConnection;
use migrate_core::prelude::*;
use migrate_core::{RunError, command};
use migrate_test_servers::{Backend, Server};
use migrate_tests::database::{dump, query};

use crate::history::{environment, revision};

fn start(database: impl AsRef<OsStr>, words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_replica"))
        .arg(database.as_ref())
        .args(words)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn wait(child: Child) -> Output {
    child.wait_with_output().expect("the program ends")
}

fn open(database: &Path) -> SqliteConnection {
    SqliteConnection::establish(&database.display().to_string()).expect("a database")
}

fn one(conn: &mut SqliteConnection, sql: &str) -> String {
    query(conn, sql)[0][0].clone().unwrap_or_default()
}

/// How often each revision ran, by the journal; and that the database is whole.
fn ran(database: &Path) -> BTreeMap<String, usize> {
    let mut conn = open(database);
    assert_eq!(one(&mut conn, "PRAGMA integrity_check"), "ok");
    let rows = query(&mut conn, "SELECT revision FROM migrate_version_journal");
    let mut ran = BTreeMap::new();
    for revision in rows.into_iter().flatten().flatten() {
        *ran.entry(revision).or_default() += 1;
    }
    ran
}

fn once(revisions: &[&str]) -> BTreeMap<String, usize> {
    revisions.iter().map(|id| ((*id).to_owned(), 1)).collect()
}

#[test]
fn replicas_that_start_together_run_each_revision_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("app.db");
    let children: Vec<Child> = (0..20).map(|_| start(&database, &[])).collect();
    let mut steps = 0;
    for child in children {
        let output = wait(child);
        assert!(output.status.success(), "{}", told(&output));
        steps += told(&output)
            .lines()
            .filter(|line| line.starts_with("ran "))
            .count();
    }
    assert_eq!(steps, 4);
    assert_eq!(ran(&database), once(&["a", "b", "c", "d"]));
    assert_eq!(
        one(&mut open(&database), "SELECT count(*) || '' FROM items"),
        "2000"
    );
}

/// From an empty database to head, as many at once as an application has replicas: half of them through each driver.
#[test]
fn twenty_processes_that_race_on_a_server_all_succeed_and_run_each_revision_once() {
    for server in [Server::postgres(), Server::mysql()].into_iter().flatten() {
        let database = server.database();
        let url = database.url();
        let children: Vec<Child> = (0..20)
            .map(|number| start(&url, if number % 2 == 0 { &[] } else { &["pure"] }))
            .collect();
        let mut ran: Vec<String> = Vec::new();
        for child in children {
            let output = wait(child);
            let told = told(&output);
            assert!(output.status.success(), "{:?}: {told}", server.backend());
            ran.extend(
                told.lines()
                    .filter_map(|line| line.strip_prefix("ran ").map(str::to_owned)),
            );
        }
        ran.sort();
        assert_eq!(ran, ["a", "b", "c", "d"], "{:?}", server.backend());
        let mut conn: Box<dyn AnyConnection> = match server.backend() {
            Backend::Mysql => Box::new(MysqlConnection::establish(&url).expect("it answers")),
            Backend::Postgres | Backend::Sqlite => {
                Box::new(PgConnection::establish(&url).expect("it answers"))
            }
        };
        let mut column = |sql: &str| -> Vec<String> {
            let rows = conn.query(sql).expect("the query is sound");
            rows.into_iter().flatten().flatten().collect()
        };
        assert_eq!(column("SELECT version_num FROM migrate_version"), ["d"]);
        let journal = column("SELECT revision FROM migrate_version_journal ORDER BY id");
        assert_eq!(journal, ["a", "b", "c", "d"]);
        let items = column("SELECT name FROM items ORDER BY id");
        assert_eq!(items, ["item 1", "item 2", "item 3"]);
    }
}

#[test]
fn older_replicas_beside_newer_ones_do_as_they_were_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("app.db");
    let kinds: [&[&str]; 3] = [&[], &["old", "accept"], &["old"]];
    let children: Vec<(&[&str], Child)> = (0..9)
        .map(|number| (kinds[number % 3], start(&database, kinds[number % 3])))
        .collect();
    for (kind, child) in children {
        let output = wait(child);
        let told = told(&output);
        match (kind, output.status.code()) {
            ([] | ["old", "accept"], code) => assert_eq!(code, Some(0), "{kind:?} {told}"),
            // Before the newer ones were there, nothing was ahead.
            (_, Some(0)) => {}
            (_, code) => {
                assert_eq!(code, Some(3), "{told}");
                assert!(
                    told.starts_with(
                        "error: the database is at a revision that this program does not know: `"
                    ),
                    "{told}"
                );
            }
        }
    }
    assert_eq!(ran(&database), once(&["a", "b", "c", "d"]));

    // Now it is certain who is older.
    let refused = wait(start(&database, &["old"]));
    assert_eq!(refused.status.code(), Some(3), "{}", told(&refused));
    let accepted = wait(start(&database, &["old", "accept"]));
    assert_eq!(accepted.status.code(), Some(0));
    assert_eq!(
        told(&accepted),
        "warning: the database is at a revision that this program does not know: `d`\n"
    );
}

/// Killed in the middle of a revision, twice: behind its rows, and behind its rebuild.
#[test]
fn what_a_killed_replica_began_is_as_if_it_never_had() {
    for middle in 1..=2 {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("app.db");
        let words: &[&str] = if middle == 1 {
            &["shout", "slow"]
        } else {
            &["shout"]
        };
        let mut child = start(&database, words);
        let stdout = child.stdout.take().expect("a pipe");
        let mut lines = BufReader::new(stdout).lines();
        for _ in 0..middle {
            let line = lines.next().expect("a line").expect("text");
            assert_eq!(line, "in the middle");
        }
        child.kill().expect("a process");
        child.wait().expect("a process");

        // A replica that was killed too late is done with what it began.
        let after = ran(&database);
        assert!(after == once(&["a"]) || middle == 2, "{after:?}");
        let mut conn = open(&database);
        if after == once(&["a"]) {
            assert_eq!(one(&mut conn, "SELECT count(*) || '' FROM items"), "0");
            assert_eq!(
                one(&mut conn, "SELECT version_num FROM migrate_version"),
                "a"
            );
        }
        drop(conn);
        let output = wait(start(&database, &[]));
        assert!(output.status.success(), "{}", told(&output));
        assert_eq!(ran(&database), once(&["a", "b", "c", "d"]));
        assert_eq!(
            one(&mut open(&database), "SELECT count(*) || '' FROM items"),
            "2000"
        );
    }
}

#[test]
fn a_file_that_cannot_be_written_is_told_and_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("app.db");
    let first = wait(start(&database, &["old"]));
    assert!(first.status.success(), "{}", told(&first));
    let before = std::fs::read(&database).expect("a file");
    let url = format!("file:{}?mode=ro", database.display());
    let output = wait(start(Path::new(&url), &[]));
    assert_eq!(output.status.code(), Some(1));
    let told = told(&output);
    assert!(
        told.contains("attempt to write a readonly database"),
        "{told}"
    );
    assert_eq!(std::fs::read(&database).expect("a file"), before);
    // With nothing to do, nothing has to be written.
    let output = wait(start(Path::new(&url), &["old"]));
    assert!(output.status.success());
}

fn wide(op: &mut Operations) -> Result {
    op.create_table(
        "logs",
        [column("id", Integer).primary_key(), column("text", Text)],
    )
}

fn fill(op: &mut Operations) -> Result {
    op.add_column("logs", column("level", Integer).not_null().default(0))?;
    op.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO logs (id, text) SELECT i, hex(zeroblob(1000)) FROM n")
}

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

#[test]
fn a_full_disk_takes_the_revision_back_and_not_those_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut conn = open(&folder.path().join("app.db"));
    let environment = environment(vec![
        revision("a", &[], wide, nothing),
        revision("b", &["a"], fill, nothing),
    ]);
    // SQLite's own limit fails as a disk without room does, and where it does.
    conn.batch_execute("PRAGMA max_page_count = 40")
        .expect("a pragma");
    let error = environment.upgrade(&mut conn, "head").expect_err("no room");
    let RunError::Revision {
        revision,
        applied,
        source,
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(
        (revision.as_str(), &applied[..]),
        ("b", &["a".to_owned()][..])
    );
    assert!(source.to_string().contains("full"), "{source}");
    assert_eq!(
        one(&mut conn, "SELECT version_num FROM migrate_version"),
        "a"
    );
    assert_eq!(
        query(&mut conn, "SELECT name FROM pragma_table_info('logs')").len(),
        2
    );
    let before = dump(&mut conn);

    conn.batch_execute("PRAGMA max_page_count = 100000")
        .expect("a pragma");
    let report = environment.upgrade(&mut conn, "head").expect("room");
    assert_eq!(report.steps.len(), 1);
    assert_ne!(dump(&mut conn), before);
}

/// A readiness probe reads while a revision runs: it sees where the database stood, and fails nothing.
#[test]
fn readiness_is_asked_for_while_a_revision_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("app.db");
    let mut child = start(&database, &["shout", "slow"]);
    let stdout = child.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(stdout).lines();
    lines.next().expect("a line").expect("text");

    let history = environment(vec![
        revision("a", &[], nothing, nothing),
        revision("b", &["a"], nothing, nothing),
    ]);
    let mut conn = open(&database);
    let current = history.current(&mut conn).expect("readable");
    assert_eq!(current.len(), 1);
    assert_eq!(
        (current[0].revision.as_str(), current[0].is_head),
        ("a", false)
    );
    let graph = history.graph().expect("a graph");
    let again = command::current(&mut conn, graph, history.config()).expect("readable");
    assert_eq!(again, current);
    child.kill().expect("a process");
    child.wait().expect("a process");
}

fn other(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE other (id INTEGER)")
}

#[test]
fn a_revision_that_was_changed_after_it_ran_is_told() {
    let history = |digest: &'static str| {
        let mut first = revision("a", &[], wide, nothing);
        first.checksum = digest;
        environment(vec![first, revision("b", &["a"], other, nothing)])
    };
    let mut conn = SqliteConnection::establish(":memory:").expect("a database");
    let report = history("1:aa").upgrade(&mut conn, "a").expect("an upgrade");
    assert_eq!(report.warnings, [""; 0]);

    let told = "revision `a` was changed after it was applied: versions/a.rs";
    for _ in 0..2 {
        let report = history("1:bb")
            .upgrade(&mut conn, "head")
            .expect("an upgrade");
        assert_eq!(report.warnings, [told]);
    }
    // Digests of another rule say nothing, and what was taken back is no part of the database.
    let report = history("2:cc")
        .upgrade(&mut conn, "head")
        .expect("an upgrade");
    assert_eq!(report.warnings, [""; 0]);
    let report = history("1:aa")
        .upgrade(&mut conn, "head")
        .expect("an upgrade");
    assert_eq!(report.warnings, [""; 0]);
    let _ = history("1:bb")
        .stamp(&mut conn, &["base"], false)
        .expect("a stamp");
    assert!(
        history("1:bb")
            .changed_revisions(&mut conn)
            .expect("readable")
            .is_empty()
    );
}
