//! Scripts for servers, run by psql and mariadb.

mod blocks;

use diesel::{Connection as _, MysqlConnection, PgConnection};
use migrate_core::connection::Engine;
use migrate_core::dialect::Server;
use migrate_core::prelude::*;
use migrate_core::{Connection, Environment};
use migrate_test_servers::{Backend, Database, Server as Running};
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
        [Running::postgres(), Running::mysql()]
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

    fn script<'e>(&self, environment: &'e Environment) -> migrate_core::runner::Script<'e> {
        let server = Server::detect(&mut *self.connect()).expect("a server");
        let script = environment.script(self.engine).expect("sound");
        script.server(server)
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

    /// A connection of this program's own.
    fn connect(&self) -> Box<dyn Connection> {
        let url = self.database.url();
        match self.engine {
            Engine::Postgres => {
                Box::new(PgConnection::establish(&url).expect("the server answers"))
            }
            _ => Box::new(MysqlConnection::establish(&url).expect("the server answers")),
        }
    }

    /// Everything in the database, as its own program dumps it, but the rows of the journal.
    fn dump(&self) -> Vec<String> {
        let mut command = match self.engine {
            Engine::Postgres => {
                let mut command = self.database.client("pg_dump");
                command.args(["--no-owner", "--exclude-table-data=*_journal"]);
                command
            }
            _ => {
                let mut command = self.database.client("mariadb-dump");
                let journal = format!("{}.migrate_version_journal", self.database.name());
                command.args([
                    "--skip-comments",
                    "--skip-extended-insert",
                    "--order-by-primary",
                ]);
                command.arg(format!("--ignore-table-data={journal}"));
                command.arg(self.database.name());
                command
            }
        };
        let output = command.output().expect("the program starts");
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).expect("text");
        let ours =
            |line: &&str| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict");
        text.lines().filter(ours).map(str::to_owned).collect()
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
        let script = target.script(&environment);
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
        let script = target.script(&environment);
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
        let script = target.script(&environment);
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
        let script = target.script(&environment);
        target.runs(&script.upgrade("head").expect("SQL says it all"));
        target
            .database
            .execute("INSERT INTO heros (id, name) VALUES (9, '')");
        assert_eq!(target.asks("SELECT name FROM heros WHERE id = 9"), [";"]);
    }
}

fn create_saga(op: &mut Operations) -> Result {
    op.create_table(
        "teams",
        table([
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(80)).not_null(),
            column("motto", Text),
        ])
        .unique(unique(["name"]).name("uq_teams_name")),
    )?;
    op.create_table(
        "heros",
        table([
            column("id", Integer).primary_key().identity(),
            column("name", Varchar(80)).not_null(),
            column("age", Integer).not_null().default(7),
            column("worth", Decimal(10, 2)),
            column("born", Date),
            column("team_id", Integer),
        ])
        .check(check("age >= 0").name("ck_heros_age"))
        .foreign_key(
            foreign_key(["team_id"])
                .references("teams", ["id"])
                .on_delete(Cascade)
                .name("fk_heros_team_id"),
        ),
    )?;
    op.create_index("heros", index(["name"]).name("ix_heros_name"))?;
    op.bulk_insert(
        "teams",
        &["id", "name"],
        rows![[1, "it's"], [2, "back\\slash"]],
    )?;
    op.bulk_insert(
        "heros",
        &["id", "name", "worth", "born", "team_id"],
        rows![
            [1, "Ada", 1.5, "1815-12-10", 1],
            [2, "Lin", None::<f64>, None::<&str>, 2]
        ],
    )
}

fn drop_saga(op: &mut Operations) -> Result {
    op.drop_table("heros")?;
    op.drop_table("teams")
}

fn alter_saga(op: &mut Operations) -> Result {
    op.alter_column("heros", "age", alter().type_(BigInt).default(8))?;
    op.execute("UPDATE heros SET worth = 0 WHERE worth IS NULL")?;
    op.alter_column("heros", "worth", alter().not_null().default(0))?;
    op.rename_column("heros", "born", "birthday")?;
    op.drop_index("heros", "ix_heros_name")?;
    op.add_column("heros", column("power", Text))?;
    op.drop_constraint("heros", "ck_heros_age")?;
    op.create_check_constraint("heros", check("age > 0").name("ck_heros_grown"))?;
    op.drop_column("teams", "motto")?;
    op.rename_table("teams", "crews")
}

fn alter_saga_back(op: &mut Operations) -> Result {
    op.rename_table("crews", "teams")?;
    op.add_column("teams", column("motto", Text))?;
    op.drop_constraint("heros", "ck_heros_grown")?;
    op.create_check_constraint("heros", check("age >= 0").name("ck_heros_age"))?;
    op.drop_column("heros", "power")?;
    op.create_index("heros", index(["name"]).name("ix_heros_name"))?;
    op.rename_column("heros", "birthday", "born")?;
    op.alter_column("heros", "worth", alter().nullable().drop_default())?;
    op.alter_column("heros", "age", alter().type_(Integer).default(7))
}

#[test]
fn a_script_does_what_a_run_does() {
    for (online, offline) in Target::all().into_iter().zip(Target::all()) {
        let environment = environment(vec![
            revision("a", &[], create_saga, drop_saga),
            revision("b", &["a"], alter_saga, alter_saga_back),
        ]);
        let script = offline.script(&environment);
        let mut conn = online.connect();
        for target in ["a", "b"] {
            let range = if target == "a" { "base:a" } else { "a:b" };
            offline.runs(&script.upgrade(range).expect("SQL says it all"));
            let _ = environment
                .upgrade(&mut *conn, target)
                .expect("a sound run");
            assert_eq!(offline.dump(), online.dump(), "{range}");
        }
        for target in ["a", "base"] {
            let range = if target == "a" { "b:a" } else { "a:base" };
            offline.runs(&script.downgrade(range).expect("SQL says it all"));
            let _ = environment
                .downgrade(&mut *conn, target)
                .expect("a sound run");
            assert_eq!(offline.dump(), online.dump(), "{range}");
        }
    }
}
