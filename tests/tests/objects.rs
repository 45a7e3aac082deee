//! Objects beside the models that somebody changed or dropped by hand: noticed on every database, and put back with what
//! was found there in `downgrade`.

use diesel::{Connection as _, MysqlConnection, PgConnection, SqliteConnection};
use migrate_core::command::{self, CompareOptions, Comparison, Extent};
use migrate_core::connection::Connection;
use migrate_core::prelude::{function, policy, procedure, trigger, view};
use migrate_core::schema::{Column, ColumnType, Object, PrimaryKey, Schema, Table, TableName};
use migrate_core::{Environment, Metadata, Operation, dialect};
use migrate_test_servers::Server;
use migrate_tests::database::memory;

use crate::history;

const ADULTS: &str = "select id,  name from people where age>=18 -- those who may vote";
const NAMES: &str = "SELECT name FROM adults";

fn people() -> Schema {
    let mut table = Table::new("people");
    let required = |name, type_| Column {
        nullable: false,
        ..Column::new(name, type_)
    };
    table.columns = vec![
        required("id", ColumnType::Integer),
        required("name", ColumnType::Varchar(Some(80))),
        required("age", ColumnType::Integer),
    ];
    table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
    Schema::from_iter([table])
}

fn compared(environment: &Environment, conn: &mut dyn Connection) -> Comparison {
    let compared = environment.compare_schema(conn, people(), CompareOptions::default());
    compared.expect("comparable")
}

fn query(conn: &mut dyn Connection, sql: &str) -> Vec<String> {
    let rows = conn.query(sql).expect("sound SQL");
    rows.into_iter().flatten().flatten().collect()
}

fn told(comparison: &Comparison) -> Vec<String> {
    let operations = comparison.operations.iter().map(ToString::to_string);
    let notes = comparison.notes.iter().map(ToString::to_string);
    operations.chain(notes).collect()
}

fn with(environment: Environment, more: &[Object]) -> Environment {
    let environment = environment
        .object(view("adults").definition(ADULTS))
        .object(view("names").definition(NAMES));
    more.iter().cloned().fold(environment, Environment::object)
}

/// Compares what is there with what is registered, whoever made it.
fn without_history(conn: &mut dyn Connection, more: &[Object]) -> Comparison {
    let dialect = dialect::detect(conn).expect("a database that is known");
    let registered = with(history::nothing(), more);
    let is_ours = |name: &TableName| command::is_compared(registered.config(), name);
    let live = command::inspect(conn, &is_ours).expect("readable");
    let models = registered.models(&Metadata::of(Vec::new()).expect("no model"), conn.engine());
    let mut wanted = people();
    wanted.objects = models.expect("models of one database").objects;
    let extent = Extent::Models(&registered.config().naming_convention);
    let difference = command::difference(&live, &wanted, &*dialect, extent, Some(conn));
    difference.expect("comparable")
}

/// Creates the views, changes them by hand, and puts them back.
fn drifts(conn: &mut dyn Connection, more: &[Object], changes: &[(&str, &[&str])]) {
    let create = compared(&with(history::nothing(), more), conn).operations;
    let made = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = made.upgrade(conn, "head").expect("sound");
    assert_eq!(
        told(&compared(&with(made, more), conn)),
        [""; 0],
        "nothing changed"
    );

    for (change, expected) in changes {
        conn.batch_execute(change).expect("sound SQL");
        let made = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
        let found = compared(&with(made, more), conn);
        assert_eq!(told(&found), *expected, "behind {change}");
        assert_eq!(
            told(&without_history(conn, more)),
            *expected,
            "behind {change}"
        );
        let (up, down) = (found.upgrade(), found.downgrade().expect("a way back"));
        let mended = history::of_operations([(create.clone(), vec![]), (up, down)]);
        let _ = mended.stamp(conn, &["a"], true).expect("stamped");
        let _ = mended.upgrade(conn, "head").expect("put back");
        let mended = with(mended, more);
        assert_eq!(told(&compared(&mended, conn)), [""; 0], "behind {change}");
        let _ = mended.downgrade(conn, "a").expect("the way back");
        let made = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
        let _ = made.stamp(conn, &["b"], true).expect("stamped");
        assert_eq!(
            told(&compared(&with(made, more), conn)),
            *expected,
            "a downgrade gives back what was there: {change}"
        );
        let mended = history::of_operations([(create.clone(), vec![]), (found.upgrade(), vec![])]);
        let _ = mended.stamp(conn, &["a"], true).expect("stamped");
        let _ = mended.upgrade(conn, "head").expect("put back again");
    }
}

#[test]
fn what_a_block_of_its_own_creates_is_of_this_history() {
    let mut conn = memory();
    let operations = compared(&with(history::nothing(), &[]), &mut conn).operations;
    let block = vec![Operation::AutocommitBlock { operations }];
    let made = history::of_operations([(block, vec![]), (vec![], vec![])]);
    let _ = made.upgrade(&mut conn, "head").expect("sound");
    let gone = made.compare_schema(&mut conn, Schema::default(), CompareOptions::default());
    assert_eq!(
        told(&gone.expect("comparable")),
        [
            "drop table `people`",
            "view `adults` speaks of `people`, which is dropped: drop or change it in the same revision, or it will fail",
        ]
    );
    assert_eq!(told(&compared(&with(made, &[]), &mut conn)), [""; 0]);
}

#[test]
fn on_sqlite_text_is_compared() {
    let guard = "CREATE TRIGGER guard AFTER INSERT ON people BEGIN SELECT 1; END";
    let guard: Object = trigger("guard").on("people").definition(guard).into();
    drifts(
        &mut memory(),
        &[guard],
        &[
            (
                "DROP VIEW adults; CREATE VIEW adults AS SELECT id, name FROM people WHERE age >= 21",
                &[
                    "drop view `names`",
                    "replace view `adults`",
                    "create view `names`",
                ],
            ),
            ("DROP VIEW names", &["create view `names`"]),
            (
                "DROP TRIGGER guard",
                &["create trigger `guard` on `people`"],
            ),
        ],
    );
}

#[test]
fn what_fires_on_a_view_outlives_its_next_body() {
    let fires = |name: &str, view: &str| -> Object {
        let statement =
            format!("CREATE TRIGGER {name} INSTEAD OF DELETE ON {view} BEGIN SELECT 1; END");
        trigger(name).on(view).definition(&statement).into()
    };
    let more = [fires("gone", "adults"), fires("forgotten", "names")];
    let mut conn = memory();
    let create = compared(&with(history::nothing(), &more), &mut conn).operations;
    let made = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = made.upgrade(&mut conn, "head").expect("sound");

    let next = |environment: Environment| {
        let environment = environment
            .object(view("adults").definition("SELECT id, name FROM people WHERE age >= 21"))
            .object(view("names").definition(NAMES));
        more.iter().cloned().fold(environment, Environment::object)
    };
    let found = compared(&next(made), &mut conn);
    assert_eq!(
        told(&found),
        [
            "drop trigger `forgotten` on `names`",
            "drop view `names`",
            "replace view `adults`",
            "create view `names`",
            "create trigger `forgotten` on `names`",
        ]
    );
    let steps = (found.upgrade(), found.downgrade().expect("a way back"));
    let environment = history::of_operations([(create, vec![]), steps]);
    let _ = environment.stamp(&mut conn, &["a"], true).expect("stamped");
    let triggers = |conn: &mut SqliteConnection| {
        query(
            conn,
            "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        )
    };
    for target in ["b", "a", "b"] {
        let _ = if target == "a" {
            environment.downgrade(&mut conn, target).expect("sound")
        } else {
            environment.upgrade(&mut conn, target).expect("sound")
        };
        assert_eq!(triggers(&mut conn), ["forgotten", "gone"], "at {target}");
    }
    assert_eq!(told(&compared(&next(environment), &mut conn)), [""; 0]);
}

/// Makes a table and what fires on it, none of which is registered; then nobody wants the table any more.
fn goes_with_its_table(
    conn: &mut dyn Connection,
    made: &[Object],
    by_hand: &str,
    told_of: &[&str],
) {
    let create = compared(&history::nothing(), conn).operations;
    let objects = made.iter().map(|object| Operation::CreateObject {
        object: Box::new(object.clone()),
    });
    let sql = Operation::Execute {
        sql: by_hand.to_owned(),
        down: None,
    };
    let create = [create, objects.collect(), vec![sql]].concat();
    let made = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = made.upgrade(conn, "head").expect("sound");
    assert_eq!(told(&compared(&made, conn)), [""; 0], "nobody asked");
    // MySQL writes the head of a trigger anew.
    let there = |conn: &mut dyn Connection| {
        let script = command::creation_script(conn, &|name| name.name == "people");
        script.expect("readable").replace('`', "")
    };
    let before = there(conn);

    let gone = made.compare_schema(conn, Schema::default(), CompareOptions::default());
    let gone = gone.expect("comparable");
    assert_eq!(told(&gone), *told_of);
    let steps = (gone.upgrade(), gone.downgrade().expect("a way back"));
    let environment = history::of_operations([(create, vec![]), steps]);
    let _ = environment.stamp(conn, &["a"], true).expect("stamped");
    let _ = environment.upgrade(conn, "head").expect("sound");
    let _ = environment.downgrade(conn, "a").expect("the way back");
    assert_eq!(there(conn), before);
}

#[test]
fn on_sqlite_triggers_that_nobody_registered_come_back_with_their_table() {
    let guard = "CREATE TRIGGER guard AFTER INSERT ON people BEGIN SELECT 1; END";
    goes_with_its_table(
        &mut memory(),
        &[trigger("guard").on("people").definition(guard).into()],
        "CREATE TRIGGER \"by hand\" AFTER DELETE ON People -- who goes\nBEGIN SELECT 2; END",
        &[
            "drop trigger `by hand` on `people`",
            "drop trigger `guard` on `people`",
            "drop table `people`",
        ],
    );
}

#[test]
fn what_stays_behind_a_dropped_table_is_told() {
    let mut conn = memory();
    let create = compared(&history::nothing(), &mut conn).operations;
    let made = history::of_operations([(create, vec![]), (vec![], vec![])]);
    let _ = made.upgrade(&mut conn, "head").expect("sound");
    conn.batch_execute(
        "CREATE TABLE legacy (a INTEGER);
         CREATE VIEW \"who is here\" AS SELECT name FROM People;
         CREATE VIEW others AS SELECT a FROM legacy;
         CREATE TRIGGER noted AFTER INSERT ON legacy BEGIN DELETE FROM \"people\"; END;
         CREATE TRIGGER own AFTER INSERT ON people BEGIN SELECT 1; END",
    )
    .expect("sound SQL");
    let gone = made.compare_schema(&mut conn, Schema::default(), CompareOptions::default());
    let told = told(&gone.expect("comparable"));
    let behind = ", which is dropped: drop or change it in the same revision, or it will fail";
    assert_eq!(
        told[..2],
        ["drop trigger `own` on `people`", "drop table `people`"]
    );
    assert_eq!(
        told[3..],
        [
            format!("view `who is here` speaks of `people`{behind}"),
            format!("trigger `noted` on `legacy` speaks of `people`{behind}"),
        ]
    );
}

#[test]
fn on_postgres_what_nobody_registered_comes_back_with_its_table() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = PgConnection::establish(&database.url()).expect("the server is there");
    let older =
        "CREATE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$";
    let grow = "CREATE TRIGGER grow BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION older()";
    goes_with_its_table(
        &mut conn,
        &[
            function("older").definition(older).into(),
            trigger("grow").on("people").definition(grow).into(),
        ],
        "CREATE POLICY mine ON people USING (age >= 18); CREATE RULE quiet AS ON DELETE TO people DO INSTEAD NOTHING",
        &[
            "drop policy `mine` on `people`",
            "drop rule `quiet` on `people`",
            "drop trigger `grow` on `people`",
            "drop table `people`",
        ],
    );
}

#[test]
fn on_mysql_triggers_that_nobody_registered_come_back_with_their_table() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut conn = MysqlConnection::establish(&database.url()).expect("the server is there");
    let grow = "CREATE TRIGGER grow BEFORE INSERT ON people FOR EACH ROW SET NEW.age = 7";
    goes_with_its_table(
        &mut conn,
        &[trigger("grow").on("people").definition(grow).into()],
        "CREATE TRIGGER shrink BEFORE UPDATE ON people FOR EACH ROW SET NEW.age = 8",
        &[
            "drop trigger `shrink` on `people`",
            "drop trigger `grow` on `people`",
            "drop table `people`",
        ],
    );
}

#[test]
fn on_postgres_the_server_says_both() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = PgConnection::establish(&database.url()).expect("the server is there");
    let older = "create function older() returns trigger language plpgsql as $$ begin new.age := new.age + 1; return new; end $$";
    let grow = "CREATE TRIGGER grow BEFORE insert OR update OF age, name ON people \
                FOR EACH ROW when (new.age>3) EXECUTE PROCEDURE older()";
    let tidy = "CREATE PROCEDURE tidy(youngest int) LANGUAGE sql AS 'DELETE FROM people WHERE age < youngest'";
    let adults = "create policy mine on people for select to public \
                  using (age>=18 and exists (select 1 from people p where p.id = people.id))";
    let objects: [Object; 4] = [
        function("older").definition(older).into(),
        trigger("grow").on("people").definition(grow).into(),
        procedure("tidy").definition(tidy).into(),
        policy("mine").on("people").definition(adults).into(),
    ];
    let changes: &[(&str, &[&str])] = &[
        (
            "CREATE OR REPLACE VIEW adults AS SELECT id, name FROM people WHERE age >= 21",
            &[
                "drop view `names`",
                "replace view `adults`",
                "create view `names`",
            ],
        ),
        ("DROP VIEW names", &["create view `names`"]),
        (
            "CREATE OR REPLACE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$",
            &["replace function `older`"],
        ),
        (
            "CREATE OR REPLACE FUNCTION older() RETURNS trigger LANGUAGE plpgsql COST 7 AS $$ begin new.age := new.age + 1; return new; end $$",
            &["replace function `older`"],
        ),
        (
            "DROP TRIGGER grow ON people; CREATE TRIGGER grow AFTER UPDATE ON people FOR EACH ROW EXECUTE FUNCTION older()",
            &[
                "drop trigger `grow` on `people`",
                "create trigger `grow` on `people`",
            ],
        ),
        (
            "DROP TRIGGER grow ON people",
            &["create trigger `grow` on `people`"],
        ),
        (
            "CREATE OR REPLACE PROCEDURE tidy(youngest int) LANGUAGE sql AS 'SELECT 1'",
            &["replace procedure `tidy`"],
        ),
        ("DROP PROCEDURE tidy", &["create procedure `tidy`"]),
        (
            "ALTER POLICY mine ON people USING (age >= 21)",
            &[
                "drop policy `mine` on `people`",
                "create policy `mine` on `people`",
            ],
        ),
        (
            "DROP POLICY mine ON people",
            &["create policy `mine` on `people`"],
        ),
    ];
    drifts(&mut conn, &objects, changes);
}

#[test]
fn on_mysql_the_server_says_both() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut conn = MysqlConnection::establish(&database.url()).expect("the server is there");
    // What a comparison left that was interrupted, and what one makes that goes on now.
    let now = std::time::UNIX_EPOCH.elapsed().expect("later").as_secs();
    let goes_on = format!("migrate_probe_{now}_1_0");
    for name in ["migrate_probe_1700000000_1_0", &goes_on] {
        database.execute(&format!("CREATE VIEW {name} AS SELECT 1 AS one"));
    }
    let changes: &[(&str, &[&str])] = &[
        (
            "CREATE OR REPLACE VIEW adults AS SELECT id, name FROM people WHERE age >= 21",
            &[
                "drop view `names`",
                "replace view `adults`",
                "create view `names`",
            ],
        ),
        ("DROP VIEW names", &["create view `names`"]),
        (
            "DROP FUNCTION twice; CREATE FUNCTION twice(a INT) RETURNS INT DETERMINISTIC RETURN a * 3",
            &["replace function `twice`"],
        ),
        (
            "DROP FUNCTION twice; CREATE FUNCTION twice(a BIGINT) RETURNS INT DETERMINISTIC RETURN a * 2",
            &["replace function `twice`"],
        ),
        ("DROP FUNCTION twice", &["create function `twice`"]),
        (
            "DROP PROCEDURE tidy; CREATE PROCEDURE tidy(least INT) SELECT least",
            &["replace procedure `tidy`"],
        ),
        (
            "DROP TRIGGER grow; CREATE TRIGGER grow BEFORE INSERT ON people FOR EACH ROW SET NEW.age = 7",
            &[
                "drop trigger `grow` on `people`",
                "create trigger `grow` on `people`",
            ],
        ),
        ("DROP TRIGGER grow", &["create trigger `grow` on `people`"]),
    ];
    let grow =
        "create trigger grow before insert on people for each row -- older\n set new.age=new.age+1";
    let objects: [Object; 3] = [
        function("twice")
            .definition("CREATE FUNCTION twice(a integer) RETURNS integer deterministic return a*2")
            .into(),
        procedure("tidy")
            .definition("CREATE PROCEDURE tidy(IN least INT) BEGIN DELETE FROM people WHERE age < least; END")
            .into(),
        trigger("grow").on("people").definition(grow).into(),
    ];
    drifts(&mut conn, &objects, changes);
    let left = "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'migrate%'";
    assert_eq!(query(&mut conn, left), [goes_on]);
}
