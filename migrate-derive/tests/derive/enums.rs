//! `MigratableEnum`: text in the database, a value in Rust, a description for the registry.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::schema::{ColumnType, EnumType};
use migrate_core::{Metadata, Migratable, MigratableEnum};

use crate::database;

#[derive(Debug, Clone, Copy, PartialEq, AsExpression, FromSqlRow, MigratableEnum)]
#[diesel(sql_type = Text)]
enum Mood {
    Happy,
    #[migratable(name = "so-so", renamed_from = "meh")]
    SoSo,
    VeryAngry,
}

#[derive(Debug, PartialEq, Queryable, Selectable, Insertable, Migratable)]
#[diesel(table_name = people)]
struct Person {
    id: i32,
    #[migratable(sql_type = Text, enum)]
    mood: Mood,
    #[migratable(sql_type = Text, max_length = 10)]
    former: Option<Mood>,
}

const TABLE: &str = "CREATE TABLE people (id INTEGER PRIMARY KEY, mood TEXT, former TEXT)";

#[test]
fn values_go_in_and_out_as_text() {
    let mut connection = database(TABLE);
    let row = Person {
        id: 1,
        mood: Mood::SoSo,
        former: Some(Mood::VeryAngry),
    };
    diesel::insert_into(people::table)
        .values(&row)
        .execute(&mut connection)
        .unwrap();
    let text: String = people::table
        .select(diesel::dsl::sql::<Text>("mood || ' ' || former"))
        .first(&mut connection)
        .unwrap();
    assert_eq!(text, "so-so very_angry");
    let back: Person = people::table
        .filter(people::mood.eq(Mood::SoSo))
        .select(Person::as_select())
        .first(&mut connection)
        .unwrap();
    assert_eq!(back, row);
}

#[test]
fn an_unknown_value_is_named() {
    let mut connection = database(TABLE);
    diesel::sql_query("INSERT INTO people VALUES (1, 'sad', NULL)")
        .execute(&mut connection)
        .unwrap();
    let error = people::table
        .select(people::mood)
        .first::<Mood>(&mut connection)
        .unwrap_err();
    let diesel::result::Error::DeserializationError(cause) = error else {
        panic!("not {error:?}");
    };
    let cause = std::error::Error::source(&*cause).unwrap();
    assert_eq!(cause.to_string(), "`sad` is no value of `Mood`");
    assert_eq!(Mood::ENUM.variants[0].name, "happy");
    assert_eq!(Mood::ENUM.variants[1].renamed_from, Some("meh"));
    assert_eq!(format!("{:?}", Mood::Happy), "Happy");
}

#[test]
fn the_column_takes_the_values_where_the_field_says_so() {
    let schema = Metadata::of([Person::TABLE]).unwrap().schema();
    let table = &schema.tables[0];
    assert_eq!(
        table.column("mood").unwrap().type_,
        ColumnType::Enum(EnumType {
            renamed_values: vec![("meh".to_owned(), "so-so".to_owned())],
            ..EnumType::new(
                "mood",
                vec![
                    "happy".to_owned(),
                    "so-so".to_owned(),
                    "very_angry".to_owned()
                ]
            )
        })
    );
    assert_eq!(
        table.column("former").unwrap().type_,
        ColumnType::Varchar(Some(10))
    );
}

#[derive(Debug, Clone, Copy, MigratableEnum)]
#[migratable(schema = "app", no_sql)]
#[allow(dead_code)]
enum State {
    Open,
}

#[derive(Debug, Migratable)]
#[allow(dead_code)]
struct Task {
    id: i32,
    #[migratable(sql_type = Text, enum)]
    state: State,
}

/// The schema is made before the type that it is to hold, though no table is in it.
#[test]
fn a_type_may_stand_in_a_schema() {
    let schema = Metadata::of([Task::TABLE]).unwrap().schema();
    assert_eq!(schema.enums[0].name.to_string(), "app.state");
    assert_eq!(schema.namespaces[0].name, "app");
}
