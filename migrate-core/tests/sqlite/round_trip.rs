//! What is created is read back as the same.

use migrate_core::operation::Operation;
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, EnumType, ForeignKey, Generated,
    Identity, Index, IndexColumn, Literal, MatchType, PrimaryKey, ReferentialAction, Schema, Table,
    TableName, Unique, Validity,
};

use super::{Database, normalised, sqlite};

pub(super) fn create(database: &mut Database, table: &Table) {
    database
        .apply(&Operation::CreateTable {
            table: Box::new(table.clone()),
            if_not_exists: false,
        })
        .unwrap();
}

fn key(name: Option<&str>, columns: &[&str]) -> Option<PrimaryKey> {
    Some(PrimaryKey {
        name: name.map(str::to_owned),
        ..PrimaryKey::new(columns.iter().map(|&name| name.to_owned()).collect())
    })
}

fn column(name: &str, type_: ColumnType) -> Column {
    Column::new(name, type_)
}

/// A table with one of everything.
pub(super) fn rich() -> Schema {
    let mut teams = Table::new("teams");
    let mut id = column("id", ColumnType::BigInt);
    id.nullable = false;
    id.identity = Some(Identity::Autoincrement);
    teams.columns.push(id);
    teams
        .columns
        .push(column("na\"me", ColumnType::Varchar(Some(80))));
    teams.primary_key = key(None, &["id"]);

    let mut heros = Table::new("Heros of \"old\"");
    let types = [
        ColumnType::Bool,
        ColumnType::SmallInt,
        ColumnType::Integer,
        ColumnType::BigInt,
        ColumnType::Float,
        ColumnType::Double,
        ColumnType::Decimal {
            precision: Some(10),
            scale: Some(2),
        },
        ColumnType::Text,
        ColumnType::Varchar(Some(20)),
        ColumnType::Char(Some(2)),
        ColumnType::Binary,
        ColumnType::Date,
        ColumnType::Time,
        ColumnType::Timestamp,
        ColumnType::TimestampTz,
        ColumnType::Json,
        ColumnType::Jsonb,
        ColumnType::Uuid,
        ColumnType::Enum(EnumType::new("mood", vec!["glad".to_owned()])),
        ColumnType::Other("money unsigned".to_owned()),
    ];
    let mut id = column("id", ColumnType::Integer);
    id.nullable = false;
    id.identity = Some(Identity::ByDefault);
    heros.columns.push(id);
    for (at, type_) in types.into_iter().enumerate() {
        heros.columns.push(column(&format!("c{at}"), type_));
    }
    heros.primary_key = key(Some("pk_heros"), &["id"]);
    let defaults = [
        ColumnDefault::Literal(Literal::Bool(true)),
        ColumnDefault::Literal(Literal::Number("-5".to_owned())),
        ColumnDefault::Expression("1 + 2".to_owned()),
        ColumnDefault::Expression("(0)".to_owned()),
        ColumnDefault::Literal(Literal::Number("1.50".to_owned())),
        ColumnDefault::Literal(Literal::Null),
        ColumnDefault::Literal(Literal::Number("1e3".to_owned())),
        ColumnDefault::Literal(Literal::Text("it's; -- \"fine\"".to_owned())),
        ColumnDefault::Literal(Literal::Text("CURRENT_TIMESTAMP".to_owned())),
        ColumnDefault::Expression("'ab'".to_owned()),
        ColumnDefault::Literal(Literal::Bytes(vec![0, 255])),
        ColumnDefault::Expression("current_date".to_owned()),
        ColumnDefault::Expression("CURRENT_TIME".to_owned()),
        ColumnDefault::Expression("CURRENT_TIMESTAMP".to_owned()),
    ];
    for (at, default) in defaults.into_iter().enumerate() {
        heros.columns[at + 1].default = Some(default);
        heros.columns[at + 1].nullable = at % 2 == 0;
    }
    let mut folded = column("folded", ColumnType::Text);
    folded.generated = Some(Generated {
        expression: "lower( \"c7\" ) || 'X'".to_owned(),
        stored: true,
    });
    heros.columns.push(folded);
    let mut collated = column("select", ColumnType::Text);
    collated.collation = Some("nocase".to_owned());
    heros.columns.push(collated);
    let mut team = column("team_id", ColumnType::BigInt);
    team.nullable = false;
    heros.columns.push(team);
    heros.uniques.push(Unique {
        name: Some("uq_x".to_owned()),
        columns: vec!["c8".to_owned(), "select".to_owned()],
        deferrable: Deferrable::No,
        nulls_not_distinct: false,
        include: Vec::new(),
    });
    heros.uniques.push(Unique {
        name: None,
        columns: vec!["c2".to_owned()],
        deferrable: Deferrable::No,
        nulls_not_distinct: false,
        include: Vec::new(),
    });
    heros.checks.push(Check {
        name: Some("ck".to_owned()),
        expression: "(C1>-6 and \"c2\" != 7)".to_owned(),
        validity: Validity::Valid,
        no_inherit: false,
        column: None,
    });
    heros.checks.push(Check {
        name: None,
        expression: "c3 IN (1, 2) OR c3 IS NULL".to_owned(),
        validity: Validity::Valid,
        no_inherit: false,
        column: None,
    });
    heros.foreign_keys.push(ForeignKey {
        name: Some("fk_team".to_owned()),
        columns: vec!["team_id".to_owned()],
        references_table: TableName::new("teams"),
        references_columns: vec![],
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::SetNull,
        deferrable: Deferrable::InitiallyDeferred,
        match_: MatchType::Simple,
        validity: Validity::Valid,
    });
    let mut index = Index::new(vec![
        IndexColumn::column("c8"),
        IndexColumn::expression("lower(c7)"),
    ]);
    index.columns[0].descending = true;
    index.columns[0].collation = Some("NOCASE".to_owned());
    index.unique = true;
    index.name = Some("ix 1".to_owned());
    index.predicate = Some("c1 > 0 AND c7 is not null".to_owned());
    heros.indexes.push(index);
    let mut plain = Index::new(vec![IndexColumn::column("c9")]);
    plain.name = Some("a_plain".to_owned());
    heros.indexes.push(plain);
    [teams, heros].into_iter().collect()
}

#[test]
fn a_table_with_one_of_everything_comes_back() {
    let mut database = Database::new();
    let schema = rich();
    for table in &schema.tables {
        assert_eq!(sqlite().unsupported(table), []);
    }
    // The parent first.
    create(&mut database, schema.table(&"teams".into()).unwrap());
    create(
        &mut database,
        schema.table(&"Heros of \"old\"".into()).unwrap(),
    );
    let normal = normalised(schema);
    assert_eq!(database.normalised(), normal);
    // Idempotent, and what was normalised creates the same again.
    assert_eq!(normalised(normal.clone()), normal);
    let mut again = Database::new();
    create(&mut again, normal.table(&"teams".into()).unwrap());
    create(
        &mut again,
        normal.table(&"Heros of \"old\"".into()).unwrap(),
    );
    assert_eq!(again.normalised(), normal);
}

#[test]
fn strict_tables_and_tables_without_rowids_come_back() {
    let mut database = Database::new();
    let mut schema = rich();
    for (strict, without_rowid) in [(true, false), (false, true), (true, true)] {
        let table = schema.table_mut(&"Heros of \"old\"".into()).unwrap();
        table
            .columns
            .retain(|column| !matches!(column.type_, ColumnType::Other(_)));
        let mut table = table.clone();
        table.name = TableName::new(format!("t_{strict}_{without_rowid}"));
        table.options.strict = strict;
        table.options.without_rowid = without_rowid;
        table.foreign_keys.clear();
        table.indexes.clear();
        create(&mut database, &table);
        let read = database.normalised();
        let normal = normalised([table.clone()].into_iter().collect());
        assert_eq!(read.table(&table.name), normal.table(&table.name));
    }
}

#[test]
fn what_sqlite_keeps_for_itself_is_left_out() {
    let mut database = Database::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, up REFERENCES T, c REFERENCES hidden (CODE));
         CREATE TABLE Hidden (code TEXT PRIMARY KEY);
         CREATE VIEW v AS SELECT 1; CREATE VIRTUAL TABLE words USING fts5 (body);
         CREATE VIRTUAL TABLE places USING rtree (id, a, b); CREATE INDEX i ON t (up); ANALYZE",
    );
    let names = |schema: &Schema| -> Vec<String> {
        schema
            .tables
            .iter()
            .map(|table| table.name.to_string())
            .collect()
    };
    assert_eq!(names(&database.inspect()), ["Hidden", "t"]);
    let schema = sqlite()
        .inspect(&mut database.conn, &|name| name.name == "t")
        .unwrap();
    assert_eq!(names(&schema), ["t"]);
    // Targets are named as they name themselves, whether they are read or not.
    let keys = &schema.tables[0].foreign_keys;
    assert_eq!(
        (
            keys[0].references_table.name.as_str(),
            &keys[0].references_columns[..]
        ),
        ("t", &["id".to_owned()][..])
    );
    assert_eq!(
        (
            keys[1].references_table.name.as_str(),
            &keys[1].references_columns[..]
        ),
        ("Hidden", &["code".to_owned()][..])
    );
}

#[test]
fn what_sqlite_lacks_is_named() {
    let mut table = Table::new(TableName::qualified("app", "t"));
    let mut id = column("id", ColumnType::Integer);
    id.identity = Some(Identity::Always);
    id.comment = Some("words".to_owned());
    table.columns.push(id);
    table.columns.push(column(
        "tags",
        ColumnType::Array(Box::new(ColumnType::Text)),
    ));
    // What only MySQL has, and says nothing of what is in the table, is no reason to refuse it.
    table.options.engine = Some("InnoDB".to_owned());
    table.options.unlogged = true;
    let mut index = Index::new(vec![IndexColumn::column("id")]);
    index.method = Some("gin".to_owned());
    table.indexes.push(index);
    let found: Vec<String> = sqlite()
        .unsupported(&table)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "SQLite has no schemas other than `main` (`app.t`)",
            "SQLite has no UNLOGGED tables (`app.t`)",
            "SQLite has no comments (`app.t.id`)",
            "SQLite has no GENERATED ALWAYS AS IDENTITY; its integer primary keys take a value where a row states one (`app.t.id`)",
            "SQLite has no arrays (`app.t.tags`)",
            "SQLite has no index methods (`app.t: an unnamed index`)",
        ]
    );
}
