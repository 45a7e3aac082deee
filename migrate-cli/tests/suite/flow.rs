//! The main job, end to end: models become a database, changes of the models arrive in it, and no row is lost.
//!
//! The one test that builds with cargo. Its project has a fixed place, so that a second run compiles little.

use migrate_core::Connection;

use crate::project::{Folder, repository};

const HERO: &str = "\
#[derive(Queryable, Selectable, Insertable, Identifiable, Migratable)]
#[diesel(table_name = heros)]
pub struct Hero {
    pub id: i32,
    #[migratable(max_length = 80, unique)]
    pub name: String,
    pub power: Option<String>,
    #[migratable(references(Team, on_delete = cascade))]
    pub team_id: i32,
}
";

const TEAM: &str = "\
use diesel::prelude::*;
use migrate_core::Migratable;

#[derive(Queryable, Selectable, Insertable, Identifiable, Migratable)]
#[diesel(table_name = teams)]
pub struct Team {
    pub id: i32,
    pub name: String,
}

";

/// What is typed, and what is seen.
struct Terminal {
    folder: Folder,
    seen: String,
}

impl Terminal {
    fn types(&mut self, arguments: &[&str]) -> i32 {
        let ran = self.folder.migrate(arguments);
        self.seen += &ran.told(arguments);
        self.seen.push('\n');
        ran.status
    }

    fn succeeds(&mut self, arguments: &[&str]) {
        let status = self.types(arguments);
        assert_eq!(status, 0, "{}", self.seen);
    }

    fn fails(&mut self, arguments: &[&str], expected: i32) {
        let status = self.types(arguments);
        assert_eq!(status, expected, "{}", self.seen);
    }

    /// Shows rustc's errors, whose words change, and then ours.
    fn cannot_build(&mut self, arguments: &[&str]) {
        let mut ran = self.folder.migrate(arguments);
        let (rustc, ours) = ran.stderr.split_once("error: cannot build").unwrap();
        assert!(rustc.contains("--> src/lib.rs:"), "{rustc}");
        assert!(!rustc.contains("Compiling"), "{rustc}");
        ran.stderr = format!("[rustc's errors]\nerror: cannot build{ours}");
        self.seen += &ran.told(arguments);
        self.seen.push('\n');
    }

    fn says(&mut self, title: &str) {
        self.seen += &format!("--- {title}\n\n");
    }

    /// The columns of `Hero` behind the first four.
    fn models(&self, more: &str) {
        let hero = HERO.replace("}\n", &format!("{more}}}\n"));
        self.folder.write("src/lib.rs", &format!("{TEAM}{hero}"));
    }

    /// Autogenerates and applies a change, and goes back and forth over it.
    fn changes(&mut self, id: &str, message: &str) {
        self.generates(id, message);
        self.succeeds(&["upgrade", "head"]);
        self.succeeds(&["check"]);
        self.succeeds(&["downgrade", "-1"]);
        self.succeeds(&["upgrade", "+1"]);
        self.has_its_rows();
    }

    fn generates(&mut self, id: &str, message: &str) {
        self.succeeds(&["revision", "--autogenerate", "-m", message, "--rev-id", id]);
        let path = format!("migrations/versions/{id}_{}.rs", message.replace(' ', "_"));
        let file = self.folder.read(&path);
        let (_, functions) = file.split_once("};\n\n").unwrap();
        self.seen += functions;
        self.seen.push('\n');
    }

    fn connection(&self) -> diesel::SqliteConnection {
        let path = self.folder.path.join("saga.db");
        diesel::Connection::establish(&path.display().to_string()).unwrap()
    }

    fn has_its_rows(&self) {
        let query = "SELECT name, power, CAST(team_id AS TEXT) FROM heros ORDER BY id";
        let rows = Connection::query(&mut self.connection(), query).unwrap();
        let rows: Vec<Vec<Option<&str>>> = rows
            .iter()
            .map(|row| row.iter().map(Option::as_deref).collect())
            .collect();
        assert_eq!(rows, ROWS, "{}", self.seen);
    }

    fn executes(&self, sql: &str) {
        Connection::batch_execute(&mut self.connection(), sql).unwrap();
    }
}

/// The rows that have to survive everything.
const ROWS: [[Option<&str>; 3]; 3] = [
    [Some("Ada"), Some("sums"), Some("1")],
    [Some("Grace"), None, Some("2")],
    [Some("Lin"), Some("proofs"), Some("1")],
];

#[test]
fn models_become_a_database() {
    let core = repository().join("migrate-core");
    let folder = Folder::kept("saga");
    folder.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"saga\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             diesel = {{ version = \"2.2\", default-features = false, features = [\"sqlite\"] }}\n\
             migrate-core = {{ path = {:?}, features = [\"sqlite-bundled\"] }}\n",
            core.display().to_string()
        ),
    );
    // The versions that this repository was tested with.
    folder.write(
        "Cargo.lock",
        &std::fs::read_to_string(repository().join("Cargo.lock")).unwrap(),
    );
    let mut terminal = Terminal {
        folder,
        seen: String::new(),
    };
    terminal.models("");

    terminal.says("two models");
    terminal.succeeds(&["init"]);
    terminal.generates("a001", "create tables");
    terminal.succeeds(&["upgrade", "head"]);
    terminal.succeeds(&["check"]);
    terminal.executes(
        "INSERT INTO teams (id, name) VALUES (1, 'Numbers'), (2, 'Machines');
         INSERT INTO heros (name, power, team_id) VALUES ('Ada', 'sums', 1), ('Grace', NULL, 2), ('Lin', 'proofs', 1)",
    );

    terminal.says("a field added");
    terminal.models("    pub age: Option<i32>,\n");
    terminal.fails(&["check"], 3);
    terminal.fails(&["check", "--format", "json"], 3);
    terminal.changes("a002", "add age");

    terminal.says("NOT NULL, while a row is NULL: the database stays as it was");
    terminal.models("    pub age: i32,\n");
    terminal.generates("a003", "age is known");
    terminal.says("somebody takes the step out that fills it");
    let path = "migrations/versions/a003_age_is_known.rs";
    let file = terminal.folder.read(path);
    let without: String = file
        .split_inclusive('\n')
        .filter(|line| !line.contains("EDIT") && !line.contains("UPDATE"))
        .collect();
    terminal.folder.write(path, &without);
    terminal.fails(&["upgrade", "head"], 1);
    terminal.succeeds(&["current"]);
    terminal.fails(&["revision", "--autogenerate", "-m", "too early"], 1);
    terminal.executes("UPDATE heros SET age = id * 10");
    terminal.succeeds(&["upgrade", "head", "--format", "json"]);
    terminal.has_its_rows();

    terminal.says("its type changed");
    terminal.models("    pub age: i64,\n");
    terminal.changes("a004", "people get old");

    terminal.says("renamed: nobody is there to be asked, so it has to be said");
    terminal.models("    pub years: i64,\n");
    terminal.fails(&["revision", "--autogenerate", "-m", "years"], 1);
    terminal.fails(&["check", "--against", "history"], 3);
    terminal.succeeds(&[
        "revision",
        "--autogenerate",
        "--rename",
        "heros.age:years",
        "-m",
        "years",
        "--rev-id",
        "a0a5",
    ]);
    terminal.succeeds(&["upgrade", "head"]);
    terminal.succeeds(&["check", "--against", "history"]);
    terminal.has_its_rows();

    terminal.says("a module that is declared no more: its table is not dropped");
    terminal.folder.write("src/lib.rs", TEAM);
    terminal.folder.write(
        "src/hero.rs",
        &format!(
            "use super::Team;\n\n{}",
            HERO.replace("}\n", "    pub years: i64,\n}\n")
        ),
    );
    terminal.fails(&["revision", "--autogenerate", "-m", "lost"], 1);
    terminal.folder.write("src/hero.rs", "");
    terminal.models("    pub years: i64,\n");

    terminal.says("a model in a file that no `mod` names");
    terminal.folder.write(
        "src/tag.rs",
        "#[derive(migrate_core::Migratable)]\npub struct Tag { pub id: i32 }\n",
    );
    terminal.succeeds(&[
        "revision",
        "--autogenerate",
        "-m",
        "tags",
        "--rev-id",
        "a0ff",
    ]);
    let empty = "migrations/versions/a0ff_tags.rs";
    std::fs::remove_file(terminal.folder.path.join(empty)).unwrap();
    terminal.folder.write("src/tag.rs", "");

    terminal.says("a model that does not compile; upgrade and downgrade go on working");
    terminal.models("    pub years: i64;\n");
    terminal.cannot_build(&["revision", "--autogenerate", "-m", "broken"]);
    terminal.succeeds(&["downgrade", "-1"]);
    terminal.succeeds(&["upgrade", "head"]);

    terminal.says("dropped");
    terminal.models("");
    terminal.changes("a005", "age is private");

    terminal.says("SQL for somebody else to run");
    terminal.succeeds(&["upgrade", "a002:a003", "--sql"]);
    terminal.succeeds(&["downgrade", "a002:a001", "--sql-portable"]);
    terminal.succeeds(&["upgrade", "head:head", "--sql"]);
    terminal.fails(&["downgrade", "a001", "--sql"], 1);
    terminal.fails(&["upgrade", "head:current", "--sql"], 1);
    terminal.succeeds(&["upgrade", "a003", "--plan", "--from", "a001", "-v"]);
    terminal.succeeds(&["downgrade", "-1", "--plan", "-v", "--format", "json"]);

    terminal.says("all the way back, and forth");
    terminal.succeeds(&["history"]);
    terminal.succeeds(&["downgrade", "base"]);
    terminal.succeeds(&["current"]);
    terminal.succeeds(&["upgrade", "head"]);
    terminal.succeeds(&["upgrade", "head"]);

    terminal.says("a database that a newer program migrated");
    terminal.executes("UPDATE migrate_version SET version_num = 'ffff'");
    terminal.succeeds(&["current"]);
    terminal.fails(&["upgrade", "head"], 1);
    terminal.fails(&["downgrade", "-1", "--format", "json"], 1);
    insta::assert_snapshot!(terminal.seen);

    // Its files are lost, and the history begins anew with what the models say.
    terminal.seen.clear();
    std::fs::remove_dir_all(terminal.folder.path.join("migrations/versions")).unwrap();
    terminal.succeeds(&["revision", "--baseline"]);
    terminal.seen += &terminal.folder.read("migrations/versions/ffff_baseline.rs");
    terminal.succeeds(&["check"]);
    terminal.fails(&["revision", "--baseline"], 1);
    terminal.says("a new database, from nothing");
    terminal.succeeds(&["--url", "sqlite://new.db", "upgrade", "head"]);
    terminal.succeeds(&["--url", "sqlite://new.db", "check"]);
    terminal.says("the baseline of the database is that of the models");
    std::fs::remove_dir_all(terminal.folder.path.join("migrations/versions")).unwrap();
    terminal.succeeds(&[
        "revision",
        "--baseline",
        "--from-database",
        "--rev-id",
        "eeee",
    ]);
    terminal.succeeds(&["upgrade", "head"]);
    terminal.succeeds(&["check"]);
    terminal.says("no database yet: there is nothing to stamp");
    std::fs::remove_dir_all(terminal.folder.path.join("migrations/versions")).unwrap();
    let new = [
        "revision",
        "--baseline",
        "--rev-id",
        "dddd",
        "--url",
        "sqlite://none.db",
    ];
    terminal.succeeds(&new);
    let seen = without_date(&terminal.seen);
    insta::assert_snapshot!("a_baseline_of_models", seen);
}

/// Without the line of a revision file that differs from day to day.
fn without_date(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("//! Created "));
    lines.map(|line| format!("{line}\n")).collect()
}
