//! Scripts for servers, run by psql and mariadb.

use migrate_core::Environment;
use migrate_core::connection::Engine;
use migrate_core::prelude::*;
use migrate_test_servers::{Backend, Database, Server};
use migrate_tests::client::{Answer, fed};

use crate::history::{environment, revision};

/// A database of a server, and its own client.
struct Target {
    engine: Engine,
    database: Database<'static>,
}

impl Target {
    /// One of each kind that was not left out.
    fn all() -> Vec<Target> {
        [Server::postgres(), Server::mysql()]
            .into_iter()
            .flatten()
            .map(|server| Target {
                engine: match server.backend() {
                    Backend::Postgres => Engine::Postgres,
                    Backend::Mysql => Engine::Mysql,
                    Backend::Sqlite => Engine::Sqlite,
                },
                database: server.database(),
            })
            .collect()
    }

    fn run(&self, script: &str) -> Answer {
        let command = match self.engine {
            Engine::Postgres => {
                let mut command = self.database.client("psql");
                command.args(["--no-psqlrc", "--quiet", "--file=-"]);
                command
            }
            _ => {
                let mut command = self.database.client("mariadb");
                command.arg(self.database.name());
                command
            }
        };
        fed(command, script)
    }

    fn runs(&self, script: &str) {
        let answer = self.run(script);
        assert!(answer.success, "{answer:?}\n{script}");
        assert_eq!(answer.stdout, "", "{script}");
    }

    /// Runs a script that has to stop, and returns what the client says.
    fn stops(&self, script: &str) -> String {
        let answer = self.run(script);
        assert!(!answer.success, "{answer:?}\n{script}");
        answer.stderr
    }

    /// The rows of a query, a line each.
    fn asks(&self, sql: &str) -> Vec<String> {
        let mut command = match self.engine {
            Engine::Postgres => {
                let mut command = self.database.client("psql");
                command.args(["--no-psqlrc", "-tA", "-c", sql]);
                command
            }
            _ => {
                let mut command = self.database.client("mariadb");
                command.args([self.database.name(), "-N", "-B", "-e", sql]);
                command
            }
        };
        let output = command.output().expect("the client starts");
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().map(str::to_owned).collect()
    }

    fn versions(&self) -> Vec<String> {
        self.asks("SELECT version_num FROM migrate_version ORDER BY 1")
    }
}

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn create_heros(op: &mut Operations) -> Result {
    op.execute(
        "CREATE TABLE heros (id int PRIMARY KEY, name text, bytes text, flag boolean) -- the first",
    )?;
    op.execute(
        "CREATE INDEX ix_heros_flag ON heros (flag); CREATE TABLE teams (id int NOT NULL);",
    )?;
    op.bulk_insert(
        "heros",
        &["id", "name", "flag"],
        rows![
            [1, "it's; -- \"quoted\" `so` $migrate$", true],
            [2, "back\\slash\\' and \\n", false],
            [3, "\r\nreturns\r\n", None::<bool>],
            [4, "ünïcode 🙂", true],
            [5, "", false]
        ],
    )
}

fn drop_heros(op: &mut Operations) -> Result {
    op.execute("DROP TABLE heros; DROP TABLE teams")
}

fn fails_in_the_middle(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE before_it (id int)")?;
    op.execute("INSERT INTO teams (id) VALUES (NULL)")?;
    op.execute("CREATE TABLE never (id int)")
}

fn heroes() -> Environment {
    environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], nothing, nothing),
        revision("c", &["b"], fails_in_the_middle, nothing),
        revision("d", &["c"], nothing, nothing),
    ])
}

#[test]
fn stamps_run_where_the_database_stands_and_nowhere_else() {
    for target in Target::all() {
        let environment = heroes();
        let script = environment.script(target.engine).expect("sound");
        let stamp = |targets: &[&str]| script.stamp(targets).expect("SQL says it all");
        target.runs(&script.ensure_version());
        target.runs(&stamp(&["a"]));
        assert_eq!(target.versions(), ["a"]);
        let told = target.stops(&stamp(&["b:c"]));
        assert!(
            told.contains("the stamp expects the database at b; it is at a"),
            "{told}"
        );
        let told = target.stops(&stamp(&["c"]));
        assert!(
            told.contains("the stamp expects the database at base; it is at a"),
            "{told}"
        );
        assert_eq!(target.versions(), ["a"]);
        target.runs(&stamp(&["a:b"]));
        assert_eq!(target.versions(), ["b"]);
        target
            .database
            .execute("INSERT INTO migrate_version VALUES ('zz''z')");
        let told = target.stops(&stamp(&["b:c"]));
        assert!(told.contains("at b; it is at b, zz'z"), "{told}");
        target
            .database
            .execute("DELETE FROM migrate_version WHERE version_num <> 'b'");
        let portable = script.clone().portable(true).stamp(&["b:base"]);
        target.runs(&portable.expect("SQL says it all"));
        assert_eq!(target.versions(), [""; 0]);
        let journal = target.asks("SELECT revision FROM migrate_version_journal WHERE direction = 'stamp' AND outcome = 'done' AND started LIKE '20__-__-__T__:__:__.___Z' AND finished >= started AND user_name IS NOT NULL ORDER BY id");
        assert_eq!(journal, ["a", "b"]);
    }
}

#[test]
fn values_arrive_whole_and_the_way_back_is_a_script_too() {
    for target in Target::all() {
        let environment = heroes();
        let script = environment.script(target.engine).expect("sound");
        target.runs(&script.upgrade("b").expect("SQL says it all"));
        assert_eq!(target.versions(), ["b"]);
        let hex = match target.engine {
            Engine::Postgres => "encode(convert_to(name, 'UTF8'), 'hex')",
            _ => "lower(hex(name))",
        };
        let arrived = target.asks(&format!("SELECT {hex} FROM heros ORDER BY id"));
        let sent: Vec<String> = [
            "it's; -- \"quoted\" `so` $migrate$",
            "back\\slash\\' and \\n",
            "\r\nreturns\r\n",
            "ünïcode 🙂",
            "",
        ]
        .iter()
        .map(|text| text.bytes().map(|byte| format!("{byte:02x}")).collect())
        .collect();
        assert_eq!(arrived, sent);
        target.runs(&script.downgrade("b:base").expect("SQL says it all"));
        assert_eq!(target.versions(), [""; 0]);
        target.runs(&script.upgrade("a").expect("SQL says it all"));
        assert_eq!(target.versions(), ["a"]);
    }
}

#[test]
fn a_script_stops_at_a_broken_revision_and_what_came_before_stays() {
    for target in Target::all() {
        let environment = heroes();
        let script = environment.script(target.engine).expect("sound");
        target.stops(&script.upgrade("head").expect("SQL says it all"));
        assert_eq!(target.versions(), ["b"]);
        let tables = target.asks("SELECT table_name FROM information_schema.tables WHERE table_name IN ('before_it', 'never')");
        // Where DDL commits, the part that was done stays.
        let stays: &[&str] = match target.engine {
            Engine::Postgres => &[],
            _ => &["before_it"],
        };
        assert_eq!(tables, stays);
        let told = target.stops(&script.upgrade("head").expect("SQL says it all"));
        let found = match target.engine {
            Engine::Postgres => "revision a expects the database at base; it is at b",
            _ => "revision c has begun and did not end; see migrate resolve",
        };
        assert!(told.contains(found), "{told}");
        if target.engine == Engine::Mysql {
            let journal = "SELECT CONCAT(revision, ' ', statement_index, ' ', outcome) FROM migrate_version_journal ORDER BY id";
            assert_eq!(
                target.asks(journal),
                ["a 3 done", "b 0 done", "c 1 started"]
            );
        }
    }
}

fn trigger(op: &mut Operations) -> Result {
    op.execute(
        "CREATE TRIGGER heros_named BEFORE INSERT ON heros FOR EACH ROW BEGIN\n\
         IF NEW.name = '' THEN SET NEW.name = ';'; END IF; SET NEW.flag = 1;\nEND",
    )
}

#[test]
fn bodies_of_statements_pass_mysqls_client() {
    for target in Target::all() {
        if target.engine != Engine::Mysql {
            continue;
        }
        let environment = environment(vec![
            revision("a", &[], create_heros, drop_heros),
            revision("b", &["a"], trigger, nothing),
        ]);
        let script = environment.script(target.engine).expect("sound");
        target.runs(&script.upgrade("head").expect("SQL says it all"));
        target
            .database
            .execute("INSERT INTO heros (id, name) VALUES (9, '')");
        assert_eq!(target.asks("SELECT name FROM heros WHERE id = 9"), [";"]);
    }
}
