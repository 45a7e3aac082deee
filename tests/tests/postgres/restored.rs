//! What a change touches beside what it is about comes back with it: sequences whose columns go, triggers of dropped tables,
//! comments of types that are made anew. Held against `pg_dump`.

use diesel::PgConnection;
use migrate_core::command::{self, CompareOptions};
use migrate_core::connection::Connection;
use migrate_core::operation::EnumChange;
use migrate_core::prelude::{function, view};
use migrate_core::schema::{QualifiedName, Schema};
use migrate_core::{Environment, Operation};
use migrate_test_servers::{Database, Server};

use super::{connect, dialect, dump, load};
use crate::history;

/// What differs, of everything.
fn between(conn: &mut PgConnection, other: &Database<'_>) -> Vec<Operation> {
    let dialect = dialect(conn);
    let from = dialect.inspect_everything(conn, &|_| true).unwrap();
    let to = dialect
        .inspect_everything(&mut connect(other), &|_| true)
        .unwrap();
    let extent = command::Extent::Database;
    let found = command::difference(&from, &to, &*dialect, extent, Some(conn)).unwrap();
    found.operations
}

fn text(conn: &mut PgConnection, sql: &str) -> String {
    let rows = conn.query(sql).unwrap();
    let values: Vec<String> = rows.into_iter().flatten().flatten().collect();
    values.join(" ")
}

/// Each with what numbers say behind the change.
const SEQUENCES: &[(&str, &str, &str, &str)] = &[
    (
        "CREATE SEQUENCE s; SELECT nextval('s'), nextval('s')",
        "CREATE SEQUENCE s MINVALUE 100 MAXVALUE 200",
        "SELECT nextval('s')::text",
        "100",
    ),
    (
        "CREATE SEQUENCE s; SELECT setval('s', 500)",
        "CREATE SEQUENCE s MAXVALUE 200",
        "SELECT last_value::text, is_called::text FROM s",
        "200 true",
    ),
    (
        "CREATE SEQUENCE s; SELECT setval('s', 50)",
        "CREATE SEQUENCE s MAXVALUE 200",
        "SELECT nextval('s')::text",
        "51",
    ),
    (
        "CREATE SEQUENCE s; SELECT setval('s', 5)",
        "CREATE SEQUENCE s INCREMENT -2",
        "SELECT nextval('s')::text",
        "-1",
    ),
    (
        "CREATE TABLE t (a int, b int); CREATE SEQUENCE s OWNED BY t.b; SELECT setval('s', 7)",
        "CREATE TABLE t (a int); CREATE SEQUENCE s",
        "SELECT nextval('s')::text",
        "8",
    ),
    (
        "CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE SEQUENCE s OWNED BY t.a; SELECT setval('s', 7)",
        "CREATE TABLE u (a int); CREATE SEQUENCE s INCREMENT 5 OWNED BY u.a",
        "SELECT nextval('s')::text",
        "12",
    ),
    (
        "CREATE TABLE t (a int, b int); CREATE SEQUENCE s START 5 OWNED BY t.b; COMMENT ON SEQUENCE s IS 'mine'",
        "CREATE TABLE t (a int)",
        "SELECT count(*)::text FROM pg_sequence",
        "0",
    ),
    (
        "CREATE UNLOGGED TABLE t (a int, id serial); INSERT INTO t VALUES (1), (2)",
        "CREATE UNLOGGED TABLE t (a int, id int NOT NULL)",
        "SELECT max(id)::text FROM t",
        "2",
    ),
    (
        "CREATE TABLE t (a int, id bigint NOT NULL); INSERT INTO t VALUES (1, 4)",
        "CREATE UNLOGGED TABLE t (a int, id bigserial)",
        "SELECT nextval('t_id_seq')::text",
        "5",
    ),
    (
        "CREATE TABLE t (a int)",
        "CREATE UNLOGGED TABLE t (a int, b serial); ALTER SEQUENCE t_b_seq RENAME TO numbers; CREATE UNLOGGED TABLE u (a serial); ALTER SEQUENCE u_a_seq INCREMENT 3",
        "SELECT nextval('numbers')::text || nextval('u_a_seq')",
        "11",
    ),
];

#[test]
fn sequences_change_with_what_is_around_them() {
    let Some(server) = Server::postgres() else {
        return;
    };
    for (from, to, asked, answer) in SEQUENCES {
        let (live, wanted) = (server.database(), server.database());
        load(&live, from);
        load(&wanted, to);
        let before = dump(&live);
        let mut conn = connect(&live);
        let operations = between(&mut conn, &wanted);
        super::apply(&mut conn, &operations);
        assert_eq!(dump(&live), dump(&wanted), "{to}");
        assert_eq!(text(&mut conn, asked), *answer, "{to}");
        super::apply(
            &mut conn,
            &migrate_core::render::reversed(&operations).unwrap(),
        );
        assert_eq!(dump(&live), before, "{from}");
    }
}

/// What PostgreSQL shows of a list of values does not make the same again: a dump that is loaded is another one.
#[test]
fn lists_of_values_come_back() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let table = "CREATE TABLE t (id int, status varchar(9), g boolean GENERATED ALWAYS AS (status IN ('a', 'it''s')) STORED";
    let lists = format!(
        "{table}, CONSTRAINT listed CHECK (status IN ('a', 'b', E'c\\\\d') AND id > 0), CONSTRAINT not_listed CHECK (status NOT IN ('x', 'y'))); \
         CREATE UNIQUE INDEX ix ON t (id) WHERE status IN ('a', 'b'); ALTER TABLE t ADD EXCLUDE USING btree (id WITH =) WHERE (status IN ('a', 'b'))"
    );
    let plain = format!("{table})");
    for (from, to) in [(&plain, &lists), (&lists, &plain)] {
        let (live, wanted) = (server.database(), server.database());
        load(&live, from);
        load(&wanted, to);
        let before = dump(&live);
        let mut conn = connect(&live);
        let operations = between(&mut conn, &wanted);
        super::apply(&mut conn, &operations);
        assert_eq!(dump(&live), dump(&wanted));
        let back = migrate_core::render::reversed(&operations).unwrap();
        super::apply(&mut conn, &back);
        assert_eq!(dump(&live), before);
    }
    let list = "status IN ('a', 'b')";
    let shown =
        "(status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])";
    let (live, loaded, again) = (server.database(), server.database(), server.database());
    load(&live, &format!("{table}, CHECK ({list}))"));
    load(&loaded, &format!("{table}, CHECK ({shown}))"));
    assert_ne!(dump(&live), dump(&loaded), "nobody needs this any more");
    assert_eq!(between(&mut connect(&live), &loaded), []);
    assert_eq!(between(&mut connect(&loaded), &live), []);
    let operations = between(&mut connect(&again), &loaded);
    super::apply(&mut connect(&again), &operations);
    assert_eq!(dump(&again), dump(&loaded));
}

/// `CREATE TABLE` would take the two for one.
#[test]
fn a_unique_constraint_may_be_what_the_primary_key_is() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (live, wanted) = (server.database(), server.database());
    load(
        &wanted,
        "CREATE TABLE t (id int, a int, CONSTRAINT t_pkey PRIMARY KEY (id)); \
         ALTER TABLE t ADD CONSTRAINT uq_id UNIQUE (id); \
         ALTER TABLE t ADD CONSTRAINT uq_a UNIQUE (a); ALTER TABLE t ADD CONSTRAINT uq_again UNIQUE (a); \
         CREATE TABLE u (id int REFERENCES t)",
    );
    let mut conn = connect(&live);
    let operations = between(&mut conn, &wanted);
    super::apply(&mut conn, &operations);
    assert_eq!(dump(&live), dump(&wanted));
    assert_eq!(between(&mut conn, &wanted), []);
}

fn set_values(values: &[&str]) -> Operation {
    Operation::AlterEnum {
        name: QualifiedName::new("mood"),
        change: EnumChange::SetValues {
            to: values.iter().map(|value| (*value).to_owned()).collect(),
            was: None,
            replace: Vec::new(),
            columns: Vec::new(),
        },
    }
}

#[test]
fn a_type_that_is_made_anew_keeps_its_comment() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    load(
        &database,
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); COMMENT ON TYPE mood IS 'how it''s going'; CREATE TABLE t (a mood)",
    );
    let mut conn = connect(&database);
    let environment = history::of_operations([
        (
            vec![set_values(&["ok", "sad"])],
            vec![set_values(&["sad", "ok"])],
        ),
        (vec![], vec![]),
    ]);
    let comment = "SELECT obj_description('mood'::regtype, 'pg_type') || enum_first(NULL::mood)";
    let _ = environment.upgrade(&mut conn, "a").unwrap();
    assert_eq!(text(&mut conn, comment), "how it's goingok");
    let _ = environment.downgrade(&mut conn, "base").unwrap();
    assert_eq!(text(&mut conn, comment), "how it's goingsad");
}

fn compared(environment: &Environment, conn: &mut PgConnection, to: &Schema) -> Vec<Operation> {
    let options = CompareOptions::default();
    let found = environment.compare_schema(conn, to.clone(), options);
    found.unwrap().upgrade()
}

/// Nobody speaks of them: they go with their table, and come back with it.
#[test]
fn what_goes_with_a_table_is_said_and_comes_back() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = connect(&database);
    let nothing = || history::of_operations([(vec![], vec![]), (vec![], vec![])]);
    let _ = nothing().upgrade(&mut conn, "head").unwrap();
    load(
        &database,
        "CREATE TABLE stays (a int); CREATE TABLE goes (a int);
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
         CREATE TRIGGER g BEFORE UPDATE ON goes FOR EACH ROW EXECUTE FUNCTION f();
         CREATE TRIGGER h BEFORE UPDATE ON stays FOR EACH ROW EXECUTE FUNCTION f();
         ALTER TABLE goes DISABLE TRIGGER g; COMMENT ON TRIGGER g ON goes IS 'calm';
         ALTER TABLE goes ENABLE ROW LEVEL SECURITY;
         CREATE POLICY p ON goes USING (a > 0 AND EXISTS (SELECT FROM stays));
         CREATE RULE r AS ON DELETE TO goes DO ALSO NOTIFY gone",
    );
    let before = dump(&database);
    let mut to = super::inspect(&mut conn);
    to.tables.retain(|table| table.name.name == "stays");
    to.objects.clear();
    let mut options = CompareOptions::default();
    options.drop_unmanaged = true;
    let found = nothing().compare_schema(&mut conn, to, options).unwrap();
    let told: Vec<String> = found.operations.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "drop policy `p` on `goes`",
            "drop rule `r` on `goes`",
            "drop trigger `g` on `goes`",
            "drop table `goes`"
        ]
    );
    let (up, down) = (found.upgrade(), found.downgrade().unwrap());
    let _ = nothing().downgrade(&mut conn, "a").unwrap();
    let environment = history::of_operations([(vec![], vec![]), (up, down)]);
    let _ = environment.upgrade(&mut conn, "head").unwrap();
    assert!(!dump(&database).contains("goes"), "{}", dump(&database));
    let _ = environment.downgrade(&mut conn, "a").unwrap();
    assert_eq!(dump(&database), before);
}

/// A transaction cannot use a value that it added.
#[test]
fn a_new_value_may_be_used_at_once_by_what_is_registered() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let before =
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int PRIMARY KEY, a mood)";
    let after = before.replace("'ok'", "'ok', 'new'");
    let alone = |sql: &str| sql.split_inclusive(';').next().unwrap().to_owned();
    let newest = function("newest")
        .definition("CREATE FUNCTION newest() RETURNS mood LANGUAGE sql AS 'SELECT ''new''::mood'");
    let fresh = view("fresh").definition("SELECT id FROM t WHERE a = 'new'");
    // What stands on the type, with a table and without one.
    for (from, to, object) in [
        (before.to_owned(), after.clone(), newest.clone()),
        (before.to_owned(), after.clone(), fresh),
        (alone(before), alone(&after), newest),
    ] {
        let (live, wanted) = (server.database(), server.database());
        load(&live, &from);
        load(&wanted, &to);
        let mut conn = connect(&live);
        let nothing = || history::of_operations([(vec![], vec![]), (vec![], vec![])]);
        let _ = nothing().upgrade(&mut conn, "head").unwrap();
        let dumped = dump(&live);
        let to = super::inspect(&mut connect(&wanted));
        let environment = nothing().object(object.clone());
        let mut options = CompareOptions::default();
        options.drop_unmanaged = false;
        let found = environment
            .compare_schema(&mut conn, to.clone(), options)
            .unwrap();
        let (up, down) = (found.upgrade(), found.downgrade().unwrap());
        let _ = nothing().downgrade(&mut conn, "a").unwrap();
        let made = history::of_operations([(vec![], vec![]), (up, down)]);
        let _ = made.upgrade(&mut conn, "head").unwrap();
        let made = made.object(object);
        assert_eq!(compared(&made, &mut conn, &to), []);
        let _ = made.downgrade(&mut conn, "a").unwrap();
        let _ = nothing().upgrade(&mut conn, "head").unwrap();
        assert_eq!(dump(&live), dumped);
    }
}

/// What follows its parents, and what takes values of a type that is made anew.
#[test]
fn children_and_routines_follow() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let routines = "CREATE TABLE t (m mood DEFAULT 'ok');
        CREATE FUNCTION cur(m mood) RETURNS mood LANGUAGE sql AS 'SELECT ''sad''::mood';
        CREATE FUNCTION all_of(m mood[]) RETURNS int LANGUAGE sql AS 'SELECT cardinality(m)';
        CREATE VIEW v AS SELECT cur(m) AS c FROM t; COMMENT ON VIEW v IS 'v'";
    let cases = [
        (
            "CREATE TABLE p (id int, a text, gone int, CONSTRAINT ck CHECK (id > 0)); CREATE TABLE c (b int) INHERITS (p);
             INSERT INTO p VALUES (1, 'a'); INSERT INTO c VALUES (2, 'b', 1, 3)".to_owned(),
            "CREATE TABLE p (id bigint, a text, n int, CONSTRAINT ck CHECK (id > 1)); CREATE TABLE c (b bigint) INHERITS (p)"
                .to_owned(),
        ),
        (
            format!("CREATE TYPE mood AS ENUM ('sad', 'ok', 'gone'); {routines}"),
            format!("CREATE TYPE mood AS ENUM ('ok', 'sad'); {routines}"),
        ),
    ];
    for (from, to) in cases {
        let (live, wanted) = (server.database(), server.database());
        load(&live, &from.replace("(1, 'a')", "(5, 'a')"));
        load(&wanted, &to);
        let mut conn = connect(&live);
        let operations = between(&mut conn, &wanted);
        super::apply(&mut conn, &operations);
        assert_eq!(between(&mut conn, &wanted), [], "{from}");
        let back = migrate_core::render::reversed(&operations).unwrap();
        super::apply(&mut conn, &back);
        let original = server.database();
        load(&original, &from);
        assert_eq!(between(&mut conn, &original), [], "{from}");
    }
}

#[test]
fn another_partitioning_is_refused() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (live, wanted) = (server.database(), server.database());
    load(&live, "CREATE TABLE m (a int) PARTITION BY LIST (a)");
    load(&wanted, "CREATE TABLE m (a int)");
    let mut conn = connect(&live);
    let operations = between(&mut conn, &wanted);
    let mut catalog = migrate_core::dialect::LiveCatalog::new(&mut conn);
    let dialect = migrate_core::dialect::of(migrate_core::connection::Engine::Postgres);
    let refused = operations[0].to_string();
    let error = dialect.ddl(&operations[0], &mut catalog).unwrap_err();
    assert!(
        error.to_string().contains("another partitioning"),
        "{refused}: {error}"
    );
}
