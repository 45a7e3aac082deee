//! Changes as people make them, several at once, with rows and with what stands on the tables: the file, there, in sync, back,
//! and the same database as before.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::query_builder::QueryId;
use diesel::sql_types::{Array, SqlType};
use migrate_core::command::{CompareOptions, Comparison};
use migrate_core::connection::Connection;
use migrate_core::prelude::view;
use migrate_core::render::functions;
use migrate_core::schema::Object;
use migrate_core::{Environment, Metadata, Migratable, MigratableEnum};
use migrate_test_servers::Server;
use similar::TextDiff;

use super::{connect, dump};
use crate::history;

/// Models, and the objects beside them.
struct Project {
    models: Metadata,
    objects: Vec<Object>,
}

impl Project {
    fn with(&self, environment: Environment) -> Environment {
        let objects = self.objects.iter().cloned();
        objects.fold(environment, Environment::object)
    }

    fn compared(&self, environment: Environment, conn: &mut PgConnection) -> Comparison {
        let mut models = self.models.schema();
        models.objects = self.models.objects();
        let options = CompareOptions::default();
        let compared = self.with(environment).compare_schema(conn, models, options);
        compared.expect("comparable")
    }
}

/// Goes from one project to the other and back, with rows; says the file that does it.
#[track_caller]
fn walked(from: &Project, to: &Project, prepared: &str, rows: &str) -> String {
    let Some(server) = Server::postgres() else {
        return String::new();
    };
    let database = server.database();
    let mut conn = connect(&database);
    conn.batch_execute(&format!("SELECT 1; {prepared}"))
        .expect("sound SQL");
    let create = from.compared(history::nothing(), &mut conn).operations;
    let stands = || history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = stands().upgrade(&mut conn, "head").expect("made");
    assert_eq!(from.compared(stands(), &mut conn).operations, []);
    conn.batch_execute(rows).expect("rows fit");
    let before = dump(&database);

    let found = to.compared(stands(), &mut conn);
    assert_eq!(found.notes, [], "everything is compared");
    let (up, down) = (found.upgrade(), found.downgrade().expect("a way back"));
    let file = functions(&up, &down);
    let goes = || history::of_operations([(create.clone(), vec![]), (up.clone(), down.clone())]);
    let _ = goes().stamp(&mut conn, &["a"], true).expect("stamped");
    for _ in 0..2 {
        let arrived = goes().upgrade(&mut conn, "head");
        assert!(arrived.is_ok(), "{arrived:?}: {file}");
        let left = to.compared(goes(), &mut conn);
        assert_eq!(left.operations, [], "{file}");
        let back = goes().downgrade(&mut conn, "a");
        assert!(back.is_ok(), "{back:?}: {file}");
        let after = dump(&database);
        let differs = TextDiff::from_lines(&before, &after);
        assert!(before == after, "{}{file}", differs.unified_diff());
    }
    file
}

mod before {
    use super::*;

    #[derive(SqlType, QueryId)]
    #[diesel(postgres_type(name = "status"))]
    pub struct StatusType;

    pub type Statuses = Array<StatusType>;

    #[derive(Debug, Clone, Copy, AsExpression, FromSqlRow, MigratableEnum)]
    #[diesel(sql_type = StatusType)]
    pub enum Status {
        Draft,
        Open,
        Closed,
    }

    #[derive(Queryable, Migratable)]
    #[diesel(table_name = orders)]
    #[migratable(
        index(expr = "lower(code)", name = "ix_code"),
        index(columns(id), where = "status <> 'open'", name = "ix_live"),
        check(expr = "status <> 'closed' or total>0", name = "ck_total")
    )]
    #[allow(dead_code, reason = "only its table counts")]
    pub struct Order {
        pub id: i32,
        pub code: String,
        #[migratable(sql_type = crate::postgres::walked::before::StatusType, enum, default = "open")]
        pub status: Status,
        #[migratable(sql_type = crate::postgres::walked::before::Statuses, db_type = "status[]", default_sql = "'{draft,open}'")]
        pub before: Vec<Status>,
        pub total: Option<i32>,
    }

    pub fn project() -> Project {
        let open = "SELECT id, code FROM orders WHERE status = 'open'";
        Project {
            models: Metadata::of([Order::TABLE]).expect("models"),
            objects: vec![
                view("open_orders").definition(open).into(),
                view("codes")
                    .definition("SELECT code FROM open_orders")
                    .into(),
            ],
        }
    }
}

mod after {
    use super::*;

    #[derive(SqlType, QueryId)]
    #[diesel(postgres_type(name = "status"))]
    pub struct StatusType;

    pub type Statuses = Array<StatusType>;

    #[derive(Debug, Clone, Copy, AsExpression, FromSqlRow, MigratableEnum)]
    #[diesel(sql_type = StatusType)]
    pub enum Status {
        Draft,
        #[migratable(renamed_from = "open")]
        Live,
        Paused,
        Closed,
    }

    #[derive(Queryable, Migratable)]
    #[diesel(table_name = orders)]
    #[migratable(
        index(expr = "lower(code)", name = "ix_code"),
        index(columns(id), where = "status <> 'live'", name = "ix_live"),
        check(expr = "status <> 'closed' or total>0", name = "ck_total")
    )]
    #[allow(dead_code, reason = "only its table counts")]
    pub struct Order {
        pub id: i32,
        pub code: String,
        #[migratable(sql_type = crate::postgres::walked::after::StatusType, enum, default = "live")]
        pub status: Status,
        #[migratable(sql_type = crate::postgres::walked::after::Statuses, db_type = "status[]", default_sql = "'{draft,live}'")]
        pub before: Vec<Status>,
        #[migratable(default = 5)]
        pub total: i64,
    }

    pub fn project() -> Project {
        let open = "SELECT id, code FROM orders WHERE status = 'live'";
        Project {
            models: Metadata::of([Order::TABLE]).expect("models"),
            objects: vec![
                view("open_orders").definition(open).into(),
                view("codes")
                    .definition("SELECT code FROM open_orders")
                    .into(),
            ],
        }
    }
}

const ORDERS: &str =
    "INSERT INTO orders (code, status, total) VALUES ('a', 'open', NULL), ('b', 'closed', 7)";

/// A value gets a name that defaults, an array's among them, predicates and views hold, beside one that is new.
#[test]
fn what_holds_a_renamed_value_follows() {
    let file = walked(&before::project(), &after::project(), "", ORDERS);
    if Server::postgres().is_none() {
        return;
    }
    let upgrade = file.split("pub fn downgrade").next().unwrap_or_default();
    let expected = r##"pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_view("codes")?;
    op.drop_view("open_orders")?;
    op.rename_enum_value("status", "open", "live")?;
    op.add_enum_value("status", values(["paused"]).after("live"))?;
    // EDIT: choose what the rows that are there get in `orders.total`.
    op.execute(r#"UPDATE "orders" SET "total" = 5 WHERE "total" IS NULL"#)?;
    op.alter_column(
        "orders",
        "total",
        alter().type_(BigInt).not_null().default(5),
    )?;
    op.create_view(
        "open_orders",
        "SELECT id, code FROM orders WHERE status = 'live'",
    )?;
    op.create_view("codes", "SELECT code FROM open_orders")
}

"##;
    assert_eq!(upgrade, expected);
}
