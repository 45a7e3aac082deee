//! The checkout: an order is placed whole, or not at all.

use bigdecimal::BigDecimal;
use diesel::Connection as _;
use diesel::dsl::max;
use diesel::prelude::*;
use serde_json::json;
use shop_migrations::Connection;
use thiserror::Error;

use crate::models::catalog::{Product, products};
use crate::models::customers::Address;
use crate::models::orders::{
    NewOrder, NewOrderLine, NewPayment, Order, OrderStatus, PaymentMethod, order_lines, orders,
    payments,
};
use crate::models::stock::{NewMovement, movements, stock_levels};
use crate::money;

/// What a customer puts into the basket.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    pub sku: &'a str,
    pub quantity: i32,
}

/// The order was not placed; the database is as it was.
#[derive(Debug, Error)]
pub enum CheckoutError {
    #[error("there is no product `{0}`")]
    NoSuchProduct(String),
    #[error("there are fewer than {quantity} of `{sku}` in {warehouse}")]
    OutOfStock {
        sku: String,
        quantity: i32,
        warehouse: String,
    },
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Places an order from one warehouse to one address, and takes the money.
pub fn place(
    conn: &mut Connection,
    address: &Address,
    warehouse: &str,
    basket: &[Item<'_>],
) -> Result<Order, CheckoutError> {
    conn.transaction(|conn| {
        let order = open(conn, address)?;
        let mut amount = BigDecimal::from(0);
        for (position, item) in (1..).zip(basket) {
            let product = find(conn, item.sku)?;
            take(conn, warehouse, &product, item.quantity)?;
            let unit_price = money(&product.price);
            amount += &unit_price * item.quantity;
            diesel::insert_into(order_lines::table)
                .values(NewOrderLine {
                    order_id: order.id,
                    position,
                    product_id: product.id,
                    quantity: item.quantity,
                    unit_price,
                })
                .execute(conn)?;
        }
        diesel::insert_into(payments::table)
            .values(NewPayment {
                order_id: order.id,
                method: PaymentMethod::Card,
                amount,
                receipt: Some(json!({ "approved": true })),
            })
            .execute(conn)?;
        diesel::update(orders::table.find(order.id))
            .set(orders::status.eq(OrderStatus::Paid))
            .execute(conn)?;
        Ok(Order {
            status: OrderStatus::Paid,
            ..order
        })
    })
}

/// Writes the customer's next order down. MySQL does not return what was inserted, but the customer's number names it.
fn open(conn: &mut Connection, address: &Address) -> QueryResult<Order> {
    let mine = orders::table.filter(orders::customer_id.eq(address.customer_id));
    let last: Option<i32> = mine.select(max(orders::number)).first(conn)?;
    let number = last.unwrap_or_default() + 1;
    diesel::insert_into(orders::table)
        .values(NewOrder {
            customer_id: address.customer_id,
            number,
            billing_address_id: address.id,
            shipping_address_id: address.id,
            note: None,
        })
        .execute(conn)?;
    mine.filter(orders::number.eq(number))
        .select(Order::as_select())
        .first(conn)
}

fn find(conn: &mut Connection, sku: &str) -> Result<Product, CheckoutError> {
    products::table
        .filter(products::sku.eq(sku))
        .filter(products::active)
        .select(Product::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(|| CheckoutError::NoSuchProduct(sku.to_owned()))
}

/// Takes products out of a warehouse, and writes it into the warehouse's history.
fn take(
    conn: &mut Connection,
    warehouse: &str,
    product: &Product,
    quantity: i32,
) -> Result<(), CheckoutError> {
    let level = stock_levels::table
        .find((warehouse, product.id))
        .filter(stock_levels::quantity.ge(quantity));
    let taken = diesel::update(level)
        .set(stock_levels::quantity.eq(stock_levels::quantity - quantity))
        .execute(conn)?;
    if taken == 0 {
        return Err(CheckoutError::OutOfStock {
            sku: product.sku.clone(),
            quantity,
            warehouse: warehouse.to_owned(),
        });
    }
    diesel::insert_into(movements::table)
        .values(NewMovement {
            warehouse_code: warehouse,
            product_id: product.id,
            change: -quantity,
            reason: "sold",
        })
        .execute(conn)?;
    Ok(())
}
