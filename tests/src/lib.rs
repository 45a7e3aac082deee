//! What the tests share: schemas that are generated, rows that fit them, and databases to try them on.
#![allow(missing_docs, reason = "read by tests only")]

pub mod client;
pub mod database;
pub mod dice;
pub mod drivers;
pub mod dumps;
pub mod edits;
pub mod history;
pub mod laws;
pub mod mysql;
pub mod objects;
pub mod older;
pub mod postgres;
pub mod rows;
pub mod schemas;
pub mod wide;
