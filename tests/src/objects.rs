//! Views, functions, triggers and policies for a generated schema that has the table `heros`.

use migrate_core::connection::Engine;
use migrate_core::operations::{function, materialized_view, policy, procedure, trigger, view};
use migrate_core::schema::{Object, Schema, TableName};

use crate::dice::Dice;

/// Puts some beside the tables.
pub fn with_objects(mut schema: Schema, engine: Engine, number: u64) -> Schema {
    // Where nothing is registered, nobody asks what became of objects.
    let always = view("always").definition("SELECT 1 AS one");
    schema.objects.push(always.into());
    let heros = TableName::new("heros");
    if schema.table(&heros).is_none() {
        return schema;
    }
    let mut dice = Dice::new(number);
    let mut add = |object: Option<Object>| schema.objects.extend(object);
    let bodies: &[&str] = &[
        "SELECT count(*) AS n FROM heros",
        "SELECT count(*) AS n, 'it''s \"#so\"#' AS said\nFROM heros -- */ to the end",
    ];
    let query = dice.one_of(3, bodies);
    add(query.map(|body| view("how many").definition(body).into()));
    match engine {
        Engine::Postgres => {
            let query = dice.one_of(
                4,
                &["SELECT id FROM heros", "SELECT id + 1 AS id FROM heros"],
            );
            add(query.map(|body| materialized_view("numbers").definition(body).into()));
            let body = dice.one_of(4, &["n * 2", "n\n + n -- \"twice\""]);
            add(body.map(|body| {
                let sql = format!(
                    "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS $it$ SELECT {body}\n $it$"
                );
                function("twice").arguments("integer").definition(&sql).into()
            }));
            if dice.once_in(3) {
                let body = dice.one_of(2, &["NEW.id := NEW.id;"]).unwrap_or_default();
                let sql = format!(
                    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  {body} RETURN NEW;\nEND\n$$"
                );
                add(Some(
                    function("touch").arguments("").definition(&sql).into(),
                ));
                let sql = "CREATE TRIGGER \"it's touched\" BEFORE UPDATE ON heros FOR EACH ROW EXECUTE FUNCTION touch()";
                let touched = trigger("it's touched").on("heros").definition(sql);
                add(Some(touched.depends_on("touch").into()));
            }
            let condition = dice.one_of(4, &["id > 0", "id\n <> 4"]);
            add(condition.map(|condition| {
                let sql = format!("CREATE POLICY \"some \\\" ON heros USING ({condition})");
                policy("some \\").on("heros").definition(&sql).into()
            }));
        }
        Engine::Mysql => {
            let body = dice.one_of(4, &["SET @x = 1", "BEGIN\n  SET @x = 'it\\'s';\nEND"]);
            add(body.map(|body| {
                let sql =
                    format!("CREATE TRIGGER `it's` BEFORE UPDATE ON heros FOR EACH ROW {body}");
                trigger("it's").on("heros").definition(&sql).into()
            }));
            let body = dice.one_of(4, &["SELECT 1", "BEGIN\n  SELECT \"it's\";\nEND"]);
            add(body.map(|body| {
                let sql = format!("CREATE PROCEDURE `do it`() {body}");
                procedure("do it").definition(&sql).into()
            }));
        }
        _ => {
            let body = dice.one_of(
                4,
                &["SELECT 1;", "SELECT 'it''s \"';\n  SELECT 2; -- two\n"],
            );
            add(body.map(|body| {
                let sql =
                    format!("CREATE TRIGGER \"it's gone\" AFTER DELETE ON heros BEGIN {body} END");
                trigger("it's gone").on("heros").definition(&sql).into()
            }));
        }
    }
    schema
}
