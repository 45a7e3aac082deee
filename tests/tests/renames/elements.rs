//! Indexes and constraints under another name: renamed where they are the same, and never made anew unless somebody
//! wants it.

use migrate_core::command::{Answer, CompareOptions, Comparison, LikelyRenames};
use migrate_core::diff::renames;
use migrate_core::{Environment, Metadata, Migratable};
use migrate_tests::database::{dump, memory};

use super::schema_of;
use crate::history;

const FROM: &str =
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, CONSTRAINT ck CHECK (b > 0));
    CREATE INDEX ix ON t (a); CREATE INDEX other ON t (b);";

fn likely(from: &str, to: &str) -> Vec<String> {
    let found = renames::elements(&schema_of(from), &schema_of(to));
    let found = renames::without_rivals(found);
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_the_same_is_known() {
    assert_eq!(
        likely(
            FROM,
            &FROM
                .replace("ix ON", "ix_t_a ON")
                .replace("ck CHECK", "ck_b CHECK")
        ),
        [
            "constraint `ck` of `t` to `ck_b` (both CHECK (b > 0), names alike)",
            "index `ix` of `t` to `ix_t_a` (both INDEX (a), names alike)",
        ]
    );
    // Another body, or a name that is there.
    assert_eq!(
        likely(FROM, &FROM.replace("ix ON t (a)", "ix_t_a ON t (a, b)")),
        [""; 0]
    );
    assert_eq!(
        likely(FROM, &FROM.replace("ix ON t (a)", "ix2 ON t (b)")),
        [""; 0]
    );
    // Names that change places are no renames: one would stand in the way of the other.
    let swapped =
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, CONSTRAINT ck CHECK (b > 0));
        CREATE INDEX ix ON t (b); CREATE INDEX other ON t (a);";
    assert_eq!(likely(FROM, swapped), [""; 0]);
}

#[test]
fn of_two_that_are_the_same_the_one_of_the_likelier_name_is_meant() {
    let twice =
        "CREATE TABLE t (a TEXT); CREATE INDEX first ON t (a); CREATE INDEX second ON t (a);";
    let found = likely(
        twice,
        &twice
            .replace("first", "first_1")
            .replace("second", "second_1"),
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found
            .iter()
            .any(|text| text.contains("`first` of `t` to `first_1`")),
        "{found:?}"
    );
}

mod before {
    use super::*;

    #[derive(Migratable)]
    #[diesel(table_name = heros)]
    #[migratable(
        index(columns(name), name = "ix_name"),
        unique(columns(name, age), name = "uq_both"),
        check(name = "ck_age", expr = "age >= 0")
    )]
    #[allow(dead_code, reason = "a model")]
    pub struct Hero {
        pub id: i32,
        pub name: String,
        pub age: i32,
    }
}

mod after {
    use super::*;

    #[derive(Migratable)]
    #[diesel(table_name = heros)]
    #[migratable(
        index(columns(name), name = "ix_heros_name"),
        unique(columns(name, age), name = "uq_heros_name"),
        check(name = "ck_heros_age", expr = "age >= 0")
    )]
    #[allow(dead_code, reason = "a model")]
    pub struct Hero {
        pub id: i32,
        pub name: String,
        pub age: i32,
    }
}

mod stated {
    use super::*;

    #[derive(Migratable)]
    #[diesel(table_name = heros)]
    #[migratable(
        index(columns(name), name = "ix_heros_name", renamed_from = "ix_name"),
        unique(columns(name, age), name = "uq_heros_name", renamed_from = "uq_both"),
        check(name = "ck_heros_age", expr = "age >= 0", renamed_from = "ck_age")
    )]
    #[allow(dead_code, reason = "a model")]
    pub struct Hero {
        pub id: i32,
        pub name: String,
        pub age: i32,
    }
}

/// A database with a row that the models of before made, and what there is to do for other models.
fn compared(models: &Metadata, likely: LikelyRenames<'_>) -> Comparison {
    let (mut conn, environment) = made();
    let mut options = CompareOptions::default();
    options.likely_renames = likely;
    let comparison = environment.compare_with(&mut conn, models, options);
    comparison.expect("comparable")
}

fn made() -> (diesel::SqliteConnection, Environment) {
    use migrate_core::connection::Connection as _;

    let models = Metadata::of([before::Hero::TABLE]).expect("models");
    let mut conn = memory();
    let create = history::nothing()
        .compare(&mut conn, &models)
        .expect("comparable")
        .operations;
    let environment = history::of_operations([(create, vec![]), (vec![], vec![])]);
    let _ = environment.upgrade(&mut conn, "head").expect("the table");
    conn.batch_execute("INSERT INTO heros (id, name, age) VALUES (7, 'Ada', 36)")
        .expect("a row");
    (conn, environment)
}

fn texts(comparison: &Comparison) -> Vec<String> {
    let operations = comparison.operations.iter();
    operations.map(ToString::to_string).collect()
}

#[test]
fn they_are_renamed_unless_somebody_wants_them_made_anew() {
    let models = Metadata::of([after::Hero::TABLE]).expect("models");
    for likely in [LikelyRenames::Note, LikelyRenames::Refuse] {
        let comparison = compared(&models, likely);
        let found = texts(&comparison).join("\n");
        for name in ["ix_name", "uq_both", "ck_age"] {
            assert!(
                found.contains(&format!("`{name}` on `heros` to")),
                "{found}"
            );
        }
        assert!(!found.contains("drop"), "{found}");
        assert_eq!(comparison.notes, []);
    }
    let found = texts(&compared(&models, LikelyRenames::Ignore)).join("\n");
    assert!(found.contains("drop index `ix_name`"), "{found}");
    let mut asked = Vec::new();
    let mut answer = |candidate: &renames::RenameCandidate| {
        asked.push(candidate.rename.to_string());
        Answer::Apart
    };
    let found = texts(&compared(&models, LikelyRenames::Ask(&mut answer))).join("\n");
    assert!(found.contains("drop index `ix_name`"), "{found}");
    asked.sort();
    assert_eq!(
        asked,
        [
            "heros.ck_age:ck_heros_age",
            "heros.ix_name:ix_heros_name",
            "heros.uq_both:uq_heros_name"
        ]
    );
}

#[test]
fn models_may_say_so_and_go_on_saying_it() {
    let models = Metadata::of([stated::Hero::TABLE]).expect("models");
    let comparison = compared(&models, LikelyRenames::Ignore);
    assert!(!texts(&comparison).join("\n").contains("drop"));

    let (mut conn, environment) = made();
    let before = dump(&mut conn);
    let (up, down) = (
        comparison.upgrade(),
        comparison.downgrade().expect("a way back"),
    );
    drop(environment);
    let environment = history::of_operations([(vec![], vec![]), (up, down)]);
    let _ = environment.stamp(&mut conn, &["a"], true).expect("stamped");
    let _ = environment.upgrade(&mut conn, "head").expect("renamed");
    let left = environment.compare(&mut conn, &models).expect("comparable");
    assert_eq!(left.operations, []);
    let _ = environment.downgrade(&mut conn, "a").expect("the way back");
    assert_eq!(dump(&mut conn), before);
}
