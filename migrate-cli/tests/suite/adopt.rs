//! SQL migrations that diesel_cli's own library ran become revisions, and the database stands where it stood.

use diesel::{Connection as _, SqliteConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};

use crate::project::Folder;

const UP: &str = "-- Every user has a login.
CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY,
    -- the \"login\"
    name TEXT NOT NULL DEFAULT '\"#'
);
CREATE INDEX ix_users_name ON users (name);
";

/// A project beside the SQL migrations of diesel_cli.
fn project() -> Folder {
    let folder = Folder::new();
    folder
        .write(
            "migrate.toml",
            "script_location = \"revisions\"\nurl = \"app.db\"\n",
        )
        .write("revisions/versions/.gitkeep", "")
        .write("diesel.toml", "[migrations_directory]\ndir = \"sql\"\n")
        .write("sql/2024-01-02-030405_create_users/up.sql", UP)
        .write(
            "sql/2024-01-02-030405_create_users/down.sql",
            "DROP TABLE users;\n",
        )
        .write(
            "sql/2024-02-02-030405-0000_one_way/up.sql",
            "ALTER TABLE users ADD COLUMN age INTEGER;",
        )
        .write(
            "sql/20240302030405_later/up.sql",
            "CREATE TABLE later (id INTEGER PRIMARY KEY);",
        )
        .write("sql/20240302030405_later/down.sql", "-- nothing\n")
        .write(
            "sql/20240302030405_later/metadata.toml",
            "run_in_transaction = false\n",
        )
        .write("sql/.hidden/up.sql", "no SQL");
    folder
}

/// Lets Diesel's library run so many of the migrations.
fn diesel_runs(folder: &Folder, count: usize) {
    let source = FileBasedMigrations::from_path(folder.path.join("sql")).unwrap();
    let path = folder.path.join("app.db");
    let mut conn = SqliteConnection::establish(&path.display().to_string()).unwrap();
    for _ in 0..count {
        conn.run_next_migration(source.clone()).unwrap();
    }
    // What is left to run is what `current` has to leave.
    conn.pending_migrations(source).unwrap();
}

#[test]
fn what_diesel_ran_is_a_history_and_the_database_stands_in_it() {
    let folder = project();
    diesel_runs(&folder, 2);
    let mut told = folder.migrate(&["adopt"]).told(&["adopt"]);
    for arguments in [&["history", "-i"][..], &["current"], &["adopt"]] {
        told.push('\n');
        told += &folder.migrate(arguments).told(arguments);
    }
    for file in [
        "20240102030405_create_users",
        "202402020304050000_one_way",
        "20240302030405_later",
    ] {
        let text = folder.read(&format!("revisions/versions/{file}.rs"));
        let (_, below_date) = text.split_once(" UTC\n").unwrap();
        told += &format!("\n--- {file}.rs\n{below_date}");
    }
    insta::assert_snapshot!(told);

    // A migration that came later stands behind the others.
    folder.write("sql/20250101000000_last/up.sql", "SELECT 1;");
    folder.ok(&["adopt", "sql", "--no-stamp"]);
    assert_eq!(folder.ok(&["heads"]), "20250101000000 (head)\n");
    assert_eq!(
        folder
            .ok(&["--format=json", "show", "head"])
            .matches("20240302030405")
            .count(),
        1
    );
}

#[test]
fn what_cannot_be_adopted_writes_nothing() {
    let folder = project();
    let mut told = String::new();
    let mut fails = |folder: &Folder, arguments: &[&str]| {
        told += &folder.migrate(arguments).told(arguments);
        told.push('\n');
        let written = folder
            .files()
            .iter()
            .any(|(path, _)| path.starts_with("revisions/versions/2"));
        assert!(!written, "{arguments:?}");
    };
    fails(&folder, &["adopt", "nowhere"]);
    fails(&folder, &["adopt", "revisions"]);
    folder.write("sql/2024-03-02-030405_twin/up.sql", "SELECT 1;");
    fails(&folder, &["adopt"]);
    std::fs::remove_dir_all(folder.path.join("sql/2024-03-02-030405_twin")).unwrap();
    folder.write(
        "sql/20240302030405_later/metadata.toml",
        "run_in_transaction = maybe\n",
    );
    fails(&folder, &["adopt"]);
    folder.write(
        "sql/20240302030405_later/metadata.toml",
        "run_in_transaction = true\n",
    );
    diesel_runs(&folder, 3);
    folder.write("sql/20240201000000_merged_late/up.sql", "SELECT 1;");
    fails(&folder, &["adopt"]);
    folder.write("diesel.toml", "[migrations_directory\n");
    fails(&folder, &["adopt"]);
    insta::assert_snapshot!(told);
}

#[test]
fn without_a_database_the_files_are_written_all_the_same() {
    let folder = project();
    folder.write(
        "sql/20240302030405_later/up.sql",
        "BEGIN; SELECT 1; COMMIT;",
    );
    let ran = folder.migrate(&["adopt"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("no database file"), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("20240302030405_later.rs has a statement BEGIN"),
        "{}",
        ran.stderr
    );
    assert_eq!(folder.ok(&["history"]).lines().count(), 3);
    assert!(!folder.path.join("app.db").exists());
}
