//! The models: everything lives in the schema `support`, and PostgreSQL's own types are used where they fit.

#![allow(
    clippy::duplicated_attributes,
    reason = "two indexes may well be of one kind"
)]

use chrono::{DateTime, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::query_builder::QueryId;
use diesel::sql_types::SqlType;
use migrate_core::{Migratable, MigratableEnum};
use serde_json::Value;

/// The type that PostgreSQL knows priorities by.
#[derive(SqlType, QueryId)]
#[diesel(postgres_type(name = "priority"))]
pub struct PriorityType;

/// How soon somebody has to look at a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow, MigratableEnum)]
#[diesel(sql_type = PriorityType)]
#[migratable(type_name = "priority")]
pub enum Priority {
    Low,
    Normal,
    High,
    Urgent,
}

/// Somebody who answers.
#[derive(Debug, PartialEq, Queryable, Selectable, Identifiable, Migratable)]
#[migratable(schema = "support", comment = "who answers")]
pub struct Agent {
    pub id: i64,
    #[migratable(db_type = "citext", unique)]
    pub email: String,
    /// What the agent knows about: a ticket goes to whoever shares a tag with it.
    #[migratable(sql_type = Array<Text>, default_sql = "'{}'::text[]")]
    pub skills: Vec<String>,
}

/// What somebody asked.
#[derive(Debug, PartialEq, Queryable, Selectable, Identifiable, Migratable)]
#[migratable(schema = "support", comment = "what people ask")]
#[migratable(index(columns(tags), using = "gin", concurrently, name = "ix_tickets_tags"))]
#[migratable(index(
    columns(details(ops = "jsonb_path_ops")),
    using = "gin",
    concurrently,
    name = "ix_tickets_details"
))]
#[migratable(index(
    columns(priority(desc), opened),
    where = "closed IS NULL",
    concurrently,
    name = "ix_tickets_open"
))]
#[migratable(check(name = "ck_tickets_closed", expr = "closed >= opened"))]
pub struct Ticket {
    pub id: i64,
    #[migratable(max_length = 200)]
    pub subject: String,
    #[migratable(sql_type = PriorityType, enum, default_sql = "'normal'::priority")]
    pub priority: Priority,
    #[migratable(sql_type = Array<Text>, default_sql = "'{}'::text[]")]
    pub tags: Vec<String>,
    /// Whatever the form sent along.
    #[migratable(sql_type = Jsonb, default_sql = "'{}'::jsonb")]
    pub details: Value,
    #[migratable(sql_type = Timestamptz, default_sql = "now()")]
    pub opened: DateTime<Utc>,
    #[migratable(sql_type = Timestamptz)]
    pub closed: Option<DateTime<Utc>>,
    #[migratable(references(Agent, on_delete = set_null), index)]
    pub agent_id: Option<i64>,
}
