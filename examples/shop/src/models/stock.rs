//! Where products lie, and how many of them.

use chrono::{NaiveDateTime, NaiveTime};
use diesel::prelude::*;
use migrate_core::Migratable;

use super::catalog::Product;

/// A place that parcels leave from.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Migratable)]
#[diesel(primary_key(code))]
#[migratable(check(name = "ck_warehouses_hours", expr = "opens_at < closes_at"))]
pub struct Warehouse {
    #[migratable(max_length = 8)]
    pub code: String,
    #[migratable(max_length = 80)]
    pub city: String,
    pub latitude: f64,
    pub longitude: f64,
    #[migratable(default = "08:00:00")]
    pub opens_at: NaiveTime,
    #[migratable(default = "18:00:00")]
    pub closes_at: NaiveTime,
}

/// How many of a product lie in a warehouse. SQLite holds the values of a strict table to their types.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(
    primary_key(warehouse_code, product_id),
    belongs_to(Warehouse, foreign_key = warehouse_code),
    belongs_to(Product)
)]
#[migratable(strict, without_rowid)]
pub struct StockLevel {
    #[migratable(max_length = 8, references(Warehouse, on_delete = cascade))]
    pub warehouse_code: String,
    #[migratable(references(Product, on_delete = cascade), index)]
    pub product_id: i32,
    #[migratable(
        default = 0,
        check(name = "ck_stock_levels_quantity", expr = "quantity >= 0")
    )]
    pub quantity: i32,
}

/// A change of a stock level: the history of the warehouse, in which nothing is ever renumbered.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Migratable)]
#[migratable(
    strict,
    foreign_key(
        columns(warehouse_code, product_id),
        references(StockLevel, warehouse_code, product_id),
        on_delete = cascade,
        on_update = cascade
    ),
    index(columns(warehouse_code, product_id, moved_at(desc)))
)]
pub struct Movement {
    #[migratable(autoincrement)]
    pub id: i64,
    #[migratable(max_length = 8)]
    pub warehouse_code: String,
    pub product_id: i32,
    pub change: i32,
    pub reason: String,
    #[migratable(default_sql = "CURRENT_TIMESTAMP")]
    pub moved_at: NaiveDateTime,
}

/// A movement before the database has numbered it.
#[derive(Debug, Insertable)]
#[diesel(table_name = movements)]
pub struct NewMovement<'a> {
    pub warehouse_code: &'a str,
    pub product_id: i32,
    pub change: i32,
    pub reason: &'a str,
}
