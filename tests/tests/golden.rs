//! Golden revisions: a folder each, with a database before (`from.sql`) and after (`to.sql`), and the revision that
//! autogenerate writes between them. The file is compiled here, run, and taken back again on a real database.
//!
//! `MIGRATE_BLESS=1 cargo test -p migrate-tests golden` writes the files anew.

use std::path::{Path, PathBuf};
use std::process::Command;

use diesel::SqliteConnection;
use migrate_core::Operation;
use migrate_core::connection::Connection as _;
use migrate_core::diff::renames::Rename;
use migrate_core::diff::{DiffOptions, diff};
use migrate_core::render::{NewRevision, reversed, revision_file};
use migrate_core::revision::Step;
use migrate_core::schema::Schema;
use migrate_tests::database::{dump, inspect, memory, sqlite};

use crate::history::{environment, revision};

macro_rules! cases {
    ($($case:ident: $path:literal,)*) => {
        $(#[path = $path] mod $case;)*

        const CASES: &[(&str, Step, Step)] =
            &[$(($case::REVISION.id, $case::upgrade, $case::downgrade)),*];
    };
}

cases! {
    checks: "../golden/checks/revision.rs",
    collation: "../golden/collation/revision.rs",
    columns_added: "../golden/columns_added/revision.rs",
    columns_dropped: "../golden/columns_dropped/revision.rs",
    cycle: "../golden/cycle/revision.rs",
    defaults: "../golden/defaults/revision.rs",
    foreign_keys: "../golden/foreign_keys/revision.rs",
    generated: "../golden/generated/revision.rs",
    indexes: "../golden/indexes/revision.rs",
    many_tables: "../golden/many_tables/revision.rs",
    names: "../golden/names/revision.rs",
    nullability: "../golden/nullability/revision.rs",
    numbering: "../golden/numbering/revision.rs",
    options: "../golden/options/revision.rs",
    primary_key: "../golden/primary_key/revision.rs",
    renamed_elements: "../golden/renamed_elements/revision.rs",
    renames: "../golden/renames/revision.rs",
    tables: "../golden/tables/revision.rs",
    types: "../golden/types/revision.rs",
    uniques: "../golden/uniques/revision.rs",
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A database made by a script.
fn database(script: &Path) -> SqliteConnection {
    let mut conn = memory();
    conn.batch_execute(&read(script))
        .unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    conn
}

/// What is still to be done to make `to` of `from`.
fn remaining(from: &Schema, to: &Schema) -> Vec<Operation> {
    diff(from, to, &DiffOptions::new(sqlite().capabilities())).operations
}

/// The revision that autogenerate writes from one database to the other.
fn render(case: &str) -> String {
    let from = inspect(&mut database(&folder().join(case).join("from.sql")));
    let mut to = inspect(&mut database(&folder().join(case).join("to.sql")));
    // What a person answers, where something got another name.
    let renames = std::fs::read_to_string(folder().join(case).join("renames"));
    for answer in renames.unwrap_or_default().lines() {
        let rename = Rename::parse(answer, &from, &to);
        rename.expect("a rename of the case").accept(&mut to);
    }
    let upgrade = remaining(&from, &to);
    let downgrade = reversed(&upgrade).expect("what the diff finds can be taken back");
    let header = NewRevision {
        id: case.to_owned(),
        message: case.replace('_', " "),
        created: "2026-01-01 00:00:00 UTC".to_owned(),
        down_revisions: vec![],
        depends_on: vec![],
        branch_labels: vec![],
    };
    revision_file(&header, &upgrade, &downgrade)
}

#[test]
fn every_case_is_listed() {
    let mut folders: Vec<String> = std::fs::read_dir(folder())
        .expect("the cases")
        .map(|entry| {
            entry
                .expect("a case")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    folders.sort();
    let listed: Vec<&str> = CASES.iter().map(|(case, ..)| *case).collect();
    assert_eq!(folders, listed);
}

#[test]
fn the_rendered_files_are_the_golden_ones_and_rustfmt_leaves_them_alone() {
    for (case, ..) in CASES {
        let path = folder().join(case).join("revision.rs");
        let rendered = render(case);
        assert_eq!(rendered, render(case), "the same bytes twice");
        if std::env::var_os("MIGRATE_BLESS").is_some() {
            std::fs::write(&path, &rendered).expect("the golden file can be written");
        }
        let golden = read(&path);
        assert!(
            rendered == golden,
            "{case}:\n{}",
            similar::TextDiff::from_lines(&golden, &rendered).unified_diff()
        );
        let formatted = Command::new("rustfmt")
            .args(["--edition", "2024", "--check"])
            .arg(&path)
            .output()
            .expect("rustfmt runs");
        assert!(
            formatted.status.success(),
            "{case}: {}",
            String::from_utf8_lossy(&formatted.stdout)
        );
    }
}

#[test]
fn the_golden_files_do_what_they_say_and_take_it_back() {
    for (case, upgrade, downgrade) in CASES {
        let script = |name: &str| folder().join(case).join(name);
        let environment = environment(vec![revision("a", &[], *upgrade, *downgrade)]);
        let mut conn = database(&script("from.sql"));
        let (before, rows) = (inspect(&mut conn), dump(&mut conn));
        let _ = environment
            .upgrade(&mut conn, "head")
            .unwrap_or_else(|error| panic!("{case}: {error:?}"));
        let wanted = inspect(&mut database(&script("to.sql")));
        assert_eq!(remaining(&inspect(&mut conn), &wanted), [], "{case}, up");
        let _ = environment
            .downgrade(&mut conn, "base")
            .unwrap_or_else(|error| panic!("{case}: {error:?}"));
        assert_eq!(remaining(&inspect(&mut conn), &before), [], "{case}, down");
        assert_eq!(
            rows.lines().filter(|line| line.contains("keep me")).count(),
            {
                let after = dump(&mut conn);
                after
                    .lines()
                    .filter(|line| line.contains("keep me"))
                    .count()
            },
            "{case}: rows are kept"
        );
    }
}
