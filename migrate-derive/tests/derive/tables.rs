//! The emitted `table!` in use: every portable type, names that are no identifiers, composite keys.

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::prelude::*;
use migrate_core::Migratable;

use crate::database;

#[derive(
    Debug,
    Clone,
    PartialEq,
    Queryable,
    Selectable,
    Insertable,
    Identifiable,
    AsChangeset,
    Migratable,
)]
#[diesel(table_name = everything, check_for_backend(diesel::sqlite::Sqlite))]
struct Everything {
    id: i32,
    flag: bool,
    small: i16,
    big: i64,
    float: f32,
    double: f64,
    text: String,
    bytes: Vec<u8>,
    day: NaiveDate,
    hour: NaiveTime,
    moment: NaiveDateTime,
    #[migratable(sql_type = TimestamptzSqlite)]
    instant: DateTime<Utc>,
    #[migratable(precision = 10, scale = 2)]
    amount: Option<BigDecimal>,
    json: Option<serde_json::Value>,
    time_day: time::Date,
    time_moment: Option<time::PrimitiveDateTime>,
}

#[test]
fn every_portable_type_goes_in_and_out() {
    let mut connection = database(
        "CREATE TABLE everything (id INTEGER PRIMARY KEY, flag BOOLEAN, small SMALLINT, big BIGINT, float FLOAT, \
         double DOUBLE, text TEXT, bytes BLOB, day DATE, hour TIME, moment TIMESTAMP, instant TIMESTAMPTZ, \
         amount NUMERIC, json TEXT, time_day DATE, time_moment TIMESTAMP)",
    );
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let row = Everything {
        id: 1,
        flag: true,
        small: -2,
        big: 1 << 40,
        float: 0.5,
        double: -0.25,
        text: "ünï".to_owned(),
        bytes: vec![0, 255],
        day,
        hour: NaiveTime::from_hms_opt(1, 2, 3).unwrap(),
        moment: day.and_hms_opt(4, 5, 6).unwrap(),
        instant: day.and_hms_opt(4, 5, 6).unwrap().and_utc(),
        amount: Some("12.5".parse().unwrap()),
        json: Some(serde_json::json!({"a": [1, null]})),
        time_day: time::macros::date!(2026 - 11 - 21),
        time_moment: None,
    };
    diesel::insert_into(everything::table)
        .values(&row)
        .execute(&mut connection)
        .unwrap();
    let back: Everything = everything::table
        .filter(everything::small.lt(0))
        .select(Everything::as_select())
        .first(&mut connection)
        .unwrap();
    assert_eq!(back, row);
    // Arithmetic depends on the literal names of types in `table!`.
    let sum: i64 = everything::table
        .select(everything::big + 1_i64)
        .first(&mut connection)
        .unwrap();
    assert_eq!(sum, (1 << 40) + 1);
}

#[derive(Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, Migratable)]
#[diesel(table_name = order_items, primary_key(order, item))]
#[migratable(name = "Order Items", schema = "main")]
struct OrderItem {
    order: i32,
    item: i32,
    r#type: String,
    #[migratable(name = "unit price")]
    unit_price: i64,
    #[diesel(column_name = columns_)]
    #[migratable(name = "columns")]
    columns: Option<i32>,
    #[diesel(column_name = "quantity")]
    count: i32,
}

#[test]
fn names_that_are_no_identifiers_and_composite_keys() {
    let mut connection = database(
        "CREATE TABLE \"Order Items\" (\"order\" INTEGER, item INTEGER, type TEXT, \"unit price\" BIGINT, columns INTEGER, \
         quantity INTEGER, PRIMARY KEY (\"order\", item))",
    );
    let row = OrderItem {
        order: 7,
        item: 8,
        r#type: "book".to_owned(),
        unit_price: 995,
        columns: None,
        count: 3,
    };
    diesel::insert_into(order_items::table)
        .values(&row)
        .execute(&mut connection)
        .unwrap();
    let back: OrderItem = order_items::table
        .find((7, 8))
        .select(OrderItem::as_select())
        .first(&mut connection)
        .unwrap();
    assert_eq!(back, row);
    assert_eq!(back.id(), (&7, &8));
    assert_eq!(OrderItem::NAME, "Order Items");
    assert_eq!(OrderItem::SCHEMA, Some("main"));
    assert_eq!(OrderItem::PRIMARY_KEY, ["order", "item"]);
    assert_eq!(
        OrderItem::FIELDS,
        [
            ("order", "order"),
            ("item", "item"),
            ("type", "type"),
            ("unit_price", "unit price"),
            ("columns", "columns"),
            ("count", "quantity"),
        ]
    );
}

/// A second struct of a table, which only Diesel knows.
#[derive(Insertable)]
#[diesel(table_name = defaults)]
struct NewDefault<'a> {
    title: &'a str,
}

#[derive(Queryable, Selectable, Migratable)]
struct Default {
    id: i32,
    title: String,
    #[migratable(skip)]
    #[diesel(skip_insertion, select_expression = diesel::dsl::sql::<diesel::sql_types::Integer>("1"))]
    #[diesel(select_expression_type = diesel::expression::SqlLiteral<diesel::sql_types::Integer>)]
    computed: i32,
}

#[test]
fn tables_are_named_as_by_diesel_and_other_structs_use_them() {
    let mut connection = database("CREATE TABLE defaults (id INTEGER PRIMARY KEY, title TEXT)");
    diesel::insert_into(defaults::table)
        .values(NewDefault { title: "first" })
        .execute(&mut connection)
        .unwrap();
    let row: Default = defaults::table
        .select(Default::as_select())
        .first(&mut connection)
        .unwrap();
    assert_eq!((row.id, row.title.as_str(), row.computed), (1, "first", 1));
}

#[test]
fn a_model_may_live_in_a_function() {
    #[derive(Queryable, Migratable)]
    struct Parent {
        id: i32,
    }

    #[derive(Queryable, Migratable)]
    #[diesel(table_name = children)]
    struct Child {
        id: i32,
        #[migratable(references(Parent))]
        parent_id: i32,
    }

    let mut connection = database(
        "CREATE TABLE parents (id INTEGER PRIMARY KEY); \
         CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER); \
         INSERT INTO parents VALUES (4); INSERT INTO children VALUES (5, 4)",
    );
    let (child, parent): (Child, Parent) = children::table
        .inner_join(parents::table)
        .first(&mut connection)
        .unwrap();
    assert_eq!((child.id, child.parent_id, parent.id), (5, 4, 4));
}

/// SQL types of the user's own, as a database has them that Diesel does not know; public, for Diesel's tables are.
#[allow(unreachable_pub, reason = "only the module is private")]
mod sql {
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(sqlite_type(name = "Text"))]
    pub struct Caseless;

    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(sqlite_type(name = "Text"))]
    pub struct Ltree;
}

use sql::Caseless;

#[derive(
    Debug,
    PartialEq,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
    Clone,
    Copy,
    migrate_core::MigratableEnum,
)]
#[diesel(sql_type = Caseless)]
enum Color {
    Red,
    Green,
}

#[derive(Debug, PartialEq, Queryable, Selectable, Insertable, Migratable)]
struct Paint {
    id: i32,
    #[migratable(sql_type = Caseless, db_type = "citext")]
    color: Color,
    #[migratable(sql_type = Caseless, db_type = "citext")]
    other: Option<Color>,
    #[migratable(sql_type = sql::Ltree, db_type = "ltree")]
    path: Node,
    #[migratable(sql_type = crate::tables::sql::Caseless, db_type = "citext")]
    #[diesel(column_name = absolute)]
    third: Option<Color>,
}

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
    migrate_core::MigratableEnum,
)]
#[diesel(sql_type = sql::Ltree)]
enum Node {
    Root,
}

#[test]
fn sql_types_of_the_users_own() {
    let mut connection = database(
        "CREATE TABLE paints (id INTEGER PRIMARY KEY, color TEXT, other TEXT, path TEXT, absolute TEXT)",
    );
    let row = Paint {
        id: 1,
        color: Color::Red,
        other: None,
        path: Node::Root,
        third: Some(Color::Green),
    };
    diesel::insert_into(paints::table)
        .values(&row)
        .execute(&mut connection)
        .unwrap();
    let back: Paint = paints::table
        .filter(paints::color.eq(Color::Red))
        .filter(paints::absolute.eq(Color::Green))
        .select(Paint::as_select())
        .first(&mut connection)
        .unwrap();
    assert_eq!(back, row);
    let types: Vec<_> = migrate_core::Metadata::of([Paint::TABLE])
        .unwrap()
        .schema()
        .tables
        .remove(0)
        .columns
        .into_iter()
        .map(|column| column.type_.to_string())
        .collect();
    assert_eq!(types, ["INTEGER", "citext", "citext", "ltree", "citext"]);
}
