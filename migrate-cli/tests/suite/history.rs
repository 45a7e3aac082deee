//! Commands that are answered from source: they build nothing, whatever state the application is in.

use crate::project::Folder;

/// Two branches and their merge; no package could be built from this.
fn project() -> Folder {
    let folder = Folder::new();
    folder
        .write("migrate.toml", "url = \"sqlite://app.db\"\n")
        .write("migrations/Cargo.toml", "this is not a manifest")
        .revision("1975ea83b712", &[], "create heros")
        .revision("27c6a30d7c24", &["1975ea83b712"], "add teams")
        .revision("3fab9a1c44d0", &["1975ea83b712"], "add powers")
        .revision("b07e15a2cc91", &["27c6a30d7c24", "3fab9a1c44d0"], "merge");
    folder
}

#[test]
fn text_for_people() {
    let folder = project();
    let mut told = String::new();
    for arguments in [
        &["heads"][..],
        &["history"],
        &["history", "-r", "1975:27c6"],
        &["history", "-r", "-1:"],
        &["branches"],
        &["show", "27c6"],
        &["show", "head", "-v"],
        &["upgrade", "head", "--plan", "--from", "base"],
        &["downgrade", "-1", "--plan", "--from", "b07e"],
        &[
            "upgrade", "+1", "--plan", "--from", "1975", "--format", "json",
        ],
    ] {
        told += &folder.migrate(arguments).told(arguments);
        told.push('\n');
    }
    insta::assert_snapshot!(told);
}

#[test]
fn documents_for_programs() {
    let folder = project();
    let history = folder.ok(&["history", "--format", "json"]);
    let history: serde_json::Value = serde_json::from_str(&history).unwrap();
    let ids: Vec<&str> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["revision"].as_str().unwrap())
        .collect();
    assert_eq!(ids.first(), Some(&"b07e15a2cc91"));
    assert_eq!(ids.last(), Some(&"1975ea83b712"));
    let show = folder.ok(&["--format=json", "show", "1975"]);
    insta::assert_snapshot!(show);
}

#[test]
fn an_empty_revision_builds_nothing() {
    let folder = project();
    let told = folder.ok(&[
        "revision",
        "-m",
        "Add \"odd\" names, & more",
        "--rev-id",
        "c0ffee",
    ]);
    assert_eq!(
        told,
        "Created migrations/versions/c0ffee_add_odd_names_more.rs\n"
    );
    let text = folder.read("migrations/versions/c0ffee_add_odd_names_more.rs");
    let (_, after_date) = text.split_once(" UTC\n").unwrap();
    insta::assert_snapshot!(after_date);
    assert_eq!(folder.ok(&["heads"]), "c0ffee (head)\n");
}

#[test]
fn heads_are_merged() {
    let folder = project();
    folder.revision("aaaa", &["b07e15a2cc91"], "left");
    folder.revision("bbbb", &["b07e15a2cc91"], "right");
    folder.ok(&["merge", "-m", "both", "--rev-id", "cccc"]);
    assert_eq!(folder.ok(&["heads"]), "cccc (head)\n");
}

#[test]
fn a_database_is_stamped_and_read_without_a_build() {
    let folder = project();
    let created = folder.migrate(&["stamp", "27c6"]);
    insta::assert_snapshot!(created.told(&["stamp", "27c6"]));
    assert_eq!(folder.ok(&["current"]), "27c6a30d7c24\n");
    assert_eq!(folder.migrate(&["current", "--check-heads"]).status, 3);
    folder.ok(&["stamp", "head"]);
    insta::assert_snapshot!(folder.ok(&["current", "--format=json"]));
    assert_eq!(folder.migrate(&["current", "-c"]).status, 0);
    folder.ok(&["stamp", "base"]);
    assert_eq!(folder.ok(&["current"]), "");
}

/// A relative file counts from the project, one on the command line from the current folder.
#[test]
fn where_a_relative_url_counts_from() {
    let folder = project();
    folder.write("sub/.keep", "");
    folder.ok(&["-C", "sub", "stamp", "head"]);
    assert!(folder.path.join("app.db").exists());
    folder.ok(&["-C", "sub", "--url", "sqlite://other.db", "stamp", "head"]);
    assert!(folder.path.join("sub/other.db").exists());
    folder.write(".env", "DATABASE_URL=sqlite://from_env.db\n");
    folder.ok(&["stamp", "head"]);
    assert!(folder.path.join("from_env.db").exists());
}
