//! The shop on SQLite, PostgreSQL and MySQL or MariaDB: what is tested, is tested on each.

mod checkout;
mod database;
mod history;
mod program;
mod script;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;
