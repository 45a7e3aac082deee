//! Orders, and what the database makes sure of.

use std::error::Error;

use chrono::NaiveTime;
use diesel::prelude::*;
use serde_json::json;
use shop::checkout::{self, CheckoutError, Item};
use shop::models::catalog::{Image, Product, ProductType, images, products};
use shop::models::customers::{Address, NewAddress, NewCustomer, addresses, customers};
use shop::models::orders::{OrderLine, OrderStatus, Payment, order_lines, orders, payments};
use shop::models::stock::{Movement, Warehouse, movements, stock_levels, warehouses};
use shop::{money, report};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The shop at head, with a customer.
fn open() -> Result<(SqliteConnection, Address)> {
    let mut conn = SqliteConnection::establish(":memory:")?;
    let _ = shop_migrations::environment().upgrade(&mut conn, "head")?;
    let customer_id: i64 = diesel::insert_into(customers::table)
        .values(NewCustomer {
            email: "ines@example.com",
            name: "Ines",
            born_on: None,
        })
        .returning(customers::id)
        .get_result(&mut conn)?;
    let address = diesel::insert_into(addresses::table)
        .values(NewAddress {
            customer_id,
            street: "Rua Augusta 2",
            postal_code: "1100-053",
            city: "Lisbon",
            preferred: true,
        })
        .returning(Address::as_returning())
        .get_result(&mut conn)?;
    Ok((conn, address))
}

/// The same, in a transaction that is never committed. It begins behind the upgrade, since SQLite does not rebuild a
/// table that others refer to inside of one.
fn shop() -> Result<(SqliteConnection, Address)> {
    let (mut conn, address) = open()?;
    conn.begin_test_transaction()?;
    Ok((conn, address))
}

fn left(conn: &mut SqliteConnection, warehouse: &str, product: i32) -> QueryResult<i32> {
    stock_levels::table
        .find((warehouse, product))
        .select(stock_levels::quantity)
        .first(conn)
}

#[test]
fn an_order_takes_stock_and_money() -> Result {
    let (mut conn, address) = shop()?;
    let basket = [
        Item {
            sku: "TEA-ASSAM",
            quantity: 3,
        },
        Item {
            sku: "POT-GLASS",
            quantity: 1,
        },
    ];
    let order = checkout::place(&mut conn, &address, "AMS", &basket)?;
    assert_eq!(order.status, OrderStatus::Paid);

    let lines: Vec<OrderLine> = order_lines::table
        .filter(order_lines::order_id.eq(order.id))
        .order(order_lines::position)
        .select(OrderLine::as_select())
        .load(&mut conn)?;
    let totals: Vec<String> = lines
        .iter()
        .filter_map(|line| line.total.as_ref())
        .map(|total| money(total).to_string())
        .collect();
    assert_eq!(totals, ["38.70", "34.50"]);
    assert_eq!(left(&mut conn, "AMS", 1)?, 37);
    let moved: Vec<Movement> = movements::table
        .order(movements::id)
        .select(Movement::as_select())
        .load(&mut conn)?;
    let changes: Vec<i32> = moved.iter().map(|movement| movement.change).collect();
    assert_eq!(changes, [-3, -1]);
    let payment: Payment = payments::table
        .select(Payment::as_select())
        .first(&mut conn)?;
    assert_eq!(money(&payment.amount).to_string(), "73.20");
    assert_eq!(payment.receipt, Some(json!({ "approved": true })));

    let sales = report::sales(&mut conn)?;
    let revenue: Vec<String> = sales
        .iter()
        .map(|sales| sales.revenue.to_string())
        .collect();
    assert_eq!(revenue, ["38.70", "34.50"]);
    Ok(())
}

#[test]
fn an_order_is_placed_whole_or_not_at_all() -> Result {
    let (mut conn, address) = shop()?;
    let basket = [
        Item {
            sku: "TEA-SENCHA",
            quantity: 1,
        },
        Item {
            sku: "POT-GLASS",
            quantity: 7,
        },
    ];
    let error = checkout::place(&mut conn, &address, "LIS", &basket);
    assert!(matches!(
        error,
        Err(CheckoutError::OutOfStock { quantity: 7, .. })
    ));
    assert_eq!(left(&mut conn, "LIS", 3)?, 30);
    assert_eq!(orders::table.count().get_result::<i64>(&mut conn)?, 0);
    Ok(())
}

#[test]
fn a_shop_in_use_can_go_back_to_nothing_and_open_again() -> Result {
    let (mut conn, address) = open()?;
    let basket = [Item {
        sku: "TEA-ASSAM",
        quantity: 1,
    }];
    checkout::place(&mut conn, &address, "AMS", &basket)?;

    let environment = shop_migrations::environment();
    let _ = environment.downgrade(&mut conn, "base")?;
    let _ = environment.upgrade(&mut conn, "head")?;
    assert_eq!(orders::table.count().get_result::<i64>(&mut conn)?, 0);
    assert_eq!(left(&mut conn, "AMS", 1)?, 40);
    Ok(())
}

#[test]
fn every_type_reads_back() -> Result {
    let (mut conn, _) = shop()?;
    let tea: Product = products::table
        .find(1)
        .select(Product::as_select())
        .first(&mut conn)?;
    assert_eq!(tea.r#type, ProductType::Parcel);
    assert_eq!(money(&tea.price).to_string(), "12.90");
    assert_eq!(tea.weight, Some(0.25));
    assert_eq!(tea.attributes, json!({ "origin": "IN" }));
    assert_eq!(tea.slug, "assam-second-flush-1");
    assert!(tea.active);

    let warehouse: Warehouse = warehouses::table
        .find("AMS")
        .select(Warehouse::as_select())
        .first(&mut conn)?;
    assert_eq!(warehouse.latitude, 52.3731);
    assert_eq!(Some(warehouse.opens_at), NaiveTime::from_hms_opt(6, 0, 0));

    let picture: Image = images::table.select(Image::as_select()).first(&mut conn)?;
    assert!(picture.data.starts_with(b"<svg"));
    assert_eq!(picture.position, 0);
    Ok(())
}

#[test]
fn the_database_keeps_the_models_promises() -> Result {
    let (mut conn, address) = shop()?;
    let twice = diesel::insert_into(customers::table)
        .values(NewCustomer {
            email: "INES@EXAMPLE.COM",
            name: "somebody else",
            born_on: None,
        })
        .execute(&mut conn);
    assert!(twice.is_err(), "e-mail addresses differ in more than case");

    let second = diesel::insert_into(addresses::table)
        .values(NewAddress {
            customer_id: address.customer_id,
            street: "Rua Garrett 9",
            postal_code: "1200-203",
            city: "Lisbon",
            preferred: true,
        })
        .execute(&mut conn);
    assert!(second.is_err(), "one address is the preferred one");

    let words = diesel::sql_query("UPDATE stock_levels SET quantity = 'many'").execute(&mut conn);
    assert!(words.is_err(), "a strict table holds what it declares");

    let shelves = report::shelves(&mut conn)?;
    let tree: Vec<(usize, &str)> = shelves
        .iter()
        .map(|(depth, category)| (*depth, category.name.as_str()))
        .collect();
    assert_eq!(
        tree,
        [
            (0, "Tea"),
            (1, "Black tea"),
            (1, "Green tea"),
            (0, "Teaware"),
            (0, "Gifts")
        ]
    );
    Ok(())
}
