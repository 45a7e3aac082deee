//! PostgreSQL on a real server: what is inspected is created again, what differs is changed and changed back.

mod again;
mod aside;
mod hanging;
mod left_out;
mod models;
mod refused;
mod restored;
mod walked;

use diesel::{Connection as _, PgConnection};
use migrate_core::Operation;
use migrate_core::command;
use migrate_core::connection::{Connection, Engine};
use migrate_core::dialect::{self, Dialect, LiveCatalog};
use migrate_core::diff::{DiffOptions, diff};
use migrate_core::render::{functions, reversed};
use migrate_core::schema::Schema;
use migrate_test_servers::{Database, Server};
pub use migrate_tests::dumps::postgres as dump;

/// Every element, with names that want quoting.
const RICH: &str = include_str!("postgres/rich.sql");

fn connect(database: &Database<'_>) -> PgConnection {
    PgConnection::establish(&database.url()).unwrap()
}

fn dialect(conn: &mut dyn Connection) -> Box<dyn Dialect> {
    dialect::detect(conn).unwrap()
}

/// The live schema, normalised.
fn inspect(conn: &mut dyn Connection) -> Schema {
    let dialect = dialect(conn);
    let mut schema = dialect.inspect(conn, &|_| true).unwrap();
    dialect.normalise(&mut schema);
    schema
}

fn between(from: &Schema, to: &Schema) -> Vec<Operation> {
    let postgres = dialect::of(Engine::Postgres);
    let mut options = DiffOptions::new(postgres.capabilities());
    options.complete = true;
    diff(from, to, &options).operations
}

/// Carries operations out, in one transaction, and tells what fails.
fn apply(conn: &mut dyn Connection, operations: &[Operation]) {
    let dialect = dialect(conn);
    conn.batch_execute("SET check_function_bodies = off; BEGIN")
        .unwrap();
    for operation in operations {
        let ddl = dialect
            .ddl(operation, &mut LiveCatalog::new(conn))
            .unwrap_or_else(|error| panic!("{operation}: {error}"));
        for statement in &ddl.statements {
            conn.batch_execute(statement)
                .unwrap_or_else(|error| panic!("{operation}: {error}\n{}", statement.sql));
        }
    }
    conn.batch_execute("COMMIT").unwrap();
}

fn load(database: &Database<'_>, sql: &str) {
    use std::io::Write as _;
    let mut psql = database
        .client("psql")
        .args(["-q", "-v", "ON_ERROR_STOP=1"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    psql.stdin
        .take()
        .unwrap()
        .write_all(sql.as_bytes())
        .unwrap();
    assert!(psql.wait().unwrap().success());
}

#[test]
fn what_is_inspected_is_created_again() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (original, copy) = (server.database(), server.database());
    load(&original, RICH);
    let mut conn = connect(&original);
    let schema = inspect(&mut conn);
    assert_eq!(between(&schema, &schema), []);
    let mut twice = schema.clone();
    dialect(&mut conn).normalise(&mut twice);
    assert_eq!(twice, schema, "a normal form stays as it is");

    let mut other = connect(&copy);
    // As the server says it: the normal form is for comparing.
    let raw = dialect(&mut conn).inspect(&mut conn, &|_| true).unwrap();
    let create = between(&Schema::default(), &raw);
    apply(&mut other, &create);
    let again = inspect(&mut other);
    assert_eq!(between(&again, &schema), []);
    let (wanted, made) = (dump(&original), dump(&copy));
    assert!(
        wanted == made,
        "{}",
        similar::TextDiff::from_lines(&wanted, &made).unified_diff()
    );

    // And away again, without a trace.
    apply(&mut other, &reversed(&create).unwrap());
    assert_eq!(between(&inspect(&mut other), &Schema::default()), []);
}

/// Pairs of schemas: what makes the one of the other, and what takes that back.
#[test]
fn what_differs_is_changed_and_changed_back() {
    let Some(server) = Server::postgres() else {
        return;
    };
    for (name, from, to) in CHANGES {
        let (left, right) = (server.database(), server.database());
        load(&left, from);
        load(&right, to);
        let mut conn = connect(&left);
        let before = inspect(&mut conn);
        let wanted = inspect(&mut connect(&right));
        let upgrade = between(&before, &wanted);
        assert_ne!(upgrade, [], "{name}");
        let downgrade = reversed(&upgrade).unwrap();
        let revision = functions(&upgrade, &downgrade);
        apply(&mut conn, &upgrade);
        let rest = between(&inspect(&mut conn), &wanted);
        assert_eq!(rest, [], "{name}, up:\n{revision}");
        apply(&mut conn, &downgrade);
        let rest = between(&inspect(&mut conn), &before);
        assert_eq!(rest, [], "{name}, down:\n{revision}");
    }
}

/// What looks at columns whose types change goes before and comes back, whatever looks at it in its turn.
#[test]
fn views_policies_and_triggers_make_room() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let around =
        "CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW \"W\" AS SELECT a + 1 AS more FROM v;
        COMMENT ON VIEW \"W\" IS 'on a view';
        CREATE MATERIALIZED VIEW m AS SELECT a FROM v; CREATE UNIQUE INDEX im ON m (a);
        CREATE VIEW aside AS SELECT id FROM u;
        ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON t USING (a > 0);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
        CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE TRIGGER h INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();";
    let (left, right) = (server.database(), server.database());
    let tables = "CREATE TABLE u (id int); CREATE TABLE t (id int PRIMARY KEY, a int, b text);";
    load(
        &left,
        &format!("{tables} INSERT INTO t VALUES (1, 2, 'x'); {around}"),
    );
    let others = tables.replace("a int", "a bigint");
    load(
        &right,
        &format!("{others} {around} CREATE VIEW new AS SELECT a FROM v"),
    );
    let before = dump(&left);

    let mut conn = connect(&left);
    let dialect = dialect(&mut conn);
    let everything = |database: &Database<'_>| {
        let conn = &mut connect(database);
        dialect.inspect_everything(conn, &|_| true).unwrap()
    };
    let (from, to) = (everything(&left), everything(&right));
    let found = command::difference(
        &from,
        &to,
        &*dialect,
        command::Extent::Database,
        Some(&mut conn),
    )
    .unwrap();
    let told: Vec<String> = found.operations.iter().map(ToString::to_string).collect();
    assert!(!told.iter().any(|told| told.contains("aside")), "{told:#?}");
    apply(&mut conn, &found.operations);
    assert_eq!(dump(&left), dump(&right));
    apply(&mut conn, &reversed(&found.operations).unwrap());
    assert_eq!(dump(&left), before);
}

const CHANGES: &[(&str, &str, &str)] = &[
    (
        "types that need a cast",
        "CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT '5', b integer, c boolean DEFAULT true, d varchar(10), e timestamp); INSERT INTO t VALUES (1, '7', 1, true, NULL, now())",
        "CREATE TABLE t (id bigint PRIMARY KEY, a integer DEFAULT 5, b boolean, c integer DEFAULT 1, d uuid, e timestamptz); ",
    ),
    (
        "json to jsonb, text to array and enum",
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a json, b text, c text DEFAULT 'sad', d numeric(10, 2))",
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a jsonb, b text[], c mood DEFAULT 'sad', d numeric(12, 4))",
    ),
    (
        "values of an enum",
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'gone'); CREATE TABLE t (a mood DEFAULT 'ok', b mood[] DEFAULT '{ok}')",
        "CREATE TYPE mood AS ENUM ('angry', 'sad', 'ok', 'happy'); CREATE TABLE t (a mood DEFAULT 'ok', b mood[] DEFAULT '{ok}')",
    ),
    (
        "values added to an enum",
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a mood DEFAULT 'ok')",
        "CREATE TYPE mood AS ENUM ('angry', 'sad', 'so-so', 'ok', 'it''s fine', 'happy'); CREATE TABLE t (a mood DEFAULT 'ok')",
    ),
    (
        "a default that goes with its value, and one that is new",
        "CREATE TYPE mood AS ENUM ('sad', 'gone'); CREATE TABLE t (a mood DEFAULT 'gone', b mood DEFAULT 'sad', c mood[] DEFAULT '{gone}')",
        "CREATE TYPE mood AS ENUM ('sad', 'new'); CREATE TABLE t (a mood DEFAULT 'new', b mood DEFAULT 'sad', c mood[] DEFAULT '{sad}')",
    ),
    (
        "a new value that is a default at once",
        "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (a mood DEFAULT 'sad')",
        "CREATE TYPE mood AS ENUM ('sad', 'new'); CREATE TABLE t (a mood DEFAULT 'new', b mood DEFAULT 'new')",
    ),
    (
        "an enum made and another dropped",
        "CREATE TYPE a AS ENUM ('x'); CREATE TABLE t (v a)",
        "CREATE TYPE b AS ENUM ('y'); CREATE TABLE t (w b)",
    ),
    (
        "identity of every kind",
        "CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY); CREATE TABLE d (id bigint GENERATED ALWAYS AS IDENTITY (START 5) PRIMARY KEY); INSERT INTO a VALUES (7)",
        "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY); CREATE TABLE b (id serial PRIMARY KEY); CREATE TABLE c (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY); CREATE TABLE d (id bigint PRIMARY KEY)",
    ),
    (
        "constraints",
        "CREATE TABLE p (a int, b int, CONSTRAINT k PRIMARY KEY (a)); CREATE TABLE c (x int CONSTRAINT f REFERENCES p, y int, CONSTRAINT u UNIQUE (x), CONSTRAINT ck CHECK (x > 0))",
        "CREATE TABLE p (a int NOT NULL, b int NOT NULL, CONSTRAINT k PRIMARY KEY (b) INCLUDE (a)); CREATE TABLE c (x int CONSTRAINT f REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, y int, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (x) INCLUDE (y) DEFERRABLE, CONSTRAINT ck CHECK (x > 1) NO INHERIT); ALTER TABLE c ADD CONSTRAINT late CHECK (y <> 0) NOT VALID",
    ),
    (
        "indexes",
        "CREATE TABLE t (a int, b text, c jsonb, d timestamptz); CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (lower(b)) WHERE a > 0; CREATE INDEX i3 ON t (b)",
        "CREATE TABLE t (a int, b text, c jsonb, d timestamptz); CREATE INDEX i1 ON t (a DESC NULLS LAST) INCLUDE (b); CREATE UNIQUE INDEX i2 ON t (upper(b)) NULLS NOT DISTINCT WHERE a > 1; CREATE INDEX i3 ON t (b text_pattern_ops) WITH (fillfactor=70); CREATE INDEX i4 ON t USING gin (c jsonb_path_ops); COMMENT ON INDEX i4 IS 'deep'; CREATE INDEX i5 ON t (b COLLATE \"C\", (a + 1))",
    ),
    (
        "defaults, comments, nullability, generated, collation",
        "CREATE TABLE t (a int DEFAULT 1, b text NOT NULL, c timestamptz DEFAULT now(), d int, g int GENERATED ALWAYS AS (a * 2) STORED); COMMENT ON TABLE t IS 'one'; COMMENT ON COLUMN t.a IS 'x'",
        "CREATE TABLE t (a int DEFAULT '-1', b text COLLATE \"C\", c timestamptz DEFAULT CURRENT_TIMESTAMP, d int DEFAULT 0 NOT NULL, g int GENERATED ALWAYS AS (a * 3) STORED); COMMENT ON TABLE t IS 'two'; COMMENT ON COLUMN t.b IS 'it''s'",
    ),
    (
        "schemas, sequences, views",
        "CREATE SCHEMA old; CREATE TABLE old.t (a int); CREATE SEQUENCE s START 5; CREATE VIEW v AS SELECT 1 AS one",
        "CREATE SCHEMA \"New One\"; CREATE TABLE \"New One\".t (a int); CREATE SEQUENCE s INCREMENT 2 CYCLE; CREATE SEQUENCE r AS integer; CREATE VIEW v AS SELECT 1 AS one, 2 AS two; CREATE TABLE u (a int DEFAULT nextval('r'))",
    ),
    (
        "checks of single columns, with names and without",
        "CREATE TABLE t (a int CHECK (a > 0), b int CONSTRAINT ck_b CHECK (b < 9), c text CHECK (c <> ''), d int CHECK (d > 0) CHECK (d < 5))",
        "CREATE TABLE t (a int, b int CONSTRAINT ck_b CHECK (b < 10), c varchar(9) CHECK (c <> ''), d bigint CHECK (d > 1) CHECK (d < 5), e int CHECK (e <> 0))",
    ),
    (
        "foreign keys in a circle",
        "CREATE TABLE z (id int PRIMARY KEY)",
        "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a); ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b) REFERENCES b",
    ),
    (
        "options of a table",
        "CREATE TABLE t (a int) WITH (fillfactor=70, autovacuum_enabled=false)",
        "CREATE UNLOGGED TABLE t (a int) WITH (fillfactor=80); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY mine ON t FOR SELECT USING (a > 0)",
    ),
    (
        "exclusions",
        "CREATE TABLE t (r int4range, CONSTRAINT x EXCLUDE USING gist (r WITH &&))",
        "CREATE TABLE t (r int4range, CONSTRAINT x EXCLUDE USING gist (r WITH -|-) WHERE (NOT isempty(r)) DEFERRABLE)",
    ),
];
