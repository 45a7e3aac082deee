//! What stands on a column whose type changes, whoever made it, goes for a moment and comes back to the letter: with its
//! owner, and with what everybody may do.

use migrate_core::connection::Connection;
use migrate_core::operation::{Change, ColumnPatch, EnumChange};
use migrate_core::schema::{
    ColumnDefault, ColumnType, Generated, Literal, ObjectKind, QualifiedName,
};
use migrate_core::{Environment, Operation};
use migrate_test_servers::{Database, Server};

use super::{connect, inspect, load};
use crate::history;

/// `OWNER` and `READER` stand for roles of the test's own.
const STANDING: &str = r#"
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE "Order" (
        id integer PRIMARY KEY, "select" varchar(20), qty integer NOT NULL DEFAULT 3, mood mood DEFAULT 'ok',
        glad boolean GENERATED ALWAYS AS (mood = 'ok') STORED
    );
    CREATE INDEX ix_glad ON "Order" (glad, id);
    INSERT INTO "Order" VALUES (1, 'a', 6, 'ok');
    CREATE VIEW "V 1" WITH (security_barrier) AS SELECT id, qty, "select", mood FROM "Order" WHERE qty > 2;
    CREATE VIEW v2 AS SELECT o.*, v.qty + 1 AS more FROM "V 1" v JOIN "Order" o USING (id) WHERE o.mood > 'sad';
    CREATE MATERIALIZED VIEW mv AS SELECT sum(qty) AS s, mood FROM v2 GROUP BY mood;
    CREATE MATERIALIZED VIEW empty AS SELECT qty FROM "Order" WITH NO DATA;
    CREATE UNIQUE INDEX mvx ON mv (s);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER trg BEFORE UPDATE OF qty ON "Order" FOR EACH ROW WHEN (old.qty IS DISTINCT FROM new.qty)
        EXECUTE FUNCTION touch();
    CREATE TRIGGER calm BEFORE INSERT ON "Order" FOR EACH ROW WHEN (new.mood = 'sad') EXECUTE FUNCTION touch();
    ALTER TABLE "Order" DISABLE TRIGGER trg;
    CREATE TRIGGER instead INSTEAD OF INSERT ON "V 1" FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE RULE gone AS ON DELETE TO v2 DO INSTEAD NOTHING;
    ALTER TABLE "Order" ENABLE ROW LEVEL SECURITY;
    CREATE POLICY pol ON "Order" FOR SELECT TO READER USING (qty > 5 AND mood = 'ok');
    COMMENT ON POLICY pol ON "Order" IS 'who reads';
    COMMENT ON VIEW "V 1" IS 'it''s';
    COMMENT ON COLUMN v2.qty IS 'how many';
    COMMENT ON INDEX mvx IS 'an index';
    ALTER VIEW "V 1" ALTER COLUMN qty SET DEFAULT 7;
    GRANT SELECT ON "Order" TO OWNER;
    ALTER VIEW "V 1" OWNER TO OWNER;
    GRANT SELECT ON "V 1" TO READER WITH GRANT OPTION;
    GRANT INSERT (id), UPDATE (qty) ON "V 1" TO PUBLIC;
    GRANT SELECT ON mv TO READER;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO READER;
    CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a * 2';
    REVOKE ALL ON FUNCTION twice FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION twice TO READER;
"#;

/// Everything that pg_dump tells, owners and privileges among it.
fn dump(database: &Database<'_>) -> String {
    let output = database.client("pg_dump").arg("--schema-only").output();
    let output = output.expect("pg_dump");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let is_said = |line: &&str| !line.starts_with('\\') && !line.starts_with("--");
    text.lines().filter(is_said).collect::<Vec<_>>().join("\n")
}

fn retype(columns: &[(&str, ColumnType)]) -> Operation {
    let change = |(name, type_): &(&str, ColumnType)| Change::AlterColumn {
        name: (*name).to_owned(),
        patch: Box::new(ColumnPatch {
            type_: Some(type_.clone()),
            ..ColumnPatch::default()
        }),
        was: None,
    };
    Operation::alter_table("Order", columns.iter().map(change).collect())
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

fn made(up: Vec<Operation>, down: Vec<Operation>) -> Environment {
    history::of_operations([(up, down), (vec![], vec![])])
}

#[test]
fn what_stands_on_a_column_comes_back() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let roles = ["owner", "reader"].map(|role| format!("{role}_{}", database.name()));
    for role in &roles {
        server.execute(&format!("CREATE ROLE {role}"));
    }
    let words = STANDING.replace("OWNER TO OWNER", &format!("OWNER TO {}", roles[0]));
    let words = words.replace("TO OWNER", &format!("TO {}", roles[0]));
    load(&database, &words.replace("READER", &roles[1]));
    // What revisions write is there before.
    let mut conn = connect(&database);
    let _ = made(vec![], vec![])
        .upgrade(&mut conn, "a")
        .expect("nothing");
    let before = dump(&database);

    let _ = made(vec![], vec![])
        .downgrade(&mut conn, "base")
        .expect("nothing");
    let environment = made(
        vec![
            retype(&[("qty", ColumnType::BigInt), ("select", ColumnType::Text)]),
            set_values(&["bad", "ok", "sad"]),
        ],
        vec![
            set_values(&["sad", "ok"]),
            retype(&[
                ("qty", ColumnType::Integer),
                ("select", ColumnType::Varchar(Some(20))),
            ]),
        ],
    );
    let _ = environment
        .upgrade(&mut conn, "a")
        .expect("nothing is in the way");
    let behind = dump(&database);
    assert!(behind.contains("qty bigint DEFAULT 3 NOT NULL"), "{behind}");
    assert!(behind.contains("'bad',"), "{behind}");
    let expected = before
        .replace("qty integer DEFAULT", "qty bigint DEFAULT")
        .replace("\"select\" character varying(20)", "\"select\" text")
        .replace(
            "    'sad',\n    'ok'\n",
            "    'bad',\n    'ok',\n    'sad'\n",
        );
    assert!(
        behind == expected,
        "{}",
        similar::TextDiff::from_lines(&expected, &behind).unified_diff()
    );
    let _ = environment
        .downgrade(&mut conn, "base")
        .expect("nor on the way back");
    let _ = made(vec![], vec![])
        .upgrade(&mut conn, "a")
        .expect("nothing");
    let again = dump(&database);
    assert!(
        again == before,
        "{}",
        similar::TextDiff::from_lines(&before, &again).unified_diff()
    );
    drop(conn);
    let roles = roles.join(", ");
    database.execute(&format!("DROP OWNED BY {roles} CASCADE"));
    server.execute(&format!("DROP ROLE {roles}"));
}

/// A revision that says by itself that objects go and come, and one that replaces them by what does not fit in their place.
#[test]
fn what_comes_back_in_a_revision_is_what_it_was() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    load(
        &database,
        "CREATE TABLE people (id integer, name text);
         CREATE VIEW names AS SELECT id, name FROM people;
         GRANT SELECT ON names TO PUBLIC;
         CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a * 2';
         REVOKE ALL ON FUNCTION twice FROM PUBLIC;",
    );
    let mut conn = connect(&database);
    let privileges = |conn: &mut diesel::PgConnection| {
        use migrate_core::connection::Connection as _;
        let rows = conn.query(
            "SELECT c.relacl::text FROM pg_class c WHERE c.relname = 'names' UNION ALL \
             SELECT p.proacl::text FROM pg_proc p WHERE p.proname = 'twice'",
        );
        rows.expect("sound SQL")
    };
    let before = privileges(&mut conn);
    let objects = inspect(&mut conn).objects;
    assert_eq!(objects.len(), 2);
    let goes = objects.iter().rev().map(|object| Operation::DropObject {
        id: object.id.clone(),
        was: None,
        if_exists: false,
    });
    let comes = objects.iter().map(|object| Operation::CreateObject {
        object: Box::new(object.clone()),
    });
    let moved = made(goes.chain(comes).collect(), vec![]);
    let _ = moved.upgrade(&mut conn, "a").expect("they go and come");
    assert_eq!(privileges(&mut conn), before);

    let replaced = objects.iter().map(|object| {
        let mut other = object.clone();
        other.definition = match object.id.kind {
            ObjectKind::View => "SELECT name FROM people".to_owned(),
            _ => object
                .definition
                .replace("RETURNS integer", "RETURNS bigint"),
        };
        Operation::ReplaceObject {
            object: Box::new(other),
            was: None,
        }
    });
    let replaced = history::of_operations([(vec![], vec![]), (replaced.collect(), vec![])]);
    let _ = replaced
        .upgrade(&mut conn, "head")
        .expect("they are made anew");
    assert_eq!(privileges(&mut conn), before);
}

/// An expression that is given by hand takes no index along.
#[test]
fn a_column_that_is_computed_anew_keeps_what_hangs_on_it() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    load(
        &database,
        "CREATE TABLE lines (id integer, price integer,
             total integer GENERATED ALWAYS AS (price * 2) STORED CONSTRAINT ck_total CHECK (total > 0));
         CREATE INDEX ix_total ON lines (total);
         CREATE UNIQUE INDEX ux_total ON lines (id) INCLUDE (total) WHERE total > 1;
         COMMENT ON INDEX ix_total IS 'an index';",
    );
    let mut conn = connect(&database);
    let _ = made(vec![], vec![])
        .upgrade(&mut conn, "a")
        .expect("nothing");
    let before = super::dump(&database);
    let compute = |expression: &str| {
        let patch = ColumnPatch {
            generated: Some(Some(Generated {
                expression: expression.to_owned(),
                stored: true,
            })),
            ..ColumnPatch::default()
        };
        let change = Change::AlterColumn {
            name: "total".to_owned(),
            patch: Box::new(patch),
            was: None,
        };
        vec![Operation::alter_table("lines", vec![change])]
    };
    let environment = history::of_operations([
        (vec![], vec![]),
        (compute("price * 3"), compute("price * 2")),
    ]);
    let _ = environment
        .upgrade(&mut conn, "head")
        .expect("computed anew");
    assert_eq!(
        super::dump(&database),
        before.replace("(price * 2)", "(price * 3)")
    );
    let _ = environment
        .downgrade(&mut conn, "a")
        .expect("computed as before");
    assert_eq!(super::dump(&database), before);
}

/// A revision's file says what a column becomes, and not what it was.
#[test]
fn values_become_those_of_another_type_whatever_the_file_leaves_unsaid() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    load(
        &database,
        r#"CREATE TABLE "Order" (id integer PRIMARY KEY, flag boolean DEFAULT true, small smallint DEFAULT 0,
               code text COLLATE "C" DEFAULT '7', number text DEFAULT '5', doc jsonb DEFAULT '{}');
           INSERT INTO "Order" VALUES (1, true, 0, 'a', '12'), (2, NULL, 3, 'b', NULL);"#,
    );
    let mut conn = connect(&database);
    let up = retype(&[
        ("flag", ColumnType::SmallInt),
        ("small", ColumnType::Bool),
        ("code", ColumnType::Varchar(Some(20))),
        ("doc", ColumnType::Json),
    ]);
    let down = retype(&[
        ("flag", ColumnType::Bool),
        ("small", ColumnType::SmallInt),
        ("code", ColumnType::Text),
    ]);
    let environment = made(vec![without_default(&["flag", "small"]), up], vec![down]);
    let _ = environment.upgrade(&mut conn, "head").expect("converted");
    let rows = |conn: &mut dyn Connection| {
        let sql = r#"SELECT concat_ws(' ', id, flag, small, code) FROM "Order" ORDER BY id"#;
        let rows = conn.query(sql).expect("sound");
        rows.into_iter().flatten().flatten().collect::<Vec<_>>()
    };
    assert_eq!(rows(&mut conn), ["1 1 f a", "2 t b"]);
    let found = inspect(&mut conn);
    let code = found.tables[0].column("code").expect("there").clone();
    assert_eq!(code.collation.as_deref(), Some("C"));
    assert!(code.default.is_some());
    let doc = found.tables[0].column("doc").expect("there");
    let said = ColumnDefault::Literal(Literal::Text("{}".to_owned()));
    assert_eq!(doc.default, Some(said));
    let _ = environment.downgrade(&mut conn, "base").expect("back");
    assert_eq!(rows(&mut conn), ["1 t 0 a", "2 1 b"]);
}

/// Takes defaults away that no other type could have.
fn without_default(columns: &[&str]) -> Operation {
    let change = |name: &&str| Change::AlterColumn {
        name: (*name).to_owned(),
        patch: Box::new(ColumnPatch {
            default: Some(None),
            ..ColumnPatch::default()
        }),
        was: None,
    };
    Operation::alter_table("Order", columns.iter().map(change).collect())
}
