//! Scripts of `--sql`: what SQLite's own client makes of them is what an online run makes, or nothing at all.

mod refused;
mod servers;
mod text;

use std::path::{Path, PathBuf};

use diesel::prelude::*;
use migrate_core::config::EmbeddedConfig;
use migrate_core::connection::{Connection as _, Engine};
use migrate_core::prelude::*;
use migrate_core::render::reversed;
use migrate_core::runner::ScriptError;
use migrate_core::schema::Schema;
use migrate_core::{Environment, Operation};
use migrate_tests::client::{Answer, sqlite3};
use migrate_tests::database::{dump, inspect, query, sqlite};
use migrate_tests::rows::fill;
use migrate_tests::schemas::schema;
use proptest::prelude::*;

use crate::history::{self, environment, environment_with, revision};

/// A database file of its own, with a connection to look into it.
struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
    conn: SqliteConnection,
}

impl File {
    fn new() -> Self {
        // In memory, where there is such a folder: the client waits for the disk at every commit.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let folder = folder.expect("a folder for a test");
        let path = folder.path().join("test.db");
        let conn =
            SqliteConnection::establish(&path.display().to_string()).expect("SQLite opens a file");
        File {
            _folder: folder,
            path,
            conn,
        }
    }

    fn run(&self, script: &str) -> Answer {
        sqlite3(&self.path, script)
    }

    /// Runs a script that has to work, and print nothing.
    fn runs(&self, script: &str) {
        let answer = self.run(script);
        assert!(
            answer.success && answer.stdout.is_empty() && answer.stderr.is_empty(),
            "{answer:?}\n{script}"
        );
    }

    /// Runs a script that has to stop, and returns what the client says.
    fn stops(&self, script: &str) -> String {
        let answer = self.run(script);
        assert!(!answer.success, "{answer:?}\n{script}");
        answer.stderr
    }

    /// Everything that a run leaves behind, but times and names of who ran it.
    fn seen(&mut self) -> String {
        let mut seen = dump(&mut self.conn);
        for sql in [
            "SELECT sql FROM sqlite_master WHERE name LIKE 'migrate_version%'",
            "SELECT version_num FROM migrate_version ORDER BY 1",
            "SELECT revision || direction || statement_index || outcome || coalesce(checksum, '') || tool_version FROM migrate_version_journal ORDER BY id",
        ] {
            if let Ok(rows) = self.conn.query(sql)
                && !rows.is_empty()
            {
                seen.push_str(&format!("{rows:?}\n"));
            }
        }
        let counters = "SELECT name || ' ' || seq FROM sqlite_sequence ORDER BY 1";
        if let Ok(rows) = self.conn.query(counters) {
            seen.push_str(&format!("{rows:?}\n"));
        }
        seen
    }
}

/// The same history, run by the library and by the client.
struct Twins {
    environment: Environment,
    online: File,
    offline: File,
}

impl Twins {
    fn new(environment: Environment) -> Self {
        Twins {
            environment,
            online: File::new(),
            offline: File::new(),
        }
    }

    fn script(&self) -> migrate_core::runner::Script<'_> {
        self.environment
            .script(Engine::Sqlite)
            .expect("the history is sound")
    }

    fn upgrade(&mut self, range: &str) -> bool {
        let script = self.script().upgrade(range).expect("SQL says it all");
        let target = range.rsplit(':').next().unwrap_or_default();
        let online = self.environment.upgrade(&mut self.online.conn, target);
        self.agree(&script, online.map(drop))
    }

    fn downgrade(&mut self, range: &str) -> bool {
        let script = self.script().downgrade(range).expect("SQL says it all");
        let target = range.rsplit(':').next().unwrap_or_default();
        let online = self.environment.downgrade(&mut self.online.conn, target);
        self.agree(&script, online.map(drop))
    }

    fn agree(&mut self, script: &str, online: Result<(), migrate_core::RunError>) -> bool {
        let answer = self.offline.run(script);
        assert_eq!(
            answer.success,
            online.is_ok(),
            "{answer:?}\n{online:?}\n{script}"
        );
        assert_eq!(answer.stdout, "", "{script}");
        assert_eq!(self.offline.seen(), self.online.seen(), "{script}");
        answer.success
    }
}

fn normalised(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    sqlite().normalise(&mut schema);
    schema
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: ProptestConfig::default().cases.div_ceil(8),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_script_does_what_a_run_does(a in schema(), b in schema()) {
        let create = crate::laws::compare(&Schema::default(), &normalised(&a)).operations;
        let change = crate::laws::compare(&crate::laws::named(&a), &normalised(&b)).operations;
        let back = |operations: &[Operation]| reversed(operations).expect("it can be taken back");
        let mut twins = Twins::new(history::of_operations([
            (create.clone(), back(&create)),
            (change.clone(), back(&change)),
        ]));
        prop_assert!(twins.upgrade("a"));
        fill(&mut twins.online.conn, sqlite(), &a, &b);
        fill(&mut twins.offline.conn, sqlite(), &a, &b);
        if twins.upgrade("a:head") {
            twins.downgrade("b:a");
        } else {
            prop_assert!(twins.downgrade("a:base"));
        }
    }
}

fn create_heros(op: &mut Operations) -> Result {
    op.create_table(
        "teams",
        [
            column("id", Integer).primary_key().identity(),
            column("name", Text).not_null(),
        ],
    )?;
    op.create_table(
        "heros",
        table([
            column("id", Integer).primary_key().identity(),
            column("name", Text).not_null(),
            column("team_id", Integer),
        ])
        .foreign_key(
            foreign_key(["team_id"])
                .references("teams", ["id"])
                .on_delete(Cascade),
        ),
    )
}

fn drop_heros(op: &mut Operations) -> Result {
    op.drop_table("heros")?;
    op.drop_table("teams")
}

fn add_view(op: &mut Operations) -> Result {
    op.execute(
        "CREATE VIEW names AS SELECT name FROM heros; -- a view;\n\
         CREATE TRIGGER heros_named AFTER INSERT ON heros BEGIN UPDATE teams SET name = CASE WHEN name = '' THEN ';' ELSE name END; END",
    )?;
    op.execute("INSERT INTO teams (name) VALUES ('x; -- y') -- the first")
}

fn drop_view(op: &mut Operations) -> Result {
    op.execute("DROP TRIGGER heros_named; DROP VIEW names;")
}

/// Rebuilds a table that others refer to, and one that a view and a trigger read.
fn rebuild(op: &mut Operations) -> Result {
    op.alter_column("teams", "name", alter().nullable())?;
    op.alter_column("heros", "name", alter().type_(Varchar(80)))?;
    op.create_index("heros", index(["name"]))
}

fn rebuild_back(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_heros_name")?;
    op.alter_column("heros", "name", alter().type_(Text))?;
    op.alter_column("teams", "name", alter().not_null())
}

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn rename_teams(op: &mut Operations) -> Result {
    op.rename_table("teams", "crews")
}

fn rename_back(op: &mut Operations) -> Result {
    op.rename_table("crews", "teams")
}

fn heroes() -> Environment {
    environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], add_view, drop_view),
        revision("c", &["b"], rebuild, rebuild_back),
        revision("d", &["c"], rename_teams, rename_back),
    ])
}

#[test]
fn views_triggers_and_raw_sql_are_followed() {
    let mut twins = Twins::new(heroes());
    assert!(twins.upgrade("base:a"));
    assert!(twins.upgrade("a:b"));
    assert!(twins.upgrade("b:head"));
    assert!(twins.downgrade("d:base"));
    assert!(twins.upgrade("head"));
}

#[test]
fn a_database_that_went_down_may_go_up_again() {
    let environment = heroes();
    let script = environment.script(Engine::Sqlite).expect("sound");
    let mut file = File::new();
    file.runs(&script.upgrade("head").expect("SQL says it all"));
    let head = inspect(&mut file.conn);
    // SQLite puts names into quotes that it renames.
    file.runs(&script.downgrade("d:b").expect("SQL says it all"));
    file.runs(&script.upgrade("b:+2").expect("SQL says it all"));
    assert_eq!(inspect(&mut file.conn), head);
}

fn odd_values(op: &mut Operations) -> Result {
    op.create_table(
        "odd",
        [
            column("id", Integer).primary_key().identity(),
            column("text", Text).default("it's\r\na \\ default"),
            column("bytes", Binary),
            column("number", Double),
            column("flag", Bool),
        ],
    )?;
    op.bulk_insert(
        "odd",
        &["text", "bytes", "number", "flag"],
        rows![
            [
                "it's; -- \"quoted\" `so`\n.quit\n/\ngo",
                vec![0_u8, 255, 39],
                1.5,
                true
            ],
            [
                "back\\slash \0 zero",
                Vec::<u8>::new(),
                f64::INFINITY,
                false
            ],
            [
                "\r\nreturns\r\n",
                None::<Vec<u8>>,
                f64::NEG_INFINITY,
                None::<bool>
            ],
            ["ünïcode 🙂 \u{1}\u{7f}", vec![13_u8, 10], f64::NAN, true],
            ["", vec![10_u8], 1e300, false],
            [None::<&str>, vec![10_u8], -0.1, false],
            ["1", vec![10_u8], 9_007_199_254_740_993_i64, false],
        ],
    )?;
    op.execute("INSERT INTO odd (flag) VALUES (1)")
}

fn drop_odd(op: &mut Operations) -> Result {
    op.drop_table("odd")
}

#[test]
fn values_arrive_whole() {
    let environment = environment(vec![revision("a", &[], odd_values, drop_odd)]);
    let mut twins = Twins::new(environment);
    let script = twins.script().upgrade("head").expect("SQL says it all");
    twins.offline.runs(&script);
    let _ = twins
        .environment
        .upgrade(&mut twins.online.conn, "head")
        .expect("values are values");
    let rows = |file: &mut File| {
        query(
            &mut file.conn,
            "SELECT quote(text), hex(text), quote(bytes), quote(number), quote(flag), typeof(number) FROM odd",
        )
    };
    assert_eq!(rows(&mut twins.offline), rows(&mut twins.online));
}

fn runs_code(op: &mut Operations) -> Result {
    op.add_column("teams", column("slug", Text))?;
    op.run("write slugs", |_: &mut SqliteConnection| Ok(()))?;
    op.alter_column("teams", "slug", alter().not_null())
}

fn runs_code_or_sql(op: &mut Operations) -> Result {
    if op.is_offline() {
        op.execute("INSERT INTO teams (name) VALUES ('both')")
    } else {
        op.run("insert a team", |conn: &mut SqliteConnection| {
            conn.batch_execute("INSERT INTO teams (name) VALUES ('both')")?;
            Ok(())
        })
    }
}

fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(&format!("; {source}"));
        cause = source.source();
    }
    text
}

#[test]
fn a_revision_may_have_sql_for_scripts() {
    let mut twins = Twins::new(environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], runs_code_or_sql, nothing),
    ]));
    let script = twins.script().upgrade("head").expect("SQL says it all");
    twins.offline.runs(&script);
    let _ = twins
        .environment
        .upgrade(&mut twins.online.conn, "head")
        .expect("code runs");
    assert_eq!(dump(&mut twins.offline.conn), dump(&mut twins.online.conn));
}

fn one(op: &mut Operations) -> Result {
    op.create_table("one", [column("id", Integer).primary_key()])
}

fn drop_one(op: &mut Operations) -> Result {
    op.drop_table("one")
}

fn two(op: &mut Operations) -> Result {
    op.create_table("two", [column("id", Integer).primary_key()])
}

fn drop_two(op: &mut Operations) -> Result {
    op.drop_table("two")
}

#[test]
fn several_heads_and_merges_are_scripts_too() {
    let mut twins = Twins::new(environment(vec![
        revision("root", &[], create_heros, drop_heros),
        revision("left", &["root"], one, drop_one),
        revision("right", &["root"], two, drop_two),
        revision("merge", &["left", "right"], rebuild, rebuild_back),
    ]));
    assert!(twins.upgrade("left"));
    assert!(twins.upgrade("left:right"));
    assert!(twins.upgrade("left,right:merge"));
    assert!(twins.downgrade("merge:root"));
    assert!(twins.upgrade("root:heads"));
    assert!(twins.downgrade("heads:base"));

    let error = twins
        .script()
        .upgrade("root,left:merge")
        .expect_err("one lies on the other");
    assert!(matches!(error, ScriptError::Graph(_)), "{error:?}");
}

#[test]
fn stamps_and_the_version_table_are_scripts() {
    let environment = heroes();
    let script = environment.script(Engine::Sqlite).expect("sound");
    let (mut online, mut offline) = (File::new(), File::new());
    offline.runs(&script.ensure_version());
    offline.runs(&script.stamp(&["b"]).expect("SQL says it all"));
    let _ = environment
        .stamp(&mut online.conn, &["b"], false)
        .expect("a stamp");
    assert_eq!(offline.seen(), online.seen());
    offline.runs(&script.stamp(&["b:head"]).expect("SQL says it all"));
    let _ = environment
        .stamp(&mut online.conn, &["head"], false)
        .expect("a stamp");
    assert_eq!(offline.seen(), online.seen());
    offline.runs(&script.stamp(&["d:base"]).expect("SQL says it all"));
    let _ = environment
        .stamp(&mut online.conn, &["base"], false)
        .expect("a stamp");
    assert_eq!(offline.seen(), online.seen());
}

#[test]
fn the_version_table_may_have_another_name_and_no_key() {
    let config = EmbeddedConfig {
        version_table: "alembic_version",
        version_table_pk: false,
        journal: false,
        ..EmbeddedConfig::DEFAULT
    };
    let environment = environment_with(vec![revision("a", &[], create_heros, drop_heros)], config);
    let mut twins = Twins::new(environment);
    assert!(twins.upgrade("base:a"));
    let sql = "SELECT sql FROM sqlite_master WHERE name LIKE '%version%'";
    let expected = "CREATE TABLE \"alembic_version\" (\n    version_num VARCHAR(32) NOT NULL\n)";
    for file in [&mut twins.online, &mut twins.offline] {
        assert_eq!(query(&mut file.conn, sql), [[Some(expected.to_owned())]]);
        let rows = query(&mut file.conn, "SELECT version_num FROM alembic_version");
        assert_eq!(rows, [[Some("a".to_owned())]]);
    }
}
