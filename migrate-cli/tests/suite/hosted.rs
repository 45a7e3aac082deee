//! A program that hosts the commands, on every kind of database: what it finds with and without one, and whose tables it
//! would touch.

use std::path::PathBuf;
use std::process::Command;

use migrate_test_servers::{Backend, Server};

use crate::project::Folder;

/// The example `hosted`, which is built with the tests.
fn program() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    folder.join("examples").join("hosted")
}

/// A database of its own, and a folder for the program to work in.
struct Place {
    folder: Folder,
    url: String,
    backend: Backend,
    database: Option<migrate_test_servers::Database<'static>>,
}

fn places() -> Vec<Place> {
    let mut places = Vec::new();
    if Backend::Sqlite.is_selected() {
        places.push(Place {
            folder: Folder::new(),
            url: "sqlite://hosted.db".to_owned(),
            backend: Backend::Sqlite,
            database: None,
        });
    }
    for server in [Server::postgres(), Server::mysql()].into_iter().flatten() {
        let database = server.database();
        places.push(Place {
            folder: Folder::new(),
            // MariaDB is not what a URL of MySQL is taken for without a connection.
            url: database.url().replacen("mysql://", "mariadb://", 1),
            backend: server.backend(),
            database: Some(database),
        });
    }
    places
}

impl Place {
    /// The URL of a server that nobody runs.
    fn nowhere(&self) -> &'static str {
        match self.backend {
            Backend::Sqlite => "sqlite://nothing-here.db",
            Backend::Postgres => "postgres://nobody@127.0.0.1:1/nothing",
            Backend::Mysql => "mariadb://nobody@127.0.0.1:1/nothing",
        }
    }

    fn run(&self, history: &str, url: &str, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(program());
        command.current_dir(&self.folder.path);
        command.args(["--url", url]).args(arguments);
        command.env("HOSTED", history);
        let output = command
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", program().display()));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let told = text(&output.stdout) + &text(&output.stderr);
        (output.status.code().unwrap(), told)
    }

    #[track_caller]
    fn ok(&self, history: &str, arguments: &[&str]) -> String {
        let (status, told) = self.run(history, &self.url, arguments);
        assert_eq!(status, 0, "{} {arguments:?}: {told}", self.url);
        told
    }

    fn execute(&self, sql: &str) {
        match &self.database {
            Some(database) => database.execute(sql),
            None => {
                let path = self.folder.path.join("hosted.db");
                let conn: diesel::SqliteConnection =
                    diesel::Connection::establish(&path.display().to_string()).unwrap();
                let mut conn = conn;
                migrate_core::Connection::batch_execute(&mut conn, sql).unwrap();
            }
        }
    }

    /// The databases of the server, but for those of other tests.
    fn scratches(&self) -> usize {
        let (sql, url) = match (self.backend, &self.database) {
            (Backend::Postgres, Some(database)) => (
                "SELECT datname::text FROM pg_database WHERE datname LIKE 'migrate\\_scratch\\_%'",
                database.url(),
            ),
            (Backend::Mysql, Some(database)) => (
                "SELECT CAST(SCHEMA_NAME AS CHAR) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'migrate\\_scratch\\_%'",
                database.url(),
            ),
            _ => return 0,
        };
        let rows = match self.backend {
            Backend::Postgres => {
                let mut conn: diesel::PgConnection = diesel::Connection::establish(&url).unwrap();
                migrate_core::Connection::query(&mut conn, sql)
            }
            _ => {
                let mut conn: diesel::MysqlConnection =
                    diesel::Connection::establish(&url).unwrap();
                migrate_core::Connection::query(&mut conn, sql)
            }
        };
        rows.unwrap().len()
    }
}

const AGAINST_HISTORY: [&str; 3] = ["check", "--against", "history"];

#[test]
fn a_declarative_history_is_compared_without_a_server() {
    for place in places() {
        let (status, told) = place.run("", place.nowhere(), &AGAINST_HISTORY);
        assert_eq!((status, told.contains("In sync")), (0, true), "{told}");
        let (status, told) = place.run("behind", place.nowhere(), &AGAINST_HISTORY);
        assert_eq!(status, 3, "{told}");
        assert!(told.contains("add column `orders.note`"), "{told}");

        // The same answer as that of a database.
        place.ok("", &["upgrade", "head"]);
        let live = place.ok("", &["check"]);
        assert!(live.contains("In sync"), "{live}");
        place.ok("", &["downgrade", "-1"]);
        let (status, live) = place.run("behind", &place.url, &["check"]);
        assert_eq!((status, live), (3, told));
    }
}

#[test]
fn a_history_with_sql_is_run_in_a_database_for_a_moment() {
    for place in places() {
        let told = place.ok("sql", &AGAINST_HISTORY);
        assert!(told.contains("In sync") && !told.contains("note"), "{told}");
        assert_eq!(place.scratches(), 0, "nothing is left over");
        let document = place.ok("sql", &["--format=json", "check", "--against", "history"]);
        assert!(
            document.contains("\"complete\": true") || document.contains("\"complete\":true"),
            "{document}"
        );

        if place.backend != Backend::Sqlite {
            let (status, told) = place.run("sql", place.nowhere(), &AGAINST_HISTORY);
            assert_eq!(status, 3, "{told}");
            assert!(
                told.contains("no database could be made to run the revisions in")
                    && told.contains("`revision c3` was not compared"),
                "{told}"
            );
        }
        place.ok("sql", &["upgrade", "head"]);
        assert!(place.ok("sql", &["check"]).contains("In sync"));
    }
}

/// Tables that others keep.
const OTHERS: [&str; 7] = [
    "alembic_version",
    "__diesel_schema_migrations",
    "django_migrations",
    "flyway_schema_history",
    "schema_migrations",
    "spatial_ref_sys",
    "invoices",
];

#[test]
fn tables_of_others_are_never_dropped_by_accident() {
    for place in places() {
        place.ok("", &["upgrade", "head"]);
        for table in OTHERS {
            place.execute(&format!(
                "CREATE TABLE {table} (id integer NOT NULL PRIMARY KEY)"
            ));
        }
        let told = place.ok("", &["check"]);
        assert!(told.contains("In sync"), "{told}");
        assert!(
            told.contains("`invoices`") && told.contains("have no model"),
            "{told}"
        );
        assert!(
            !told.contains("alembic_version") && !told.contains("__diesel"),
            "{told}"
        );

        // Whoever asks for it drops what is nobody's, and still nothing of another tool.
        let (status, told) = place.run("", &place.url, &["check", "--drop-unmanaged"]);
        assert_eq!(status, 3, "{told}");
        let drops: Vec<&str> = told
            .lines()
            .filter(|line| line.trim().starts_with("drop"))
            .collect();
        assert_eq!(drops, ["  drop table `invoices`"], "{told}");

        // A model that is gone takes its own table along, which this history made, and nothing else.
        place.execute("INSERT INTO invoices (id) VALUES (1)");
        place.ok("", &["downgrade", "base"]);
        for table in OTHERS {
            place.execute(&format!("INSERT INTO {table} (id) VALUES (7)"));
        }
    }
}
