//! Bringing a dropped column back: its values are gone, and a column that must not be NULL needs some for the rows that
//! are there. It is added with a default that is dropped at once, so that the schema is what it was.

use crate::operation::{Change, ColumnPatch, Operation};
use crate::schema::{ColumnDefault, ColumnType, Literal};

/// Splits the additions that rows would stand in the way of.
pub(super) fn with_first_values(operation: Operation) -> Operation {
    match operation {
        Operation::AlterTable {
            table,
            changes,
            recreate,
        } => Operation::AlterTable {
            table,
            changes: changes.into_iter().flat_map(split).collect(),
            recreate,
        },
        Operation::AutocommitBlock { operations } => Operation::AutocommitBlock {
            operations: operations.into_iter().map(with_first_values).collect(),
        },
        other => other,
    }
}

fn split(change: Change) -> Vec<Change> {
    let Change::AddColumn {
        column,
        if_not_exists,
    } = change
    else {
        return vec![change];
    };
    let filled =
        column.default.is_some() || column.identity.is_some() || column.generated.is_some();
    let value = (!column.nullable && !filled)
        .then(|| first_value(&column.type_))
        .flatten();
    let Some(value) = value else {
        return vec![Change::AddColumn {
            column,
            if_not_exists,
        }];
    };
    let mut with_default = column.clone();
    with_default.default = Some(ColumnDefault::Literal(value));
    let drop_default = Change::AlterColumn {
        name: column.name.clone(),
        patch: Box::new(ColumnPatch::between(&with_default, &column)),
        was: Some(with_default.clone()),
    };
    vec![
        Change::AddColumn {
            column: with_default,
            if_not_exists,
        },
        drop_default,
    ]
}

/// The least value of a type, for rows that need one; `None` where only a person can know one.
pub(crate) fn first_value(type_: &ColumnType) -> Option<Literal> {
    let text = |text: &str| Some(Literal::Text(text.to_owned()));
    match type_ {
        ColumnType::Bool => Some(Literal::Bool(false)),
        ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal { .. } => Some(Literal::Number("0".to_owned())),
        ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_) => text(""),
        ColumnType::Binary => Some(Literal::Bytes(Vec::new())),
        ColumnType::Date => text("1970-01-01"),
        ColumnType::Time => text("00:00:00"),
        ColumnType::Timestamp | ColumnType::TimestampTz => text("1970-01-01 00:00:00"),
        ColumnType::Json | ColumnType::Jsonb => text("null"),
        ColumnType::Uuid => text("00000000-0000-0000-0000-000000000000"),
        ColumnType::Enum(type_) => type_.values.first().and_then(|value| text(value)),
        // What the database alone can spell, only a person can fill.
        ColumnType::Interval | ColumnType::Array(_) | ColumnType::Other(_) => None,
    }
}
