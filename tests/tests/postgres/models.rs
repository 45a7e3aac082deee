//! Models on PostgreSQL: what `create_all` makes is what the models say, and what a person wrote otherwise, too.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::connection::{Connection, Engine, Fragment, Row, TransactionStep};
use migrate_core::render::functions;
use migrate_core::{Metadata, Migratable, MigratableEnum, Operation};
use migrate_test_servers::Server;

use super::connect;
use crate::history;

#[derive(Debug, Clone, Copy, PartialEq, AsExpression, FromSqlRow, MigratableEnum)]
#[diesel(sql_type = Text)]
enum Mood {
    Sad,
    Ok,
}

#[derive(Queryable, Migratable)]
#[diesel(table_name = clubs)]
#[migratable(schema = "app", comment = "where they meet")]
#[allow(dead_code, reason = "only its table counts")]
struct Club {
    id: i64,
    #[migratable(unique, max_length = 40, collation = "C", comment = "as printed")]
    name: String,
}

#[derive(Queryable, Migratable)]
#[diesel(table_name = fans)]
#[migratable(
    index(
        name = "ix_fans_lower",
        expr = "lower(name)",
        where = "age>=18 and name <> ''"
    ),
    index(
        name = "ix_fans_gin",
        columns(payload(ops = "jsonb_path_ops")),
        using = "gin"
    ),
    index(name = "ix_fans_said", columns(name(ops = "text_ops"))),
    check(name = "ck_fans_age", expr = "age>=0 and age in (1,2,3)"),
    exclude("USING gist (during with &&) WHERE (age>1)")
)]
#[allow(dead_code, reason = "only its table counts")]
struct Fan {
    id: i32,
    name: String,
    #[migratable(default = 7)]
    age: i32,
    #[migratable(sql_type = Text, enum, default = "ok")]
    mood: Mood,
    #[migratable(references(Club, on_delete = cascade))]
    club_id: Option<i64>,
    #[migratable(sql_type = Text, db_type = "JSONB", default_sql = "'{}'")]
    payload: String,
    #[migratable(sql_type = Text, db_type = "int4range")]
    during: String,
    #[migratable(sql_type = Text, db_type = "timestamptz(3)", default_sql = "now() + interval '1 day'")]
    until: String,
    #[migratable(generated("age*2+(1)", stored))]
    twice: i32,
    #[migratable(sql_type = Text, db_type = "varchar(12)", default_sql = "lower('ABC')")]
    code: String,
}

fn models() -> Metadata {
    Metadata::of([Club::TABLE, Fan::TABLE]).unwrap()
}

/// A connection that counts what is asked of the server.
struct Counting<'c> {
    inner: &'c mut PgConnection,
    asked: usize,
}

impl Connection for Counting<'_> {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        self.asked += 1;
        Connection::batch_execute(self.inner, sql)
    }

    fn execute(&mut self, statement: &[Fragment<'_>]) -> QueryResult<usize> {
        self.asked += 1;
        Connection::execute(self.inner, statement)
    }

    fn query(&mut self, sql: &str) -> QueryResult<Vec<Row>> {
        self.asked += 1;
        Connection::query(self.inner, sql)
    }

    fn transaction(&mut self, step: TransactionStep) -> QueryResult<()> {
        self.asked += 1;
        Connection::transaction(self.inner, step)
    }

    fn transaction_depth(&mut self) -> QueryResult<u32> {
        Connection::transaction_depth(self.inner)
    }

    fn as_any_mut(&mut self) -> &mut dyn std::any::Any {
        Connection::as_any_mut(self.inner)
    }
}

#[test]
fn what_the_models_make_is_what_they_say() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = connect(&database);
    let metadata = models();
    metadata.create_all(&mut conn).unwrap();
    let environment = history::nothing();
    let comparison = environment.compare(&mut conn, &metadata).unwrap();
    assert_eq!(comparison.operations, []);
    assert_eq!(comparison.notes, []);
    metadata.create_all(&mut conn).unwrap();
    metadata.drop_all(&mut conn).unwrap();
    let comparison = environment.compare(&mut conn, &metadata).unwrap();
    let tables = comparison
        .operations
        .iter()
        .filter(|operation| matches!(operation, Operation::CreateTable { .. }));
    assert_eq!(tables.count(), 2);
}

/// `serial`, another spelling of everything, and constraints of other names.
#[test]
fn what_a_person_wrote_otherwise_is_no_difference() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = connect(&database);
    Connection::batch_execute(
        &mut conn,
        "CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('sad', 'ok'); \
         CREATE TABLE app.clubs (id bigserial PRIMARY KEY, name character varying(40) COLLATE \"C\" NOT NULL UNIQUE); \
         COMMENT ON TABLE app.clubs IS 'where they meet'; COMMENT ON COLUMN app.clubs.name IS 'as printed'; \
         CREATE TABLE fans (id serial, name text NOT NULL, age int4 DEFAULT '7' NOT NULL, mood mood DEFAULT 'ok' NOT NULL, \
         club_id int8 REFERENCES app.clubs ON DELETE CASCADE, payload jsonb DEFAULT '{}'::jsonb NOT NULL, \
         during int4range NOT NULL, until timestamp(3) with time zone DEFAULT (NOW() + '1 day'::interval) NOT NULL, \
         twice int NOT NULL GENERATED ALWAYS AS (((age) * 2) + 1) STORED, code varchar(12) DEFAULT LOWER('ABC') NOT NULL, \
         CONSTRAINT fans_key PRIMARY KEY (id), \
         CONSTRAINT ck_fans_age CHECK ((age >= 0) AND (age = ANY (ARRAY[1, 2, 3]))), \
         EXCLUDE USING gist (during WITH &&) WHERE ((age > 1))); \
         CREATE INDEX ix_fans_lower ON fans (LOWER(name)) WHERE age >= 18 AND NOT name = ''; \
         CREATE INDEX ix_fans_gin ON fans USING GIN (payload jsonb_path_ops); \
         CREATE INDEX ix_fans_said ON fans (name)",
    )
    .unwrap();
    let comparison = history::nothing().compare(&mut conn, &models()).unwrap();
    // The server does not take `NOT a = b` for `a <> b`; all the rest it does.
    let left: Vec<String> = comparison
        .operations
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        left,
        ["drop index `ix_fans_lower` on `fans`, create index `ix_fans_lower` on `fans`"]
    );
    assert_eq!(comparison.notes, []);
}

/// What the server says in words of its own stands in a revision in those of the model.
#[test]
fn revisions_say_what_models_say() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = connect(&database);
    let metadata = models();
    metadata.create_all(&mut conn).unwrap();
    Connection::batch_execute(
        &mut conn,
        "DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE fans DROP CONSTRAINT %I', conname) FROM pg_constraint \
         WHERE contype = 'x'); END $$; ALTER TABLE fans ADD EXCLUDE USING gist (during WITH =), \
         DROP CONSTRAINT ck_fans_age, ADD CONSTRAINT ck_fans_age CHECK (age > 4), \
         ALTER code SET DEFAULT upper('x'), ALTER until SET DEFAULT now(), DROP twice",
    )
    .unwrap();
    let comparison = history::nothing().compare(&mut conn, &metadata).unwrap();
    let file = functions(&comparison.upgrade(), &comparison.downgrade().unwrap());
    for said in [
        "exclude(\"USING gist (during with &&) WHERE (age>1)\")",
        "check(\"age>=0 and age in (1,2,3)\")",
        "\"age*2+(1)\"",
        "sql(\"lower('ABC')\")",
        "sql(\"now() + interval '1 day'\")",
    ] {
        assert!(file.contains(said), "{said}: {file}");
    }
}

#[test]
fn nothing_to_do_is_found_with_few_statements() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = connect(&database);
    Connection::batch_execute(
        &mut conn,
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY REFERENCES a); CREATE VIEW v AS SELECT 1",
    )
    .unwrap();
    let mut counting = Counting {
        inner: &mut conn,
        asked: 0,
    };
    let dialect = migrate_core::dialect::detect(&mut counting).unwrap();
    dialect.inspect(&mut counting, &|_| true).unwrap();
    assert!(counting.asked <= 10, "{} statements", counting.asked);
}
