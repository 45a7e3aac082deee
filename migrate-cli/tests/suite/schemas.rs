//! `inspect` and `diff` on databases: no project, no build.

use std::path::Path;
use std::process::{Command, Output};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};

const HEROS: &str = "CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL UNIQUE);
CREATE TABLE \"Order Items\" (id INTEGER NOT NULL PRIMARY KEY, team_id INTEGER REFERENCES teams (id) ON DELETE CASCADE, note TEXT);
CREATE INDEX ix_note ON \"Order Items\" (note DESC);
CREATE VIEW named AS SELECT name FROM teams;
";

fn database(folder: &Path, name: &str, sql: &str) {
    let path = folder.join(name).display().to_string();
    let mut conn = SqliteConnection::establish(&path).expect("SQLite makes the file");
    conn.batch_execute(sql).expect("the script is sound");
}

fn migrate(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_migrate"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the command runs")
}

fn printed(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_database_is_made_again_from_what_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    database(folder.path(), "a.db", HEROS);
    let script = printed(&migrate(folder.path(), &["inspect", "a.db"]));
    database(folder.path(), "b.db", &script);
    assert_eq!(
        printed(&migrate(folder.path(), &["inspect", "b.db"])),
        script
    );
    let same = migrate(folder.path(), &["diff", "a.db", "b.db", "--exit-code"]);
    assert_eq!(printed(&same), "");
}

#[test]
fn the_script_of_a_difference_makes_one_of_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    database(folder.path(), "a.db", HEROS);
    let changed = HEROS.replace(
        "note TEXT",
        "note TEXT NOT NULL DEFAULT '', price INTEGER CHECK (price > 0)",
    );
    database(folder.path(), "b.db", &changed);
    let arguments = ["diff", "a.db", "b.db", "--exit-code"];
    let differs = migrate(folder.path(), &arguments);
    assert_eq!(differs.status.code(), Some(3));
    database(
        folder.path(),
        "a.db",
        &String::from_utf8_lossy(&differs.stdout),
    );
    assert_eq!(printed(&migrate(folder.path(), &arguments)), "");
}

const NAMES: &str =
    "CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, city TEXT);
CREATE VIEW named AS SELECT name, city FROM teams;
CREATE VIEW loud AS SELECT upper(name) AS name FROM named;
CREATE VIEW same AS SELECT 1 AS one;
CREATE TRIGGER guard AFTER INSERT ON teams BEGIN SELECT 1; END;
CREATE TRIGGER gone AFTER DELETE ON teams BEGIN SELECT 2; END;
";

#[test]
fn views_make_room_for_a_difference_and_come_along_with_models() {
    let folder = tempfile::tempdir().expect("a folder");
    database(folder.path(), "a.db", NAMES);
    let changed = "CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);
create view same as select 1 as one;
CREATE VIEW named AS SELECT name FROM teams;
CREATE VIEW loud AS SELECT upper(name) AS name FROM named;
CREATE VIEW fresh (who) AS SELECT name FROM loud;
CREATE TRIGGER guard AFTER INSERT ON teams BEGIN SELECT 3; END;
CREATE VIRTUAL TABLE words USING fts5(word);
";
    database(folder.path(), "b.db", changed);
    let arguments = ["diff", "a.db", "b.db", "--exit-code"];
    let differs = migrate(folder.path(), &arguments);
    assert_eq!(differs.status.code(), Some(3));
    let told = String::from_utf8_lossy(&differs.stderr);
    assert!(told.contains("left out: virtual tables: `words`"), "{told}");
    let functions = printed(&migrate(
        folder.path(),
        &["diff", "a.db", "b.db", "--format", "rust"],
    ));
    insta::assert_snapshot!(functions);
    let script = String::from_utf8_lossy(&differs.stdout);
    database(folder.path(), "a.db", &script);
    assert_eq!(printed(&migrate(folder.path(), &arguments)), "", "{script}");
    let back = migrate(folder.path(), &["diff", "b.db", "a.db"]);
    assert_eq!(printed(&back), "");
    // Whoever takes the database over has its views beside the models.
    let models = printed(&migrate(
        folder.path(),
        &["inspect", "b.db", "--format", "rust"],
    ));
    let registered = "migrate_core::register_object! {
    view(\"loud\").definition(\"SELECT upper(name) AS name FROM named\")
}";
    assert!(models.contains(registered), "{models}");
}

#[test]
fn a_script_stands_for_the_database_that_it_makes() {
    let folder = tempfile::tempdir().expect("a folder");
    database(folder.path(), "a.db", HEROS);
    std::fs::write(folder.path().join("heros.sql"), HEROS).expect("the file");
    let same = migrate(folder.path(), &["diff", "a.db", "heros.sql"]);
    assert_eq!(printed(&same), "");
    let document = printed(&migrate(
        folder.path(),
        &["diff", "heros.sql", "a.db", "--format", "json"],
    ));
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!(document["in_sync"], true);
}

#[test]
fn a_difference_is_a_revision_and_a_schema_is_models() {
    let folder = tempfile::tempdir().expect("a folder");
    database(folder.path(), "a.db", HEROS);
    database(folder.path(), "empty.db", "");
    let functions = printed(&migrate(
        folder.path(),
        &["diff", "empty.db", "a.db", "--format", "rust"],
    ));
    assert!(functions.contains("pub fn upgrade(op: &mut Operations)"));
    assert!(functions.contains("op.create_table("));
    let models = printed(&migrate(
        folder.path(),
        &["inspect", "a.db", "--format", "rust"],
    ));
    for line in [
        "#[migratable(name = \"Order Items\")]",
        "pub struct OrderItems {",
        "    #[migratable(references(Teams, on_delete = cascade))]\n    pub team_id: Option<i32>,",
        "    #[migratable(max_length = 80, unique)]\n    pub name: String,",
        "    #[migratable(index(desc, name = \"ix_note\"))]\n    pub note: Option<String>,",
    ] {
        assert!(models.contains(line), "no `{line}` in\n{models}");
    }
    let document = printed(&migrate(
        folder.path(),
        &["inspect", "a.db", "--format", "json"],
    ));
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!(document["tables"][0]["columns"][0]["name"], "id");
    assert_eq!(document["objects"][0]["name"]["name"], "named");
}

#[test]
fn views_and_triggers_are_part_of_a_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    database(folder.path(), "a.db", HEROS);
    let more = HEROS
        .replace("SELECT name FROM teams", "SELECT id, name FROM teams")
        .replace("note TEXT", "note TEXT, price INTEGER")
        + "CREATE VIEW short AS SELECT name FROM named;
           CREATE TRIGGER rename_team INSTEAD OF UPDATE ON named BEGIN UPDATE teams SET name = NEW.name WHERE id = NEW.id; END;
           CREATE TRIGGER no_team AFTER DELETE ON teams BEGIN SELECT RAISE(ABORT, 'no; never'); END;";
    database(folder.path(), "b.db", &more);
    for (from, to) in [("a.db", "b.db"), ("b.db", "a.db")] {
        let copy = format!("copy_of_{from}");
        database(
            folder.path(),
            &copy,
            &printed(&migrate(folder.path(), &["inspect", from])),
        );
        let arguments = ["diff", copy.as_str(), to, "--exit-code"];
        let differs = migrate(folder.path(), &arguments);
        assert_eq!(differs.status.code(), Some(3));
        let script = String::from_utf8_lossy(&differs.stdout).into_owned();
        for object in ["named", "short", "rename_team", "no_team"] {
            assert!(script.contains(object), "nothing of {object} in\n{script}");
        }
        database(folder.path(), &copy, &script);
        assert_eq!(printed(&migrate(folder.path(), &arguments)), "");
    }
    // White space and the case of words are no difference.
    let spelt = HEROS.replace("CREATE VIEW named AS", "create view\n  named as");
    database(folder.path(), "d.db", &spelt);
    let same = migrate(folder.path(), &["diff", "a.db", "d.db"]);
    assert_eq!(printed(&same), "");
}

#[test]
fn what_has_no_schema_prints_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = migrate(folder.path(), &["heads", "--format", "sql"]);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("only `inspect` and `diff`"), "{said}");
}

#[test]
fn models_say_defaults_as_they_can() {
    let folder = tempfile::tempdir().expect("a folder");
    let sql = "CREATE TABLE odd (id INTEGER NOT NULL PRIMARY KEY, a NUMERIC(12, 2) DEFAULT '0.00', b INTEGER DEFAULT 'none', \
               c TEXT DEFAULT 5, d BOOLEAN DEFAULT '1', e INTEGER DEFAULT 2.5, f DATE DEFAULT 0, g BIGINT DEFAULT 7, h TEXT DEFAULT 'it''s')";
    database(folder.path(), "a.db", sql);
    let models = migrate(folder.path(), &["inspect", "a.db", "--format", "rust"]);
    let models = printed(&models);
    let defaults: Vec<&str> = models
        .lines()
        .filter_map(|line| line.split_once("default"))
        .map(|(_, rest)| rest.trim_end_matches(")]"))
        .collect();
    assert_eq!(
        defaults,
        [
            " = 0",
            "_sql = \"'none'\"",
            "_sql = \"5\"",
            " = true",
            "_sql = \"2.5\"",
            "_sql = \"0\"",
            " = 7",
            " = \"it's\"",
        ],
        "{models}"
    );
}
