//! Commands on servers that build nothing, and what keeps a person from them.

use migrate_test_servers::{Backend, Server};

use crate::project::Folder;

fn project() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrate.toml", "")
        .write("migrations/Cargo.toml", "this is not a manifest")
        .revision("1975ea83b712", &[], "create heros")
        .revision("27c6a30d7c24", &["1975ea83b712"], "add teams");
    folder
}

fn servers() -> impl Iterator<Item = &'static Server> {
    [Server::postgres(), Server::mysql()].into_iter().flatten()
}

#[test]
fn what_needs_no_code_builds_nothing() {
    for server in servers() {
        let database = server.database();
        let folder = project();
        let url = [("DATABASE_URL", database.url())];
        let url = [(url[0].0, url[0].1.as_str())];
        let ok = |arguments: &[&str]| {
            let ran = folder.migrate_with(&url, arguments);
            assert_eq!(ran.status, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
            ran.stdout
        };
        assert_eq!(ok(&["--format=json", "current"]).trim(), "[]");
        ok(&["stamp", "1975"]);
        assert!(ok(&["current"]).contains("1975ea83b712"));
        assert!(ok(&["history", "-i"]).contains("1975ea83b712"));
        let plan = ok(&["upgrade", "head", "--plan"]);
        assert_eq!(plan.trim().lines().count(), 1, "{plan}");

        // A run was interrupted behind the second statement of a revision.
        database.execute(
            "INSERT INTO migrate_version_journal (revision, direction, started, statement_index, outcome, tool_version) \
             VALUES ('27c6a30d7c24', 'upgrade', '2026-11-21T10:00:00.000Z', 2, 'started', '0.1.0')",
        );
        let told = ok(&["resolve", "--applied"]);
        assert!(
            told.contains("counts as done") && told.contains("27c6a30d7c24"),
            "{told}"
        );
        assert!(ok(&["current"]).contains("27c6a30d7c24 (head)"));
        let ran = folder.migrate_with(&url, &["resolve", "--rolled-back"]);
        assert_eq!(ran.status, 1);
        assert!(
            ran.stderr.contains("no revision is unfinished"),
            "{}",
            ran.stderr
        );
        assert!(
            !folder
                .files()
                .iter()
                .any(|(path, _)| path.contains("target"))
        );
    }
}

/// What Alembic leaves behind.
const ALEMBIC: [&str; 4] = [
    "CREATE TABLE teams (id integer NOT NULL PRIMARY KEY, name varchar(80) NOT NULL)",
    "CREATE TABLE heros (id integer NOT NULL PRIMARY KEY, team_id integer, CONSTRAINT fk_heros_team_id FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE)",
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
    "INSERT INTO alembic_version VALUES ('27c6a30d7c24')",
];

#[test]
fn a_database_of_alembics_is_taken_over_by_a_baseline() {
    for (server, several) in servers().flat_map(|server| [(server, false), (server, true)]) {
        let database = server.database();
        for sql in ALEMBIC {
            database.execute(sql);
        }
        let folder = Folder::new();
        let settings = if several {
            "databases = [\"main\", \"archive\"]\n[env.main]\nurl_env = \"MAIN_URL\"\n[env.archive]\nurl = \"b.db\"\n"
        } else {
            "url_env = \"MAIN_URL\"\n"
        };
        folder
            .write("migrate.toml", settings)
            .write("migrations/Cargo.toml", "this is not a manifest")
            .write("migrations/versions/.gitkeep", "");
        let url = database.url();
        let ok = |arguments: &[&str]| {
            let arguments = [if several { &["-n", "main"][..] } else { &[] }, arguments].concat();
            let ran = folder.migrate_with(&[("MAIN_URL", &url)], &arguments);
            assert_eq!(ran.status, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
            ran.stdout + &ran.stderr
        };
        let told = ok(&["revision", "--baseline", "--from-database"]);
        assert!(told.contains("`alembic_version` stays as it is"), "{told}");
        assert_eq!(ok(&["current"]), "27c6a30d7c24 (head)\n");
        let file = folder.read("migrations/versions/27c6a30d7c24_baseline.rs");
        for part in [
            "\"heros\"",
            "\"teams\"",
            "fk_heros_team_id",
            "on_delete(Cascade)",
        ] {
            assert!(file.contains(part), "{part}: {file}");
        }
        assert!(!file.contains("alembic_version"), "{file}");
        assert_eq!(file.contains("fn upgrade_archive"), several, "{file}");
    }
}

#[test]
fn a_database_of_alembics_is_taken_over_by_naming_its_table() {
    for server in servers() {
        let database = server.database();
        for sql in ALEMBIC {
            database.execute(sql);
        }
        let folder = project();
        folder.write("migrate.toml", "version_table = \"alembic_version\"\n");
        let url = database.url();
        let ok = |arguments: &[&str]| {
            let ran = folder.migrate_with(&[("DATABASE_URL", &url)], arguments);
            assert_eq!(ran.status, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
            ran.stdout
        };
        assert_eq!(ok(&["current"]), "27c6a30d7c24 (head)\n");
        ok(&["stamp", "1975"]);
        assert_eq!(ok(&["current"]), "1975ea83b712\n");
        let plan = ok(&["upgrade", "--plan"]);
        assert!(
            plan.starts_with("upgrade 1975ea83b712 -> 27c6a30d7c24"),
            "{plan}"
        );
    }
}

#[test]
fn wrong_urls_are_told_with_a_hint_and_without_the_password() {
    let folder = project();
    let mut cases = vec![
        (
            "postgres://me:tops3cret@127.0.0.1:1/app".to_owned(),
            "refused",
            "look whether the server runs",
        ),
        (
            "postgres://me:tops3cret@h/app?sslmod=off".to_owned(),
            "`sslmod`",
            "did you mean `sslmode`?",
        ),
        (
            "mysql://me:tops3cret@h/app?colour=red".to_owned(),
            "`colour`",
            "remove it",
        ),
        (
            "mysql://me:tops3cret/x@h/app".to_owned(),
            "%2F",
            "a URL is written",
        ),
        (
            "oracle://me:tops3cret@h/app".to_owned(),
            "unknown kind of database: `oracle`",
            "postgres://",
        ),
    ];
    for server in servers() {
        let (host, port) = (server.host(), server.port());
        cases.push(match server.backend() {
            Backend::Postgres | Backend::Sqlite => (
                format!("postgres://nobody:tops3cret@{host}:{port}/postgres"),
                "\"nobody\" does not exist",
                "create it first",
            ),
            Backend::Mysql => (
                format!("mysql://nobody:tops3cret@{host}:{port}/mysql"),
                "Access denied",
                "correct the user and the password",
            ),
        });
    }
    for (url, expected, hint) in &cases {
        for format in ["text", "json"] {
            let ran =
                folder.migrate_with(&[("DATABASE_URL", url)], &["--format", format, "current"]);
            assert_eq!(ran.status, 1, "{url}: {}", ran.stdout);
            let told = ran.stderr.replace("\\\"", "\"");
            assert!(
                told.contains(expected) && told.contains(hint),
                "{url}: {told}"
            );
            assert!(!told.contains("s3cret"), "{url}: {told}");
        }
    }
}
