//! `migrate init`: what it writes, what it keeps, what it refuses.

use std::fmt::Write as _;

use crate::project::{Folder, repository};

/// How an application depends on this repository.
fn core() -> String {
    let path = repository().join("migrate-core");
    format!(
        "{{ path = {:?}, features = [\"sqlite-bundled\"] }}",
        path.display().to_string()
    )
}

fn manifest() -> String {
    format!(
        "[package]\nname = \"shop\"   # what it is called\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n# The database.\ndiesel = {{ version = \"2.3\", features = [\"sqlite\"] }}\n\
         migrate-core = {}\nserde = \"1\" # data\n",
        core()
    )
}

fn single() -> Folder {
    let folder = Folder::new();
    folder
        .write("Cargo.toml", &manifest())
        .write("src/lib.rs", "");
    folder
}

/// All files, with the repository's path hidden.
fn tree(folder: &Folder) -> String {
    let mut text = String::new();
    for (path, content) in folder.files() {
        let _ = writeln!(text, "=== {path}\n{content}");
    }
    hidden(folder, text)
}

/// Text without the repository's path.
fn hidden(folder: &Folder, mut text: String) -> String {
    let repository = repository();
    let inside = repository.strip_prefix("/").unwrap().display().to_string();
    // The way up is as long as the temporary folder's path is deep.
    let up = "../".repeat(folder.path.components().count() - 1);
    for deeper in ["../../", "../", ""] {
        text = text.replace(&format!("{deeper}{up}{inside}"), "[repository]");
    }
    text.replace(&repository.display().to_string(), "[repository]")
}

#[test]
fn a_single_package_becomes_a_workspace() {
    let folder = single();
    let told = folder.ok(&["init"]);
    insta::assert_snapshot!(told + "\n" + &tree(&folder));
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = single();
    folder.ok(&["init"]);
    let before = folder.files();
    insta::assert_snapshot!(folder.ok(&["init"]), @"Nothing to do: the migrations are set up already.");
    assert_eq!(folder.files(), before);
    assert_eq!(
        folder.ok(&["init", "--format=json"]),
        "{\n  \"created\": [],\n  \"changed\": []\n}\n"
    );
}

#[test]
fn what_the_user_changed_stays() {
    let folder = single();
    folder.ok(&["init"]);
    let library = folder.read("migrations/src/lib.rs") + "\npub fn mine() {}\n";
    folder.write("migrations/src/lib.rs", &library);
    std::fs::remove_file(folder.path.join("migrate.toml")).unwrap();
    folder.ok(&["init"]);
    assert_eq!(folder.read("migrations/src/lib.rs"), library);
    assert!(folder.path.join("migrate.toml").exists());
}

/// A workspace whose shared dependencies are inherited, and whose member list has comments.
fn workspace() -> Folder {
    let folder = Folder::new();
    folder.write(
        "Cargo.toml",
        &format!(
            "# the workspace\n[workspace]\nresolver = \"3\"\nmembers = [\n    \"crates/*\", # all of them\n]\n\n\
             [workspace.dependencies]\ndiesel = {{ version = \"2.3\", features = [\"sqlite\"] }}\nmigrate-core = {}\n",
            core()
        ),
    );
    folder.write(
        "crates/shop/Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\npublish = false\n\n\
         [dependencies]\nmigrate-core.workspace = true\ndiesel = { workspace = true, features = [\"chrono\"] }\n",
    );
    folder.write("crates/shop/src/lib.rs", "");
    folder
}

#[test]
fn a_member_of_a_workspace_keeps_its_inheritance() {
    let folder = workspace();
    let told = folder.ok(&["-C", "crates/shop", "init"]);
    insta::assert_snapshot!(told + "\n" + &tree(&folder));
}

#[test]
fn from_the_folder_of_a_workspace_the_application_is_found() {
    let folder = workspace();
    let told = folder.ok(&["init"]);
    assert!(told.contains("created migrations/Cargo.toml"), "{told}");
    let application = folder.read("crates/shop/Cargo.toml");
    assert!(
        application.contains("shop-migrations = { path = \"../../migrations\" }"),
        "{application}"
    );
    let before = folder.files();
    folder.ok(&["init"]);
    assert_eq!(folder.files(), before);
    let command = folder.read("migrations/cli/Cargo.toml");
    assert!(
        command.contains("shop = { path = \"../../crates/shop\" }"),
        "{command}"
    );
}

#[test]
fn sql_migrations_are_not_disturbed() {
    let folder = single();
    folder.write(
        "migrations/2024-01-01-000000_create/up.sql",
        "CREATE TABLE a (b);",
    );
    let before = folder.files();
    let refused = folder.migrate(&["init"]);
    assert_eq!(folder.files(), before);
    let told = folder.ok(&["init", "revisions"]);
    assert!(
        folder
            .read("migrate.toml")
            .contains("\nscript_location = \"revisions\"\n"),
        "{told}"
    );
    assert!(folder.ok(&["heads"]).is_empty());
    insta::assert_snapshot!(refused.told(&["init"]));
}

#[test]
fn migrations_run_on_the_applications_driver() {
    let diesel = "diesel = { version = \"2.3\", features = [\"sqlite\"] }";
    let core = ", features = [\"sqlite-bundled\"]";
    assert!(manifest().contains(diesel) && manifest().contains(core));
    let mut told = String::new();
    for (title, stated) in [
        (
            "libpq",
            "diesel = { version = \"2.3\", features = [\"postgres\"] }",
        ),
        (
            "libmysqlclient",
            "diesel = { version = \"2.3\", features = [\"mysql\"] }",
        ),
        (
            "diesel-async",
            "diesel = \"2.3\"\ndiesel-async = { version = \"0.9.0\", features = [\"postgres\"] }",
        ),
    ] {
        let folder = single();
        folder.write(
            "Cargo.toml",
            &manifest().replace(diesel, stated).replace(core, ""),
        );
        folder.ok(&["init"]);
        let files = [
            "migrations/Cargo.toml",
            "migrations/cli/Cargo.toml",
            "migrations/src/lib.rs",
            "migrate.toml",
        ];
        let _ = writeln!(told, "--- {title}");
        for file in files {
            let text = folder.read(file);
            for line in text.lines().filter(|line| {
                ["diesel", "migrate-c", "use ", "pub type", "url =", "/// `"]
                    .iter()
                    .any(|start| line.starts_with(start))
            }) {
                let _ = writeln!(told, "{line}");
            }
        }
    }
    insta::assert_snapshot!(hidden(&single(), told));
}

#[test]
fn refusals() {
    let mut told = String::new();
    let mut refuse = |title: &str, folder: &Folder, arguments: &[&str]| {
        let before = folder.files();
        let ran = folder.migrate(arguments);
        assert_eq!(folder.files(), before, "{title}");
        assert_eq!(ran.status, 1, "{title}: {}{}", ran.stdout, ran.stderr);
        let _ = writeln!(told, "--- {title}\n{}", ran.told(arguments));
    };

    refuse("no package", &Folder::new(), &["init"]);

    let folder = single();
    std::fs::rename(
        folder.path.join("src/lib.rs"),
        folder.path.join("src/main.rs"),
    )
    .unwrap();
    folder.write("src/main.rs", "fn main() {}");
    refuse("no library", &folder, &["init", "--template", "generic"]);

    let folder = single();
    folder.write(
        "Cargo.toml",
        &manifest().replace("migrate-core =", "log = \"0.4\"\n# migrate-core ="),
    );
    refuse("no migrate-core", &folder, &["init"]);

    let folder = single();
    folder.write(
        "migrations/Cargo.toml",
        "[package]\nname = \"other\"\nversion = \"0.1.0\"\n",
    );
    refuse("another package is there", &folder, &["init"]);

    refuse(
        "outside of the workspace",
        &single(),
        &["init", "../elsewhere"],
    );
    refuse("unknown package", &single(), &["init", "-p", "shops"]);

    let folder = single();
    folder.write(
        "Cargo.toml",
        &(manifest() + "\n[workspace]\nmembers = \"all\"\n"),
    );
    refuse("broken manifest", &folder, &["init"]);

    insta::assert_snapshot!(told);
}
