//! The constant form of a model: what the derive emits, and its translation into the schema.
//!
//! Everything is a literal or a reference to one, so that a thousand models cost no code at start. The fields are
//! public for the derive's sake; only it writes them.
#![allow(
    missing_docs,
    reason = "each field is named as the one of the schema that it becomes"
)]

use crate::connection::Engine;
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, EnumType, Exclusion, ForeignKey,
    Generated, Identity, Index, IndexColumn, IndexKey, Literal, MatchType, NullsOrder, PrimaryKey,
    ReferentialAction, Table, TableName, TableOptions, Unique, Validity,
};

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

fn owned(text: Option<&'static str>) -> Option<String> {
    text.map(str::to_owned)
}

fn all_owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Keeps the parts that a database has, each of which says which ones do.
fn keep<T>(parts: &mut Vec<T>, mut only: impl Iterator<Item = &'static [Engine]>, engine: Engine) {
    parts.retain(|_| {
        only.next()
            .is_none_or(|only| only.is_empty() || only.contains(&engine))
    });
}

impl TableDef {
    /// The table's name, with its schema.
    #[must_use]
    pub fn table_name(&self) -> TableName {
        TableName {
            schema: owned(self.schema),
            name: self.name.to_owned(),
        }
    }

    /// The path of the struct.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}::{}", self.module, self.model)
    }

    /// Translates the definition into a table of the schema.
    #[must_use]
    pub fn to_table(&self) -> Table {
        Table {
            name: self.table_name(),
            columns: self
                .columns
                .iter()
                .map(|column| self.column(column))
                .collect(),
            primary_key: (!self.primary_key.is_empty()).then(|| PrimaryKey {
                name: owned(self.primary_key_name),
                ..PrimaryKey::new(all_owned(self.primary_key))
            }),
            uniques: self.uniques.iter().map(UniqueDef::to_unique).collect(),
            checks: self
                .checks
                .iter()
                .map(|check| Check {
                    name: owned(check.name),
                    ..Check::new(check.expression)
                })
                .collect(),
            foreign_keys: self
                .foreign_keys
                .iter()
                .map(ForeignKeyDef::to_foreign_key)
                .collect(),
            exclusions: self
                .excludes
                .iter()
                .map(|exclude| Exclusion {
                    name: owned(exclude.name),
                    definition: exclude.definition.to_owned(),
                    deferrable: exclude.deferrable,
                })
                .collect(),
            indexes: self.indexes.iter().map(IndexDef::to_index).collect(),
            options: TableOptions {
                strict: self.strict,
                without_rowid: self.without_rowid,
                engine: owned(self.engine),
                charset: owned(self.charset),
                collation: owned(self.collation),
                ..TableOptions::default()
            },
            comment: owned(self.comment),
            renamed_from: owned(self.renamed_from),
            former_names: self
                .former_names
                .iter()
                .map(|&(former, name)| (former.to_owned(), name.to_owned()))
                .collect(),
            ..Table::new(self.table_name())
        }
    }

    /// As [`TableDef::to_table`], without what is for other databases `only`.
    #[must_use]
    pub fn to_table_on(&self, engine: Engine) -> Table {
        let mut table = self.to_table();
        keep(
            &mut table.uniques,
            self.uniques.iter().map(|it| it.only),
            engine,
        );
        keep(
            &mut table.checks,
            self.checks.iter().map(|it| it.only),
            engine,
        );
        keep(
            &mut table.exclusions,
            self.excludes.iter().map(|it| it.only),
            engine,
        );
        keep(
            &mut table.foreign_keys,
            self.foreign_keys.iter().map(|it| it.only),
            engine,
        );
        keep(
            &mut table.indexes,
            self.indexes.iter().map(|it| it.only),
            engine,
        );
        table
    }

    fn column(&self, column: &ColumnDef) -> Column {
        Column {
            nullable: column.nullable,
            default: column.default.map(|default| match default {
                DefaultDef::Literal(literal) => ColumnDefault::Literal(literal.to_literal()),
                DefaultDef::Sql(sql) => ColumnDefault::Expression(sql.to_owned()),
            }),
            identity: self.identity(column),
            generated: column.generated.as_ref().map(|generated| Generated {
                expression: generated.expression.to_owned(),
                stored: generated.stored,
            }),
            collation: owned(column.collation),
            on_update: owned(column.on_update),
            comment: owned(column.comment),
            renamed_from: owned(column.renamed_from),
            place: None,
            ..Column::new(column.name, column.type_.to_type())
        }
    }

    /// A single integer primary key that is no foreign key is numbered by the database, unless the model says
    /// otherwise.
    fn identity(&self, column: &ColumnDef) -> Option<Identity> {
        match column.identity {
            IdentityDef::None => None,
            IdentityDef::ByDefault => Some(Identity::ByDefault),
            IdentityDef::Always => Some(Identity::Always),
            IdentityDef::Autoincrement => Some(Identity::Autoincrement),
            IdentityDef::Unstated => {
                let integer = matches!(
                    column.type_,
                    TypeDef::TinyInt
                        | TypeDef::SmallInt
                        | TypeDef::Integer
                        | TypeDef::BigInt
                        | TypeDef::Unsigned(_)
                );
                let single = self.primary_key == [column.name];
                let foreign = self
                    .foreign_keys
                    .iter()
                    .any(|foreign_key| foreign_key.columns.contains(&column.name));
                let stated = column.default.is_some() || column.generated.is_some();
                (integer && single && !foreign && !stated).then_some(Identity::ByDefault)
            }
        }
    }
}

impl TypeDef {
    fn to_type(self) -> ColumnType {
        match self {
            TypeDef::Bool => ColumnType::Bool,
            TypeDef::TinyInt => ColumnType::TinyInt,
            TypeDef::SmallInt => ColumnType::SmallInt,
            TypeDef::Integer => ColumnType::Integer,
            TypeDef::BigInt => ColumnType::BigInt,
            TypeDef::Unsigned(inner) => ColumnType::Unsigned(Box::new(inner.to_type())),
            TypeDef::Float => ColumnType::Float,
            TypeDef::Double => ColumnType::Double,
            TypeDef::Decimal { precision, scale } => ColumnType::Decimal { precision, scale },
            TypeDef::Text => ColumnType::Text,
            TypeDef::Varchar(length) => ColumnType::Varchar(length),
            TypeDef::Char(length) => ColumnType::Char(length),
            TypeDef::Binary => ColumnType::Binary,
            TypeDef::Date => ColumnType::Date,
            TypeDef::Time => ColumnType::Time,
            TypeDef::Timestamp => ColumnType::Timestamp,
            TypeDef::TimestampTz => ColumnType::TimestampTz,
            TypeDef::Interval => ColumnType::Interval,
            TypeDef::Json => ColumnType::Json,
            TypeDef::Jsonb => ColumnType::Jsonb,
            TypeDef::Uuid => ColumnType::Uuid,
            TypeDef::Array(inner) => ColumnType::Array(Box::new(inner.to_type())),
            TypeDef::Enum(definition) => ColumnType::Enum(definition.to_enum()),
            TypeDef::Db(spelling) => ColumnType::Other(spelling.to_owned()),
        }
    }
}

impl EnumDef {
    fn to_enum(&self) -> EnumType {
        let values = self.variants.iter();
        let renamed = values.clone().filter_map(|variant| {
            let former = variant.renamed_from?;
            Some((former.to_owned(), variant.name.to_owned()))
        });
        EnumType {
            renamed_values: renamed.collect(),
            ..EnumType::new(
                TableName {
                    schema: owned(self.schema),
                    name: self.name.to_owned(),
                },
                values.map(|variant| variant.name.to_owned()).collect(),
            )
        }
    }
}

impl LiteralDef {
    fn to_literal(self) -> Literal {
        match self {
            LiteralDef::Bool(value) => Literal::Bool(value),
            LiteralDef::Number(digits) => Literal::Number(digits.to_owned()),
            LiteralDef::Text(text) => Literal::Text(text.to_owned()),
            LiteralDef::Bytes(bytes) => Literal::Bytes(bytes.to_vec()),
        }
    }
}

impl UniqueDef {
    fn to_unique(&self) -> Unique {
        Unique {
            name: owned(self.name),
            deferrable: self.deferrable,
            nulls_not_distinct: self.nulls_not_distinct,
            ..Unique::new(all_owned(self.columns))
        }
    }
}

impl ForeignKeyDef {
    fn to_foreign_key(&self) -> ForeignKey {
        ForeignKey {
            name: owned(self.name),
            columns: all_owned(self.columns),
            references_table: TableName {
                schema: owned(self.references_schema),
                name: self.references_table.to_owned(),
            },
            references_columns: all_owned(self.references_columns),
            on_delete: self.on_delete,
            on_update: self.on_update,
            deferrable: self.deferrable,
            match_: self.match_,
            validity: Validity::Valid,
        }
    }
}

impl IndexDef {
    fn to_index(&self) -> Index {
        Index {
            name: owned(self.name),
            unique: self.unique,
            predicate: owned(self.predicate),
            method: owned(self.method),
            include: all_owned(self.include),
            nulls_not_distinct: self.nulls_not_distinct,
            concurrently: self.concurrently,
            ..Index::new(self.columns.iter().map(IndexColumnDef::to_column).collect())
        }
    }
}

impl IndexColumnDef {
    fn to_column(&self) -> IndexColumn {
        IndexColumn {
            key: match self.key {
                IndexKeyDef::Column(name) => IndexKey::Column(name.to_owned()),
                IndexKeyDef::Expression(expression) => IndexKey::Expression(expression.to_owned()),
            },
            descending: self.descending,
            nulls: self.nulls,
            collation: owned(self.collation),
            ops: owned(self.ops),
            prefix: self.prefix,
        }
    }
}
