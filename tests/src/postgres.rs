//! PostgreSQL: schemas of what only it has.

use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, EnumType, ForeignKey, Generated,
    Identity, Index, IndexColumn, Literal, NullsOrder, PrimaryKey, ReferentialAction, Schema,
    Table, TableName, Unique,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const TABLES: [(Option<&str>, &str); 4] = [
    (None, "heros"),
    (None, "Order Items"),
    (Some("app"), "select"),
    (None, "te\"am's"),
];
const COLUMNS: [&str; 6] = ["name", "age", "Full Name", "group", "we\"ird", "it's"];

fn column() -> impl Strategy<Value = Column> {
    let enumeration = || ColumnType::Enum(EnumType::new("mood", Vec::new()));
    let text = |text: &str| Some(ColumnDefault::Literal(Literal::Text(text.to_owned())));
    let number = |digits: &str| Some(ColumnDefault::Literal(Literal::Number(digits.to_owned())));
    let sql = |sql: &str| Some(ColumnDefault::Expression(sql.to_owned()));
    let types = vec![
        (ColumnType::Integer, number("-3")),
        (ColumnType::BigInt, number("0")),
        (ColumnType::Text, text("it's")),
        (ColumnType::Varchar(Some(9)), text("")),
        (ColumnType::Varchar(None), None),
        (ColumnType::Char(Some(4)), text("abcd")),
        (
            ColumnType::Bool,
            Some(ColumnDefault::Literal(Literal::Bool(true))),
        ),
        (
            ColumnType::Decimal {
                precision: Some(8),
                scale: Some(2),
            },
            number("0.50"),
        ),
        (ColumnType::Double, number("1.5")),
        (
            ColumnType::Binary,
            Some(ColumnDefault::Literal(Literal::Bytes(vec![0, 255]))),
        ),
        (ColumnType::Timestamp, sql("CURRENT_TIMESTAMP")),
        (ColumnType::TimestampTz, sql("now()")),
        (ColumnType::Date, text("2020-01-01")),
        (ColumnType::Interval, None),
        (ColumnType::Jsonb, text("{}")),
        (ColumnType::Uuid, sql("gen_random_uuid()")),
        (ColumnType::Array(Box::new(ColumnType::Text)), text("{}")),
        (ColumnType::Array(Box::new(enumeration())), None),
        (enumeration(), text("ok")),
        (ColumnType::Other("inet".to_owned()), None),
        (
            ColumnType::Other("timestamp(3) with time zone".to_owned()),
            None,
        ),
    ];
    (
        select(&COLUMNS[..]),
        select(types),
        any::<bool>(),
        any::<bool>(),
        option::weighted(0.2, select(vec!["words", "it's said"])),
    )
        .prop_map(
            |(name, (type_, default), nullable, with_default, comment)| Column {
                nullable,
                default: default.filter(|_| with_default),
                comment: comment.map(str::to_owned),
                ..Column::new(name, type_)
            },
        )
}

#[derive(Debug, Clone)]
struct Shape {
    key: Option<Identity>,
    keyed: bool,
    columns: Vec<Column>,
    generated: bool,
    unique: Option<bool>,
    check: bool,
    foreign_key: Option<(ReferentialAction, bool)>,
    index: Option<(bool, bool, bool)>,
}

fn shape() -> impl Strategy<Value = Shape> {
    let identity = select(vec![
        None,
        Some(Identity::ByDefault),
        Some(Identity::Always),
        Some(Identity::Serial),
    ]);
    let action = select(vec![
        ReferentialAction::NoAction,
        ReferentialAction::Cascade,
        ReferentialAction::SetNull,
    ]);
    (
        identity,
        any::<bool>(),
        vec(column(), 0..=4),
        any::<bool>(),
        option::of(any::<bool>()),
        any::<bool>(),
        option::of((action, any::<bool>())),
        option::of((any::<bool>(), any::<bool>(), any::<bool>())),
    )
        .prop_map(
            |(key, keyed, columns, generated, unique, check, foreign_key, index)| Shape {
                key,
                keyed,
                columns,
                generated,
                unique,
                check,
                foreign_key,
                index,
            },
        )
}

fn build(shape: Shape, (schema, name): (Option<&str>, &str)) -> Table {
    let mut table = Table::new(TableName {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
    });
    table.columns.push(Column {
        nullable: false,
        identity: shape.key,
        ..Column::new("id", ColumnType::Integer)
    });
    if shape.keyed {
        table.primary_key = Some(PrimaryKey {
            name: Some(format!("{name} key")),
            ..PrimaryKey::new(vec!["id".to_owned()])
        });
    }
    for column in shape.columns {
        if table.column(&column.name).is_none() {
            table.columns.push(column);
        }
    }
    if shape.generated {
        table.columns.push(Column {
            generated: Some(Generated {
                expression: "id * 2".to_owned(),
                stored: true,
            }),
            ..Column::new("derived", ColumnType::Integer)
        });
    }
    if let Some(deferrable) = shape.unique {
        table.uniques.push(Unique {
            name: Some(format!("uq {name}")),
            deferrable: if deferrable {
                Deferrable::InitiallyDeferred
            } else {
                Deferrable::No
            },
            nulls_not_distinct: !deferrable,
            ..Unique::new(vec!["id".to_owned()])
        });
    }
    if shape.check {
        table.checks.push(Check {
            name: Some(format!("ck {name}")),
            ..Check::new("id > 0")
        });
    }
    if let Some((on_delete, deferred)) = shape.foreign_key {
        table
            .columns
            .push(Column::new("parent", ColumnType::Integer));
        table.foreign_keys.push(ForeignKey {
            name: Some(format!("fk {name}")),
            on_delete,
            deferrable: if deferred {
                Deferrable::InitiallyDeferred
            } else {
                Deferrable::No
            },
            ..ForeignKey::new(vec!["parent".to_owned()], "", vec!["id".to_owned()])
        });
    }
    if let Some((unique, partial, descending)) = shape.index {
        let mut first = IndexColumn::column("id");
        first.descending = descending;
        first.nulls = descending.then_some(NullsOrder::Last);
        let mut index = Index::new(vec![first, IndexColumn::expression("id + 1")]);
        index.name = Some(format!("ix {name}"));
        index.unique = unique;
        index.predicate = partial.then(|| "id > 5".to_owned());
        table.indexes.push(index);
    }
    table
}

/// A schema of one to four tables, an enumeration, and a second schema; foreign keys point at keys of its tables.
pub fn schema() -> impl Strategy<Value = Schema> {
    let values = select(vec![
        vec!["sad", "ok"],
        vec!["ok", "it's fine"],
        vec!["sad", "so-so", "ok", "happy"],
    ]);
    (vec((select(&TABLES[..]), shape()), 1..=4), values).prop_map(|(shapes, values)| {
        let mut tables: Vec<Table> = Vec::new();
        for (name, shape) in shapes {
            if tables.iter().all(|table| table.name.name != name.1) {
                tables.push(build(shape, name));
            }
        }
        let keyed: Vec<TableName> = tables
            .iter()
            .filter(|table| table.primary_key.is_some())
            .map(|table| table.name.clone())
            .collect();
        for (at, table) in tables.iter_mut().enumerate() {
            for key in &mut table.foreign_keys {
                if let Some(target) = keyed.get(at % keyed.len().max(1)) {
                    key.references_table = target.clone();
                }
            }
            table
                .foreign_keys
                .retain(|key| keyed.contains(&key.references_table));
        }
        let mut schema: Schema = tables.into_iter().collect();
        let values = values.into_iter().map(str::to_owned).collect();
        schema.enums.push(EnumType::new("mood", values));
        schema
            .namespaces
            .push(migrate_core::schema::Namespace::new("app"));
        schema
    })
}
