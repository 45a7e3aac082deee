//! One pair of schemas: the first is made and filled with rows, changed into the second, and changed back; every step is held
//! against what it promises.

use migrate_core::command::{CompareOptions, Comparison};
use migrate_core::connection::Engine;
use migrate_core::dialect::LiveCatalog;
use migrate_core::operation::Change;
use migrate_core::operations::Operations;
use migrate_core::render::NewRevision;
use migrate_core::revision::Step;
use migrate_core::schema::Schema;
use migrate_core::{Environment, Operation, RunError};

use super::asked::asked;
use super::comparable::comparable;
use super::place::Place;
use crate::history;
use crate::rows::{fill, surviving};

/// A revision file that was compiled.
#[derive(Debug, Clone, Copy)]
pub struct Compiled {
    /// The revision's id.
    pub id: &'static str,
    /// The whole file.
    pub text: &'static str,
    pub upgrade: Step,
    pub downgrade: Step,
}

/// A pair, and how it is tried.
pub struct Pair<'p> {
    place: &'p mut Place,
    dumped: bool,
    /// What the project adds to its environment.
    hooks: fn(Environment) -> Environment,
    /// What is carried out instead of the operations that were found.
    compiled: Option<Compiled>,
}

/// The first schema, made, and what leads from there to the second.
struct Made {
    create: Vec<Operation>,
    rows: Vec<Vec<String>>,
    dump: String,
    found: Comparison,
}

impl<'p> Pair<'p> {
    pub fn new(place: &'p mut Place, dumped: bool) -> Self {
        Pair {
            place,
            dumped,
            hooks: |environment| environment,
            compiled: None,
        }
    }

    /// Compares and renders as a project does that has hooks.
    #[must_use]
    pub fn with_hooks(mut self, hooks: fn(Environment) -> Environment) -> Self {
        self.hooks = hooks;
        self
    }

    /// Carries out a file in the place of the operations that it was rendered from; it has to ask for the same.
    #[must_use]
    pub fn compiled(mut self, compiled: Compiled) -> Self {
        self.compiled = Some(compiled);
        self
    }

    /// Makes the first schema, without rows, and of it the second; returns what was found between them.
    pub fn arrive(&mut self, a: &Schema, b: &Schema) -> Vec<Operation> {
        let Made { create, found, .. } = self.make(a, b, false);
        let changed = self.environment(&create, &found.operations, &[]);
        let _ = changed
            .stamp(self.place.conn(), &["a"], true)
            .expect("a stamp");
        let arrived = changed.upgrade(self.place.conn(), "head");
        let told = listed(&found.operations);
        let _ = arrived.unwrap_or_else(|error| panic!("{error:?}\n{told}"));
        self.is(&changed, b, &told);
        found.operations
    }

    /// The file that autogenerate writes for the way from one schema to the other.
    pub fn file(&mut self, id: &str, a: &Schema, b: &Schema, with_rows: bool) -> String {
        let found = self.make(a, b, with_rows).found;
        self.render(id, &found)
    }

    fn render(&self, id: &str, found: &Comparison) -> String {
        let header = NewRevision {
            id: id.to_owned(),
            message: format!("the pair {id}"),
            created: "2026-01-01 00:00:00 UTC".to_owned(),
            down_revisions: vec!["a".to_owned()],
            depends_on: vec![],
            branch_labels: vec![],
        };
        let down = found.downgrade().expect("what is found can be taken back");
        let renderer = (self.hooks)(history::nothing()).renderer();
        renderer.revision_file(&header, &found.upgrade(), &down)
    }

    fn make(&mut self, a: &Schema, b: &Schema, with_rows: bool) -> Made {
        self.place.clear();
        let create = self.compared(&history::nothing(), a).operations;
        let hooks = self.hooks;
        let made = || {
            hooks(history::of_operations([
                (create.clone(), vec![]),
                (vec![], vec![]),
            ]))
        };
        let _ = made()
            .upgrade(self.place.conn(), "head")
            .unwrap_or_else(|error| panic!("a sound schema can be made: {error:?}"));
        self.is(&made(), a, "made");
        let dialect = self.place.dialect();
        if with_rows {
            fill(self.place.conn(), &*dialect, a, b);
        }
        let (rows, dump) = (
            surviving(self.place.conn(), &*dialect, (a, b), true),
            self.place.dump_if(self.dumped),
        );
        let found = self.compared(&made(), b);
        Made {
            create,
            rows,
            dump,
            found,
        }
    }

    /// What carries a change out: the file, where there is one.
    fn environment(
        &self,
        create: &[Operation],
        up: &[Operation],
        down: &[Operation],
    ) -> Environment {
        (self.hooks)(match self.compiled {
            Some(compiled) => {
                history::behind_operations(create.to_vec(), compiled.upgrade, compiled.downgrade)
            }
            None => {
                history::of_operations([(create.to_vec(), vec![]), (up.to_vec(), down.to_vec())])
            }
        })
    }

    /// The file is what is written now, and asks for what was found.
    fn is_what_was_found(&self, found: &Comparison, up: &[Operation], down: &[Operation]) {
        let Some(compiled) = self.compiled else {
            return;
        };
        let text = self.render(compiled.id, found);
        assert!(
            text == compiled.text,
            "the same bytes twice:\n{}",
            similar::TextDiff::from_lines(compiled.text, &text).unified_diff()
        );
        for (step, operations) in [(compiled.upgrade, up), (compiled.downgrade, down)] {
            let recorded = Operations::record(step).expect("it needs no database");
            let (recorded, asked) = (asked(&recorded), asked(operations));
            if recorded != asked {
                let lines = |operations: &[Operation]| -> String {
                    let each = operations.iter();
                    each.map(|operation| format!("{operation:?}\n")).collect()
                };
                let (asked, recorded) = (lines(&asked), lines(&recorded));
                let difference = similar::TextDiff::from_lines(&asked, &recorded);
                let difference = difference.unified_diff().context_radius(0).to_string();
                panic!("the file asks for something else:\n{difference}\n{text}");
            }
        }
    }

    /// Takes a pair there and back; `false` where rows that are there forbid it.
    pub fn hold(&mut self, a: &Schema, b: &Schema, with_rows: bool) -> bool {
        let Made {
            create,
            rows,
            dump,
            found,
        } = self.make(a, b, with_rows);
        let dialect = self.place.dialect();
        let (up, down) = (
            found.upgrade(),
            found.downgrade().expect("what is found can be taken back"),
        );
        let told = || format!("up:\n{}down:\n{}", listed(&up), listed(&down));
        self.is_what_was_found(&found, &up, &down);
        self.each_does_something(&found, a);
        let changed = self.environment(&create, &up, &down);
        let stamp = |place: &mut Place, at: &str| {
            let _ = changed.stamp(place.conn(), &[at], true).expect("a stamp");
        };
        stamp(self.place, "a");
        if let Err(error) = changed.upgrade(self.place.conn(), "head") {
            rows_forbid(&error, &told());
            // What commits as it goes cannot be as it was.
            let commits =
                |operation: &Operation| matches!(operation, Operation::AutocommitBlock { .. });
            if self.place.conn().engine() != Engine::Mysql && !up.iter().any(commits) {
                assert_eq!(
                    self.place.dump_if(self.dumped),
                    dump,
                    "a failure changes nothing"
                );
            }
            return false;
        }
        self.is(&changed, b, &told());
        assert_eq!(
            surviving(self.place.conn(), &*dialect, (a, b), false),
            rows,
            "rows are kept: {}",
            told()
        );
        if let Err(error) = changed.downgrade(self.place.conn(), "a") {
            rows_forbid(&error, &told());
            return false;
        }
        // What the history made is what it made of the first one.
        let only = [(create.clone(), vec![]), (vec![], vec![])];
        let made = (self.hooks)(history::of_operations(only));
        stamp(self.place, "b");
        self.is(&made, a, &told());
        let after = self.place.dump_if(self.dumped);
        let engine = self.place.conn().engine();
        let (dump, after) = (
            comparable(&dump, &down, engine),
            comparable(&after, &down, engine),
        );
        assert!(
            dump == after,
            "behind the way back:\n{}\n{}",
            similar::TextDiff::from_lines(&dump, &after).unified_diff(),
            told()
        );
        if self.dumped {
            self.each_changes_something(&up, &told());
        }
        true
    }

    fn compared(&mut self, environment: &Environment, to: &Schema) -> Comparison {
        let options = CompareOptions::default();
        let compared = environment.compare_schema(self.place.conn(), to.clone(), options);
        compared.expect("comparable")
    }

    /// Nothing is to be done to have a schema.
    fn is(&mut self, environment: &Environment, schema: &Schema, told: &str) {
        let left = self.compared(environment, schema);
        assert!(
            left.operations.is_empty(),
            "left over: {}{:?}\n{told}",
            listed(&left.operations),
            left.operations
        );
        assert!(left.complete(), "{:?}", left.notes);
    }

    /// No change that is reported leaves the schema as it was.
    fn each_does_something(&mut self, found: &Comparison, a: &Schema) {
        let dialect = self.place.dialect();
        let mut schema = dialect
            .inspect(self.place.conn(), &|_| true)
            .expect("readable");
        dialect.normalise(&mut schema);
        schema.objects.clone_from(&a.objects);
        let apart: Vec<Operation> = found.operations.iter().flat_map(apart).collect();
        for operation in &apart {
            let before = schema.clone();
            operation
                .apply(&mut schema)
                .unwrap_or_else(|error| panic!("{error}\n{}", listed(&found.operations)));
            assert!(
                before != schema || says_it_stays(operation, &apart),
                "{operation} changes nothing"
            );
        }
    }

    /// No operation that is carried out leaves the database as it was.
    fn each_changes_something(&mut self, operations: &[Operation], told: &str) {
        let dialect = self.place.dialect();
        if self.place.conn().engine() == Engine::Sqlite {
            let off = "PRAGMA foreign_keys = OFF";
            self.place.conn().batch_execute(off).expect("a setting");
        }
        for operation in operations {
            let conn = self.place.conn();
            let before = dialect.inspect(conn, &|_| true).expect("readable");
            let ddl = dialect
                .ddl(operation, &mut LiveCatalog::new(conn))
                .unwrap_or_else(|error| panic!("{operation}: {error}"));
            for statement in &ddl.statements {
                conn.batch_execute(statement)
                    .unwrap_or_else(|error| panic!("{}: {error}\n{told}", &**statement));
            }
            let after = dialect.inspect(conn, &|_| true).expect("readable");
            // SQL on rows may find none, and objects are not looked at.
            let unseen = matches!(
                operation,
                Operation::Execute { .. }
                    | Operation::CreateObject { .. }
                    | Operation::ReplaceObject { .. }
                    | Operation::DropObject { .. }
            );
            assert!(
                unseen || before != after,
                "{operation} changes nothing: {told}"
            );
        }
    }
}

impl Place {
    fn dump_if(&mut self, dumped: bool) -> String {
        if dumped { self.dump() } else { String::new() }
    }
}

/// Whether an index that MySQL would drop with the foreign key of its name is only said to stay.
fn says_it_stays(operation: &Operation, beside: &[Operation]) -> bool {
    let named = |operation: &Operation, is: &dyn Fn(&Change) -> Option<String>| match operation {
        Operation::AlterTable { table, changes, .. } => changes
            .iter()
            .find_map(is)
            .map(|name| (table.clone(), name)),
        _ => None,
    };
    let created = named(operation, &|change| match change {
        Change::CreateIndex { index, .. } => index.name.clone(),
        _ => None,
    });
    let dropped = |operation| {
        named(operation, &|change| match change {
            Change::DropForeignKey { foreign_key, .. } => foreign_key.name.clone(),
            _ => None,
        })
    };
    created.is_some() && beside.iter().any(|other| dropped(other) == created)
}

/// Each change of a group by itself.
pub fn apart(operation: &Operation) -> Vec<Operation> {
    match operation {
        Operation::AlterTable { table, changes, .. } => changes
            .iter()
            .map(|change| Operation::alter_table(table.clone(), vec![change.clone()]))
            .collect(),
        other => vec![other.clone()],
    }
}

fn listed(operations: &[Operation]) -> String {
    operations
        .iter()
        .map(|operation| format!("  {operation}\n"))
        .collect()
}

/// The only reason for which a sound change may fail: rows that break a constraint that it adds, or do not fit a type.
fn rows_forbid(error: &RunError, told: &str) {
    const REASONS: [&str; 16] = [
        "constraint failed",
        "cannot store",
        "break a foreign key",
        "violates",
        "is violated",
        "contains null values",
        "cannot be null",
        "could not create unique index",
        "Duplicate entry",
        "Data truncated",
        "CONSTRAINT",
        "foreign key constraint fails",
        "Invalid use of NULL",
        "Incorrect",
        "Out of range",
        "Data too long",
    ];
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    assert!(
        REASONS.iter().any(|reason| text.contains(reason)),
        "{text}\n{error:?}\n{told}"
    );
}
