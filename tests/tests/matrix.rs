//! The matrix of docs/autogenerate.md: every kind of change, whether it is found, whether its revision can be taken back,
//! and whether the rows are kept; with Alembic's own answers beside it.
//!
//! `scripts/matrix` asks Alembic anew and writes the page; here it is held against what is found now.

mod cases;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diesel::SqliteConnection;
use migrate_core::Operation;
use migrate_core::connection::Connection as _;
use migrate_core::diff::renames::Rename;
use migrate_core::diff::{DiffOptions, Difference, diff};
use migrate_core::render::reversed;
use migrate_core::schema::{NamingConvention, Schema};
use migrate_tests::database::{inspect, memory, query, sqlite};

use crate::history;
use cases::{Case, cases};

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Outcome {
    found: bool,
    /// A difference that is told and not changed.
    noted: bool,
    reversible: bool,
    kept: bool,
}

fn compare(from: &Schema, to: &Schema) -> Difference {
    let options = DiffOptions {
        compare_types: true,
        compare_defaults: true,
        differs: None,
        naming: &NamingConvention::default(),
        foreign_keys_may_precede: true,
        complete: false,
        droppable: &|_| true,
    };
    diff(from, to, &options)
}

fn normalised(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    sqlite().normalise(&mut schema);
    schema
}

/// Carries a change out on a database with rows, and takes it back; `None` where the database lacks the thing.
fn outcome(case: &Case) -> Option<Outcome> {
    let lacks = |schema: &Schema| {
        let mut tables = schema.tables.iter();
        tables.any(|table| !sqlite().unsupported(table).is_empty())
    };
    if !case.exists_here || lacks(&case.before) || lacks(&case.after) {
        return None;
    }
    let mut conn = memory();
    let create = compare(&Schema::default(), &normalised(&case.before)).operations;
    let made = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = made
        .upgrade(&mut conn, "head")
        .expect("the case can be made");
    fill(&mut conn, &case.before);
    let before = inspect(&mut conn);
    let rows = kept_rows(&mut conn, case);

    let mut wanted = normalised(&case.after);
    for rename in case.renames {
        let rename = Rename::parse(rename, &before, &wanted);
        rename.expect("a rename of the case").accept(&mut wanted);
    }
    let difference = compare(&before, &wanted);
    let up = difference.operations.clone();
    let down = reversed(&up).expect("what the diff finds can be taken back");
    let environment = history::of_operations([(create, vec![]), (up.clone(), down)]);
    let _ = environment
        .stamp(&mut conn, &["a"], true)
        .expect("it stands at the first");
    let arrived = environment.upgrade(&mut conn, "head");
    assert!(arrived.is_ok(), "{}: {arrived:?}", case.change);
    let left: Vec<Operation> = compare(&inspect(&mut conn), &wanted).operations;
    assert_eq!(left, [], "{}: nothing is left to do", case.change);
    let kept = kept_rows_after(&mut conn, case) == rows;
    let _ = environment.downgrade(&mut conn, "a").expect("the way back");
    Some(Outcome {
        found: !up.is_empty(),
        noted: !difference.notes.is_empty(),
        reversible: compare(&inspect(&mut conn), &before).operations.is_empty(),
        kept,
    })
}

/// Puts two rows into the table of most cases.
fn fill(conn: &mut SqliteConnection, schema: &Schema) {
    if schema.table(&"heros".into()).is_some() {
        conn.batch_execute(
            "INSERT INTO heros (id, name, age) VALUES (1, 'Ada', 36), (2, 'Lin', 58)",
        )
        .expect("rows fit");
    }
}

/// The rows that have to be there after the change: names, where the table is there before and after.
fn kept_rows(conn: &mut SqliteConnection, case: &Case) -> Vec<Vec<Option<String>>> {
    rows_of(
        conn,
        if case.after.tables.is_empty() {
            None
        } else {
            case.before.table(&"heros".into()).map(|_| "heros")
        },
    )
}

fn kept_rows_after(conn: &mut SqliteConnection, case: &Case) -> Vec<Vec<Option<String>>> {
    let has_rows = case.before.table(&"heros".into()).is_some();
    let table = ["heros", "people"]
        .into_iter()
        .find(|name| case.after.table(&(*name).into()).is_some());
    rows_of(conn, table.filter(|_| has_rows))
}

fn rows_of(conn: &mut SqliteConnection, table: Option<&str>) -> Vec<Vec<Option<String>>> {
    let Some(table) = table else {
        return Vec::new();
    };
    query(
        conn,
        &format!("SELECT CAST(id AS TEXT), name, CAST(age AS TEXT) FROM {table} ORDER BY id"),
    )
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What Alembic answered, as `scripts/matrix` wrote it down: by change, the operations that it proposed.
fn alembic(database: &str) -> BTreeMap<String, Vec<String>> {
    let path = folder().join(format!("tests/alembic/autogenerate_{database}.json"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("a list of answers")
}

/// Alembic's answer in a word; what its model cannot say, or its database has not, is left out.
fn verdict(case: &Case, answers: &BTreeMap<String, Vec<String>>) -> &'static str {
    match answers.get(case.change) {
        None => "",
        Some(found) if found.is_empty() && case.is_no_change() => "rightly nothing",
        Some(found) if found.is_empty() => "missed",
        Some(found) if found.iter().any(|name| name.starts_with("error")) => "error",
        Some(found)
            if !case.renames.is_empty()
                && found.iter().any(|name| name.starts_with("add"))
                && found.iter().any(|name| name.starts_with("remove")) =>
        {
            "drop and add: data lost"
        }
        Some(_) => "found",
    }
}

fn ours(case: &Case) -> String {
    let Some(outcome) = outcome(case) else {
        return "".to_owned();
    };
    let found = match outcome {
        Outcome { found: true, .. } => "found",
        Outcome { noted: true, .. } => "told, not changed",
        _ if case.is_no_change() => "rightly nothing",
        _ => "MISSED",
    };
    let mut text = found.to_owned();
    if outcome.found {
        text.push_str(if outcome.reversible {
            ", reversible"
        } else {
            ", NOT REVERSIBLE"
        });
        // A table that is not there on both sides has no rows to keep.
        if !case.before.tables.is_empty() && !case.after.tables.is_empty() {
            text.push_str(if outcome.kept {
                ", rows kept"
            } else {
                ", ROWS LOST"
            });
        }
    }
    text
}

fn page() -> String {
    let sqlite = alembic("sqlite");
    let mut text = String::from(
        "# What autogenerate finds\n\n\
         Every kind of change, carried out on a database with rows and taken back: whether it is found, whether `downgrade`\n\
         gives back what was there, and whether the rows are kept. Beside it, what Alembic 1.20 answers to the same change\n\
         with types and defaults compared; where its cell is empty, its models cannot say the thing, or nothing was asked.\n\
         `scripts/matrix` writes this page; a test holds it against what is found.\n\n\
         | change | SQLite | Alembic on SQLite |\n|---|---|---|\n",
    );
    for case in cases() {
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            case.change,
            ours(&case),
            verdict(&case, &sqlite)
        ));
    }
    text
}

#[test]
fn the_page_is_current() {
    let path = folder().join("docs/autogenerate.md");
    let page = page();
    assert!(
        !page.contains("MISSED") && !page.contains("NOT REVERSIBLE") && !page.contains("ROWS LOST"),
        "{page}"
    );
    if std::env::var_os("MIGRATE_BLESS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "{}",
        similar::TextDiff::from_lines(&kept, &page).unified_diff()
    );
}
