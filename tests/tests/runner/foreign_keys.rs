//! SQLite's foreign keys through a run: rebuilds under them, rows that a revision orphans, rows that were orphans before.

use super::*;

/// A database that an environment brought to a revision.
fn at(environment: &Environment, revision: &str) -> SqliteConnection {
    let mut conn = memory();
    let _ = environment
        .upgrade(&mut conn, revision)
        .expect("the revisions run");
    conn
}

fn execute(conn: &mut SqliteConnection, sql: &str) {
    diesel::sql_query(sql)
        .execute(conn)
        .expect("the statement runs");
}

/// A database in a file, which others can write to, too, and the folder that holds it.
fn in_file() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("meddled.db");
    let path = path
        .to_str()
        .expect("a path of plain characters")
        .to_owned();
    (folder, path)
}

fn assert_says(text: &str, words: &str) {
    assert!(text.contains(words), "{text}");
}

#[test]
fn children_survive_the_rebuild_of_their_parent() {
    let environment = heroes();
    let mut conn = at(&environment, "a");
    execute(&mut conn, "INSERT INTO teams (id, name) VALUES (1, 'x')");
    execute(
        &mut conn,
        "INSERT INTO heros (name, team_id) VALUES ('y', 1)",
    );
    assert_eq!(
        foreign_keys(&mut conn),
        "1",
        "this test is about enforced foreign keys"
    );
    let before = dump(&mut conn);
    let _ = environment
        .upgrade(&mut conn, "head")
        .expect("the parent is rebuilt");
    assert_ne!(dump(&mut conn), before);
    let _ = environment
        .downgrade(&mut conn, "a")
        .expect("and rebuilt again");
    assert_eq!(query(&mut conn, "SELECT name FROM heros").len(), 1);
    assert_eq!(foreign_keys(&mut conn), "1");
}

#[test]
fn a_failed_rebuild_speaks_of_the_table_that_people_know() {
    let environment = heroes();
    let mut conn = at(&environment, "head");
    execute(&mut conn, "INSERT INTO teams (name) VALUES (NULL)");
    let before = dump(&mut conn);
    let error = environment
        .downgrade(&mut conn, "a")
        .expect_err("a name is missing");
    assert_eq!(
        text(&error),
        "failed to take back revision `b` (operation 1 of 1: alter column `teams.name` (not null)); \
         NOT NULL constraint failed: teams.name"
    );
    assert_eq!(dump(&mut conn), before);
    let legacy = query(
        &mut conn,
        "SELECT CAST(legacy_alter_table AS TEXT) FROM pragma_legacy_alter_table",
    );
    assert_eq!(legacy, [[Some("0".to_owned())]]);
}

#[test]
fn a_rebuild_under_enforced_foreign_keys_is_refused_before_its_first_statement() {
    let mut conn = memory();
    conn.begin_test_transaction().expect("a test begins");
    let environment = heroes();
    let error = environment
        .upgrade(&mut conn, "head")
        .expect_err("the rebuild is refused");
    assert_says(
        &text(&error),
        "cannot be rebuilt while foreign keys are enforced",
    );
    assert_eq!(current(&environment, &mut conn), ["a"]);
    assert_eq!(foreign_keys(&mut conn), "1");
}

fn orphan(op: &mut Operations) -> Result {
    op.execute("INSERT INTO heros (name, team_id) VALUES ('nobody''s', 99)")
}

#[test]
fn rows_that_a_revision_orphans_roll_it_back() {
    let mut conn = memory();
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], orphan, nothing),
    ]);
    let error = environment
        .upgrade(&mut conn, "head")
        .expect_err("an orphan is no success");
    assert_says(&text(&error), "`heros` row 1 has no `teams`");
    assert!(query(&mut conn, "SELECT name FROM heros").is_empty());
}

#[test]
fn rows_that_were_orphans_before_are_reported_and_stay() {
    let environment = heroes();
    let mut conn = at(&environment, "a");
    execute(&mut conn, "PRAGMA foreign_keys = OFF");
    execute(
        &mut conn,
        "INSERT INTO heros (name, team_id) VALUES ('y', 99)",
    );
    let report = environment
        .upgrade(&mut conn, "head")
        .expect("an old violation stops nobody");
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    assert_says(&report.warnings[0], "`heros` row 1 has no `teams`");
    assert_eq!(
        foreign_keys(&mut conn),
        "0",
        "the caller's setting is restored, whatever it was"
    );
}

/// Somebody who writes to the database while a run is between two revisions.
struct Meddler<'m> {
    path: &'m str,
    before: &'static str,
    sql: Option<&'static str>,
}

impl Observer for Meddler<'_> {
    fn step(&mut self, step: &PlanStep, _message: &str) {
        if step.revision == self.before
            && let Some(sql) = self.sql.take()
        {
            let mut conn = SqliteConnection::establish(self.path).expect("the file opens");
            // Nobody holds the lock.
            for statement in ["PRAGMA foreign_keys = OFF", sql] {
                execute(&mut conn, statement);
            }
        }
    }
}

#[test]
fn rows_that_others_orphan_meanwhile_are_theirs() {
    let (_folder, path) = in_file();
    let mut conn = SqliteConnection::establish(&path).expect("the file opens");
    let mut meddler = Meddler {
        path: &path,
        before: "b",
        sql: Some("INSERT INTO heros (name, team_id) VALUES ('z', 99)"),
    };
    let report = heroes()
        .upgrade_observed(&mut conn, "head", &mut meddler)
        .expect("the revision orphaned nothing");
    assert_eq!(report.steps.len(), 2);
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    assert_says(&report.warnings[0], "`heros` row 1 has no `teams`");
}

#[test]
fn rows_that_a_revision_orphans_are_its_own_whoever_else_writes() {
    let (_folder, path) = in_file();
    let mut conn = SqliteConnection::establish(&path).expect("the file opens");
    let mut meddler = Meddler {
        path: &path,
        before: "b",
        sql: Some("INSERT INTO teams (name) VALUES ('others')"),
    };
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], orphan, nothing),
    ]);
    let error = environment
        .upgrade_observed(&mut conn, "head", &mut meddler)
        .expect_err("an orphan is no success");
    assert_says(&text(&error), "`heros` row 1 has no `teams`");
    assert_eq!(current(&environment, &mut conn), ["a"]);
    assert!(query(&mut conn, "SELECT name FROM heros").is_empty());
    assert_eq!(
        query(&mut conn, "SELECT name FROM teams"),
        [[Some("others".to_owned())]]
    );
}

fn deletes_a_team(op: &mut Operations) -> Result {
    op.execute("INSERT INTO teams (id, name) VALUES (5, 'x')")?;
    op.execute("INSERT INTO heros (name, team_id) VALUES ('y', 5)")?;
    op.execute("DELETE FROM teams WHERE id = 5")
}

#[test]
fn a_revision_that_asks_for_foreign_keys_sees_cascades_and_may_not_rebuild() {
    let mut cascading = revision("b", &["a"], deletes_a_team, nothing);
    cascading.settings = Settings::new().foreign_keys();
    let mut rebuilding = revision("c", &["b"], rebuild_teams, nothing);
    rebuilding.settings = Settings::new().foreign_keys();
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        cascading,
        rebuilding,
    ]);
    let mut conn = memory();
    let _ = environment
        .upgrade(&mut conn, "b")
        .expect("the cascade leaves no orphan");
    assert!(query(&mut conn, "SELECT name FROM heros").is_empty());
    let error = environment
        .upgrade(&mut conn, "c")
        .expect_err("it must not rebuild");
    assert_says(&text(&error), "cannot be rebuilt");
    assert_eq!(foreign_keys(&mut conn), "1");
}
