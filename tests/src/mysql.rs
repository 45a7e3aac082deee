//! MySQL and MariaDB: schemas of what only they have, and databases to try them on.

use diesel::prelude::*;
use migrate_core::Operation;
use migrate_core::command::{self, Comparison};
use migrate_core::connection::Connection as _;
use migrate_core::dialect::{self, Dialect, LiveCatalog};
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, EnumType, ForeignKey, Generated, Identity, Index,
    IndexColumn, Literal, NamingConvention, PrimaryKey, ReferentialAction, Schema, Table,
    TableName, Unique,
};
use migrate_test_servers::Database;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::dice::{Dice, PLAIN, comment};

/// A connection to a test's database, and its dialect.
pub struct Live {
    pub conn: MysqlConnection,
    pub dialect: Box<dyn Dialect>,
}

impl Live {
    pub fn connect(database: &Database<'_>) -> Self {
        let url = database.url();
        let mut conn = MysqlConnection::establish(&url)
            .unwrap_or_else(|error| panic!("the server is there: {error}"));
        let dialect = dialect::detect(&mut conn).expect("the server says what it is");
        Live { conn, dialect }
    }

    pub fn send(&mut self, sql: &str) {
        migrate_core::connection::Connection::batch_execute(&mut self.conn, sql)
            .unwrap_or_else(|error| panic!("{error}\nin: {sql}"));
    }

    /// Carries an operation out, and returns its statements.
    pub fn run(&mut self, operation: &Operation) -> Vec<String> {
        let ddl = self
            .dialect
            .ddl(operation, &mut LiveCatalog::new(&mut self.conn))
            .unwrap_or_else(|error| panic!("{operation}: {error}"));
        let statements: Vec<String> = ddl.statements.iter().map(|sql| sql.to_string()).collect();
        for sql in &statements {
            self.send(sql);
        }
        statements
    }

    /// The schema as the database says it.
    pub fn inspect(&mut self) -> Schema {
        self.dialect
            .inspect(&mut self.conn, &|_| true)
            .expect("what we made can be read")
    }

    /// What has to be done to make `to` of the database: options that it leaves open stay as they are.
    pub fn difference(&mut self, to: &Schema) -> Comparison {
        let from = self.inspect();
        difference(&*self.dialect, &from, to)
    }

    /// The statements that the server keeps of all tables.
    pub fn definitions(&mut self) -> Vec<String> {
        let tables: Vec<String> = self
            .inspect()
            .tables
            .iter()
            .map(|table| self.dialect.quote(&table.name.name))
            .collect();
        let mut definitions = Vec::new();
        for table in tables {
            let rows = self
                .conn
                .query(&format!("SHOW CREATE TABLE {table}"))
                .expect("MariaDB shows it to any driver");
            definitions.extend(rows.into_iter().filter_map(|row| row.into_iter().nth(1)?));
        }
        definitions
    }

    pub fn drop_all(&mut self) {
        let tables: Vec<String> = self
            .inspect()
            .tables
            .iter()
            .map(|table| self.dialect.quote(&table.name.name))
            .collect();
        if !tables.is_empty() {
            let tables = tables.join(", ");
            self.send(&format!(
                "SET foreign_key_checks = 0; DROP TABLE {tables}; SET foreign_key_checks = 1"
            ));
        }
    }
}

/// Normalises both sides and compares them.
pub fn difference(dialect: &dyn Dialect, from: &Schema, to: &Schema) -> Comparison {
    command::difference(from, to, dialect, command::Extent::History, None).expect("nobody is asked")
}

const TABLES: [&str; 4] = ["heros", "Order `Items`", "select", "te\"am's"];
const COLUMNS: [&str; 7] = [
    "name",
    "age",
    "Full Name",
    "group",
    "we`ird",
    "score",
    "it's",
];

/// A schema of one to four tables; foreign keys point at the single-column keys of its tables.
pub fn schema() -> impl Strategy<Value = Schema> {
    vec((select(&TABLES[..]), shape()), 1..=4).prop_map(|shapes| {
        let mut tables: Vec<Table> = Vec::new();
        for (name, shape) in shapes {
            if tables.iter().all(|table| table.name.name != name) {
                tables.push(shape.build(name));
            }
        }
        let keyed: Vec<TableName> = tables
            .iter()
            .filter(|table| table.columns[0].name == "id")
            .map(|table| table.name.clone())
            .collect();
        for (position, table) in tables.iter_mut().enumerate() {
            for key in &mut table.foreign_keys {
                if let Some(target) = keyed.get(position % keyed.len().max(1)) {
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
struct Shape {
    key: Key,
    columns: Vec<Column>,
    generated: Option<(bool, bool)>,
    unique: bool,
    check: Option<&'static str>,
    parent: bool,
    foreign_key: Option<(ReferentialAction, bool)>,
    support: Option<Support>,
    index: Option<IndexShape>,
    dice: u64,
    collation: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
enum Key {
    Numbered,
    Plain,
    Composite,
    /// Of which only the first characters count.
    Prefixed,
    None,
}

#[derive(Debug, Clone, Copy)]
enum IndexShape {
    Plain,
    Unique,
    Descending,
    Prefix,
    Fulltext,
    Commented,
}

/// What a foreign key may lean on, beside the index that the server makes for it.
#[derive(Debug, Clone, Copy)]
enum Support {
    Wide,
    Exact,
    /// As the server would make it, but stated.
    Stated,
    Unique,
    Descending,
}

fn shape() -> impl Strategy<Value = Shape> {
    let key = select(vec![
        Key::Numbered,
        Key::Numbered,
        Key::Plain,
        Key::Composite,
        Key::Prefixed,
        Key::None,
    ]);
    let index = select(vec![
        IndexShape::Plain,
        IndexShape::Unique,
        IndexShape::Descending,
        IndexShape::Prefix,
        IndexShape::Fulltext,
        IndexShape::Commented,
    ]);
    let support = select(vec![
        Support::Wide,
        Support::Exact,
        Support::Stated,
        Support::Unique,
        Support::Descending,
    ]);
    let action = select(vec![
        ReferentialAction::NoAction,
        ReferentialAction::Cascade,
        ReferentialAction::SetNull,
        ReferentialAction::Restrict,
    ]);
    (
        key,
        vec(column(), 1..=5),
        option::weighted(0.4, any::<(bool, bool)>()),
        any::<bool>(),
        option::of(select(vec![
            "age >= 0",
            "age < 200 AND age <> 7",
            "`age` in (1, 2)",
        ])),
        (
            option::of((action, any::<bool>())),
            option::of(support),
            any::<bool>(),
        ),
        option::of(index),
        any::<u64>(),
        option::weighted(0.3, select(vec!["latin1_swedish_ci", "utf8mb4_bin"])),
    )
        .prop_map(
            |(key, columns, generated, unique, check, parent, index, dice, collation)| {
                let (foreign_key, support, parent) = parent;
                Shape {
                    key,
                    columns,
                    generated,
                    unique,
                    check,
                    parent,
                    foreign_key,
                    support,
                    index,
                    dice,
                    collation,
                }
            },
        )
}

fn other(spelling: &str) -> ColumnType {
    ColumnType::Other(spelling.to_owned())
}

fn unsigned(type_: ColumnType) -> ColumnType {
    ColumnType::Unsigned(Box::new(type_))
}

fn enumeration() -> ColumnType {
    let values = ["small", "it's", "a,b", "\\"].map(str::to_owned).to_vec();
    ColumnType::Enum(EnumType::new("size", values))
}

/// Types with a default each, as a model may write it.
fn kinds() -> Vec<(ColumnType, ColumnDefault)> {
    let value = |value: Literal| ColumnDefault::Literal(value);
    let computed = |sql: &str| ColumnDefault::Expression(sql.to_owned());
    let decimal = ColumnType::Decimal {
        precision: Some(8),
        scale: Some(2),
    };
    vec![
        (ColumnType::Integer, value(7.into())),
        (ColumnType::TinyInt, value((-1).into())),
        (unsigned(ColumnType::BigInt), value(1.into())),
        (unsigned(other("mediumint")), value("3".into())),
        (other("INT(5) ZEROFILL"), value(42.into())),
        (ColumnType::Bool, value(true.into())),
        (other("bit(4)"), computed("b'101'")),
        (other("year"), value(2020.into())),
        (decimal, value(Literal::Number("1.5".to_owned()))),
        (
            ColumnType::Decimal {
                precision: None,
                scale: None,
            },
            value(3.into()),
        ),
        (ColumnType::Double, value(1.5.into())),
        (ColumnType::Float, value(Literal::Number("1e10".to_owned()))),
        (
            ColumnType::Varchar(Some(40)),
            value("it's \\ \"so\"".into()),
        ),
        (ColumnType::Varchar(None), computed("uuid()")),
        (ColumnType::Char(Some(3)), value("".into())),
        (ColumnType::Text, value("long".into())),
        (other("mediumtext"), computed("concat('a', 'b')")),
        (ColumnType::Binary, value(vec![0_u8, 255].into())),
        (other("varbinary(16)"), value(vec![1_u8, 2].into())),
        (other("binary(4)"), value("ab".into())),
        (ColumnType::Date, value("2026-01-01".into())),
        (other("time(2)"), value("10:00:00".into())),
        (ColumnType::Timestamp, computed("CURRENT_TIMESTAMP")),
        (other("datetime(3)"), computed("now(3)")),
        (other("datetime"), value("2026-01-01 00:00:00".into())),
        (ColumnType::Json, value("{}".into())),
        (enumeration(), value("it's".into())),
        (other("set('a', 'b','c')"), value("a,c".into())),
        (ColumnType::SmallInt, value((-3).into())),
        (ColumnType::Time, value("10:00:00".into())),
        (other("double unsigned"), value(1.5.into())),
        (other("longblob"), value(vec![1_u8, 92].into())),
        (
            ColumnType::Decimal {
                precision: Some(9),
                scale: Some(3),
            },
            value(Literal::Number("3.140".to_owned())),
        ),
    ]
}

fn column() -> impl Strategy<Value = Column> {
    (
        select(&COLUMNS[..]),
        select(kinds()),
        any::<bool>(),
        any::<bool>(),
        any::<(bool, bool, bool)>(),
        any::<u64>(),
    )
        .prop_map(|(name, (type_, default), nullable, stated, flags, dice)| {
            let mut dice = Dice::new(dice);
            // The checks compare ages with numbers.
            let (type_, default) = if name == "age" {
                (ColumnType::Integer, ColumnDefault::Literal(8.into()))
            } else {
                (type_, default)
            };
            let mut column = Column::new(name, type_.clone());
            column.nullable = nullable;
            // What refuses NULL has a default, so that rows can be kept when it is added.
            column.default = (!nullable || stated).then_some(default);
            column.comment = comment(&mut dice, 5);
            if type_ == ColumnType::Text && column.default.is_some() {
                let word = dice.one_of(2, &PLAIN).map(Literal::from);
                let expressions = ["concat('a\\\\', \"it's\")", "concat('a',\n  'b\\n')"];
                let expression = dice.one_of(4, &expressions).map(str::to_owned);
                let odd = expression.map(ColumnDefault::Expression);
                let odd = odd.or(word.map(ColumnDefault::Literal));
                column.default = odd.or(column.default);
            }
            let (on_update, invisible, collated) = flags;
            let precision = match &type_ {
                ColumnType::Timestamp => Some(""),
                ColumnType::Other(spelling) if spelling == "datetime(3)" => Some("(3)"),
                _ => None,
            };
            column.on_update = precision
                .filter(|_| on_update)
                .map(|precision| format!("CURRENT_TIMESTAMP{precision}"));
            column.invisible = invisible && on_update;
            let text = matches!(
                type_,
                ColumnType::Varchar(_) | ColumnType::Text | ColumnType::Enum(_)
            );
            if text && collated {
                column.collation = Some("latin1_bin".to_owned());
            }
            column
        })
}

impl Shape {
    fn build(self, name: &str) -> Table {
        let mut table = Table::new(name);
        table.options.collation = self.collation.map(str::to_owned);
        let mut key_column = |name: &str, type_, identity| {
            table.columns.push(Column {
                nullable: false,
                identity,
                ..Column::new(name, type_)
            });
        };
        let key: &[&str] = match self.key {
            Key::Numbered => {
                key_column("id", ColumnType::Integer, Some(Identity::ByDefault));
                &["id"]
            }
            Key::Plain => {
                key_column("id", ColumnType::Integer, None);
                &["id"]
            }
            Key::Composite => {
                key_column("left", ColumnType::Integer, None);
                key_column("right", ColumnType::Varchar(Some(20)), None);
                &["right", "left"]
            }
            Key::Prefixed => {
                key_column("long", ColumnType::Text, None);
                &["long"]
            }
            Key::None => {
                key_column("none", unsigned(ColumnType::SmallInt), None);
                &[]
            }
        };
        if !key.is_empty() {
            let mut primary_key =
                PrimaryKey::new(key.iter().map(|&column| column.to_owned()).collect());
            if matches!(self.key, Key::Prefixed) {
                primary_key.prefixes.insert("long".to_owned(), 12);
            }
            table.primary_key = Some(primary_key);
        }
        for column in self.columns {
            if table.column(&column.name).is_none() {
                table.columns.push(column);
            }
        }
        // Keys and indexes take a column of their own, of a type that any of them can hold.
        table
            .columns
            .push(Column::new("code", ColumnType::Varchar(Some(60))));
        if let Some((stored, nullable)) = self.generated {
            table.columns.push(Column {
                generated: Some(Generated {
                    expression: "concat(code, 'x')".to_owned(),
                    stored,
                }),
                nullable: nullable || stored,
                ..Column::new("derived", ColumnType::Varchar(Some(80)))
            });
        }
        if self.unique {
            table.uniques.push(Unique::new(vec!["code".to_owned()]));
        }
        if let Some(check) = self.check
            && table.column("age").is_some()
        {
            table.checks.push(Check::new(check));
        }
        if self.parent || self.foreign_key.is_some() {
            table
                .columns
                .push(Column::new("parent", ColumnType::Integer));
            support(self.support, &mut table);
        }
        if let Some((action, twice)) = self.foreign_key {
            let mut foreign_key =
                ForeignKey::new(vec!["parent".to_owned()], "-", vec!["id".to_owned()]);
            foreign_key.on_delete = action;
            if matches!(self.support, Some(Support::Stated)) {
                foreign_key.name = Some(format!("stated {name}"));
            }
            if twice {
                table.foreign_keys.push(ForeignKey {
                    name: Some(format!("twice {name}")),
                    ..foreign_key.clone()
                });
            }
            table.foreign_keys.push(foreign_key);
        }
        if let Some(shape) = self.index {
            let mut index = Index::new(vec![IndexColumn::column("code")]);
            match shape {
                IndexShape::Plain | IndexShape::Unique => {
                    let first = &table.columns[0];
                    index.columns.push(IndexColumn {
                        prefix: (first.type_ == ColumnType::Text).then_some(12),
                        ..IndexColumn::column(&first.name)
                    });
                    index.unique = matches!(shape, IndexShape::Unique);
                }
                IndexShape::Descending => index.columns[0].descending = true,
                IndexShape::Prefix => index.columns[0].prefix = Some(7),
                IndexShape::Fulltext => index.method = Some("fulltext".to_owned()),
                IndexShape::Commented => index.comment = Some("it's \\ useful".to_owned()),
            }
            table.indexes.push(index);
        }
        details(&mut table, &mut Dice::new(self.dice));
        NamingConvention::default().apply(&mut table);
        table
    }
}

/// Gives a table what few have.
fn details(table: &mut Table, dice: &mut Dice) {
    let name = table.name.name.clone();
    table.comment = comment(dice, 3);
    let options = &mut table.options;
    options.engine = dice.one_of(6, &["InnoDB"]).map(str::to_owned);
    options.row_format = dice.one_of(6, &["DYNAMIC", "COMPACT"]).map(str::to_owned);
    if options.collation.is_none() {
        options.charset = dice.one_of(6, &["latin1", "utf8mb4"]).map(str::to_owned);
    }
    for unique in &mut table.uniques {
        let columns = unique.columns.join(" ");
        let named = dice.one_of(4, &["uq `it's`"]);
        unique.name = named.map(|it| format!("{it} {name} {columns}"));
    }
    for check in &mut table.checks {
        check.name = dice
            .one_of(4, &["ck \"named\" \\"])
            .map(|it| format!("{it} {name}"));
        let odd = [
            "age <> 13 or 'a\"#b' <> 'it''s'",
            "age > -1 /* it's \"so\" */\n  and age < 1000",
            "age\n  between 0\r\n  and 4000",
        ];
        if let Some(odd) = dice.one_of(3, &odd) {
            check.expression = odd.to_owned();
        }
    }
    for key in &mut table.foreign_keys {
        let actions = [ReferentialAction::Cascade, ReferentialAction::SetNull];
        key.on_update = dice.one_of(3, &actions).unwrap_or_default();
    }
    for (at, index) in table.indexes.iter_mut().enumerate() {
        if index.comment.is_some() {
            index.comment = comment(dice, 1);
        }
        if index.name.is_none() && dice.once_in(5) {
            index.name = Some(format!("ix `it's` {at} {name}"));
        }
    }
}

/// Gives a table what its foreign key may lean on.
fn support(support: Option<Support>, table: &mut Table) {
    let column = || IndexColumn::column("parent");
    let index = match support {
        None => return,
        Some(Support::Unique) => {
            table.uniques.push(Unique::new(vec!["parent".to_owned()]));
            return;
        }
        Some(Support::Wide) => Index::new(vec![column(), IndexColumn::column("code")]),
        Some(Support::Exact) => Index::new(vec![column()]),
        Some(Support::Stated) => Index {
            name: Some(format!("stated {}", table.name.name)),
            ..Index::new(vec![column()])
        },
        Some(Support::Descending) => Index::new(vec![IndexColumn {
            descending: true,
            ..column()
        }]),
    };
    table.indexes.push(index);
}

/// MySQL adds no column whose default is another for each row that is there.
pub fn without_chance(schema: &mut Schema) {
    let columns = schema
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.columns);
    for column in columns {
        if let Some(ColumnDefault::Expression(expression)) = &mut column.default
            && expression == "uuid()"
        {
            *expression = "concat('a', 'b')".to_owned();
        }
    }
}
