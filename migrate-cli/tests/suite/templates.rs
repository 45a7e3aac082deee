//! The templates of `init`, each as far as a migrated database. They build with cargo, in folders that are kept.

use migrate_core::Connection;

use crate::project::{Folder, repository};

/// A package that depends on this repository, with the versions that it was tested with.
fn package(name: &str) -> Folder {
    let core = repository().join("migrate-core");
    let folder = Folder::kept(name);
    folder.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             diesel = {{ version = \"2.2\", default-features = false, features = [\"sqlite\"] }}\n\
             migrate-core = {{ path = {:?}, features = [\"sqlite-bundled\"] }}\n",
            core.display().to_string()
        ),
    );
    folder.write(
        "Cargo.lock",
        &std::fs::read_to_string(repository().join("Cargo.lock")).unwrap(),
    );
    folder
}

/// What a query finds in a database of the folder.
fn query(folder: &Folder, database: &str, sql: &str) -> Vec<String> {
    let path = folder.path.join(database);
    let mut conn: diesel::SqliteConnection =
        diesel::Connection::establish(&path.display().to_string()).unwrap();
    let rows = Connection::query(&mut conn, sql).unwrap();
    rows.into_iter().flatten().flatten().collect()
}

fn tables(folder: &Folder, database: &str) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'migrate%' \
               AND name NOT LIKE 'sqlite%' ORDER BY name";
    query(folder, database, sql)
}

const MODELS: &str = "\
use diesel::prelude::*;
use migrate_core::Migratable;

#[derive(Queryable, Selectable, Migratable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i32,
    #[migratable(max_length = 80, unique)]
    pub name: String,
}

#[derive(Queryable, Selectable, Migratable)]
#[diesel(table_name = entries)]
#[migratable(database = \"archive\")]
pub struct Entry {
    pub id: i32,
    #[migratable(index)]
    pub said: String,
}

#[derive(Queryable, Selectable, Migratable)]
#[diesel(table_name = tmp_imports)]
#[migratable(database = \"archive\")]
pub struct Import {
    pub id: i32,
}
";

#[test]
fn several_databases_share_one_history() {
    let folder = package("pair");
    folder.write("src/lib.rs", MODELS);
    folder.ok(&[
        "init",
        "--template",
        "multidb",
        "--databases",
        "main,archive",
    ]);
    let settings = folder.read("migrate.toml");
    folder.write(
        "migrate.toml",
        &format!(
            "{settings}\n[naming_convention]\nuq = \"{{table}}_{{columns}}_key\"\nix = \"idx\"\npk = \"{{table}}_pkey\"\n\
             [filter]\nexcept_tables = [\"tmp_*\"]\n"
        ),
    );

    let generate = [
        "revision",
        "--autogenerate",
        "-m",
        "create tables",
        "--rev-id",
        "a1",
    ];
    folder.ok(&generate);
    let revision = folder.read("migrations/versions/a1_create_tables.rs");
    let (_, functions) = revision.split_once("};\n\n").unwrap();
    insta::assert_snapshot!(functions);

    folder.ok(&["upgrade", "head"]);
    assert_eq!(tables(&folder, "main.db"), ["users"]);
    assert_eq!(tables(&folder, "archive.db"), ["entries"]);
    let sql = query(
        &folder,
        "main.db",
        "SELECT sql FROM sqlite_master WHERE name = 'users'",
    );
    assert!(sql.concat().contains("users_pkey"), "{sql:?}");
    folder.ok(&["check"]);

    // One of them alone.
    folder.ok(&["downgrade", "base", "-n", "archive"]);
    assert_eq!(folder.ok(&["current"]), "main:\na1 (head)\narchive:\n");
    let current = folder.ok(&["current", "--format", "json"]);
    let current: serde_json::Value = serde_json::from_str(&current).unwrap();
    assert_eq!(current["main"][0]["revision"], "a1");
    assert_eq!(current["archive"].as_array().unwrap().len(), 0);
    let ran = folder.migrate(&["history", "-i"]);
    assert!(
        ran.stderr.contains("several databases: main, archive"),
        "{}",
        ran.stderr
    );
    folder.ok(&["upgrade", "head"]);
    assert_eq!(tables(&folder, "archive.db"), ["entries"]);

    // The project's own code: arguments, names by convention, and the database's name.
    folder.ok(&["revision", "-m", "by hand", "--rev-id", "a2"]);
    let path = "migrations/versions/a2_by_hand.rs";
    let empty = folder.read(path);
    assert!(
        empty.contains("\"archive\" => upgrade_archive(op)"),
        "{empty}"
    );
    let body = "fn upgrade_main(op: &mut Operations) -> Result {\n    \
                let owner = op.arguments().get(\"owner\").ok_or(\"say -x owner=NAME\")?;\n    \
                op.create_index(\"users\", index([\"id\", \"name\"]))?;\n    \
                op.execute(&format!(\"INSERT INTO users (id, name) VALUES (1, '{owner} {}')\", op.database()))\n}\n";
    let by_hand = empty.replace(
        "fn upgrade_main(_op: &mut Operations) -> Result {\n    Ok(())\n}\n",
        body,
    );
    assert_ne!(by_hand, empty);
    folder.write(path, &by_hand);
    let ran = folder.migrate(&["upgrade", "head"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("say -x owner=NAME"), "{}", ran.stderr);
    folder.ok(&["upgrade", "head", "-x", "owner=me"]);
    assert_eq!(
        query(&folder, "main.db", "SELECT name FROM users"),
        ["me main"]
    );
    let index = "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'idx%'";
    assert_eq!(query(&folder, "main.db", index), ["idx_users_id_name"]);
    assert_eq!(
        query(
            &folder,
            "archive.db",
            "SELECT version_num FROM migrate_version"
        ),
        ["a2"]
    );
}

#[test]
fn an_application_hosts_the_commands() {
    let folder = package("solo");
    folder.write(
        "src/main.rs",
        "mod models {\n    use diesel::prelude::*;\n    use migrate_core::Migratable;\n\n    \
         #[derive(Queryable, Migratable)]\n    #[diesel(table_name = notes)]\n    pub struct Note {\n        \
         pub id: i32,\n        pub text: String,\n    }\n}\n\nfn main() {\n    println!(\"serving\");\n}\n",
    );
    let told = folder.migrate(&["init"]);
    assert_eq!(told.status, 0, "{}", told.stderr);
    assert!(
        told.stderr.contains("it hosts the commands itself"),
        "{}",
        told.stderr
    );
    assert!(!folder.path.join("migrations/cli").exists());
    let main = folder.read("src/main.rs");
    assert!(
        main.contains(
            "fn main() {\n    migrate_cli::host(\"db\", migrations::environment);\n    println!"
        ),
        "{main}"
    );

    let settings = folder.read("migrate.toml");
    folder.write(
        "migrate.toml",
        &format!("{settings}\n[env.test]\nurl = \"sqlite://test.db\"\nversion_table = \"other\"\n"),
    );
    folder.ok(&[
        "revision",
        "--autogenerate",
        "-m",
        "create notes",
        "--rev-id",
        "a1",
    ]);
    folder.ok(&["upgrade", "head"]);
    folder.ok(&["check"]);
    assert_eq!(tables(&folder, "solo.db"), ["notes"]);

    // The same commands, without the developer's.
    let program = folder.built("solo");
    let run = |words: &[&str]| {
        let mut command = std::process::Command::new(&program);
        let output = command
            .args(words)
            .current_dir(&folder.path)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    assert_eq!(run(&["db", "current"]), (Some(0), "a1 (head)\n".to_owned()));
    assert_eq!(run(&["db", "nonsense"]).0, Some(2));

    // What `-n` says was compiled in, so that a program without its source knows it, too.
    assert_eq!(run(&["db", "-n", "test", "upgrade", "head"]).0, Some(0));
    let sql = "SELECT version_num FROM other";
    assert_eq!(query(&folder, "test.db", sql), ["a1"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(&program)
        .args(["db", "-n", "test", "current", "--check-heads", "--url"])
        .arg(folder.path.join("test.db"))
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(run(&["db", "--help"]).1.contains("Usage: solo db"));
    assert_eq!(run(&[]), (Some(0), "serving\n".to_owned()));
}

#[test]
fn a_main_that_starts_a_runtime_is_left_to_its_author() {
    let folder = package("solo-async");
    let main = "#[tokio::main]\nasync fn main() {\n}\n";
    folder.write("src/main.rs", main);
    let told = folder.ok(&["init", "--template", "single"]);
    assert!(told.contains("let its `main` begin with"), "{told}");
    assert_eq!(folder.read("src/main.rs"), main);
    let refused = folder.migrate(&["init", "--template", "multidb", "--databases", "Main"]);
    assert_eq!(refused.status, 1);
}
