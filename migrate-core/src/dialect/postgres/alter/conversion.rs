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
    if text(to) || from.is_number() && to.is_number() {
        return None;
    }
    Some(match (from, to) {
        (ColumnType::Bool, to) if integer(to) => cast(&format!("{field}::integer"), to),
        (from, ColumnType::Bool) if integer(from) => format!("({field} <> 0)"),
        (ColumnType::Bool, to) if to.is_number() => cast(&format!("{field}::integer"), to),
        (ColumnType::Json, ColumnType::Jsonb) | (ColumnType::Jsonb, ColumnType::Json) => {
            cast(field, to)
        }
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

/// Whether the server has a cast between types whose text would say something else, or would not be understood: of those
/// that `\dC` lists.
fn casts_directly(from: &ColumnType, to: &ColumnType) -> bool {
    const CASTS: [(&str, &[&str]); 13] = [
        ("date", &["timestamp", "timestamptz"]),
        ("timestamp", &["timestamp", "timestamptz", "date", "time"]),
        (
            "timestamptz",
            &["timestamptz", "timestamp", "date", "time", "timetz"],
        ),
        ("time", &["time", "timetz", "interval"]),
        ("timetz", &["timetz", "time"]),
        ("interval", &["interval", "time"]),
        ("bit", &["bit", "bit varying", "integer", "bigint"]),
        ("bit varying", &["bit varying", "bit"]),
        ("integer", &["bit", "money"]),
        ("bigint", &["bit", "money"]),
        ("numeric", &["money"]),
        ("money", &["numeric"]),
        ("inet", &["cidr"]),
    ];
    let (from, to) = (family(&spell(from)), family(&spell(to)));
    let casts = CASTS.iter().find(|(family, _)| *family == from);
    casts.is_some_and(|(_, targets)| targets.contains(&&*to))
}

/// A type's name without its parameters: `timestamp(3) with time zone` is `timestamptz`.
fn family(spelling: &str) -> String {
    let name = match spelling.split_once('(') {
        Some((name, rest)) => {
            let behind = rest.split_once(')').map_or("", |(_, behind)| behind);
            format!("{name}{behind}")
        }
        None => spelling.to_owned(),
    };
    match name.as_str() {
        "timestamp without time zone" => "timestamp".to_owned(),
        "timestamp with time zone" => "timestamptz".to_owned(),
        "time without time zone" => "time".to_owned(),
        "time with time zone" => "timetz".to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::conversion;
    use crate::schema::ColumnType;

    #[test]
    fn a_value_goes_through_text_where_the_server_has_no_cast() {
        let other = |spelling: &str| ColumnType::Other(spelling.to_owned());
        let of = |from: &ColumnType, to: &ColumnType| conversion("x", Some(from), to);
        for (from, to, expression) in [
            (ColumnType::Time, ColumnType::Date, "x::text::date"),
            (
                ColumnType::Date,
                ColumnType::Time,
                "x::text::time without time zone",
            ),
            (
                ColumnType::TimestampTz,
                ColumnType::Time,
                "x::time without time zone",
            ),
            (
                other("timestamp(3) with time zone"),
                ColumnType::Date,
                "x::date",
            ),
            (other("bit(3)"), ColumnType::Integer, "x::integer"),
            (
                other("bit varying(3)"),
                ColumnType::Integer,
                "x::text::integer",
            ),
            (other("app.kind"), other("app.mood"), "x::text::app.mood"),
        ] {
            assert_eq!(of(&from, &to).as_deref(), Some(expression));
        }
    }
}
