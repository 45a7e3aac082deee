//! A day in the shop: the database that `DATABASE_URL` names is brought to head, a customer orders, the owner looks at the
//! figures.

use std::error::Error;

use chrono::NaiveDate;
use diesel::prelude::QueryResult;
use shop::checkout::{self, Item};
use shop::models::customers::{Address, NewAddress, NewCustomer};
use shop::{customers, report};
use shop_migrations::Connection;

/// The file that `migrate.toml` names, too.
const DATABASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/shop.db");

fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("DATABASE_URL");
    let mut conn = shop_migrations::open(url.as_deref().unwrap_or(DATABASE))?;
    let report = shop_migrations::environment().upgrade(&mut conn, "head")?;
    for step in report.steps {
        println!("applied {}", step.revision);
    }

    for (depth, category) in report::shelves(&mut conn)? {
        println!("{:indent$}{}", "", category.name, indent = 2 * depth);
    }

    let address = customer(&mut conn)?;
    let basket = [
        Item {
            sku: "TEA-ASSAM",
            quantity: 2,
        },
        Item {
            sku: "POT-GLASS",
            quantity: 1,
        },
    ];
    match checkout::place(&mut conn, &address, "AMS", &basket) {
        Ok(order) => println!("\norder {} is {:?}", order.id, order.status),
        Err(error) => println!("\nno order: {error}"),
    }

    println!("\nsold so far");
    for sales in report::sales(&mut conn)? {
        println!(
            "{:>5} x {:<12} {:>10}",
            sales.pieces, sales.category, sales.revenue
        );
    }
    for (product, left) in report::running_low(&mut conn, 20)? {
        println!("running low: {product}, {left} left");
    }
    Ok(())
}

/// Finds the customer of the day, or opens an account with an address.
fn customer(conn: &mut Connection) -> QueryResult<Address> {
    let email = "ines.moreau@example.com";
    if let Some(address) = customers::address_of(conn, email)? {
        return Ok(address);
    }
    let customer = NewCustomer {
        email,
        name: "Ines Moreau",
        born_on: NaiveDate::from_ymd_opt(1991, 4, 23),
    };
    customers::register(conn, &customer, |customer_id| NewAddress {
        customer_id,
        street: "Prinsengracht 1",
        postal_code: "1015 DK",
        city: "Amsterdam",
        preferred: true,
    })
}
