//! The same revision files for Alembic and for this project: what its commands print, what they do to the version table,
//! and how a database that Alembic manages is taken over.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::project::Folder;
use crate::python::{python, script};

/// A revision of both projects.
struct Line {
    id: &'static str,
    down: &'static [&'static str],
    needs: &'static [&'static str],
    labels: &'static [&'static str],
    upgrade: &'static [&'static str],
}

const fn line(id: &'static str, down: &'static [&'static str]) -> Line {
    Line {
        id,
        down,
        needs: &[],
        labels: &[],
        upgrade: &[],
    }
}

impl Line {
    const fn needs(mut self, needs: &'static [&'static str]) -> Self {
        self.needs = needs;
        self
    }

    const fn label(mut self, labels: &'static [&'static str]) -> Self {
        self.labels = labels;
        self
    }
}

/// What a command of Alembic said.
struct Said {
    stdout: String,
    ok: bool,
    /// It failed without an explanation.
    died: bool,
}

/// Runs commands of Alembic in the folder's Alembic project, on `app.db`.
fn alembic(folder: &Folder, lines: &[Line], commands: &[&[&str]]) -> Vec<Said> {
    let revisions: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "id": line.id,
                "message": format!("make {}", line.id),
                "down_revisions": line.down,
                "depends_on": line.needs,
                "branch_labels": line.labels,
                "upgrade": line.upgrade,
            })
        })
        .collect();
    let project = json!({
        "folder": folder.path.join("of-alembic"),
        "url": format!("sqlite:///{}", folder.path.join("app.db").display()),
        "revisions": revisions,
        "commands": commands,
    });
    let mut child = Command::new(python())
        .arg(script("project.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(project.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    said.iter()
        .map(|said| Said {
            stdout: said["stdout"].as_str().unwrap().to_owned(),
            ok: said["status"] == 0,
            died: said["status"].is_string(),
        })
        .collect()
}

/// This project's side: the same revisions in `migrations/`.
fn project(lines: &[Line]) -> Folder {
    let folder = Folder::new();
    folder.write(
        "migrate.toml",
        "url = \"sqlite://app.db\"\nversion_table = \"alembic_version\"\n",
    );
    folder.write("migrations/Cargo.toml", "# not needed to read revisions\n");
    for line in lines {
        let Line {
            id,
            down,
            needs,
            labels,
            ..
        } = line;
        folder.write(
            &format!("migrations/versions/{id}.rs"),
            &format!(
                "//! make {id}\n\nuse migrate_core::prelude::*;\n\npub static REVISION: Revision = Revision {{\n    \
                 id: {id:?},\n    down_revisions: &{down:?},\n    depends_on: &{needs:?},\n    \
                 branch_labels: &{labels:?},\n}};\n\npub fn upgrade(_op: &mut Operations) -> Result {{\n    \
                 Ok(())\n}}\n\npub fn downgrade(_op: &mut Operations) -> Result {{\n    Ok(())\n}}\n"
            ),
        );
    }
    folder
}

fn graphs() -> Vec<Vec<Line>> {
    vec![
        vec![
            line("1975ea83b712", &[]),
            line("27c6a30d7c24", &["1975ea83b712"]),
            line("ae1027a6acf0", &["27c6a30d7c24"]),
        ],
        vec![
            line("aaaa1111", &[]).label(&["shop"]),
            line("bbbb1111", &["aaaa1111"]),
            line("bbbb2222", &["aaaa1111"]),
            line("mmmm3333", &["bbbb1111", "bbbb2222"]),
            line("nnnn4444", &["mmmm3333"]),
            line("oooo4444", &["mmmm3333"]),
        ],
        vec![
            line("core1111", &[]).label(&["core"]),
            line("core2222", &["core1111"]),
            line("plug1111", &[])
                .label(&["plugin"])
                .needs(&["core2222"]),
            line("plug2222", &["plug1111"]).needs(&["core"]),
            line("zebra111", &[]),
            line("zebra222", &["zebra111"]).label(&["odd"]),
        ],
    ]
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn lists_are_printed_as_alembic_prints_them() {
    for lines in graphs() {
        let folder = project(&lines);
        let (first, last) = (lines[0].id, lines[2].id);
        let (from, between) = (format!("{first}:"), format!("{first}:{last}"));
        let to = format!(":{last}");
        let commands: Vec<Vec<&str>> = vec![
            vec!["history"],
            vec!["heads"],
            vec!["branches"],
            vec!["history", "-r", &from],
            vec!["history", "-r", &between],
            vec!["history", "-r", &to],
            vec!["history", "-r-1:"],
            vec!["history", "-r", ":heads"],
            vec!["history", "-r", ":head"],
            vec!["history", "-r", "nope:"],
        ];
        let commands: Vec<&[&str]> = commands.iter().map(Vec::as_slice).collect();
        for (command, theirs) in commands.iter().zip(alembic(&folder, &lines, &commands)) {
            let ours = folder.migrate(command);
            if theirs.died {
                assert_eq!(ours.status, 0, "{command:?} {}", ours.stderr);
                continue;
            }
            assert_eq!(ours.status == 0, theirs.ok, "{command:?} {}", ours.stderr);
            // The order of the revisions that a branch point branches into is that of a set.
            if command[0] == "branches" {
                assert_eq!(sorted(&ours.stdout), sorted(&theirs.stdout));
            } else if theirs.ok {
                assert_eq!(ours.stdout, theirs.stdout, "{command:?}");
            }
        }
    }
}

/// Alembic moves the database, and both say where it stands; then this project stamps it, and Alembic goes on.
#[test]
fn both_share_one_version_table() {
    for lines in graphs() {
        let folder = project(&lines);
        let agree = |command: &[&str]| {
            let said = alembic(
                &folder,
                &lines,
                &[command, &["current"], &["history", "-i"]],
            );
            assert!(said[0].ok, "{command:?} {}", said[0].stdout);
            // Alembic's order is that of a set.
            let current = folder.ok(&["current"]);
            assert_eq!(sorted(&current), sorted(&said[1].stdout), "{command:?}");
            assert_eq!(folder.ok(&["history", "-i"]), said[2].stdout, "{command:?}");
        };
        agree(&["upgrade", "heads"]);
        let middle = lines[1].id;
        for target in [middle, lines[2].id] {
            folder.ok(&["stamp", target]);
            agree(&["current"]);
            agree(&["upgrade", "heads"]);
        }
        agree(&["downgrade", lines[0].id]);
        agree(&["downgrade", "base"]);
    }
}

const SHOP: &[&str] = &[
    "CREATE TABLE customers (id INTEGER NOT NULL, email VARCHAR(80) NOT NULL, CONSTRAINT pk PRIMARY KEY (id), UNIQUE (email))",
    "CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE, total NUMERIC(10, 2) DEFAULT '0', CHECK (total >= 0))",
    "CREATE INDEX ix_orders_customer ON orders (customer_id)",
    "CREATE VIEW big_orders AS SELECT * FROM orders WHERE total > 100",
    "CREATE TRIGGER tidy AFTER DELETE ON customers BEGIN DELETE FROM orders WHERE customer_id = old.id; END",
    "INSERT INTO customers (email) VALUES ('ada@example.org')",
];

fn managed_by_alembic(folder: &Folder) -> Vec<Line> {
    let mut lines = vec![
        line("1975ea83b712", &[]),
        line("27c6a30d7c24", &["1975ea83b712"]),
    ];
    lines[0].upgrade = SHOP;
    let said = alembic(folder, &lines, &[&["upgrade", "head"]]);
    assert!(said[0].ok, "{}", said[0].stdout);
    lines
}

#[test]
fn a_database_that_alembic_manages_is_taken_over() {
    let folder = project(&[]);
    managed_by_alembic(&folder);
    let told = folder.migrate(&["revision", "--baseline", "--from-database"]);
    insta::assert_snapshot!(told.told(&["revision", "--baseline", "--from-database"]));
    let written = folder.read("migrations/versions/27c6a30d7c24_baseline.rs");
    let (_, functions) = written.split_once("};\n\n").unwrap();
    insta::assert_snapshot!(functions);
    assert_eq!(folder.ok(&["current"]), "27c6a30d7c24 (head)\n");

    // The journal says what was done.
    folder.migrate(&["revision", "-m", "next", "--rev-id", "3000"]);
    assert_eq!(
        folder.ok(&["upgrade", "head", "--plan"]),
        "upgrade 27c6a30d7c24 -> 3000, next\n"
    );
}

/// By default the project has a version table of its own, and Alembic's stays as it is.
#[test]
fn a_database_that_alembic_managed_is_left_by_it() {
    let folder = project(&[]);
    folder.write("migrate.toml", "url = \"sqlite://app.db\"\n");
    let lines = managed_by_alembic(&folder);
    let told = folder.migrate(&["revision", "--baseline", "--from-database", "-q"]);
    assert_eq!(told.status, 0, "{}", told.stderr);
    let document = folder.ok(&["current", "--format", "json"]);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document[0]["revision"], "27c6a30d7c24");
    let theirs = alembic(&folder, &lines, &[&["current"]]);
    assert_eq!(theirs[0].stdout, "27c6a30d7c24 (head)\n");
    let again = folder.migrate(&["revision", "--baseline", "--from-database"]);
    assert_ne!(again.status, 0);
    insta::assert_snapshot!(again.told(&["revision", "--baseline", "--from-database"]));
}

/// Alembic's files are not all here: what the database stands at is not known.
#[test]
fn a_database_of_unknown_revisions() {
    let folder = project(&[line("aaaa1111", &[])]);
    managed_by_alembic(&folder);
    let mut told = String::new();
    for arguments in [
        &["current"][..],
        &["current", "--check-heads"],
        &["history", "-i"],
        &["upgrade", "head", "--plan"],
        &["downgrade", "base", "--plan"],
        &["stamp", "head"],
        &["stamp", "--purge", "head"],
        &["current"],
    ] {
        told += &folder.migrate(arguments).told(arguments);
        told.push('\n');
    }
    insta::assert_snapshot!(told);
}

/// diesel_cli's migrations ran here: what they made is taken over, their table is left alone.
#[test]
fn a_database_that_diesel_cli_manages_is_taken_over() {
    let folder = project(&[]);
    folder.write("migrate.toml", "url = \"sqlite://app.db\"\n");
    let path = folder.path.join("app.db");
    let mut conn: diesel::SqliteConnection =
        diesel::Connection::establish(&path.display().to_string()).unwrap();
    // The table as diesel_migrations makes it.
    let sql = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT \
               NULL DEFAULT CURRENT_TIMESTAMP);\n\
               INSERT INTO __diesel_schema_migrations (version) VALUES ('20240101000000'), ('20240202000000');\n\
               CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL);";
    migrate_core::Connection::batch_execute(&mut conn, sql).unwrap();
    drop(conn);
    let told = folder.ok(&[
        "revision",
        "--baseline",
        "--from-database",
        "-m",
        "what diesel_cli made",
        "--rev-id",
        "d1e5e1",
    ]);
    assert_eq!(
        told,
        "  create table `posts`\nCreated migrations/versions/d1e5e1_what_diesel_cli_made.rs\nStamped d1e5e1\n"
    );
    assert_eq!(folder.ok(&["current"]), "d1e5e1 (head)\n");
}

#[test]
fn what_cannot_be_a_baseline() {
    let folder = project(&[]);
    let mut told = String::new();
    let mut fails = |folder: &Folder, arguments: &[&str]| {
        let before = folder.files();
        let ran = folder.migrate(arguments);
        assert_ne!(ran.status, 0, "{}", ran.stdout);
        assert_eq!(folder.files(), before);
        told += &ran.told(arguments);
        told.push('\n');
    };
    fails(&folder, &["revision", "--baseline", "--from-database"]);
    fails(&folder, &["revision", "--from-database"]);
    fails(&folder, &["revision", "--baseline", "--autogenerate"]);
    // A file without a table, as a first look with another tool leaves it.
    std::fs::write(folder.path.join("app.db"), "").unwrap();
    fails(&folder, &["revision", "--baseline", "--from-database"]);
    let mut lines = [line("left1111", &[]), line("right111", &[])];
    lines[0].upgrade = SHOP;
    assert!(alembic(&folder, &lines, &[&["upgrade", "heads"]])[0].ok);
    fails(&folder, &["revision", "--baseline", "--from-database"]);
    insta::assert_snapshot!(told);
}

/// The journal knows what ran; a file that says something else since is told of, reformatted ones are not.
#[test]
fn a_changed_revision_is_told() {
    let folder = project(&[line("aaaa1111", &[]), line("bbbb2222", &["aaaa1111"])]);
    folder.write("migrate.toml", "url = \"sqlite://app.db\"\n");
    folder.ok(&["stamp", "head"]);
    let file = "migrations/versions/aaaa1111.rs";
    let text = folder.read(file);
    let digest = migrate_source::checksum(&text).unwrap();
    let path = folder.path.join("app.db");
    let mut conn: diesel::SqliteConnection =
        diesel::Connection::establish(&path.display().to_string()).unwrap();
    // As a run writes it.
    let sql = format!(
        "INSERT INTO migrate_version_journal (revision, direction, started, statement_index, outcome, checksum, \
         tool_version) VALUES ('aaaa1111', 'upgrade', 'then', 0, 'done', '{digest}', '0')"
    );
    migrate_core::Connection::batch_execute(&mut conn, &sql).unwrap();
    drop(conn);

    folder.write(file, &text.replace("Ok(())", "// reformatted\n    Ok(())"));
    for arguments in [&["current", "-v"][..], &["history", "-i"]] {
        assert_eq!(folder.migrate(arguments).stderr, "");
    }
    folder.write(file, &text.replace("Ok(())", "op.execute(\"\")"));
    for arguments in [&["current", "-v"][..], &["history", "-i"]] {
        assert_eq!(
            folder.migrate(arguments).stderr,
            "note: revision `aaaa1111` was changed after it was applied: migrations/versions/aaaa1111.rs\n"
        );
    }
}
