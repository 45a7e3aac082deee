//! Accounts and their addresses.

use diesel::Connection as _;
use diesel::prelude::*;
use shop_migrations::Connection;

use crate::models::customers::{Address, NewAddress, NewCustomer, addresses, customers};

/// Opens an account with an address.
pub fn register<'a>(
    conn: &mut Connection,
    customer: &NewCustomer<'_>,
    address: impl FnOnce(i64) -> NewAddress<'a>,
) -> QueryResult<Address> {
    conn.transaction(|conn| {
        diesel::insert_into(customers::table)
            .values(customer)
            .execute(conn)?;
        let id: i64 = customers::table
            .filter(customers::email.eq(customer.email))
            .select(customers::id)
            .first(conn)?;
        diesel::insert_into(addresses::table)
            .values(address(id))
            .execute(conn)?;
        addresses::table
            .filter(addresses::customer_id.eq(id))
            .select(Address::as_select())
            .first(conn)
    })
}

/// Finds the preferred address of an account.
pub fn address_of(conn: &mut Connection, email: &str) -> QueryResult<Option<Address>> {
    addresses::table
        .inner_join(customers::table)
        .filter(customers::email.eq(email).and(addresses::preferred))
        .select(Address::as_select())
        .first(conn)
        .optional()
}
