//! A small shop on SQLite, PostgreSQL, MySQL or MariaDB: models, the checkout, and reports.

pub mod checkout;
pub mod customers;
pub mod models;
pub mod report;

use bigdecimal::{BigDecimal, RoundingMode};

/// Rounds to cents.
///
/// SQLite, unlike the others, has no exact decimals: Diesel writes and reads them as `f64`, which holds a price but not its last digit.
/// Whatever comes out of the database as money passes through here.
pub fn money(value: &BigDecimal) -> BigDecimal {
    value.with_scale_round(2, RoundingMode::HalfUp)
}
