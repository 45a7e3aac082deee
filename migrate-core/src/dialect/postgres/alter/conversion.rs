//! What stands behind `USING`: how values of one type become values of another where PostgreSQL does not convert them by
//! itself.

use crate::dialect::postgres::ddl::cast;
use crate::dialect::postgres::types::spell;
use crate::schema::ColumnType;

/// The expression that converts; `None` where none is needed. Through text every value has a way; where it fails, it
/// fails loudly.
/// <https://www.postgresql.org/docs/current/catalog-pg-cast.html>
pub(super) fn conversion(
    field: &str,
    from: Option<&ColumnType>,
    to: &ColumnType,
) -> Option<String> {
    let Some(from) = from else {
        // What the column was is not known: the cast is harmless where none is needed.
        return Some(cast(field, to));
    };
    let number = |type_: &ColumnType| {
        matches!(
            type_,
            ColumnType::TinyInt
                | ColumnType::SmallInt
                | ColumnType::Integer
                | ColumnType::BigInt
                | ColumnType::Unsigned(_)
                | ColumnType::Float
                | ColumnType::Double
                | ColumnType::Decimal { .. }
        )
    };
    let text = |type_: &ColumnType| {
        matches!(
            type_,
            ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_)
        )
    };
    let integer = |type_: &ColumnType| {
        matches!(
            type_,
            ColumnType::TinyInt | ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
        )
    };
    if text(to) || number(from) && number(to) {
        return None;
    }
    Some(match (from, to) {
        (ColumnType::Bool, to) if integer(to) => cast(&format!("{field}::integer"), to),
        (from, ColumnType::Bool) if integer(from) => format!("({field} <> 0)"),
        (ColumnType::Bool, to) if number(to) => cast(&format!("{field}::integer"), to),
        (ColumnType::Json, ColumnType::Jsonb)
        | (ColumnType::Jsonb, ColumnType::Json)
        | (
            ColumnType::Timestamp | ColumnType::TimestampTz | ColumnType::Date,
            ColumnType::Timestamp | ColumnType::TimestampTz | ColumnType::Date | ColumnType::Time,
        ) => cast(field, to),
        (ColumnType::Enum(_), ColumnType::Enum(_)) => cast(&format!("{field}::text"), to),
        (ColumnType::Array(inner), ColumnType::Array(target))
            if matches!(**inner, ColumnType::Enum(_))
                && matches!(**target, ColumnType::Enum(_)) =>
        {
            cast(&format!("{field}::text[]"), to)
        }
        (from, ColumnType::Array(inner)) if **inner == *from => {
            // An array of nothing is another thing than nothing.
            format!("CASE WHEN {field} IS NOT NULL THEN ARRAY[{field}] END")
        }
        (from, _) if text(from) => cast(field, to),
        (from, to) if casts_directly(from, to) => cast(field, to),
        _ => cast(&format!("{field}::text"), to),
    })
}

/// Whether the server has a cast between types that it alone can spell, so that their text would say something else.
fn casts_directly(from: &ColumnType, to: &ColumnType) -> bool {
    const FAMILIES: [&[&str]; 4] = [
        &["timestamp", "date", "time"],
        &["bit", "integer", "bigint"],
        &["money", "numeric", "integer", "bigint"],
        &["inet", "cidr"],
    ];
    let (from, to) = (spell(from), spell(to));
    let among = |spelling: &str, family: &[&str]| {
        let words = |c: char| !(c.is_alphanumeric() || c == '_');
        let first = spelling.split(words).next().unwrap_or_default();
        family.contains(&first)
    };
    FAMILIES
        .iter()
        .any(|family| among(&from, family) && among(&to, family))
}
