//! A baseline of a database makes the same database out of nothing, by the server's own dump, and is taken back without
//! a trace; the same under the id of an Alembic table that stands in it, or of Diesel's.

use std::process::Stdio;

use diesel::{Connection as _, MysqlConnection, PgConnection};
use migrate_core::command;
use migrate_core::config::Config;
use migrate_core::render::reversed;
use migrate_core::{Connection, Environment};
use migrate_test_servers::{Backend, Database, Server};
use similar::TextDiff;

use crate::history::of_operations;

/// A server, and every element that it has.
fn servers() -> Vec<(&'static Server, &'static str)> {
    [
        Server::postgres().map(|server| (server, include_str!("postgres/rich.sql"))),
        Server::mysql().map(|server| (server, include_str!("mysql/odd.sql"))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn connect(database: &Database<'_>) -> Box<dyn Connection> {
    let url = database.url();
    match database.server().backend() {
        Backend::Postgres => Box::new(PgConnection::establish(&url).expect("the server answers")),
        Backend::Mysql | Backend::Sqlite => {
            Box::new(MysqlConnection::establish(&url).expect("the server answers"))
        }
    }
}

fn load(database: &Database<'_>, script: &str) {
    use std::io::Write as _;
    let mut client = match database.server().backend() {
        Backend::Postgres => {
            let mut psql = database.client("psql");
            psql.args(["--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1"]);
            psql
        }
        Backend::Mysql | Backend::Sqlite => {
            let mut client = database.client("mariadb");
            client.args(["--default-character-set=utf8mb4", database.name()]);
            client
        }
    };
    let mut child = client
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the client starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(script.as_bytes()).expect("it reads");
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

/// The schema as the server's own program writes it, but for version tables, sorted by statement.
fn dump(database: &Database<'_>) -> String {
    let mut command = match database.server().backend() {
        Backend::Postgres => {
            let mut command = database.client("pg_dump");
            command.args([
                "--schema-only",
                "--no-owner",
                "--exclude-table=migrate_version*",
            ]);
            command.args([
                "--exclude-table=alembic_version",
                "--exclude-table=__diesel*",
            ]);
            command
        }
        Backend::Mysql | Backend::Sqlite => {
            let mut command = database.client("mariadb-dump");
            command.args(["--no-data", "--skip-comments", "--routines", "--triggers"]);
            for table in [
                "migrate_version",
                "migrate_version_journal",
                "alembic_version",
                "__diesel_schema_migrations",
            ] {
                command.arg(format!("--ignore-table={}.{table}", database.name()));
            }
            command.arg(database.name());
            command
        }
    };
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("--") && !line.is_empty())
        .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
        // Views keep the collation of the session that made them.
        .filter(|line| !line.starts_with("/*!50001 SET collation_connection"))
        .collect();
    let mut statements: Vec<&str> = Vec::new();
    let text = lines.join("\n");
    statements.extend(text.split(";\n"));
    statements.sort_unstable();
    statements.join(";\n")
}

/// The baseline as the history's first revision.
fn baseline(conn: &mut dyn Connection) -> Environment {
    let found = command::baseline_of_database(conn, &Config::default()).expect("it is read");
    assert!(!found.operations.is_empty());
    let back = reversed(&found.operations).expect("what is created can be dropped");
    of_operations([(found.operations, back), (Vec::new(), Vec::new())])
}

#[test]
fn a_baseline_makes_the_same_database_out_of_nothing() {
    for (server, sql) in servers() {
        let [original, copy, empty] = [server.database(), server.database(), server.database()];
        load(&original, sql);
        load(
            &original,
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
             INSERT INTO alembic_version VALUES ('27c6a30d7c24');
             CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) NOT NULL PRIMARY KEY, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
             INSERT INTO __diesel_schema_migrations (version) VALUES ('20240101000000'), ('20240202000000');",
        );
        let mut conn = connect(&original);
        let recorded = command::recorded_versions(&mut *conn, &Config::default())
            .expect("the table is read")
            .expect("it is there");
        assert_eq!(recorded.versions, ["27c6a30d7c24"]);
        let ran = command::diesel_versions(&mut *conn).expect("the table is read");
        let expected = ["20240101000000", "20240202000000"].map(str::to_owned);
        assert_eq!(ran, Some(expected.to_vec()));

        let environment = baseline(&mut *conn);
        let mut other = connect(&copy);
        let none = command::diesel_versions(&mut *other).expect("nothing to read");
        assert_eq!(none, None);
        let _ = environment
            .upgrade(&mut *other, "a")
            .unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)));
        let (wanted, made) = (dump(&original), dump(&copy));
        assert!(
            wanted == made,
            "{}",
            TextDiff::from_lines(&wanted, &made).unified_diff()
        );

        let _ = environment
            .downgrade(&mut *other, "base")
            .expect("the way back");
        assert_eq!(dump(&copy), dump(&empty));
    }
}
