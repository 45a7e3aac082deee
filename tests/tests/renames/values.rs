//! Values of enumerations under another name, on the servers that have enumerations: rows follow, both ways, also
//! through the file.

use diesel::{Connection as _, MysqlConnection, PgConnection};
use migrate_core::command::{CompareError, CompareOptions, LikelyRenames};
use migrate_core::connection::Connection;
use migrate_core::diff::renames;
use migrate_core::render::functions;
use migrate_core::schema::{
    Column, ColumnDefault, ColumnType, EnumType, Literal, PrimaryKey, Schema, Table,
};
use migrate_test_servers::Server;

use crate::history;

fn moody(values: [&str; 3], enums: bool) -> Schema {
    let mood = EnumType::new("mood", values.map(str::to_owned).to_vec());
    let mut table = Table::new("heros");
    table.columns = vec![
        Column {
            nullable: false,
            ..Column::new("id", ColumnType::Integer)
        },
        Column {
            nullable: false,
            default: Some(ColumnDefault::Literal(Literal::from(values[1]))),
            ..Column::new("mood", ColumnType::Enum(mood.clone()))
        },
    ];
    table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
    let mut schema = Schema::from_iter([table]);
    if enums {
        schema.enums.push(mood);
    }
    schema
}

fn rows(conn: &mut dyn Connection) -> Vec<String> {
    let rows = conn
        .query("SELECT CAST(mood AS CHAR(10)) FROM heros ORDER BY id")
        .expect("readable");
    let values = rows
        .into_iter()
        .map(|row| row[0].clone().unwrap_or_default());
    values.map(|value| value.trim_end().to_owned()).collect()
}

/// `--rename`, and what the file says.
fn renamed(conn: &mut dyn Connection, enums: bool, answer: &str, said: &str) {
    let before = moody(["sad", "so-so", "happy"], enums);
    let after = moody(["sad", "calm", "happy"], enums);
    let compare = |environment: &migrate_core::Environment,
                   conn: &mut dyn Connection,
                   to: &Schema,
                   options| environment.compare_schema(conn, to.clone(), options);
    let create = compare(
        &history::nothing(),
        conn,
        &before,
        CompareOptions::default(),
    );
    let create = create.expect("comparable").operations;
    let environment = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = environment.upgrade(conn, "head").expect("the table");
    conn.batch_execute("INSERT INTO heros VALUES (1, 'sad'), (2, 'so-so'), (3, 'happy')")
        .expect("rows");

    let mut options = CompareOptions::default();
    options.likely_renames = LikelyRenames::Refuse;
    let refused = compare(&environment, conn, &after, options).expect_err("undecided");
    let CompareError::LikelyRenames(found) = &refused else {
        panic!("{refused}");
    };
    let flags: Vec<String> = found.iter().map(|found| found.rename.to_string()).collect();
    assert_eq!(flags, [said]);
    assert!(
        refused.to_string().contains("value `so-so` of"),
        "{refused}"
    );

    let mut options = CompareOptions::default();
    options.likely_renames = LikelyRenames::Refuse;
    options.renames = vec![answer.to_owned()];
    let found = compare(&environment, conn, &after, options).expect("decided");
    let (up, down) = (found.upgrade(), found.downgrade().expect("a way back"));
    let file = functions(&up, &down);
    assert!(!file.contains("data"), "nothing is lost: {file}");
    assert!(
        file.contains(r#""so-so", "calm""#) && file.contains(r#""calm", "so-so""#),
        "{file}"
    );
    let environment = history::of_operations([(create, vec![]), (up, down)]);
    let _ = environment.stamp(conn, &["a"], true).expect("stamped");
    let _ = environment.upgrade(conn, "head").expect("renamed");
    assert_eq!(rows(conn), ["sad", "calm", "happy"]);
    let left = compare(&environment, conn, &after, CompareOptions::default()).expect("comparable");
    assert_eq!(left.operations, []);
    let _ = environment.downgrade(conn, "a").expect("the way back");
    assert_eq!(rows(conn), ["sad", "so-so", "happy"]);
}

#[test]
fn on_postgres_the_type_renames_them() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = PgConnection::establish(&database.url()).expect("the server is there");
    renamed(&mut conn, true, "mood.so-so:calm", "mood.so-so:calm");
}

#[test]
fn on_mysql_the_rows_are_moved_while_the_column_knows_both() {
    let Some(server) = Server::mysql() else {
        return;
    };
    for answer in ["mood.so-so:calm", "heros.mood.so-so:calm"] {
        let database = server.database();
        let mut conn = MysqlConnection::establish(&database.url()).expect("the server is there");
        // Models say the type, as everywhere.
        renamed(&mut conn, true, answer, "heros.mood.so-so:calm");
    }
}

#[test]
fn values_are_known_by_place_or_name() {
    let likely = |from: [&str; 3], to: [&str; 3]| -> Vec<String> {
        let found = renames::values(&moody(from, true), &moody(to, true));
        let found = renames::without_rivals(found);
        let types = found.iter().map(|found| found.rename.to_string());
        types.filter(|text| text.starts_with("mood")).collect()
    };
    assert_eq!(likely(["a", "b", "c"], ["a", "x", "c"]), ["mood.b:x"]);
    assert_eq!(
        likely(["low", "middle", "high"], ["middel", "low", "high"]),
        ["mood.middle:middel"]
    );
    // One went, another came elsewhere.
    assert_eq!(likely(["a", "b", "c"], ["a", "c", "x"]), [""; 0]);
    assert_eq!(likely(["a", "b", "c"], ["c", "b", "a"]), [""; 0]);
}
