//! Every error that a person can meet without a build, side by side, for review.

use std::fmt::Write as _;

use crate::project::Folder;

fn project() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrate.toml", "url = \"sqlite://app.db\"\n")
        .revision("1975ea83b712", &[], "create heros")
        .revision("1976aaaaaaaa", &["1975ea83b712"], "add teams");
    folder
}

#[test]
fn gallery() {
    let mut told = String::new();
    let mut fails = |title: &str, folder: &Folder, arguments: &[&str]| {
        let before = folder.files();
        let ran = folder.migrate(arguments);
        assert_ne!(ran.status, 0, "{title}: {}", ran.stdout);
        assert_eq!(folder.files(), before, "{title}");
        let _ = writeln!(told, "--- {title}\n{}", ran.told(arguments));
    };

    fails("no project", &Folder::new(), &["heads"]);
    fails("no such folder", &project(), &["-C", "nowhere", "heads"]);
    fails("wrong usage", &project(), &["upgarde", "head"]);
    fails(
        "wrong usage, for programs",
        &project(),
        &["--format=json", "downgrade"],
    );
    fails(
        "an answer, and nothing is compared",
        &project(),
        &["revision", "-m", "x", "--rename", "heros.mail:email"],
    );
    fails("unknown environment", &project(), &["-n", "prod", "heads"]);

    // The settings.
    let folder = project();
    folder.write("migrate.toml", "urll = \"a\"\n");
    fails("unknown key", &folder, &["heads"]);
    folder.write("migrate.toml", "journal = \"yes\"\n");
    fails("wrong value", &folder, &["heads"]);
    folder.write("migrate.toml", "url = \n");
    fails("no TOML", &folder, &["heads"]);
    folder.write("migrate.toml", "url = \"sqlite://${NOT_SET_ANYWHERE}\"\n");
    fails("variable that is not set", &folder, &["current"]);
    folder.write("migrate.toml", "");
    fails("no database is named", &folder, &["current"]);
    folder.write("migrate.toml", "url = \"environment\"\n");
    fails("URL that only code knows", &folder, &["current"]);
    folder.write(".env", "SECRET\n");
    fails("broken .env", &folder, &["current"]);

    for (title, settings) in [
        ("unknown key in a table", "[build]\npakage = \"a\"\n"),
        (
            "unknown key of an environment",
            "[env.test]\nurls = \"a\"\n",
        ),
        (
            "unknown token of a file name",
            "file_template = \"{revision}_{slug}\"\n",
        ),
        (
            "a file name that leaves the folder",
            "file_template = \"../{id}\"\n",
        ),
        (
            "folders that nobody would look into",
            "file_template = \"{year}/{id}\"\n",
        ),
        (
            "unknown token of a name",
            "[naming_convention]\nuq = \"uq_{table}_{colums}\"\n",
        ),
        (
            "a name that says too little",
            "[naming_convention]\nix = \"ix_{columns}\"\n",
        ),
        ("a database without a place", "databases = [\"main\"]\n"),
        (
            "a hook without a command",
            "[[post_write_hooks]]\nargs = [\"a\"]\n",
        ),
        ("a time that is none", "runner_lock_timeout = \"soon\"\n"),
    ] {
        folder.write("migrate.toml", settings);
        fails(title, &folder, &["heads"]);
    }
    let folder = project();
    folder.write("migrate.toml", "timezone = \"Mars/Olympus\"\n");
    fails("unknown time zone", &folder, &["revision", "-m", "x"]);
    folder.write(
        "migrate.toml",
        "databases = [\"main\", \"archive\"]\n[env.main]\nurl = \"a.db\"\n[env.archive]\nurl = \"b.db\"\n",
    );
    fails("which of several databases", &folder, &["history", "-i"]);
    fails(
        "an option on both sides",
        &folder,
        &["--url", "a.db", "current", "--url", "b.db"],
    );

    // The database.
    let folder = project();
    fails(
        "unknown scheme",
        &folder,
        &["current", "--url", "oracle://scott:tiger@host/db"],
    );
    fails(
        "no driver yet",
        &folder,
        &["current", "--url", "postgres://me:secret@host/db"],
    );
    fails(
        "one slash too many",
        &folder,
        &["current", "--url", "sqlite:///nowhere.db"],
    );
    fails("missing file", &folder, &["current"]);
    fails(
        "missing file, for programs",
        &folder,
        &["current", "--format", "json"],
    );
    fails(
        "missing folder",
        &folder,
        &["stamp", "head", "--url", "no/folder/app.db"],
    );
    fails(
        "a folder",
        &folder,
        &["stamp", "head", "--url", "migrations"],
    );
    folder.write("corrupt.db", &"This is no database. ".repeat(100));
    fails(
        "no database",
        &folder,
        &["stamp", "head", "--url", "corrupt.db"],
    );

    // Targets.
    let folder = project();
    fails("unknown revision", &folder, &["show", "1975ea83b713"]);
    fails("ambiguous revision", &folder, &["show", "197"]);
    fails("no target", &folder, &["show", "a b"]);
    fails(
        "beyond the end",
        &folder,
        &["upgrade", "--plan", "--from", "head", "+1"],
    );
    fails("bad range", &folder, &["history", "-r", "head"]);
    fails("unknown revision to stamp", &folder, &["stamp", "nope"]);
    fails("nothing to merge", &folder, &["merge"]);
    fails(
        "no head",
        &folder,
        &["revision", "-m", "x", "--head", "1975"],
    );
    fails(
        "id with an illegal character",
        &folder,
        &["revision", "-m", "x", "--rev-id", "a-b"],
    );
    fails(
        "id that is taken",
        &folder,
        &["revision", "-m", "x", "--rev-id", "1975ea83b712"],
    );
    folder.revision("2222", &["1975ea83b712"], "branch");
    fails("several heads", &folder, &["revision", "-m", "x"]);
    fails(
        "several heads to upgrade to",
        &folder,
        &["upgrade", "--plan", "--from", "base", "head"],
    );

    folder.header(
        "3333",
        "down_revisions: &[\"2222\"], branch_labels: &[\"1976b\"],",
    );
    fails(
        "a target that is two things at once",
        &folder,
        &["show", "1976"],
    );
    fails(
        "a revision of another branch",
        &folder,
        &["show", "1976b@1976aaaa"],
    );
    let folder = project();
    fails(
        "label that is taken",
        &folder,
        &["revision", "-m", "x", "--branch-label", "1975ea83b712"],
    );
    fails(
        "unknown dependency",
        &folder,
        &["revision", "-m", "x", "--depends-on", "1975ea83b713"],
    );
    fails(
        "folder that holds no revisions",
        &folder,
        &["revision", "-m", "x", "--version-path", "elsewhere"],
    );
    fails("no editor", &folder, &["edit", "head"]);
    fails(
        "unknown template",
        &folder,
        &["init", "--template", "flask"],
    );
    fails(
        "bad name of a database",
        &folder,
        &["init", "--databases", "main,The Archive"],
    );
    fails(
        "no number of steps",
        &folder,
        &["upgrade", "--plan", "--from", "base", "+1rubbish"],
    );
    fails(
        "wrong direction",
        &folder,
        &["upgrade", "--plan", "--from", "head", "-1"],
    );
    folder.write("blocked/versions", "a file where a folder should be\n");
    folder.write("migrate.toml", "script_location = \"blocked\"\n");
    fails("folder that cannot be read", &folder, &["heads"]);
    folder.write(
        "migrate.toml",
        "version_locations = [\"blocked/versions/deeper\"]\n",
    );
    fails(
        "folder that cannot be written",
        &folder,
        &["revision", "-m", "x"],
    );

    // Revision files.
    for (title, header) in [
        ("itself as parent", "down_revisions: &[\"aaaa\"],"),
        ("itself as dependency", "depends_on: &[\"aaaa\"],"),
        (
            "dependency that is not there",
            "depends_on: &[\"1975ea83b713\"],",
        ),
        ("label that is an id", "branch_labels: &[\"1975ea83b712\"],"),
        (
            "label with an illegal character",
            "branch_labels: &[\"a@b\"],",
        ),
        ("no literal", "down_revisions: &[FIRST],"),
    ] {
        let folder = project();
        folder.header("aaaa", header);
        fails(title, &folder, &["heads"]);
    }
    let folder = project();
    folder
        .header("aaaa", "branch_labels: &[\"plugin\"],")
        .header("bbbb", "branch_labels: &[\"plugin\"],");
    fails("label of two branches", &folder, &["heads"]);
    let folder = project();
    folder
        .header("aaaa", "depends_on: &[\"bbbb\"],")
        .header("bbbb", "depends_on: &[\"aaaa\"],");
    fails("circle of dependencies", &folder, &["heads"]);
    let folder = project();
    folder.revision("8c1d", &["3f2a"], "add email");
    fails("missing parent", &folder, &["heads"]);
    let folder = project();
    folder
        .revision("aaaa", &["bbbb"], "a")
        .revision("bbbb", &["aaaa"], "b");
    fails("circle", &folder, &["heads"]);
    let folder = project();
    folder.write(
        "migrations/versions/copy.rs",
        &folder.read("migrations/versions/1975ea83b712_create_heros.rs"),
    );
    fails("duplicate id", &folder, &["heads"]);
    let folder = project();
    folder.write("migrations/versions/notes.rs", "// later\n");
    fails("no revision", &folder, &["heads"]);
    let folder = project();
    folder.write(
        "migrations/versions/half.rs",
        "use migrate_core::prelude::*;\npub static REVISION: Revision = Revision { id: \"half\", down_revision: &[] };\n",
    );
    fails("unknown field", &folder, &["heads"]);

    // Other programs.
    let folder = project();
    let mut fails_with = |title: &str, editor: &str| {
        let arguments = ["edit", "head"];
        let ran = folder.migrate_with(&[("EDITOR", editor)], &arguments);
        assert_eq!(ran.status, 1, "{title}");
        let _ = writeln!(told, "--- {title}\n{}", ran.told(&arguments));
    };
    fails_with("editor that fails", "sh -c 'exit 7'");
    fails_with("editor that is not there", "no-such-editor --wait");
    fails_with("editor that is no command", "'half");

    insta::assert_snapshot!(told);
}
