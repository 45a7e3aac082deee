//! Views, functions, procedures, triggers and policies beside the table of most cases.

use migrate_core::connection::Engine;
use migrate_core::prelude::{function, policy, procedure, trigger, view};
use migrate_core::schema::{Object, Schema};

use super::{Case, Cases, heros};

/// An object before and after; `None` where the database has none of the kind.
type Bodies = Option<(Object, Object)>;

pub(super) fn add(cases: &mut Cases, engine: Engine) {
    let adults = |age: u8| {
        let body = format!("SELECT id, name FROM heros WHERE age >= {age}");
        Object::from(view("adults").definition(&body))
    };
    let kinds: [([&'static str; 3], Bodies); 5] = [
        (
            ["view added", "view changed", "view dropped"],
            Some((adults(18), adults(21))),
        ),
        (
            ["function added", "function changed", "function dropped"],
            functions(engine),
        ),
        (
            ["procedure added", "procedure changed", "procedure dropped"],
            procedures(engine),
        ),
        (
            ["trigger added", "trigger changed", "trigger dropped"],
            triggers(engine),
        ),
        (
            ["policy added", "policy changed", "policy dropped"],
            policies(engine),
        ),
    ];
    for ([added, changed, dropped], bodies) in kinds {
        let with = |object: Option<&Object>| {
            let mut schema: Schema = [heros()].into_iter().collect();
            if engine == Engine::Postgres && added.starts_with("trigger") {
                schema.objects.push(grow());
            }
            // Nothing is dropped where no object is registered at all.
            schema
                .objects
                .push(view("stays").definition("SELECT 1 AS one").into());
            schema.objects.extend(object.cloned());
            schema
        };
        let (first, second) = bodies.clone().unzip();
        for (change, before, after) in [
            (added, None, first.as_ref()),
            (changed, first.as_ref(), second.as_ref()),
            (dropped, first.as_ref(), None),
        ] {
            cases.0.push(Case {
                change,
                before: with(before),
                after: with(after),
                renames: &[],
                // Never: SQLite has triggers only.
                only: bodies.is_none().then_some(Engine::Postgres),
            });
        }
    }
}

fn functions(engine: Engine) -> Bodies {
    let twice = |factor: u8| {
        let definition = match engine {
            Engine::Postgres => format!(
                "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a * {factor}'"
            ),
            _ => format!(
                "CREATE FUNCTION twice(a INT) RETURNS INT DETERMINISTIC RETURN a * {factor}"
            ),
        };
        Object::from(function("twice").definition(&definition))
    };
    (engine != Engine::Sqlite).then(|| (twice(2), twice(3)))
}

fn procedures(engine: Engine) -> Bodies {
    let tidy = |age: u8| {
        let definition = match engine {
            Engine::Postgres => format!(
                "CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM heros WHERE age < {age}'"
            ),
            _ => format!("CREATE PROCEDURE tidy() DELETE FROM heros WHERE age < {age}"),
        };
        Object::from(procedure("tidy").definition(&definition))
    };
    (engine != Engine::Sqlite).then(|| (tidy(1), tidy(2)))
}

/// What PostgreSQL's trigger calls.
fn grow() -> Object {
    let definition = "CREATE FUNCTION grow() RETURNS trigger LANGUAGE plpgsql AS \
                      $$ BEGIN NEW.age := NEW.age + 1; RETURN NEW; END $$";
    function("grow").definition(definition).into()
}

fn triggers(engine: Engine) -> Bodies {
    let older = |time: &str, event: &str| {
        let body = match engine {
            Engine::Postgres => "EXECUTE FUNCTION grow()",
            Engine::Mysql => "SET NEW.age = NEW.age + 1",
            _ => "BEGIN UPDATE heros SET power = 'more' WHERE id = NEW.id; END",
        };
        let definition =
            format!("CREATE TRIGGER older {time} {event} ON heros FOR EACH ROW {body}");
        Object::from(trigger("older").on("heros").definition(&definition))
    };
    let time = if engine == Engine::Sqlite {
        "AFTER"
    } else {
        "BEFORE"
    };
    Some((older(time, "INSERT"), older(time, "UPDATE")))
}

fn policies(engine: Engine) -> Bodies {
    let adults = |age: u8| {
        let definition =
            format!("CREATE POLICY adults ON heros FOR SELECT TO PUBLIC USING (age >= {age})");
        Object::from(policy("adults").on("heros").definition(&definition))
    };
    (engine == Engine::Postgres).then(|| (adults(18), adults(21)))
}
