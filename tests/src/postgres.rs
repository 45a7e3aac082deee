//! PostgreSQL: schemas of what only it has.

use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnRef, ColumnType, Deferrable, EnumType, Exclusion,
    Extension, ForeignKey, Generated, Identity, Index, IndexColumn, Literal, MatchType, Namespace,
    NullsOrder, PrimaryKey, ReferentialAction, RowSecurity, Schema, Sequence, SequenceOptions,
    Table, TableName, Unique, Validity,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::dice::{Dice, PLAIN, WIDE, comment};

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
        (ColumnType::BigInt, text("7")),
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
        (ColumnType::SmallInt, number("-1")),
        (ColumnType::Float, number("1e10")),
        (ColumnType::Time, text("10:00:00")),
        (ColumnType::Json, text("{}")),
        (
            ColumnType::Decimal {
                precision: None,
                scale: None,
            },
            number("3.14"),
        ),
        (
            ColumnType::Array(Box::new(ColumnType::Integer)),
            sql("'{1,2}'::integer[]"),
        ),
        (
            ColumnType::Enum(EnumType::new(("app", "its kind"), Vec::new())),
            text("ok"),
        ),
        (ColumnType::Other("bit(3)".to_owned()), sql("B'101'")),
        (ColumnType::Other("int4range".to_owned()), None),
        (ColumnType::Other("numeric(5)".to_owned()), number("12")),
        (ColumnType::Other("varchar(5)[]".to_owned()), None),
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
        any::<u64>(),
    )
        .prop_map(|(name, (type_, default), nullable, with_default, dice)| {
            let mut dice = Dice::new(dice);
            let mut column = Column {
                nullable,
                default: default.filter(|_| with_default),
                comment: comment(&mut dice, 5),
                ..Column::new(name, type_)
            };
            if column.type_ == ColumnType::Text {
                let words = [&PLAIN[..], &WIDE[..]].concat();
                let word = dice.one_of(2, &words).map(Literal::from);
                let expressions = ["'a' || chr(10)", "E'it\\'s\\n' || '\\'\n || lower('\"')"];
                let expression = dice.one_of(4, &expressions).map(str::to_owned);
                let odd = expression.map(ColumnDefault::Expression);
                let odd = odd.or(word.map(ColumnDefault::Literal));
                column.default = odd.filter(|_| with_default).or(column.default);
                column.collation = dice.one_of(3, &["C", "POSIX"]).map(str::to_owned);
            }
            column
        })
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
    dice: u64,
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
        any::<u64>(),
    )
        .prop_map(
            |(key, keyed, columns, generated, unique, check, foreign_key, index, dice)| Shape {
                key,
                keyed,
                columns,
                generated,
                unique,
                check,
                foreign_key,
                index,
                dice,
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
    details(&mut table, &mut Dice::new(shape.dice));
    table
}

/// Gives a table what few have.
fn details(table: &mut Table, dice: &mut Dice) {
    let name = table.name.name.clone();
    let id = &mut table.columns[0];
    if matches!(id.identity, Some(Identity::ByDefault | Identity::Always)) && dice.once_in(4) {
        let mut sequence = Sequence::new(TableName {
            schema: table.name.schema.clone(),
            name: format!("{name}_id_seq"),
        });
        // One that counts as all do follows the name of its table.
        sequence.options = SequenceOptions {
            start: Some(10),
            ..counting(dice)
        };
        id.sequence = Some(Box::new(sequence));
    }
    table.comment = comment(dice, 4);
    // What is logged refers to nothing that is not.
    table.options.unlogged = table.primary_key.is_none() && dice.once_in(5);
    table.options.parameters = dice.one_of(5, &["fillfactor=70"]).map(str::to_owned);
    let security = [RowSecurity::Enabled, RowSecurity::Forced];
    table.options.row_security = dice.one_of(5, &security).unwrap_or_default();
    let second = table.columns.get(1).map(|column| column.name.clone());
    let stored = |dice: &mut Dice| -> Vec<String> {
        let once = dice.once_in(4);
        second.clone().filter(|_| once).into_iter().collect()
    };
    if let Some(key) = &mut table.primary_key {
        // Of a key and a constraint on the same columns, one without a name becomes the other.
        if dice.once_in(3) && table.uniques.is_empty() {
            key.name = None;
        }
        key.include = stored(dice);
    }
    for unique in &mut table.uniques {
        if dice.once_in(3) {
            unique.name = None;
        }
        if unique.deferrable == Deferrable::InitiallyDeferred && dice.once_in(3) {
            unique.deferrable = Deferrable::InitiallyImmediate;
        }
        unique.include = stored(dice);
    }
    for check in &mut table.checks {
        if dice.once_in(3) {
            check.name = None;
        }
        let odd = [
            "id > -5 /* it's \"odd\" \\ */",
            "id <> 13 -- \\\n OR 'a\\\"#' <> E'b\\n'",
            "id > 0 AND id < 4000000\r\n",
        ];
        if let Some(odd) = dice.one_of(2, &odd) {
            check.expression = odd.to_owned();
        }
        check.no_inherit = dice.once_in(4);
        check.validity = dice.one_of(4, &[Validity::NotValid]).unwrap_or_default();
    }
    for key in &mut table.foreign_keys {
        if dice.once_in(3) {
            key.name = None;
        }
        let actions = [
            ReferentialAction::Cascade,
            ReferentialAction::SetDefault,
            ReferentialAction::Restrict,
        ];
        key.on_update = dice.one_of(3, &actions).unwrap_or_default();
        key.match_ = dice.one_of(4, &[MatchType::Full]).unwrap_or_default();
        key.validity = dice.one_of(5, &[Validity::NotValid]).unwrap_or_default();
    }
    for index in &mut table.indexes {
        if dice.once_in(3) {
            index.name = None;
        }
        index.include = stored(dice);
        index.nulls_not_distinct = index.unique && dice.once_in(3);
        index.parameters = dice.one_of(4, &["fillfactor=70"]).map(str::to_owned);
        index.comment = comment(dice, 4);
        index.concurrently = !index.unique && dice.once_in(4);
    }
    table.indexes.extend(special(table, dice));
    let exclusions = [
        "USING btree (id WITH =) WHERE (id > 3)",
        "USING hash (id WITH =)",
        "USING btree (id WITH =, (id + 1) WITH =)",
    ];
    if let Some(definition) = dice.one_of(5, &exclusions) {
        let deferrable = [
            Deferrable::InitiallyImmediate,
            Deferrable::InitiallyDeferred,
        ];
        table.exclusions.push(Exclusion {
            name: dice
                .one_of(2, &["ex \"it's\""])
                .map(|it| format!("{it} {name}")),
            definition: definition.to_owned(),
            deferrable: dice.one_of(3, &deferrable).unwrap_or_default(),
        });
    }
}

/// An index of one of the kinds that few tables have.
fn special(table: &Table, dice: &mut Dice) -> Option<Index> {
    let of = |type_: &ColumnType| {
        let mut columns = table.columns.iter();
        let column = columns.find(|column| column.type_ == *type_ && column.generated.is_none());
        column.map(|column| IndexColumn::column(&column.name))
    };
    let (text, json) = (of(&ColumnType::Text), of(&ColumnType::Jsonb));
    let id = || IndexColumn::column("id");
    let (column, method) = match dice.one_of(2, &[0, 1, 2, 3, 4, 5])? {
        0 => (id(), Some("hash")),
        1 => (id(), Some("brin")),
        2 => (json?, Some("gin")),
        3 => {
            let ops = Some("text_pattern_ops".to_owned());
            (IndexColumn { ops, ..text? }, None)
        }
        4 => {
            let collation = Some("C".to_owned());
            (IndexColumn { collation, ..text? }, None)
        }
        _ => {
            let nulls = Some(NullsOrder::First);
            (IndexColumn { nulls, ..id() }, None)
        }
    };
    let mut index = Index::new(vec![column]);
    index.method = method.map(str::to_owned);
    index.name = Some(format!("special \\ {}", table.name.name));
    Some(index)
}

fn counting(dice: &mut Dice) -> SequenceOptions {
    SequenceOptions {
        type_: None,
        start: dice.one_of(2, &[10, 7]),
        increment: dice.one_of(3, &[5]),
        min: dice.one_of(3, &[5, 1]),
        max: dice.one_of(3, &[70_000]),
        cache: dice.one_of(3, &[20]),
        cycle: dice.one_of(3, &[true]),
    }
}

/// Gives a schema what few have beside tables.
fn around(schema: &mut Schema, dice: &mut Dice) {
    let namespace = Namespace {
        comment: comment(dice, 3),
        ..Namespace::new("app")
    };
    schema.namespaces.push(namespace);
    schema.enums[0].comment = comment(dice, 3);
    let values = dice.one_of(
        2,
        &[
            &["ok"][..],
            &["a\"b", "ok", "\\"],
            &["it's", "ok", "it's"][1..],
        ],
    );
    let values = values.unwrap_or(&["ok", "new"]).iter();
    let kind = EnumType {
        comment: comment(dice, 4),
        ..EnumType::new(
            ("app", "its kind"),
            values.map(|&value| value.to_owned()).collect(),
        )
    };
    schema.enums.push(kind);
    if dice.once_in(4) {
        schema.extensions.push(Extension::new("citext"));
    }
    for name in [
        TableName::new("counter"),
        TableName::qualified("app", "it's \"counter\""),
    ] {
        if !dice.once_in(3) {
            continue;
        }
        let mut sequence = Sequence::new(name);
        sequence.options = counting(dice);
        sequence.options.type_ = dice.one_of(3, &[ColumnType::Integer, ColumnType::SmallInt]);
        if sequence.options.type_ == Some(ColumnType::SmallInt) {
            sequence.options.max = None;
        }
        sequence.comment = comment(dice, 3);
        let home = &sequence.name.schema;
        // Not a column that has a sequence of its own.
        let owner = schema.tables.iter().find(|it| it.name.schema == *home);
        let owner = owner.and_then(|table| {
            Some(ColumnRef {
                table: table.name.clone(),
                column: table.columns.get(1)?.name.clone(),
            })
        });
        sequence.owned_by = owner.filter(|_| dice.once_in(3));
        schema.sequences.push(sequence);
    }
    // What nothing refers to may wait with its key.
    let referred: Vec<TableName> = schema
        .tables
        .iter()
        .flat_map(|table| &table.foreign_keys)
        .map(|key| key.references_table.clone())
        .collect();
    for table in &mut schema.tables {
        if let Some(key) = &mut table.primary_key
            && !referred.contains(&table.name)
            && table.uniques.is_empty()
        {
            key.deferrable = dice
                .one_of(5, &[Deferrable::InitiallyDeferred])
                .unwrap_or_default();
        }
    }
}

/// A schema of one to four tables, an enumeration, and a second schema; foreign keys point at keys of its tables.
pub fn schema() -> impl Strategy<Value = Schema> {
    let values = select(vec![
        vec!["sad", "ok"],
        vec!["ok", "it's fine"],
        vec!["sad", "so-so", "ok", "happy"],
    ]);
    let shapes = vec((select(&TABLES[..]), shape()), 1..=4);
    (shapes, values, any::<u64>()).prop_map(|(shapes, values, dice)| {
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
        around(&mut schema, &mut Dice::new(dice));
        schema
    })
}
