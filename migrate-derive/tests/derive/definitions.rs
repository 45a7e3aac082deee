//! What the registry is told: every key of the attributes, in the words of the schema.

use migrate_core::schema::{
    Check, ColumnDefault, ColumnType, Deferrable, Generated, Identity, IndexKey, Literal,
    MatchType, NullsOrder, ReferentialAction, Table,
};
use migrate_core::{Metadata, Migratable};

#[derive(Migratable)]
#[diesel(table_name = teams, primary_key(country, number))]
#[migratable(
    primary_key(name = "teams_key", renamed_from = "clubs_key"),
    comment = "who plays",
    renamed_from = "clubs"
)]
#[allow(dead_code)]
struct Team {
    country: String,
    number: i64,
    #[migratable(unique(name = "uq_code", nulls_not_distinct), name = "Code")]
    code: Option<String>,
}

#[derive(Migratable)]
#[diesel(table_name = heros)]
#[migratable(
    schema = "app",
    database = "main",
    strict,
    without_rowid,
    table_options(engine = "InnoDB", charset = "utf8mb4", collation = "utf8mb4_bin"),
    index(
        columns(
            name,
            age(desc, nulls_last, ops = "int_ops", collation = "C", prefix = 20)
        ),
        unique
    ),
    index(
        name = "ix_lower",
        renamed_from = "ix_small",
        expr = "lower(name)",
        where = "age > 0",
        using = "btree",
        include(age)
    ),
    index(
        expr("upper(name)", desc),
        columns(r#type),
        nulls_not_distinct,
        concurrently
    )
)]
#[migratable(
    unique(columns(name, age), name = "uq_name", deferrable),
    check(name = "ck_age", renamed_from = "ck_years", expr = "age >= 0"),
    check("name <> ''"),
    exclude("USING gist (name WITH =)", name = "ex_name", deferrable),
    foreign_key(
        columns(country, number),
        references(Team),
        on_delete = set_null,
        on_update = cascade,
        match = full,
        initially_deferred
    ),
    foreign_key(columns(name), references(Team, code), name = "fk_code")
)]
#[allow(dead_code)]
struct Hero {
    #[migratable(autoincrement)]
    id: i32,
    #[migratable(max_length = 80, collation = "NOCASE", index(name = "ix_name", desc))]
    name: String,
    r#type: String,
    #[migratable(default = -1, check = "age < 200", comment = "in years", renamed_from = "years")]
    age: i32,
    #[migratable(default = 1_000_u16)]
    gold: i64,
    #[migratable(default = -0.5)]
    luck: f64,
    #[migratable(default = true)]
    alive: bool,
    #[migratable(default = "none")]
    motto: String,
    #[migratable(default = b"\x00a")]
    seal: Vec<u8>,
    #[migratable(default_sql = "CURRENT_TIMESTAMP")]
    born: chrono::NaiveDateTime,
    #[migratable(generated("age * 2", stored))]
    double_age: i32,
    #[migratable(generated("age * 3", virtual))]
    triple_age: i32,
    #[migratable(precision = 10, scale = 2)]
    wealth: bigdecimal::BigDecimal,
    #[migratable(db_type = "citext")]
    alias: String,
    country: Option<String>,
    number: Option<i64>,
    #[migratable(references(Hero, on_delete = restrict, name = "fk_mentor", deferrable))]
    mentor: Option<i32>,
    #[migratable(sql_type = Nullable<Text>)]
    title: Title,
}

/// A type that only its `sql_type` explains.
#[allow(dead_code)]
struct Title(Option<String>);

#[derive(Migratable)]
#[migratable(crate = ::migrate_core)]
#[allow(dead_code)]
struct Numbered {
    #[migratable(identity = none)]
    id: i64,
    #[migratable(identity = always)]
    serial: i32,
}

fn table<M: Migratable>() -> Table {
    Metadata::of([M::TABLE]).unwrap().schema().tables.remove(0)
}

#[test]
fn columns() {
    let hero = table::<Hero>();
    let column = |name: &str| hero.column(name).unwrap().clone();
    let default = |name: &str| column(name).default;
    assert_eq!(hero.name.schema.as_deref(), Some("app"));
    assert_eq!(Hero::TABLE.database, Some("main"));
    assert_eq!(Hero::TABLE.path(), "derive::definitions::Hero");
    let exclude = &Hero::TABLE.excludes[0];
    assert_eq!(exclude.name, Some("ex_name"));
    assert_eq!(exclude.definition, "USING gist (name WITH =)");
    assert_eq!(exclude.deferrable, Deferrable::InitiallyImmediate);
    assert_eq!(column("id").identity, Some(Identity::Autoincrement));
    assert_eq!(column("name").type_, ColumnType::Varchar(Some(80)));
    assert_eq!(column("name").collation.as_deref(), Some("NOCASE"));
    assert!(!column("name").nullable);
    assert_eq!(column("type").type_, ColumnType::Text);
    assert_eq!(column("age").comment.as_deref(), Some("in years"));
    assert_eq!(column("age").renamed_from.as_deref(), Some("years"));
    let number = |digits: &str| Some(ColumnDefault::Literal(Literal::Number(digits.to_owned())));
    assert_eq!(default("age"), number("-1"));
    assert_eq!(default("gold"), number("1000"));
    assert_eq!(default("luck"), number("-0.5"));
    assert_eq!(default("alive"), Some(true.into()));
    assert_eq!(default("motto"), Some("none".into()));
    assert_eq!(default("seal"), Some(b"\x00a".as_slice().into()));
    assert_eq!(
        default("born"),
        Some(ColumnDefault::Expression("CURRENT_TIMESTAMP".to_owned()))
    );
    let generated = |expression: &str, stored| {
        Some(Generated {
            expression: expression.to_owned(),
            stored,
        })
    };
    assert_eq!(column("double_age").generated, generated("age * 2", true));
    assert_eq!(column("triple_age").generated, generated("age * 3", false));
    assert_eq!(
        column("wealth").type_,
        ColumnType::Decimal {
            precision: Some(10),
            scale: Some(2)
        }
    );
    assert_eq!(
        column("alias").type_,
        ColumnType::Other("citext".to_owned())
    );
    assert!(column("country").nullable);
    assert!(column("title").nullable);
}

#[test]
fn constraints() {
    let hero = table::<Hero>();
    let checks: Vec<_> = hero
        .checks
        .iter()
        .map(
            |Check {
                 name, expression, ..
             }| (name.as_deref(), expression.as_str()),
        )
        .collect();
    assert_eq!(
        checks,
        [
            (None, "age < 200"),
            (Some("ck_age"), "age >= 0"),
            (None, "name <> ''"),
        ]
    );
    assert_eq!(hero.uniques.len(), 1);
    assert_eq!(hero.uniques[0].name.as_deref(), Some("uq_name"));
    assert_eq!(hero.uniques[0].columns, ["name", "age"]);
    assert_eq!(hero.uniques[0].deferrable, Deferrable::InitiallyImmediate);

    let [mentor, team, code] = hero.foreign_keys.as_slice() else {
        panic!("three foreign keys, not {:?}", hero.foreign_keys);
    };
    assert_eq!(mentor.name.as_deref(), Some("fk_mentor"));
    assert_eq!(mentor.references_table, ("app", "heros").into());
    assert_eq!(mentor.references_columns, ["id"]);
    assert_eq!(mentor.on_delete, ReferentialAction::Restrict);
    assert_eq!(mentor.deferrable, Deferrable::InitiallyImmediate);
    assert_eq!(team.columns, ["country", "number"]);
    assert_eq!(team.references_columns, ["country", "number"]);
    assert_eq!(team.on_delete, ReferentialAction::SetNull);
    assert_eq!(team.on_update, ReferentialAction::Cascade);
    assert_eq!(team.match_, MatchType::Full);
    assert_eq!(team.deferrable, Deferrable::InitiallyDeferred);
    assert_eq!(code.name.as_deref(), Some("fk_code"));
    // A field of the parent is named, its column is meant.
    assert_eq!(code.references_columns, ["Code"]);

    let team = table::<Team>();
    let key = team.primary_key.unwrap();
    assert_eq!(key.name.as_deref(), Some("teams_key"));
    assert_eq!(key.columns, ["country", "number"]);
    assert_eq!(team.comment.as_deref(), Some("who plays"));
    assert_eq!(
        team.former_names,
        [("clubs_key".to_owned(), "teams_key".to_owned())]
    );
    assert_eq!(team.renamed_from.as_deref(), Some("clubs"));
    assert_eq!(team.uniques[0].columns, ["Code"]);
    assert!(team.uniques[0].nulls_not_distinct);
}

#[test]
fn indexes_and_options() {
    let hero = table::<Hero>();
    let [of_field, first, lower, upper] = hero.indexes.as_slice() else {
        panic!("four indexes, not {:?}", hero.indexes);
    };
    assert_eq!(of_field.name.as_deref(), Some("ix_name"));
    assert!(of_field.columns[0].descending);
    assert!(first.unique);
    let age = &first.columns[1];
    assert_eq!(age.key, IndexKey::Column("age".to_owned()));
    assert!(age.descending);
    assert_eq!(age.nulls, Some(NullsOrder::Last));
    assert_eq!(age.ops.as_deref(), Some("int_ops"));
    assert_eq!(age.collation.as_deref(), Some("C"));
    assert_eq!(age.prefix, Some(20));
    assert_eq!(lower.name.as_deref(), Some("ix_lower"));
    assert_eq!(
        lower.columns[0].key,
        IndexKey::Expression("lower(name)".to_owned())
    );
    assert_eq!(lower.predicate.as_deref(), Some("age > 0"));
    assert_eq!(lower.method.as_deref(), Some("btree"));
    assert_eq!(lower.include, ["age"]);
    assert!(upper.columns[0].descending);
    assert_eq!(upper.columns[1].key, IndexKey::Column("type".to_owned()));
    assert!(upper.nulls_not_distinct && upper.concurrently);
    let options = &hero.options;
    assert!(options.strict && options.without_rowid);
    assert_eq!(options.engine.as_deref(), Some("InnoDB"));
    assert_eq!(options.charset.as_deref(), Some("utf8mb4"));
    assert_eq!(options.collation.as_deref(), Some("utf8mb4_bin"));
}

#[test]
fn numbering() {
    let numbered = table::<Numbered>();
    assert_eq!(numbered.column("id").unwrap().identity, None);
    assert_eq!(
        numbered.column("serial").unwrap().identity,
        Some(Identity::Always)
    );
}

#[test]
fn every_linked_model_is_registered() {
    let registered = Metadata::collect().unwrap_err();
    // This program has several models of `heros` and `teams`, in modules that are tests of their own.
    assert!(
        registered
            .to_string()
            .starts_with("two models describe the table"),
        "{registered}"
    );
}

#[derive(Migratable)]
#[diesel(table_name = parts)]
#[migratable(
    index(name = "ix_everywhere", columns(code)),
    index(
        name = "ix_some",
        columns(code),
        where = "code <> ''",
        only(sqlite, postgres)
    ),
    unique(name = "uq_one", columns(code), only(mysql)),
    check(name = "ck_one", expr = "code <> ''", only(postgres))
)]
#[allow(
    dead_code,
    clippy::duplicated_attributes,
    reason = "two parts may well be of one database"
)]
struct Part {
    id: i32,
    #[migratable(max_length = 8)]
    code: String,
    #[migratable(references(Part, name = "fk_some", only(sqlite, mysql)))]
    of: Option<i32>,
}

#[test]
fn a_database_gets_what_is_for_it() {
    use migrate_core::connection::Engine;
    let metadata = Metadata::of([Part::TABLE]).unwrap();
    let names = |table: &Table| -> Vec<String> {
        let indexes = table.indexes.iter().filter_map(|it| it.name.clone());
        let uniques = table.uniques.iter().filter_map(|it| it.name.clone());
        let checks = table.checks.iter().filter_map(|it| it.name.clone());
        let keys = table.foreign_keys.iter().filter_map(|it| it.name.clone());
        indexes.chain(uniques).chain(checks).chain(keys).collect()
    };
    let of = |engine| names(&metadata.schema_on(engine).tables[0]);
    assert_eq!(of(Engine::Sqlite), ["ix_everywhere", "ix_some", "fk_some"]);
    assert_eq!(of(Engine::Postgres), ["ix_everywhere", "ix_some", "ck_one"]);
    assert_eq!(of(Engine::Mysql), ["ix_everywhere", "uq_one", "fk_some"]);
    assert_eq!(names(&metadata.schema().tables[0]).len(), 5);
}
