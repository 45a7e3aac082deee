//! An application that hosts the commands itself, with its models and revisions in one program, on whichever database its
//! URL names.
//!
//!     cargo run -p migrate-cli --example hosted -- --url sqlite://hosted.db upgrade head
//!     cargo run -p migrate-cli --example hosted -- --url sqlite://hosted.db check --against history
//!
//! `HOSTED=sql` chooses a history of which one revision is raw SQL, so that only a database knows what it makes;
//! `HOSTED=behind` one that is a revision short.

use std::process::ExitCode;

use migrate_core::config::EmbeddedConfig;
use migrate_core::prelude::*;
use migrate_core::{Embedded, EmbeddedRevision, Environment, Migratable};

/// A customer.
#[derive(Migratable)]
#[diesel(table_name = customers)]
#[migratable(check(name = "ck_customers_age", expr = "age >= 18 AND NOT (age = 99)"))]
#[allow(dead_code, reason = "a model")]
pub struct Customer {
    id: i32,
    #[migratable(max_length = 80, unique(name = "uq_customers_mail"))]
    mail: String,
    age: i32,
}

/// What a customer wants.
#[derive(Migratable)]
#[diesel(table_name = orders)]
#[allow(dead_code, reason = "a model")]
pub struct Order {
    id: i32,
    #[migratable(index, references(Customer, on_delete = cascade))]
    customer_id: i32,
    #[migratable(default = 0)]
    price: i32,
    note: Option<String>,
}

fn create_customers(op: &mut Operations) -> Result {
    op.create_table(
        "customers",
        [
            column("id", Integer).primary_key().identity(),
            column("mail", Varchar(80)).not_null(),
            column("age", Integer).not_null(),
        ],
    )?;
    op.create_unique_constraint("customers", unique(["mail"]).name("uq_customers_mail"))?;
    op.create_check_constraint(
        "customers",
        check("age >= 18 AND NOT (age = 99)").name("ck_customers_age"),
    )
}

fn create_orders(op: &mut Operations) -> Result {
    op.create_table(
        "orders",
        [
            column("id", Integer).primary_key().identity(),
            column("customer_id", Integer).not_null(),
            column("price", Integer).not_null().default(0),
        ],
    )?;
    op.create_foreign_key(
        "orders",
        foreign_key(["customer_id"])
            .references("customers", ["id"])
            .on_delete(Cascade)
            .name("fk_orders_customer_id"),
    )?;
    op.create_index(
        "orders",
        index(["customer_id"]).name("ix_orders_customer_id"),
    )
}

fn add_note(op: &mut Operations) -> Result {
    op.add_column("orders", column("note", Text))
}

fn add_note_by_sql(op: &mut Operations) -> Result {
    op.execute("ALTER TABLE orders ADD COLUMN note TEXT")
}

fn drop_note(op: &mut Operations) -> Result {
    op.drop_column("orders", "note")
}

fn drop_orders(op: &mut Operations) -> Result {
    op.drop_table("orders")
}

fn drop_customers(op: &mut Operations) -> Result {
    op.drop_table("customers")
}

const fn revision(
    revision: &'static Revision,
    upgrade: fn(&mut Operations<'_>) -> Result,
    downgrade: fn(&mut Operations<'_>) -> Result,
) -> EmbeddedRevision {
    EmbeddedRevision {
        revision,
        settings: Settings::new(),
        message: "",
        created: None,
        path: "",
        checksum: "",
        upgrade,
        downgrade,
    }
}

static FIRST: Revision = Revision {
    id: "a1",
    ..Revision::DEFAULT
};
static SECOND: Revision = Revision {
    id: "b2",
    down_revisions: &["a1"],
    ..Revision::DEFAULT
};
static THIRD: Revision = Revision {
    id: "c3",
    down_revisions: &["b2"],
    ..Revision::DEFAULT
};

static WHOLE: Embedded = Embedded {
    revisions: &[
        revision(&FIRST, create_customers, drop_customers),
        revision(&SECOND, create_orders, drop_orders),
        revision(&THIRD, add_note, drop_note),
    ],
    config: EmbeddedConfig::DEFAULT,
};
static WITH_SQL: Embedded = Embedded {
    revisions: &[
        revision(&FIRST, create_customers, drop_customers),
        revision(&SECOND, create_orders, drop_orders),
        revision(&THIRD, add_note_by_sql, drop_note),
    ],
    config: EmbeddedConfig::DEFAULT,
};
static BEHIND: Embedded = Embedded {
    revisions: &[
        revision(&FIRST, create_customers, drop_customers),
        revision(&SECOND, create_orders, drop_orders),
    ],
    config: EmbeddedConfig::DEFAULT,
};

fn main() -> ExitCode {
    let history = match std::env::var("HOSTED").as_deref() {
        Ok("sql") => &WITH_SQL,
        Ok("behind") => &BEHIND,
        _ => &WHOLE,
    };
    migrate_cli::run(Environment::new(history))
}
