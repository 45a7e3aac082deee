//! Columns, and above all their defaults, which MySQL and MariaDB tell in two ways.

use super::bytes::{in_words, may_be_less};
use super::objects::unqualified;
use super::{Reader, Tables, expression};
use crate::dialect::InspectError;
use crate::dialect::mysql::expression::bare;
use crate::dialect::mysql::facts::Facts;
use crate::dialect::mysql::literal::{bytes, parse};
use crate::dialect::mysql::types::{inspected, normal};
use crate::schema::{Column, ColumnDefault, ColumnType, Generated, Identity, Literal};

pub(super) fn read(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), InspectError> {
    let sql = format!(
        "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLLATION_NAME, \
         COLUMN_COMMENT, GENERATION_EXPRESSION FROM information_schema.COLUMNS WHERE {} \
         ORDER BY TABLE_NAME, ORDINAL_POSITION",
        reader.condition("TABLE_SCHEMA", "TABLE_NAME")
    );
    let mut doubtful = Vec::new();
    for mut row in reader.query(&sql)? {
        let owner = row.text();
        let Some(table) = tables.get(&owner) else {
            continue;
        };
        let (name, spelling) = (row.text(), row.text());
        let mut column = Column::new(name, inspected(&spelling));
        column.nullable = row.text() == "YES";
        // A default names the sequence that it counts by with its database.
        let default = row.next().map(|text| match reader.facts.has_sequences() {
            true => unqualified(&text, reader.database, &|_| true).0,
            false => text,
        });
        let said = row.text();
        let extra = Extra::read(&said);
        let collation = row.next();
        let collated = collation.is_some();
        column.collation = collation
            // MySQL does not say it of an enumeration.
            .or_else(|| is_enumeration(&spelling).then(|| "binary".to_owned()))
            .filter(|collation| {
                let own = table.options.collation.as_ref();
                own.is_none_or(|own| own != collation)
            });
        column.comment = row.next().filter(|comment| !comment.is_empty());
        let sources = [default, Some(said), row.next()];
        let sources = Sources::read(reader.facts, &spelling, collated, sources);
        column.default = sources.default;
        if spelling.contains("binary(") && may_be_less(reader.facts, column.default.as_ref()) {
            doubtful.push((owner, column.name.clone()));
        }
        column.generated = sources.generated;
        column.on_update = sources.on_update;
        column.identity = extra.auto_increment.then_some(Identity::ByDefault);
        column.invisible = extra.invisible;
        table.columns.push(column);
    }
    super::bytes::complete(reader, tables, &doubtful)
}

/// What a column's values come from.
#[derive(Debug, Default)]
pub(in crate::dialect::mysql) struct Sources {
    pub(in crate::dialect::mysql) default: Option<ColumnDefault>,
    pub(in crate::dialect::mysql) generated: Option<Generated>,
    pub(in crate::dialect::mysql) on_update: Option<String>,
}

impl Sources {
    /// Reads `COLUMN_DEFAULT`, `EXTRA` and `GENERATION_EXPRESSION` of a column of that type; `collated` tells whether it
    /// has a collation.
    pub(in crate::dialect::mysql) fn read(
        facts: &Facts,
        spelling: &str,
        collated: bool,
        [default, extra, generation]: [Option<String>; 3],
    ) -> Self {
        let extra = Extra::read(&extra.unwrap_or_default());
        let generation = generation.filter(|text| !text.is_empty());
        let generated = extra
            .stored
            .zip(generation)
            .map(|(stored, text)| Generated {
                expression: bare(&expression(facts, text)).to_owned(),
                stored,
            });
        let binary = !collated && holds_bytes(spelling);
        Sources {
            default: default
                .filter(|_| generated.is_none())
                .and_then(|text| self::default(facts, text, spelling, binary, &extra)),
            generated,
            on_update: extra.on_update,
        }
    }
}

/// What `EXTRA` says, in words.
#[derive(Debug, Default, PartialEq)]
struct Extra {
    auto_increment: bool,
    invisible: bool,
    /// MySQL: the default is an expression.
    computed: bool,
    /// Whether a generated column is stored.
    stored: Option<bool>,
    on_update: Option<String>,
}

impl Extra {
    fn read(text: &str) -> Self {
        let mut extra = Extra::default();
        let lower = text.to_ascii_lowercase();
        let has = |word: &str| lower.contains(word);
        extra.auto_increment = has("auto_increment");
        extra.invisible = has("invisible");
        extra.computed = has("default_generated");
        if has("virtual generated") {
            extra.stored = Some(false);
        } else if has("stored generated") || has("persistent") {
            extra.stored = Some(true);
        }
        if let Some(at) = lower.find("on update ") {
            let rest = &lower[at + "on update ".len()..];
            let end = rest.find([',', ' ']).unwrap_or(rest.len());
            extra.on_update = Some(rest[..end].to_owned());
        }
        extra
    }
}

/// MariaDB writes defaults as SQL, with `NULL` for none. MySQL writes the bare value of a plain one, whatever its type,
/// and says of all others that they are expressions.
fn default(
    facts: &Facts,
    text: String,
    spelling: &str,
    binary: bool,
    extra: &Extra,
) -> Option<ColumnDefault> {
    if facts.mariadb {
        return match parse(&text) {
            Some(Literal::Null) => None,
            Some(value) if !text.starts_with('(') => Some(ColumnDefault::Literal(value)),
            Some(_) | None => Some(ColumnDefault::Expression(bare(&text).to_owned())),
        };
    }
    if extra.computed {
        let text = expression(facts, text);
        return Some(match parse(&text) {
            Some(value) => ColumnDefault::Literal(value),
            None => ColumnDefault::Expression(bare(&text).to_owned()),
        });
    }
    let is_moment = spelling.starts_with("timestamp") || spelling.starts_with("datetime");
    let plain_moment = is_moment && text.to_ascii_uppercase().starts_with("CURRENT_TIMESTAMP");
    let bits = spelling.starts_with("bit") && text.starts_with("b'");
    Some(if plain_moment || bits {
        ColumnDefault::Expression(text)
    } else if is_number(&inspected(spelling)) {
        ColumnDefault::Literal(Literal::Number(text))
    } else if let Some(Literal::Bytes(bytes)) = binary.then(|| bytes(&text)).flatten() {
        // In digits, up to the first zero.
        ColumnDefault::Literal(in_words(bytes))
    } else {
        ColumnDefault::Literal(Literal::Text(text))
    })
}

/// Whether a column that has no collation holds bytes.
fn holds_bytes(spelling: &str) -> bool {
    ["binary", "varbinary"]
        .iter()
        .any(|start| spelling.starts_with(start))
        || is_enumeration(spelling)
}

fn is_enumeration(spelling: &str) -> bool {
    ["enum(", "set("]
        .iter()
        .any(|start| spelling.starts_with(start))
}

fn is_number(type_: &ColumnType) -> bool {
    match normal(type_) {
        ColumnType::Bool
        | ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal { .. } => true,
        ColumnType::Other(spelling) => ["mediumint", "year", "int(", "float(", "double("]
            .iter()
            .any(|start| spelling.starts_with(start)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extra_is_read_as_both_servers_write_it() {
        let extra = Extra::read("on update current_timestamp(3)");
        assert_eq!(extra.on_update.as_deref(), Some("current_timestamp(3)"));
        let extra = Extra::read("DEFAULT_GENERATED on update CURRENT_TIMESTAMP");
        assert!(extra.computed);
        assert_eq!(extra.on_update.as_deref(), Some("current_timestamp"));
        assert_eq!(Extra::read("STORED GENERATED INVISIBLE").stored, Some(true));
        assert!(Extra::read("VIRTUAL GENERATED, INVISIBLE").invisible);
        assert_eq!(Extra::read(""), Extra::default());
    }

    #[test]
    fn defaults_are_read_as_both_servers_write_them() {
        let mysql = Facts::new(false, (8, 4, 0));
        let mariadb = Facts::new(true, (10, 11, 0));
        let text = |text: &str| Some(ColumnDefault::Literal(Literal::Text(text.to_owned())));
        let number = |text: &str| Some(ColumnDefault::Literal(Literal::Number(text.to_owned())));
        let computed = |text: &str| Some(ColumnDefault::Expression(text.to_owned()));
        let varchar = "varchar(9)";
        for (facts, extra, type_, written, read) in [
            (&mariadb, "", varchar, "'it''s'", text("it's")),
            (&mariadb, "", varchar, "NULL", None),
            (&mariadb, "", varchar, "'NULL'", text("NULL")),
            (&mariadb, "", varchar, "uuid()", computed("uuid()")),
            (&mariadb, "", "int", "(1 + 2)", computed("1 + 2")),
            (&mariadb, "", "int", "7", number("7")),
            (&mysql, "", varchar, "it's", text("it's")),
            (&mysql, "", varchar, "NULL", text("NULL")),
            (
                &mysql,
                "",
                varchar,
                "current_timestamp()",
                text("current_timestamp()"),
            ),
            (&mysql, "", varchar, "b'0'", text("b'0'")),
            (&mysql, "", "bit(1)", "b'0'", computed("b'0'")),
            (&mysql, "", "int", "7", number("7")),
            (
                &mysql,
                "DEFAULT_GENERATED",
                varchar,
                "uuid()",
                computed("uuid()"),
            ),
            (
                &mysql,
                "DEFAULT_GENERATED",
                varchar,
                "_utf8mb4\\'a\\'",
                text("a"),
            ),
        ] {
            let extra = Extra::read(extra);
            assert_eq!(
                default(facts, written.to_owned(), type_, false, &extra),
                read,
                "{written}"
            );
        }
        let (kind, none) = ("binary(4)", Extra::default());
        for (written, read) in [
            ("", Literal::Text(String::new())),
            ("0x", Literal::Text(String::new())),
            ("0x70616765", Literal::Text("page".to_owned())),
            ("0xFF", Literal::Bytes(vec![255])),
        ] {
            let read = Some(ColumnDefault::Literal(read));
            let found = default(&mysql, written.to_owned(), kind, true, &none);
            assert_eq!(found, read, "{written}");
        }
    }
}
