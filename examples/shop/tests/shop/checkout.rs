//! Orders, and what the database makes sure of.

use chrono::NaiveTime;
use diesel::Connection as _;
use diesel::prelude::*;
use serde_json::json;
use shop::checkout::{self, CheckoutError, Item};
use shop::models::catalog::{Image, Product, ProductType, categories, images, products};
use shop::models::customers::{Address, NewAddress, NewCustomer, addresses, customers};
use shop::models::orders::{OrderLine, OrderStatus, Payment, order_lines, orders, payments};
use shop::models::stock::{Movement, Warehouse, movements, stock_levels, warehouses};
use shop::{customers::register, money, report};
use shop_migrations::Connection;

use crate::Result;
use crate::database::{Empty, has_partial_indexes, on_each};

/// The shop at head, with a customer.
fn open(database: &Empty) -> Result<(Connection, Address)> {
    let mut conn = database.connect()?;
    let _ = shop_migrations::environment().upgrade(&mut conn, "head")?;
    let ines = NewCustomer {
        email: "ines@example.com",
        name: "Ines",
        born_on: None,
    };
    let address = register(&mut conn, &ines, |customer_id| NewAddress {
        customer_id,
        street: "Rua Augusta 2",
        postal_code: "1100-053",
        city: "Lisbon",
        preferred: true,
    })?;
    Ok((conn, address))
}

/// The same, in a transaction that is never committed. It begins behind the upgrade, since SQLite does not rebuild a
/// table that others refer to inside of one, and MySQL commits at every change of a table.
fn shop(database: &Empty) -> Result<(Connection, Address)> {
    let (mut conn, address) = open(database)?;
    conn.begin_test_transaction()?;
    Ok((conn, address))
}

fn left(conn: &mut Connection, warehouse: &str, product: i32) -> QueryResult<i32> {
    stock_levels::table
        .find((warehouse, product))
        .select(stock_levels::quantity)
        .first(conn)
}

#[test]
fn an_order_takes_stock_and_money() -> Result {
    on_each(|database| {
        let (mut conn, address) = shop(database)?;
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
    })
}

#[test]
fn an_order_is_placed_whole_or_not_at_all() -> Result {
    on_each(|database| {
        let (mut conn, address) = shop(database)?;
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
    })
}

#[test]
fn a_shop_in_use_can_go_back_to_nothing_and_open_again() -> Result {
    on_each(|database| {
        let (mut conn, address) = open(database)?;
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
    })
}

#[test]
fn every_type_reads_back() -> Result {
    on_each(|database| {
        let (mut conn, _) = shop(database)?;
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
    })
}

/// Whether the database refuses something; the transaction goes on as if nobody had tried.
fn refuses(
    conn: &mut Connection,
    attempt: impl FnOnce(&mut Connection) -> QueryResult<usize>,
) -> bool {
    conn.transaction(attempt).is_err()
}

#[test]
fn the_database_keeps_the_models_promises() -> Result {
    on_each(|database| {
        let (mut conn, address) = shop(database)?;
        for email in ["INES@EXAMPLE.COM", "ines@example.com"] {
            let somebody = NewCustomer {
                email,
                name: "somebody else",
                born_on: None,
            };
            let insert = diesel::insert_into(customers::table).values(&somebody);
            assert!(refuses(&mut conn, |conn| insert.execute(conn)), "{email}");
        }

        let second = NewAddress {
            customer_id: address.customer_id,
            street: "Rua Garrett 9",
            postal_code: "1200-203",
            city: "Lisbon",
            preferred: true,
        };
        let insert = diesel::insert_into(addresses::table).values(&second);
        let refused = refuses(&mut conn, |conn| insert.execute(conn));
        assert_eq!(refused, has_partial_indexes(&conn), "one is preferred");

        for update in [
            "UPDATE stock_levels SET quantity = -1",
            "UPDATE stock_levels SET quantity = 'many'",
            "UPDATE products SET type = 'rocket'",
        ] {
            let query = diesel::sql_query(update);
            assert!(refuses(&mut conn, |conn| query.execute(conn)), "{update}");
        }
        Ok(())
    })
}

#[test]
fn what_comes_behind_the_seeds_is_numbered_behind_them() -> Result {
    on_each(|database| {
        let (mut conn, _) = shop(database)?;
        diesel::insert_into(categories::table)
            .values((
                categories::name.eq("White tea"),
                categories::parent_id.eq(1),
                categories::position.eq(3_i16),
            ))
            .execute(&mut conn)?;
        let shelves = report::shelves(&mut conn)?;
        let tree: Vec<(usize, i32, &str)> = shelves
            .iter()
            .map(|(depth, category)| (*depth, category.id, category.name.as_str()))
            .collect();
        assert_eq!(
            tree,
            [
                (0, 1, "Tea"),
                (1, 2, "Black tea"),
                (1, 3, "Green tea"),
                (1, 6, "White tea"),
                (0, 4, "Teaware"),
                (0, 5, "Gifts")
            ]
        );
        Ok(())
    })
}
