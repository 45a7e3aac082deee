//! Generated schemas: a few tables of every shape, with names that want quoting.
//!
//! Tables, columns and constraints are drawn from small pools, so that two generated schemas have much in common and
//! a diff between them finds changes and not only additions.

use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, EnumType, ForeignKey, Generated,
    Identity, Index, IndexColumn, Literal, MatchType, PrimaryKey, ReferentialAction, Schema, Table,
    TableName, Unique, Validity,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::dice::{Dice, PLAIN, WIDE};

const TABLES: [&str; 5] = ["heros", "Order Items", "select", "te\"ams", "größe\\"];
const COLUMNS: [&str; 7] = [
    "name",
    "age",
    "Full Name",
    "group",
    "we\"ird",
    "score",
    "it's \\",
];

/// A schema of one to four tables; foreign keys point at the single-column keys of its tables.
pub fn schema() -> impl Strategy<Value = Schema> {
    vec((select(&TABLES[..]), table_shape()), 1..=4).prop_map(|shapes| {
        let mut tables: Vec<Table> = Vec::new();
        for (name, shape) in shapes {
            if tables.iter().all(|table| table.name.name != name) {
                tables.push(shape.build(name));
            }
        }
        let keyed: Vec<TableName> = tables
            .iter()
            .filter(|table| {
                table
                    .primary_key
                    .as_ref()
                    .is_some_and(|key| key.columns == ["id"])
            })
            .map(|table| table.name.clone())
            .collect();
        for (position, table) in tables.iter_mut().enumerate() {
            for (at, key) in table.foreign_keys.iter_mut().enumerate() {
                if let Some(target) = keyed.get((position + at) % keyed.len().max(1)) {
                    key.references_table = target.clone();
                }
            }
            table
                .foreign_keys
                .retain(|key| keyed.contains(&key.references_table));
        }
        tables.into_iter().collect()
    })
}

#[derive(Debug, Clone)]
struct TableShape {
    key: Key,
    columns: Vec<Column>,
    generated: Option<bool>,
    unique: bool,
    check: Option<&'static str>,
    foreign_key: Option<ReferentialAction>,
    index: Option<IndexShape>,
    strict: bool,
    dice: u64,
}

#[derive(Debug, Clone, Copy)]
enum Key {
    Rowid,
    Autoincrement,
    Text,
    Composite,
    None,
    WithoutRowid,
}

#[derive(Debug, Clone, Copy)]
enum IndexShape {
    Plain,
    Unique,
    Descending,
    Partial,
    Expression,
}

fn table_shape() -> impl Strategy<Value = TableShape> {
    let key = select(vec![
        Key::Rowid,
        Key::Rowid,
        Key::Autoincrement,
        Key::Text,
        Key::Composite,
        Key::None,
        Key::WithoutRowid,
    ]);
    let index = select(vec![
        IndexShape::Plain,
        IndexShape::Unique,
        IndexShape::Descending,
        IndexShape::Partial,
        IndexShape::Expression,
    ]);
    let action = select(vec![
        ReferentialAction::NoAction,
        ReferentialAction::Cascade,
        ReferentialAction::SetNull,
        ReferentialAction::Restrict,
    ]);
    (
        key,
        vec(column(), 1..=4),
        option::weighted(0.3, any::<bool>()),
        any::<bool>(),
        option::of(select(vec!["age >= 0", "age < 200 AND age <> 7"])),
        option::of(action),
        option::of(index),
        proptest::bool::weighted(0.15),
        any::<u64>(),
    )
        .prop_map(
            |(key, columns, generated, unique, check, foreign_key, index, strict, dice)| {
                TableShape {
                    key,
                    columns,
                    generated,
                    unique,
                    check,
                    foreign_key,
                    index,
                    strict,
                    dice,
                }
            },
        )
}

fn column() -> impl Strategy<Value = Column> {
    let kind = select(vec![
        (ColumnType::Integer, Literal::from(7)),
        (ColumnType::BigInt, Literal::from(-1)),
        (ColumnType::Text, Literal::from("it's")),
        (ColumnType::Varchar(Some(40)), Literal::from("x")),
        (ColumnType::Bool, Literal::from(true)),
        (ColumnType::Double, Literal::from(1.5)),
        (ColumnType::Timestamp, Literal::from("2026-01-01 00:00:00")),
        (ColumnType::Binary, Literal::from(vec![0, 255])),
        (ColumnType::SmallInt, Literal::from(-3)),
        (ColumnType::Float, number("1e10")),
        (ColumnType::BigInt, number("9223372036854775807")),
        (decimal(None), number("3.14")),
        (decimal(Some(8)), number("0.50")),
        (ColumnType::Varchar(None), Literal::from("")),
        (ColumnType::Char(Some(4)), Literal::from("abcd")),
        (ColumnType::Date, Literal::from("2020-01-01")),
        (ColumnType::Time, Literal::from("10:00:00")),
        (
            ColumnType::TimestampTz,
            Literal::from("2026-01-01 00:00:00"),
        ),
        (ColumnType::Json, Literal::from("{}")),
        (enumeration(), Literal::from("it's fine")),
        (other("VARYING CHARACTER(70)"), Literal::from("x")),
    ]);
    (
        select(&COLUMNS[..]),
        kind,
        any::<bool>(),
        option::of(any::<bool>()),
        any::<u64>(),
    )
        .prop_map(|(name, (type_, literal), nullable, default, dice)| {
            let mut dice = Dice::new(dice);
            // The checks compare ages with numbers.
            let (type_, literal) = if name == "age" {
                (ColumnType::Integer, Literal::from(7 + 1))
            } else {
                (type_, literal)
            };
            let mut column = Column::new(name, type_.clone());
            // What refuses NULL has a default, so that rows can be kept when it is added.
            column.nullable = nullable;
            column.default = match (nullable, default) {
                (false, Some(true)) if type_ == ColumnType::Timestamp => {
                    Some(ColumnDefault::Expression("CURRENT_TIMESTAMP".to_owned()))
                }
                (false, _) | (true, Some(true)) => Some(ColumnDefault::Literal(literal)),
                (true, _) => None,
            };
            if type_ == ColumnType::Text && column.default.is_some() {
                let words = [&PLAIN[..], &WIDE[..]].concat();
                let literal = dice.one_of(2, &words).map(Literal::from);
                let expression = dice.one_of(
                    4,
                    &[
                        "'a' || char(10)",
                        "CASE WHEN 1 = 1 THEN 'a'\n  ELSE 'b\\' END",
                    ],
                );
                let expression = expression.map(|sql| ColumnDefault::Expression(sql.to_owned()));
                let odd = expression.or(literal.map(ColumnDefault::Literal));
                column.default = odd.or(column.default);
            }
            if type_ == ColumnType::Text && default == Some(false) {
                let other = dice.one_of(2, &["RTRIM", "BINARY"]);
                column.collation = Some(other.unwrap_or("NOCASE").to_owned());
            }
            column
        })
}

fn number(digits: &str) -> Literal {
    Literal::Number(digits.to_owned())
}

fn decimal(precision: Option<u32>) -> ColumnType {
    ColumnType::Decimal {
        precision,
        scale: precision.map(|_| 2),
    }
}

fn enumeration() -> ColumnType {
    let values = ["sad", "it's fine", "a,b\\"].map(str::to_owned).to_vec();
    ColumnType::Enum(EnumType::new("mood", values))
}

fn other(spelling: &str) -> ColumnType {
    ColumnType::Other(spelling.to_owned())
}

impl TableShape {
    fn build(self, name: &str) -> Table {
        let mut table = Table::new(name);
        let mut key_column = |name: &str, type_, identity| {
            table.columns.push(Column {
                nullable: false,
                identity,
                ..Column::new(name, type_)
            });
        };
        let key: &[&str] = match self.key {
            Key::Rowid => {
                key_column("id", ColumnType::Integer, Some(Identity::ByDefault));
                &["id"]
            }
            Key::Autoincrement => {
                key_column("id", ColumnType::Integer, Some(Identity::Autoincrement));
                &["id"]
            }
            Key::Text => {
                key_column("code", ColumnType::Text, None);
                &["code"]
            }
            Key::Composite | Key::WithoutRowid => {
                key_column("left", ColumnType::Integer, None);
                key_column("right", ColumnType::Text, None);
                &["right", "left"]
            }
            Key::None => &[],
        };
        table.options.without_rowid = matches!(self.key, Key::WithoutRowid);
        // What STRICT has no type for.
        let strict = |column: &Column| !matches!(column.type_, ColumnType::Other(_));
        table.options.strict = self.strict && self.columns.iter().all(strict);
        if !key.is_empty() {
            let columns = key.iter().map(|&column| column.to_owned()).collect();
            table.primary_key = Some(PrimaryKey::new(columns));
        }
        for column in self.columns {
            if table.column(&column.name).is_none() {
                table.columns.push(column);
            }
        }
        let first = table
            .columns
            .last()
            .map(|column| column.name.clone())
            .unwrap_or_default();
        let ordinary = !key.contains(&first.as_str());
        if let Some(stored) = self.generated
            && ordinary
        {
            let expression = format!("typeof({})", quote(&first));
            table.columns.push(Column {
                generated: Some(Generated { expression, stored }),
                ..Column::new("derived", ColumnType::Text)
            });
        }
        if self.unique && ordinary {
            table.uniques.push(Unique {
                name: None,
                columns: vec![first.clone()],
                deferrable: Deferrable::No,
                nulls_not_distinct: false,
                include: Vec::new(),
            });
        }
        if let Some(expression) = self.check
            && table.column("age").is_some()
        {
            table.checks.push(Check {
                name: None,
                expression: expression.to_owned(),
                validity: Validity::Valid,
                no_inherit: false,
                column: None,
            });
        }
        if let Some(on_delete) = self.foreign_key {
            table
                .columns
                .push(Column::new("parent_id", ColumnType::Integer));
            table.foreign_keys.push(ForeignKey {
                name: None,
                columns: vec!["parent_id".to_owned()],
                references_table: TableName::new(""),
                references_columns: vec!["id".to_owned()],
                on_delete,
                on_update: ReferentialAction::NoAction,
                deferrable: Deferrable::No,
                match_: MatchType::Simple,
                validity: Validity::Valid,
            });
        }
        if let Some(shape) = self.index {
            table.indexes.push(shape.build(&table.name, &first));
        }
        details(&mut table, &mut Dice::new(self.dice));
        table
    }
}

/// Gives a table what few have.
fn details(table: &mut Table, dice: &mut Dice) {
    if let Some(key) = &mut table.primary_key {
        key.name = dice
            .one_of(6, &["pk it's", "pk \"x\"\\"])
            .map(str::to_owned);
    }
    let last = table.columns.last().map(|column| column.name.clone());
    for unique in &mut table.uniques {
        unique.name = dice
            .one_of(4, &["uq \"named\""])
            .map(|name| format!("{name} {}", table.name));
        let more = last
            .clone()
            .filter(|last| !unique.columns.contains(last) && last != "derived");
        unique.columns.extend(more.filter(|_| dice.once_in(3)));
    }
    for check in &mut table.checks {
        check.name = dice
            .one_of(4, &["ck \"named\""])
            .map(|name| format!("{name} {}", table.name));
        let odd = [
            "age <> 13 OR 'a\"#b' <> 'it''s \\'",
            "age > -1 -- it's */ \"so\"\n  AND age < 1000",
            "age\n  BETWEEN 0\r\n  AND 4000",
        ];
        if let Some(odd) = dice.one_of(3, &odd) {
            check.expression = odd.to_owned();
        }
    }
    for key in &mut table.foreign_keys {
        key.name = dice
            .one_of(4, &["fk \"named\""])
            .map(|name| format!("{name} {}", table.name));
        let actions = [
            ReferentialAction::Cascade,
            ReferentialAction::SetDefault,
            ReferentialAction::SetNull,
        ];
        key.on_update = dice.one_of(3, &actions).unwrap_or_default();
        let deferrable = [
            Deferrable::InitiallyImmediate,
            Deferrable::InitiallyDeferred,
        ];
        key.deferrable = dice.one_of(3, &deferrable).unwrap_or_default();
    }
    for index in &mut table.indexes {
        if dice.once_in(3) {
            index.name = None;
        }
        let text = |column: &Column| matches!(column.type_, ColumnType::Text);
        if index.predicate.is_none() && dice.once_in(4) {
            index.predicate = Some("1 <> 2 -- \"always\"\n AND 3 <> 4".to_owned());
        }
        let more = table.columns.iter().find(|column| text(column));
        if let (Some(more), true) = (more, dice.once_in(3)) {
            let mut column = IndexColumn::column(&more.name);
            column.collation = dice.one_of(2, &["NOCASE", "RTRIM"]).map(str::to_owned);
            column.descending = dice.once_in(2);
            index.columns.push(column);
        }
    }
}

impl IndexShape {
    fn build(self, table: &TableName, column: &str) -> Index {
        let mut index = match self {
            IndexShape::Expression => Index::new(vec![IndexColumn::expression(format!(
                "lower({})",
                quote(column)
            ))]),
            IndexShape::Descending => Index::new(vec![IndexColumn {
                descending: true,
                ..IndexColumn::column(column)
            }]),
            IndexShape::Plain | IndexShape::Unique | IndexShape::Partial => {
                Index::new(vec![IndexColumn::column(column)])
            }
        };
        index.name = Some(format!("ix {} {self:?}", table.name));
        index.unique = matches!(self, IndexShape::Unique);
        if matches!(self, IndexShape::Partial) {
            index.predicate = Some(format!("{} IS NOT NULL", quote(column)));
        }
        index
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
