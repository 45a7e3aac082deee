//! The tests of the whole: laws on generated schemas, golden revisions, and what a run leaves behind.
#![allow(missing_docs, reason = "tests")]

mod alembic;
mod asynchronous;
mod autogenerate;
mod baseline;
mod checks;
mod golden;
mod laws;
mod matrix;
mod mysql;
mod objects;
mod offline;
mod populated;
mod postgres;
mod renames;
mod replicas;
mod runner;
mod servers;
mod support;
mod suspects;
mod vocabulary;

use migrate_tests::history;
