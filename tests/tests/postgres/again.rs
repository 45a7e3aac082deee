//! A database as it is, made again: by the script that `inspect` prints, and by the operations of a baseline.

use migrate_core::command::{self, SchemaScriptError};
use migrate_core::config::Config;
use migrate_core::connection::Connection;
use migrate_core::dialect;
use migrate_core::diff::Note;
use migrate_core::render::reversed;
use migrate_core::schema::{Schema, TableName};
use migrate_test_servers::{Database, Server};

use super::{RICH, apply, connect, dump, load};

/// What pg_dump tells and models cannot say.
const ODD: &str = include_str!("odd.sql");

fn everything(_: &TableName) -> bool {
    true
}

fn script(database: &Database<'_>) -> Result<String, SchemaScriptError> {
    command::creation_script(&mut connect(database), &everything)
}

#[track_caller]
fn assert_same(original: &Database<'_>, copy: &Database<'_>) {
    let (wanted, made) = (dump(original), dump(copy));
    assert!(
        wanted == made,
        "{}",
        similar::TextDiff::from_lines(&wanted, &made).unified_diff()
    );
    let mut conn = connect(original);
    let from = command::inspect(&mut conn, &everything).unwrap();
    let to = command::inspect(&mut connect(copy), &everything).unwrap();
    let dialect = dialect::detect(&mut conn).unwrap();
    let comparison =
        command::difference(&from, &to, &*dialect, command::Extent::Database, None).unwrap();
    assert_eq!(comparison.operations, []);
    assert!(comparison.complete(), "{:?}", comparison.notes);
}

#[test]
fn the_script_of_a_database_makes_the_same() {
    let Some(server) = Server::postgres() else {
        return;
    };
    for sql in [RICH, ODD] {
        let (original, copy) = (server.database(), server.database());
        load(&original, sql);
        load(&copy, &script(&original).unwrap());
        assert_same(&original, &copy);
        assert_eq!(command::left_out(&mut connect(&original)).unwrap(), []);
    }
}

#[test]
fn a_baseline_makes_the_same_and_takes_it_away() {
    let Some(server) = Server::postgres() else {
        return;
    };
    for sql in [RICH, ODD] {
        let (original, copy) = (server.database(), server.database());
        load(&original, sql);
        let config = Config::default();
        let baseline = command::baseline_of_database(&mut connect(&original), &config).unwrap();
        let mut conn = connect(&copy);
        apply(&mut conn, &baseline.operations);
        assert_same(&original, &copy);
        apply(&mut conn, &reversed(&baseline.operations).unwrap());
        let left = command::inspect(&mut conn, &everything).unwrap();
        assert_eq!(left, Schema::default());
    }
}

/// From nothing, by the difference of two databases, and back by the other one.
#[test]
fn one_database_becomes_another_one() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (empty, full) = (server.database(), server.database());
    load(&full, ODD);
    let mut conn = connect(&empty);
    let dialect = dialect::detect(&mut conn).unwrap();
    let to = command::inspect(&mut connect(&full), &everything).unwrap();
    let from = command::inspect(&mut conn, &everything).unwrap();
    for (from, to) in [(&from, &to), (&to, &from)] {
        let comparison =
            command::difference(from, to, &*dialect, command::Extent::Database, None).unwrap();
        apply(&mut conn, &comparison.operations);
        let now = command::inspect(&mut conn, &everything).unwrap();
        let rest =
            command::difference(&now, to, &*dialect, command::Extent::Database, None).unwrap();
        assert_eq!(rest.operations, []);
    }
}

#[test]
fn what_is_not_carried_over_is_named() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    load(
        &database,
        "CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq); \
         CREATE TYPE mood AS ENUM ('sad'); CREATE CAST (mood AS integer) WITH FUNCTION pg_catalog.hashenum(anyenum); \
         CREATE TEXT SEARCH CONFIGURATION ours (COPY = english); CREATE FOREIGN DATA WRAPPER w; \
         CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE f (a int) SERVER s; \
         CREATE TABLE t (a int); GRANT SELECT ON t TO PUBLIC; CREATE EXTENSION citext; COMMENT ON EXTENSION citext IS 'x'; \
         CREATE TYPE pair AS (a int); CREATE TABLE typed OF pair; CREATE UNLOGGED SEQUENCE q;",
    );
    let notes = command::left_out(&mut connect(&database)).unwrap();
    let kinds: Vec<&str> = notes
        .iter()
        .map(|note| match note {
            Note::LeftOut { what, .. } => what.as_str(),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "casts",
            "comments on extensions",
            "foreign servers",
            "foreign tables",
            "foreign-data wrappers",
            "operators",
            "privileges",
            "text search configurations",
            "types of typed tables",
            "whether sequences are logged"
        ]
    );
    let operators = notes
        .iter()
        .find(|note| note.to_string().contains("operators"));
    assert_eq!(
        operators.unwrap().to_string(),
        "left out: operators: `public.=== (text, text)`"
    );
}

/// A partition that only looks different keeps its rows.
#[test]
fn a_column_comes_to_a_partitioned_table_and_its_rows_stay() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (left, right) = (server.database(), server.database());
    let whole = "CREATE TABLE t (a int, b int) PARTITION BY RANGE (a); \
                 CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10); INSERT INTO t VALUES (5, 5);";
    load(&left, whole);
    load(
        &right,
        &format!("{whole} ALTER TABLE t ADD c text; CREATE INDEX i ON t (c);"),
    );
    let mut conn = connect(&left);
    let dialect = dialect::detect(&mut conn).unwrap();
    let from = command::inspect(&mut conn, &everything).unwrap();
    let to = command::inspect(&mut connect(&right), &everything).unwrap();
    let comparison =
        command::difference(&from, &to, &*dialect, command::Extent::Database, None).unwrap();
    assert!(
        comparison
            .operations
            .iter()
            .all(|it| it.hazards().is_empty())
    );
    apply(&mut conn, &comparison.operations);
    let rows = conn.query("SELECT count(*)::text FROM t1").unwrap();
    assert_eq!(rows, [[Some("1".to_owned())]]);
    assert_same(&right, &left);
}

/// One database becomes another one and is what it was again, by what `diff` finds each way.
#[track_caller]
fn there_and_back(from: &str, to: &str) {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (here, origin, goal) = (server.database(), server.database(), server.database());
    load(&here, from);
    load(&origin, from);
    load(&goal, to);
    let mut conn = connect(&here);
    let dialect = dialect::detect(&mut conn).unwrap();
    for wanted in [&goal, &origin] {
        let from = command::inspect(&mut conn, &everything).unwrap();
        let to = command::inspect(&mut connect(wanted), &everything).unwrap();
        let comparison =
            command::difference(&from, &to, &*dialect, command::Extent::Database, None).unwrap();
        apply(&mut conn, &comparison.operations);
        assert_same(wanted, &here);
    }
}

#[test]
fn a_domain_changes_under_its_columns() {
    let rows = "CREATE TABLE t (a posint, b integer); INSERT INTO t VALUES (5, 7); \
                CREATE VIEW v AS SELECT a FROM t WHERE a > 3;";
    there_and_back(
        &format!(
            "CREATE DOMAIN posint AS integer CONSTRAINT least CHECK (VALUE > 0) CONSTRAINT odd CHECK (VALUE % 2 = 1); {rows}"
        ),
        &format!(
            "CREATE DOMAIN posint AS integer DEFAULT 3 NOT NULL CONSTRAINT least CHECK (VALUE > 1) \
             CONSTRAINT \"not nine\" CHECK (VALUE <> 9); COMMENT ON DOMAIN posint IS 'counts'; \
             COMMENT ON CONSTRAINT least ON DOMAIN posint IS 'at least two'; {rows}"
        ),
    );
}

/// The type follows the parent, and the default is the child's own.
#[test]
fn a_column_of_a_parent_changes_with_what_the_child_says_of_it() {
    let family = |type_: &str, mother: i32, child: i32| {
        format!(
            "CREATE TABLE mother (a {type_} DEFAULT {mother}, b text); CREATE TABLE aunt () INHERITS (mother); \
             CREATE TABLE zoe () INHERITS (mother); ALTER TABLE aunt ALTER a SET DEFAULT {child}; \
             ALTER TABLE zoe ALTER a SET DEFAULT {child};"
        )
    };
    there_and_back(&family("integer", 1, 5), &family("bigint", 1, 7));
    there_and_back(&family("integer", 1, 5), &family("bigint", 2, 7));
    there_and_back(&family("integer", 1, 5), &family("integer", 2, 5));
}
