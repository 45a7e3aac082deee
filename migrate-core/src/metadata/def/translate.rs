//! What models say, as the schema says it: definitions in, tables out, on every database or on one.

use super::{
    ColumnDef, DefaultDef, EnumDef, ForeignKeyDef, IdentityDef, IndexColumnDef, IndexDef,
    IndexKeyDef, LiteralDef, TableDef, TypeDef, UniqueDef,
};
use crate::connection::Engine;
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, EnumType, Exclusion, ForeignKey, Generated, Identity,
    Index, IndexColumn, IndexKey, Literal, PrimaryKey, Table, TableName, TableOptions, Unique,
    Validity,
};

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
