//! The matrix of docs/autogenerate.md: every kind of change, whether it is found, whether its revision can be taken back,
//! and whether the rows are kept; with Alembic's own answers beside it.
//!
//! `scripts/matrix` asks Alembic anew and writes the page; here it is held against what is found now.

mod cases;
mod files;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use migrate_core::command::{CompareOptions, Comparison, LikelyRenames};
use migrate_core::connection::{Connection, Engine};
use migrate_core::diff::Note;
use migrate_core::schema::{Schema, TableName};
use migrate_core::{Environment, dialect};
use migrate_test_servers::{Database, Server};
use migrate_tests::database::memory;

use crate::history;
use crate::servers::drivers;
use cases::{Case, cases};

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Outcome {
    found: bool,
    /// A difference that is told and not changed.
    noted: bool,
    /// What is still to be done to have what was before, once the way back was gone.
    left: Vec<String>,
    kept: bool,
}

/// An empty database of a kind, for one case.
struct Fresh {
    conn: Box<dyn Connection>,
    _database: Option<Database<'static>>,
}

/// Through the pure driver or Diesel's own; `None` if the kind was left out by name.
fn fresh(engine: Engine, pure: bool) -> Option<Fresh> {
    let server = match engine {
        Engine::Postgres => Server::postgres()?,
        Engine::Mysql => Server::mysql()?,
        _ => {
            let conn = Box::new(memory());
            return Some(Fresh {
                conn,
                _database: None,
            });
        }
    };
    let database = server.database();
    Some(Fresh {
        conn: drivers::of(server, pure).connect(&database.url()),
        _database: Some(database),
    })
}

fn compared(
    environment: &Environment,
    conn: &mut dyn Connection,
    to: &Schema,
    case: &Case,
) -> Comparison {
    let mut options = CompareOptions::default();
    options.likely_renames = LikelyRenames::Ignore;
    options.renames = case
        .renames
        .iter()
        .map(|&rename| rename.to_owned())
        .collect();
    let compared = environment.compare_schema(conn, to.clone(), options);
    compared.unwrap_or_else(|error| panic!("{}: {error:?}", case.change))
}

/// As [`compared`], once the renames are done or taken back.
fn left(
    environment: &Environment,
    conn: &mut dyn Connection,
    to: &Schema,
    case: &Case,
) -> Vec<String> {
    let mut options = CompareOptions::default();
    options.likely_renames = LikelyRenames::Ignore;
    let compared = environment.compare_schema(conn, to.clone(), options);
    let compared = compared.unwrap_or_else(|error| panic!("{}: {error:?}", case.change));
    let reordered = compared.notes.iter();
    let reordered = reordered.filter(|note| matches!(note, Note::Reordered { .. }));
    let has = dialect::detect(conn)
        .expect("the server says what it is")
        .capabilities();
    let reordered = reordered.filter(|_| has.column_places && case.change != REORDERED);
    let operations = compared.operations.iter().map(ToString::to_string);
    operations
        .chain(reordered.map(ToString::to_string))
        .collect()
}

/// What is told and never changed.
const REORDERED: &str = "columns reordered";

/// Carries a change out on a database with rows, and takes it back; `None` where the database lacks the thing.
fn outcome(case: &Case, fresh: &mut Fresh) -> Option<Outcome> {
    let conn = &mut *fresh.conn;
    let dialect = dialect::detect(conn).expect("the server says what it is");
    let lacks = |schema: &Schema| !dialect.unsupported_in(schema).is_empty();
    let elsewhere = case.only.is_some_and(|only| only != conn.engine());
    if elsewhere || lacks(&case.before) || lacks(&case.after) {
        return None;
    }
    let create = compared(
        &history::nothing(),
        conn,
        &case.before,
        &case.without_renames(),
    )
    .operations;
    let made = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = made
        .upgrade(conn, "head")
        .unwrap_or_else(|error| panic!("{}: {error:?}", case.change));
    assert_eq!(
        left(&made, conn, &case.before, case),
        [""; 0],
        "{}: made",
        case.change
    );
    fill(conn, &case.before);
    let mut before = dialect
        .inspect(conn, &|name| !name.name.starts_with("migrate_"))
        .expect("readable");
    // Objects are held against what was written, not against what the database made of it.
    before.objects.clone_from(&case.before.objects);
    let rows = names_before(conn, case);

    let found = compared(&made, conn, &case.after, case);
    let (up, down) = (
        found.upgrade(),
        found.downgrade().expect("what is found can be taken back"),
    );
    files::hold(conn.engine(), dialect.name(), case.change, &up, &down);
    // What is carried out is the file, as it was compiled into this test; one that is new is not yet.
    let environment = match files::compiled(conn.engine(), case.change) {
        Some((upgrade, downgrade)) if !files::bless() => {
            history::behind_operations(create.clone(), upgrade, downgrade)
        }
        _ => history::of_operations([(create.clone(), vec![]), (up.clone(), down)]),
    };
    let _ = environment
        .stamp(conn, &["a"], true)
        .expect("it stands at the first");
    let arrived = environment.upgrade(conn, "head");
    assert!(arrived.is_ok(), "{}: {arrived:?}", case.change);
    assert_eq!(
        left(&environment, conn, &case.after, case),
        [""; 0],
        "{}: nothing is left to do",
        case.change
    );
    let kept = names_after(conn, case) == rows;
    let back = environment.downgrade(conn, "a");
    assert!(back.is_ok(), "{}: {back:?}", case.change);
    // Of objects the history tells what was written: it ends here again.
    let environment = history::of_operations([(create, vec![]), (vec![], vec![])]);
    let _ = environment
        .stamp(conn, &["b"], true)
        .expect("compared at head");
    Some(Outcome {
        found: !up.is_empty(),
        noted: found
            .notes
            .iter()
            .any(|note| matches!(note, Note::Reordered { .. })),
        left: left(&environment, conn, &before, case),
        kept,
    })
}

/// Puts two rows into the table of most cases.
fn fill(conn: &mut dyn Connection, schema: &Schema) {
    if schema.table(&"heros".into()).is_some() {
        conn.batch_execute(
            "INSERT INTO heros (id, name, age) VALUES (1, 'Ada', 36), (2, 'Lin', 58)",
        )
        .expect("rows fit");
    }
}

/// The rows that have to be there after the change, where the table is there before and after.
fn names_before(conn: &mut dyn Connection, case: &Case) -> Vec<Vec<Option<String>>> {
    let has_rows = case.before.table(&"heros".into()).is_some() && !case.after.tables.is_empty();
    names(conn, has_rows.then_some("heros"))
}

fn names_after(conn: &mut dyn Connection, case: &Case) -> Vec<Vec<Option<String>>> {
    let has_rows = case.before.table(&"heros".into()).is_some();
    let mut tables = [(None, "heros"), (None, "people"), (Some("app"), "heros")].into_iter();
    let table = tables.find_map(|(schema, name)| {
        let name = TableName {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
        };
        case.after.table(&name).map(|_| name.to_string())
    });
    names(conn, table.as_deref().filter(|_| has_rows))
}

fn names(conn: &mut dyn Connection, table: Option<&str>) -> Vec<Vec<Option<String>>> {
    let Some(table) = table else {
        return Vec::new();
    };
    conn.query(&format!("SELECT name FROM {table} ORDER BY id"))
        .expect("the table is there")
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

fn ours(case: &Case, outcome: Option<Outcome>) -> String {
    let Some(outcome) = outcome else {
        return String::new();
    };
    let found = match outcome {
        Outcome { found: true, .. } => "found",
        Outcome { noted: true, .. } => "told, not changed",
        _ if case.is_no_change() => "rightly nothing",
        _ => "MISSED",
    };
    let mut text = found.to_owned();
    if outcome.found {
        text.push_str(&match outcome.left.as_slice() {
            [] => ", reversible".to_owned(),
            // MySQL makes an index for a foreign key, and keeps it.
            left if left.iter().all(|left| left.starts_with("drop index")) => {
                ", reversible but for an index".to_owned()
            }
            left => format!(", NOT REVERSIBLE: {}", left.join(", ")),
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

const ENGINES: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::Mysql];

/// What one kind of database says to each case, through whichever driver; `None` if it was left out.
fn column(engine: Engine) -> Vec<Option<String>> {
    let through = |case: &Case, pure| Some(ours(case, outcome(case, &mut fresh(engine, pure)?)));
    cases(engine)
        .iter()
        .map(|case| {
            let cell = through(case, false)?;
            if engine != Engine::Sqlite {
                let pure = through(case, true)?;
                assert_eq!(pure, cell, "{}: through the pure driver", case.change);
            }
            Some(cell)
        })
        .collect()
}

/// The page; what a database that was left out would say is taken over from the page that is kept.
fn page(kept: &str) -> String {
    let kept: BTreeMap<&str, Vec<&str>> = kept
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split('|').map(str::trim);
            Some((cells.next()?, cells.collect()))
        })
        .collect();
    let (sqlite, postgres) = (alembic("sqlite"), alembic("postgres"));
    let mut text = String::from(
        "# What autogenerate finds\n\n\
         Every kind of change, carried out on a database with rows and taken back: whether it is found, whether `downgrade`\n\
         gives back what was there, and whether the rows are kept. A cell is empty where the database has no such thing.\n\
         Beside it, what Alembic 1.20 answers to the same change with types and defaults compared; its cell is empty where its\n\
         models cannot say the thing, or nothing was asked. `scripts/matrix` writes this page; a test holds it against what is\n\
         found.\n\n\
         | change | SQLite | PostgreSQL | MySQL, MariaDB | Alembic on SQLite | Alembic on PostgreSQL |\n\
         |---|---|---|---|---|---|\n",
    );
    // Each database in a thread of its own; the histories of tests are a thread's.
    let columns: Vec<Vec<Option<String>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = ENGINES
            .into_iter()
            .map(|engine| scope.spawn(move || column(engine)))
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    });
    for (at, case) in cases(Engine::Sqlite).iter().enumerate() {
        let cells: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(number, column)| {
                column[at].clone().unwrap_or_else(|| {
                    let cells = kept.get(case.change);
                    let cell = cells.and_then(|cells| cells.get(number));
                    cell.copied().unwrap_or_default().to_owned()
                })
            })
            .collect();
        text.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            case.change,
            cells.join(" | "),
            verdict(case, &sqlite),
            verdict(case, &postgres)
        ));
    }
    text
}

#[test]
fn the_page_is_current() {
    let path = folder().join("docs/autogenerate.md");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let page = page(&kept);
    let bad: Vec<&str> = page
        .lines()
        .filter(|line| {
            let words = ["MISSED", "NOT REVERSIBLE", "ROWS LOST"];
            words.iter().any(|word| line.contains(word))
        })
        .collect();
    assert_eq!(bad, [""; 0]);
    if std::env::var_os("MIGRATE_BLESS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
        files::list();
        return;
    }
    assert!(
        kept == page,
        "{}",
        similar::TextDiff::from_lines(&kept, &page).unified_diff()
    );
}
