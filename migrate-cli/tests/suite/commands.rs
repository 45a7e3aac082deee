//! Commands and options of which each does one small thing, in Alembic's spellings, too; none of them builds.

use crate::project::Folder;

fn project() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrate.toml", "url = \"sqlite://app.db\"\n")
        .revision("1975ea83b712", &[], "create heros")
        .revision("27c6a30d7c24", &["1975ea83b712"], "add teams");
    folder
}

/// An editor that writes down what it is called with.
#[cfg(unix)]
fn editor(folder: &Folder) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    folder.write("an editor", "#!/bin/sh\nprintf '%s\\n' \"$@\" > opened\n");
    let path = folder.path.join("an editor");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("'{}' --wait", path.display())
}

#[cfg(unix)]
#[test]
fn edit_opens_what_is_named() {
    let folder = project();
    let editor = editor(&folder);
    folder.ok(&["stamp", "1975"]);
    let versions = folder
        .path
        .join("migrations/versions")
        .display()
        .to_string();
    for (variable, target, file) in [
        ("EDITOR", "head", "27c6a30d7c24_add_teams.rs"),
        ("VISUAL", "current", "1975ea83b712_create_heros.rs"),
        ("EDITOR", "27c6", "27c6a30d7c24_add_teams.rs"),
        ("EDITOR", "head-1", "1975ea83b712_create_heros.rs"),
        ("EDITOR", "current+1", "27c6a30d7c24_add_teams.rs"),
    ] {
        let ran = folder.migrate_with(&[(variable, &editor)], &["edit", target]);
        assert_eq!(ran.status, 0, "{target}: {}", ran.stderr);
        assert_eq!(
            folder.read("opened"),
            format!("--wait\n{versions}/{file}\n"),
            "{target}"
        );
    }
    // $VISUAL comes first, as everywhere.
    let both = [("VISUAL", editor.as_str()), ("EDITOR", "false")];
    assert_eq!(folder.migrate_with(&both, &["edit", "head"]).status, 0);
}

#[test]
fn show_takes_every_identifier() {
    let folder = project();
    folder.ok(&["stamp", "1975"]);
    for target in ["1975", "current", "head-1", "-1", "27c6-1", "current+0"] {
        let shown = folder.ok(&["show", target]);
        assert!(shown.contains("Rev: 1975ea83b712"), "{target}: {shown}");
    }
    let both = folder.ok(&["show", "heads", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&both).unwrap();
    assert_eq!(document["revision"], "27c6a30d7c24");
}

#[test]
fn the_version_table_is_made_once() {
    let folder = project();
    let first = folder.ok(&["ensure-version"]);
    assert!(
        first.contains("Created the version table `migrate_version`"),
        "{first}"
    );
    let second = folder.ok(&["ensure_version"]);
    assert!(second.contains("is there"), "{second}");
    let document = folder.ok(&["ensure-version", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["created"], false);
    assert_eq!(folder.ok(&["current"]), "");
}

#[test]
fn heads_that_another_revision_needs() {
    let folder = project();
    folder.write(
        "migrations/versions/aaaa.rs",
        "//! needs teams\n\nuse migrate_core::prelude::*;\n\npub static REVISION: Revision = Revision {\n    \
         id: \"aaaa\",\n    down_revisions: &[],\n    depends_on: &[\"27c6a30d7c24\"],\n    branch_labels: &[],\n};\n\n\
         pub fn upgrade(_op: &mut Operations) -> Result {\n    Ok(())\n}\n\n\
         pub fn downgrade(_op: &mut Operations) -> Result {\n    Ok(())\n}\n",
    );
    assert_eq!(
        folder.ok(&["heads"]),
        "27c6a30d7c24 (effective head)\naaaa (head)\n"
    );
    assert_eq!(
        folder.ok(&["heads", "--resolve-dependencies"]),
        "aaaa (head)\n"
    );
}

#[test]
fn templates_and_completions() {
    let folder = Folder::new();
    for command in ["list-templates", "list_templates"] {
        assert!(folder.ok(&[command]).starts_with("generic"));
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.ok(&["completions", shell]);
        assert!(script.contains("COMPLETE"), "{shell}: {script}");
    }
}

#[test]
fn a_shell_is_told_of_commands_options_and_revisions() {
    let folder = project();
    let completes = |words: &[&str]| {
        let asked = [&["--", "migrate"], words].concat();
        let ran = folder.migrate_with(&[("COMPLETE", "fish")], &asked);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        ran.stdout
    };
    assert!(completes(&["ens"]).contains("ensure-version"));
    assert!(completes(&["upgrade", "--pl"]).contains("--plan"));
    for words in [
        &["upgrade", "27"][..],
        &["show", "27"],
        &["history", "-r", "1975:27"],
    ] {
        let told = completes(words);
        assert!(
            told.contains("27c6a30d7c24\tadd teams"),
            "{words:?}: {told}"
        );
        assert!(!told.contains("head"), "{words:?}: {told}");
    }
    assert!(completes(&["upgrade", "he"]).contains("heads"));
    let elsewhere = Folder::new();
    let ran = elsewhere.migrate_with(&[("COMPLETE", "fish")], &["--", "migrate", "upgrade", "h"]);
    assert_eq!(ran.stdout, "head\nheads\n", "{}", ran.stderr);
}

#[test]
fn options_stand_on_either_side_of_a_command() {
    let folder = project();
    folder.ok(&["-x", "a=1", "-x", "b=2", "heads"]);
    folder.ok(&["heads", "-x", "a=1", "-xb=2"]);
    folder.ok(&["-x", "a=1", "-v", "heads", "-x", "b=2", "-vv", "-q"]);
}

#[test]
fn alembics_spellings() {
    let folder = project();
    folder.ok(&["stamp", "heads", "--tag", "release-1"]);
    for arguments in [
        &["history", "--rev-range", "base:head"][..],
        &["history", "-r-1:current", "-i", "-v"],
        &["current", "-c"],
        &["-c", "migrate.toml", "current", "--check-heads", "-v"],
        &["upgrade", "--plan", "--from", "1975", "+1"],
        &["downgrade", "-1", "--plan"],
        &["downgrade", "27c6-1", "--plan"],
        &["revision", "--sql", "-m", "x", "--rev-id", "x1"],
    ] {
        folder.ok(arguments);
    }
}

/// Gives a script to the client sqlite3, for a database in the project's folder.
fn sqlite3(folder: &Folder, database: &str, script: &str) {
    use std::io::Write as _;
    let mut child = std::process::Command::new("sqlite3")
        .arg(folder.path.join(database))
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let written = child.stdin.take().unwrap().write_all(script.as_bytes());
    assert!(child.wait().unwrap().success(), "{script}");
    written.unwrap();
}

#[test]
fn stamps_and_the_version_table_are_sql_on_request() {
    let folder = project();
    sqlite3(&folder, "app.db", &folder.ok(&["ensure-version", "--sql"]));
    sqlite3(
        &folder,
        "app.db",
        &folder.ok(&["stamp", "1975", "--sql", "--tag", "release 7"]),
    );
    assert_eq!(folder.ok(&["current"]), "1975ea83b712\n");
    let script = folder.ok(&["stamp", "1975:head", "--sql-portable"]);
    assert!(!script.contains(".bail"), "{script}");
    sqlite3(&folder, "app.db", &script);
    assert_eq!(folder.ok(&["current"]), "27c6a30d7c24 (head)\n");

    let tagged = folder.ok(&["stamp", "1975", "--sql", "--tag", "release 7"]);
    assert!(tagged.contains("-- Tag: release 7\n"), "{tagged}");
    let document = folder.ok(&["ensure-version", "--sql", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["database"], "SQLite");
    let elsewhere = folder.ok(&["stamp", "head", "--sql", "--url", "postgres://"]);
    assert!(elsewhere.contains("RAISE EXCEPTION"), "{elsewhere}");
    let elsewhere = folder.ok(&["stamp", "head", "--sql", "--url", "mariadb://"]);
    assert!(elsewhere.contains("SIGNAL SQLSTATE"), "{elsewhere}");
}

#[test]
fn ranges_are_for_scripts() {
    let folder = project();
    for arguments in [
        &["upgrade", "base:head"][..],
        &["downgrade", "head:base"],
        &["stamp", "base:head"],
    ] {
        let ran = folder.migrate(arguments);
        assert_eq!(ran.status, 1, "{}", ran.stdout);
        assert!(ran.stderr.contains("only `--sql` takes"), "{}", ran.stderr);
    }
    for arguments in [
        &["stamp", "head", "--sql", "--purge"][..],
        &["upgrade", "--sql", "--plan"],
    ] {
        assert_eq!(folder.migrate(arguments).status, 2, "{arguments:?}");
    }
}
