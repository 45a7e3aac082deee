//! The revision files of the matrix, one for each change and database: written by `MIGRATE_BLESS=1`, compared with what
//! is written now, compiled into this test, and what the matrix carries out.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use migrate_core::Operation;
use migrate_core::connection::Engine;
use migrate_core::render::{NewRevision, revision_file};
use migrate_core::revision::Step;

#[path = "../../matrix/revisions.rs"]
mod revisions;

use revisions::REVISIONS;

/// Whether the files are written anew.
pub fn bless() -> bool {
    std::env::var_os("MIGRATE_BLESS").is_some()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("matrix")
}

/// A change as a file's name.
fn slug(change: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    change.chars().map(letter).collect()
}

fn database(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "postgres",
        Engine::Mysql => "mysql",
        _ => "sqlite",
    }
}

/// The functions of a file.
pub fn compiled(engine: Engine, change: &str) -> Option<(Step, Step)> {
    let (of, id) = (database(engine), slug(change));
    let mut revisions = REVISIONS.iter();
    let found = revisions.find(|(database, known, ..)| *database == of && *known == id);
    found.map(|(_, _, upgrade, downgrade)| (*upgrade, *downgrade))
}

/// Holds a file against what would be written now.
pub fn hold(
    engine: Engine,
    server: &str,
    change: &str,
    upgrade: &[Operation],
    downgrade: &[Operation],
) {
    // MySQL proper says some things in other words than MariaDB, whose files are kept.
    if upgrade.is_empty() || server == "MySQL" {
        return;
    }
    let header = NewRevision {
        id: slug(change),
        message: change.to_owned(),
        created: "2026-01-01 00:00:00 UTC".to_owned(),
        down_revisions: vec![],
        depends_on: vec![],
        branch_labels: vec![],
    };
    let written = revision_file(&header, upgrade, downgrade);
    let path = folder()
        .join(database(engine))
        .join(slug(change))
        .with_extension("rs");
    if bless() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
        std::fs::write(&path, &written).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == written,
        "{}:\n{}",
        path.display(),
        similar::TextDiff::from_lines(&kept, &written).unified_diff()
    );
}

/// The files that there are, by database and change.
fn present() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for database in ["mysql", "postgres", "sqlite"] {
        let entries = std::fs::read_dir(folder().join(database))
            .into_iter()
            .flatten();
        for entry in entries.flatten() {
            let path = entry.path();
            let change = path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            found.extend(change.map(|change| format!("{database}/{change}")));
        }
    }
    found
}

/// Writes the list of files, by which they are compiled.
pub fn list() {
    let mut text = String::from(
        "//! The revision files of the matrix. `MIGRATE_BLESS=1 cargo test -p migrate-tests matrix` writes them and this list.\n\n\
         use migrate_core::revision::Step;\n\n",
    );
    let (mut modules, mut entries) = (String::new(), String::new());
    for file in present() {
        let module = file.replace('/', "_");
        modules.push_str(&format!("#[path = \"{file}.rs\"]\nmod {module};\n"));
        let database = file.split('/').next().unwrap_or_default();
        entries.push_str(&format!(
            "(\"{database}\", {module}::REVISION.id, {module}::upgrade, {module}::downgrade),\n"
        ));
    }
    text.push_str(&modules);
    text.push_str(&format!(
        "\n/// Each file: its database, its revision, and what it does in either direction.\n\
         pub const REVISIONS: &[(&str, &str, Step, Step)] = &[\n{entries}];\n"
    ));
    let path = folder().join("revisions.rs");
    std::fs::write(&path, text).expect("the list can be written");
    let _ = rustfmt(&["--edition", "2024"], &[path]);
}

fn rustfmt(arguments: &[&str], paths: &[PathBuf]) -> std::process::Output {
    let mut command = Command::new("rustfmt");
    command.args(arguments).args(paths);
    command.output().expect("rustfmt runs")
}

#[test]
fn the_files_are_compiled_and_rustfmt_leaves_them_alone() {
    let files = present();
    let listed = REVISIONS.iter();
    let listed: BTreeSet<String> = listed
        .map(|(database, id, ..)| format!("{database}/{id}"))
        .collect();
    if !bless() {
        assert_eq!(files, listed);
    }
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|file| folder().join(format!("{file}.rs")))
        .collect();
    let formatted = rustfmt(&["--edition", "2024", "--check"], &paths);
    assert!(
        formatted.status.success(),
        "{}",
        String::from_utf8_lossy(&formatted.stdout)
    );
}
