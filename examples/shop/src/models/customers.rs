//! Who buys, and where they live.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use migrate_core::Migratable;

/// Someone with an account.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Migratable)]
pub struct Customer {
    pub id: i64,
    /// In small letters, so that no two differ in case only, whichever database compares them.
    #[migratable(
        max_length = 254,
        unique,
        check(name = "ck_customers_email", expr = "email = lower(email)")
    )]
    pub email: String,
    #[migratable(max_length = 120)]
    pub name: String,
    pub born_on: Option<NaiveDate>,
    #[migratable(default = false)]
    pub newsletter: bool,
    #[migratable(default_sql = "CURRENT_TIMESTAMP")]
    pub registered_at: NaiveDateTime,
}

/// A postal address; a customer has any number of them, one of which may be the preferred one. MySQL, which has no partial
/// indexes, does not hold anybody to that.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(table_name = addresses, belongs_to(Customer))]
#[migratable(index(
    name = "uq_addresses_preferred",
    columns(customer_id),
    unique,
    where = "preferred",
    only(sqlite, postgres)
))]
pub struct Address {
    pub id: i64,
    #[migratable(references(Customer, on_delete = cascade))]
    pub customer_id: i64,
    #[migratable(max_length = 120)]
    pub street: String,
    #[migratable(max_length = 12)]
    pub postal_code: String,
    #[migratable(max_length = 80)]
    pub city: String,
    #[migratable(max_length = 2, default = "NL", check = "length(country) = 2")]
    pub country: String,
    #[migratable(default = false)]
    pub preferred: bool,
}

/// A customer before the database has numbered them.
#[derive(Debug, Insertable)]
#[diesel(table_name = customers)]
pub struct NewCustomer<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub born_on: Option<NaiveDate>,
}

/// An address before the database has numbered it.
#[derive(Debug, Insertable)]
#[diesel(table_name = addresses)]
pub struct NewAddress<'a> {
    pub customer_id: i64,
    pub street: &'a str,
    pub postal_code: &'a str,
    pub city: &'a str,
    pub preferred: bool,
}
