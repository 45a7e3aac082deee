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

    // Revision files.
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

    insta::assert_snapshot!(told);
}
