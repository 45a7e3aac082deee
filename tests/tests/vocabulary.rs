//! Every operation that a revision can ask for: rendered, it is this very call, and the call evaluates to it.

use migrate_core::Operation;
use migrate_core::operation::{Change, EnumChange};
use migrate_core::prelude::*;
use migrate_core::render::functions;
use migrate_core::schema::Schema;

type Step = fn(&mut Operations<'_>) -> Result;

const STEPS: &[(&str, Step)] = &[
    ("enums", enums),
    ("sequences", sequences),
    ("schemas_and_extensions", schemas_and_extensions),
    ("objects", objects),
    ("constraints", constraints),
    ("guards", guards),
    ("columns", columns),
    ("frames", frames),
];

fn enums(op: &mut Operations<'_>) -> Result {
    op.create_enum("mood", ["sad", "ok"])?;
    op.create_enum(("app", "Odd Name"), ["it's", "b\"c"])?;
    op.add_enum_value("mood", "happy")?;
    op.add_enum_value("mood", values(["angry"]).before("sad"))?;
    op.add_enum_value("mood", values(["calm"]).after("ok").if_not_exists())?;
    op.rename_enum_value("mood", "ok", "fine")?;
    op.set_enum_values(
        "mood",
        values(["sad", "fine"])
            .replace("happy", "fine")
            .used_by("heros", "mood")
            .default("fine")
            .used_by_array(("app", "teams"), "moods"),
    )?;
    op.set_enum_comment("mood", Some("how they feel"))?;
    op.rename_enum("mood", "feeling")?;
    op.drop_enum(if_exists("feeling"))
}

fn sequences(op: &mut Operations<'_>) -> Result {
    op.create_sequence("order_numbers", sequence())?;
    op.alter_sequence(
        "order_numbers",
        sequence().owned_by_nobody().comment("ours"),
    )?;
    op.create_sequence(
        ("app", "codes"),
        sequence()
            .type_(Integer)
            .start(5)
            .increment(-2)
            .min(-100)
            .max(100)
            .cache(4)
            .cycle(true)
            .owned_by("orders", "code")
            .if_not_exists(),
    )?;
    op.alter_sequence("order_numbers", sequence().increment(10))?;
    op.drop_sequence("order_numbers")
}

fn schemas_and_extensions(op: &mut Operations<'_>) -> Result {
    op.create_schema("app")?;
    op.create_schema_if_not_exists("other")?;
    op.create_extension("citext")?;
    op.create_schema(namespace("told").comment("it's ours"))?;
    op.create_extension(extension("hstore").schema("app").version("1.8"))?;
    op.drop_extension("citext")?;
    op.drop_schema(if_exists("app"))
}

fn objects(op: &mut Operations<'_>) -> Result {
    op.create_view("adults", "SELECT * FROM heros WHERE age >= 18")?;
    let text = r"SELECT id
FROM heros
WHERE age >= 21";
    op.replace_view("adults", text)?;
    op.create_table(
        "kid",
        table([column("a", Integer), column("b", Text)])
            .options(
                options()
                    .inherits("mother")
                    .inherits(("app", "father"))
                    .inherited_columns(["a"])
                    .inherited_checks(["ck_mother_a"]),
            )
            .index(index([expr("a + 1")]).name("ix_kid"))
            .further("ALTER TABLE ONLY kid ALTER COLUMN b SET STATISTICS 500")
            .further("ALTER INDEX ix_kid ALTER COLUMN 1 SET STATISTICS 500"),
    )?;
    op.create_object(
        object(ObjectKind::Partition, "rest")
            .on("whole")
            .options("DEFAULT")
            .definition("CREATE TABLE rest (a integer)")
            .further("ALTER TABLE ONLY rest REPLICA IDENTITY FULL"),
    )?;
    op.create_object(
        materialized_view("totals")
            .definition("SELECT 1 AS one")
            .comment("sums"),
    )?;
    op.create_object(
        view("v")
            .options("WITH (security_barrier)")
            .definition("SELECT 1")
            .depends_on("heros"),
    )?;
    let text = r#"CREATE OR REPLACE FUNCTION one("a" integer) RETURNS integer
LANGUAGE sql
AS $$ SELECT 1 $$"#;
    op.replace_object(function("one").arguments("integer").definition(text))?;
    op.create_object(
        trigger("stamp")
            .on("heros")
            .definition("CREATE TRIGGER stamp BEFORE UPDATE ON heros EXECUTE FUNCTION stamp()"),
    )?;
    op.drop_object(policy("own").on(("app", "heros")).if_exists())?;
    op.drop_object(object(ObjectKind::Domain, "email"))?;
    op.drop_view(if_exists("adults"))
}

fn constraints(op: &mut Operations<'_>) -> Result {
    op.create_exclude_constraint(
        "bookings",
        exclude("USING gist (room WITH =, during WITH &&)")
            .name("no_overlap")
            .initially_deferred(),
    )?;
    op.create_check_constraint("bookings", check("price > 0").name("ck_price").not_valid())?;
    op.create_foreign_key(
        "bookings",
        foreign_key(["room"])
            .references(("app", "rooms"), ["id"])
            .name("fk_room")
            .not_valid(),
    )?;
    op.validate_constraint("bookings", "ck_price")?;
    op.rename_constraint("bookings", "ck_price", "ck_bookings_price")?;
    op.rename_index("bookings", "ix_a", "ix_b")?;
    op.drop_index("bookings", concurrently(if_exists("ix_b")))?;
    op.drop_constraint("bookings", if_exists("ck_bookings_price"))?;
    op.create_primary_key(
        "bookings",
        primary_key(["a", "b"]).deferrable().include(["c"]),
    )?;
    op.create_unique_constraint(
        "bookings",
        unique(["a"]).name("uq").nulls_not_distinct().include(["b"]),
    )?;
    op.create_check_constraint(
        "bookings",
        check("a > 0").name("ck").no_inherit().not_enforced(),
    )?;
    op.drop_exclude_constraint(
        "bookings",
        exclude("USING gist (room WITH =, during WITH &&)").name("no_overlap"),
    )
}

fn guards(op: &mut Operations<'_>) -> Result {
    op.create_table(
        "heros",
        table([column("id", Integer).primary_key().serial()]).if_not_exists(),
    )?;
    op.add_column("heros", column("age", Integer).if_not_exists())?;
    op.create_index(
        "heros",
        index(["age"])
            .name("ix")
            .with("fillfactor=70")
            .comment("by age")
            .concurrently()
            .if_not_exists(),
    )?;
    op.drop_column("heros", if_exists("age"))?;
    op.drop_table(if_exists(("app", "heros")))
}

fn columns(op: &mut Operations<'_>) -> Result {
    op.create_table(
        "events",
        table([
            column("id", BigInt)
                .primary_key()
                .identity_always()
                .sequence("events_seq", sequence().start(1000)),
            column("at", Timestamp)
                .default_sql("CURRENT_TIMESTAMP")
                .on_update("CURRENT_TIMESTAMP"),
            column("secret", Text).charset("latin1").invisible(),
            column("mood", enum_named("mood")).not_null(),
            column("moods", array(enum_named(("app", "mood")))),
            column("size", enum_type("size", ["s", "m"])),
            column("key", Uuid),
            column("until", Timestamptz),
            column("any", Varchar(None)),
            column("pad", Char(None)),
            column("money", Decimal(10, None)).default(number("0.50")),
            column("far", Double).default(number("1e300")),
            column("big", BigInt).default(number("18446744073709551616")),
        ])
        .exclude(exclude("USING gist (id WITH =)").name("ex"))
        .options(
            options()
                .unlogged()
                .row_format("DYNAMIC")
                .with("fillfactor=70")
                .partition_by("RANGE (id)")
                .force_row_security(),
        ),
    )?;
    op.alter_column("events", "secret", alter().drop_charset().visible())?;
    op.alter_column("events", "id", alter().serial().drop_sequence())?;
    op.alter_column("events", "id", alter().sequence("s", sequence().cache(5)))?;
    op.alter_column("events", "at", alter().drop_on_update())?;
    op.alter_column(
        "events",
        "at",
        alter().charset("utf8mb4").on_update("now()").invisible(),
    )?;
    op.set_column_comment("events", "at", Some("when"))
}

fn frames(op: &mut Operations<'_>) -> Result {
    op.batch("heros", Recreate::Always, |op| {
        op.add_column("heros", column("age", Integer))?;
        op.drop_column("heros", "power")
    })?;
    op.batch("heros", Recreate::Never, |op| {
        op.rename_column("heros", "a", "b")
    })?;
    op.batch("t", Recreate::Never, |op| op.rename_index("t", "a", "b"))?;
    op.autocommit_block(|op| op.create_index("heros", index(["age"]).name("ix").concurrently()))?;
    op.execute(sql("GRANT SELECT ON heros TO reader").down("REVOKE SELECT ON heros FROM reader"))?;
    let text = r"UPDATE heros
SET age = 1";
    op.execute(text)
}

/// Calls without their white space and comments, so that only the words count.
fn words(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.chars().filter(|c| !c.is_whitespace()))
        .collect::<String>()
        .replace(",)", ")")
        .replace(",]", "]")
}

#[test]
fn a_rendered_operation_is_the_call_that_asks_for_it() {
    let source = include_str!("vocabulary.rs");
    for (name, step) in STEPS {
        let operations = Operations::record(step).unwrap();
        let rendered = functions(&operations, &[]);
        let body = rendered
            .split_once("-> Result {\n")
            .and_then(|(_, rest)| rest.split_once("\n}\n"))
            .map(|(body, _)| body)
            .unwrap();
        let written = source
            .split_once(&format!(
                "fn {name}(op: &mut Operations<'_>) -> Result {{\n"
            ))
            .and_then(|(_, rest)| rest.split_once("\n}\n"))
            .map(|(body, _)| body)
            .unwrap();
        // A comment on a column is a change of it.
        let written = words(written).replace(
            "op.set_column_comment(\"events\",\"at\",Some(\"when\"))",
            "op.alter_column(\"events\",\"at\",alter().comment(\"when\"))",
        );
        assert_eq!(words(body), written, "{name}:\n{body}");
    }
}

#[test]
fn rustfmt_leaves_every_rendered_operation_alone() {
    for (name, step) in STEPS {
        let operations = Operations::record(step).unwrap();
        let rendered = functions(&operations, &[]);
        let path =
            std::env::temp_dir().join(format!("vocabulary_{name}_{}.rs", std::process::id()));
        std::fs::write(&path, &rendered).unwrap();
        let output = std::process::Command::new("rustfmt")
            .args(["--edition", "2024", "--check"])
            .arg(&path)
            .output()
            .unwrap();
        let _ = std::fs::remove_file(&path);
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// What knows what was there is taken back, and the way back of the way back is the way there.
#[test]
fn a_reversal_reverses() {
    for (name, step) in STEPS {
        for operation in Operations::record(step).unwrap() {
            if let Ok(reversed) = operation.reverse() {
                assert!(reversed.reverse().is_ok(), "{name}: {reversed}");
            }
        }
    }
    let add = Operation::AlterEnum {
        name: "mood".into(),
        change: EnumChange::AddValue {
            value: "new".to_owned(),
            place: None,
            if_not_exists: false,
            was: Some((vec!["old".to_owned()], Vec::new())),
        },
    };
    let mut schema = Schema::default();
    schema.enums.push(migrate_core::schema::EnumType::new(
        "mood",
        vec!["old".to_owned()],
    ));
    let before = schema.clone();
    add.apply(&mut schema).unwrap();
    assert_eq!(schema.enums[0].values, ["old", "new"]);
    add.reverse().unwrap().apply(&mut schema).unwrap();
    assert_eq!(schema, before);
}

#[test]
fn what_a_batch_cannot_hold_is_refused() {
    let other =
        Operations::record(|op| op.batch("heros", Recreate::Auto, |op| op.drop_table("heros")));
    let message = other.unwrap_err().to_string();
    assert_eq!(
        message,
        "`drop table `heros`` cannot stand in a batch of table `heros`"
    );
    let whole = Operations::record(|op| {
        op.batch("heros", Recreate::Auto, |op| op.drop_column("heros", "a"))?;
        op.drop_column("heros", "b")
    });
    // A batch that says nothing of how is a group like any other.
    assert!(matches!(
        whole.unwrap().as_slice(),
        [Operation::AlterTable { changes, .. }] if matches!(changes.as_slice(), [Change::DropColumn { .. }, Change::DropColumn { .. }])
    ));
}
