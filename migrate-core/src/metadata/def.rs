//! The constant form of a model: what the derive emits. Its [translation](translate) into the schema stands beside it.
//!
//! Everything is a literal or a reference to one, so that a thousand models cost no code at start. The fields are
//! public for the derive's sake; only it writes them.
#![allow(
    missing_docs,
    reason = "each field is named as the one of the schema that it becomes"
)]

mod translate;

use crate::connection::Engine;
use crate::schema::{Deferrable, MatchType, NullsOrder, ReferentialAction};

/// A model as its derive describes it.
#[derive(Debug)]
pub struct TableDef {
    /// The struct's name.
    pub model: &'static str,
    /// `module_path!()` of the struct.
    pub module: &'static str,
    pub database: Option<&'static str>,
    pub schema: Option<&'static str>,
    pub name: &'static str,
    pub renamed_from: Option<&'static str>,
    pub comment: Option<&'static str>,
    pub columns: &'static [ColumnDef],
    pub primary_key: &'static [&'static str],
    pub primary_key_name: Option<&'static str>,
    /// Of indexes and constraints, as (former, present).
    pub former_names: &'static [(&'static str, &'static str)],
    pub uniques: &'static [UniqueDef],
    pub checks: &'static [CheckDef],
    pub foreign_keys: &'static [ForeignKeyDef],
    pub indexes: &'static [IndexDef],
    pub strict: bool,
    pub without_rowid: bool,
    pub engine: Option<&'static str>,
    pub charset: Option<&'static str>,
    pub collation: Option<&'static str>,
    /// What only PostgreSQL has.
    pub excludes: &'static [ExcludeDef],
}

#[derive(Debug)]
pub struct ExcludeDef {
    pub name: Option<&'static str>,
    /// From `USING` on.
    pub definition: &'static str,
    pub deferrable: Deferrable,
    pub only: &'static [Engine],
}

#[derive(Debug)]
pub struct ColumnDef {
    pub name: &'static str,
    pub type_: TypeDef,
    pub nullable: bool,
    pub default: Option<DefaultDef>,
    pub identity: IdentityDef,
    pub generated: Option<GeneratedDef>,
    pub collation: Option<&'static str>,
    /// What MySQL computes it anew with when its row changes.
    pub on_update: Option<&'static str>,
    pub comment: Option<&'static str>,
    pub renamed_from: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum TypeDef {
    Bool,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    Unsigned(&'static TypeDef),
    Float,
    Double,
    Decimal {
        precision: Option<u32>,
        scale: Option<u32>,
    },
    Text,
    Varchar(Option<u32>),
    Char(Option<u32>),
    Binary,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Json,
    Jsonb,
    Uuid,
    Array(&'static TypeDef),
    Enum(&'static EnumDef),
    /// The database's own spelling: `db_type = "..."`.
    Db(&'static str),
}

/// An enumeration, from `#[derive(MigratableEnum)]`.
#[derive(Debug)]
pub struct EnumDef {
    pub schema: Option<&'static str>,
    pub name: &'static str,
    pub variants: &'static [EnumVariantDef],
}

#[derive(Debug)]
pub struct EnumVariantDef {
    pub name: &'static str,
    pub renamed_from: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
pub enum DefaultDef {
    Literal(LiteralDef),
    Sql(&'static str),
}

#[derive(Debug, Clone, Copy)]
pub enum LiteralDef {
    Bool(bool),
    /// The digits as written, without `_` and suffix, with a `-` where there was one.
    Number(&'static str),
    Text(&'static str),
    Bytes(&'static [u8]),
}

/// What the model says of numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityDef {
    /// Nothing: a single integer primary key that is no foreign key is numbered.
    Unstated,
    /// `identity = none`.
    None,
    ByDefault,
    Always,
    /// `autoincrement`.
    Autoincrement,
}

#[derive(Debug)]
pub struct GeneratedDef {
    pub expression: &'static str,
    pub stored: bool,
}

#[derive(Debug)]
pub struct UniqueDef {
    pub name: Option<&'static str>,
    pub columns: &'static [&'static str],
    pub deferrable: Deferrable,
    pub nulls_not_distinct: bool,
    /// The databases that have it; empty for all. So with the others below.
    pub only: &'static [Engine],
}

#[derive(Debug)]
pub struct CheckDef {
    pub name: Option<&'static str>,
    pub expression: &'static str,
    pub only: &'static [Engine],
}

#[derive(Debug)]
pub struct ForeignKeyDef {
    pub name: Option<&'static str>,
    pub columns: &'static [&'static str],
    pub references_schema: Option<&'static str>,
    pub references_table: &'static str,
    pub references_columns: &'static [&'static str],
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    pub deferrable: Deferrable,
    pub match_: MatchType,
    pub only: &'static [Engine],
}

#[derive(Debug)]
pub struct IndexDef {
    pub name: Option<&'static str>,
    pub columns: &'static [IndexColumnDef],
    pub unique: bool,
    pub predicate: Option<&'static str>,
    pub method: Option<&'static str>,
    pub include: &'static [&'static str],
    pub nulls_not_distinct: bool,
    pub concurrently: bool,
    pub only: &'static [Engine],
}

#[derive(Debug)]
pub struct IndexColumnDef {
    pub key: IndexKeyDef,
    pub descending: bool,
    pub nulls: Option<NullsOrder>,
    pub collation: Option<&'static str>,
    pub ops: Option<&'static str>,
    pub prefix: Option<u32>,
}

#[derive(Debug)]
pub enum IndexKeyDef {
    Column(&'static str),
    Expression(&'static str),
}
