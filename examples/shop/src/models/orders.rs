//! What was bought, and how it was paid.

use bigdecimal::BigDecimal;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::{Migratable, MigratableEnum};
use serde_json::Value;

use super::catalog::Product;
use super::customers::{Address, Customer};

/// How far an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow, MigratableEnum)]
#[diesel(sql_type = Text)]
pub enum OrderStatus {
    Open,
    Paid,
    Shipped,
    Cancelled,
}

/// An order. Its id is never given out twice, so SQLite counts with AUTOINCREMENT.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(belongs_to(Customer))]
#[migratable(
    unique(columns(customer_id, number)),
    index(columns(customer_id, placed_at(desc))),
    index(
        name = "ix_orders_open",
        columns(placed_at),
        where = "status = 'open'",
        only(sqlite, postgres)
    ),
    check(
        name = "ck_orders_status",
        expr = "status IN ('open', 'paid', 'shipped', 'cancelled')"
    )
)]
pub struct Order {
    #[migratable(autoincrement)]
    pub id: i64,
    #[migratable(references(Customer, on_delete = restrict))]
    pub customer_id: i64,
    /// The customer's first order is 1.
    pub number: i32,
    #[migratable(references(Address, on_delete = restrict))]
    pub billing_address_id: i64,
    #[migratable(references(Address, on_delete = restrict))]
    pub shipping_address_id: i64,
    #[migratable(sql_type = Text, max_length = 12, default = "open")]
    pub status: OrderStatus,
    #[migratable(default_sql = "CURRENT_TIMESTAMP")]
    pub placed_at: NaiveDateTime,
    pub note: Option<String>,
}

/// A line of an order: so many of a product, at the price of the day.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(
    primary_key(order_id, position),
    belongs_to(Order),
    belongs_to(Product)
)]
pub struct OrderLine {
    #[migratable(references(Order, on_delete = cascade))]
    pub order_id: i64,
    pub position: i16,
    #[migratable(references(Product, on_delete = restrict), index)]
    pub product_id: i32,
    #[migratable(default = 1, check = "quantity > 0")]
    pub quantity: i32,
    #[migratable(precision = 10, scale = 2)]
    pub unit_price: BigDecimal,
    /// Computed by the database.
    #[migratable(precision = 12, scale = 2, generated("quantity * unit_price", stored))]
    pub total: Option<BigDecimal>,
}

/// How an order was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow, MigratableEnum)]
#[diesel(sql_type = Text)]
pub enum PaymentMethod {
    Card,
    Transfer,
    #[migratable(name = "gift-card")]
    GiftCard,
}

/// Money that came in for an order.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(belongs_to(Order))]
pub struct Payment {
    pub id: i64,
    #[migratable(references(Order, on_delete = cascade), index)]
    pub order_id: i64,
    #[migratable(sql_type = Text, max_length = 12)]
    pub method: PaymentMethod,
    #[migratable(precision = 12, scale = 2, check = "amount > 0")]
    pub amount: BigDecimal,
    #[migratable(default_sql = "CURRENT_DATE")]
    pub paid_on: NaiveDate,
    /// What the payment provider answered.
    pub receipt: Option<Value>,
}

/// An order before the database has numbered it.
#[derive(Debug, Insertable)]
#[diesel(table_name = orders)]
pub struct NewOrder<'a> {
    pub customer_id: i64,
    pub number: i32,
    pub billing_address_id: i64,
    pub shipping_address_id: i64,
    pub note: Option<&'a str>,
}

/// A line without its total.
#[derive(Debug, Insertable)]
#[diesel(table_name = order_lines)]
pub struct NewOrderLine {
    pub order_id: i64,
    pub position: i16,
    pub product_id: i32,
    pub quantity: i32,
    pub unit_price: BigDecimal,
}

/// A payment before the database has numbered it.
#[derive(Debug, Insertable)]
#[diesel(table_name = payments)]
pub struct NewPayment {
    pub order_id: i64,
    pub method: PaymentMethod,
    pub amount: BigDecimal,
    pub receipt: Option<Value>,
}
