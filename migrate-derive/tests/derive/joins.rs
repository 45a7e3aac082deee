//! Joins and same-query rights between models: over modules, with several foreign keys, in circles, by hand.

use diesel::prelude::*;
use migrate_core::{Migratable, allow_models_to_appear_in_same_query};

use crate::database;

mod teams {
    //! Parents in a module of their own.
    use migrate_core::Migratable;

    #[derive(diesel::Queryable, diesel::Identifiable, Migratable)]
    #[diesel(table_name = teams)]
    pub(super) struct Team {
        pub(super) id: i32,
        #[migratable(unique)]
        pub(super) code: String,
        /// A circle: the captain is one of the heros.
        #[migratable(references(super::Hero, on_delete = set_null))]
        pub(super) captain_id: Option<i32>,
    }
}

use teams::Team;
use teams::teams as team_table;

#[derive(Debug, PartialEq, Queryable, Selectable, Identifiable, Associations, Migratable)]
#[diesel(table_name = heros, belongs_to(Power))]
struct Hero {
    id: i32,
    #[migratable(references(Team, on_delete = cascade))]
    team_id: i32,
    #[migratable(references(Power))]
    power_id: Option<i32>,
    /// A second key to the same parent: `belongs_to` picks the other for joins.
    #[migratable(references(Power))]
    weakness_id: Option<i32>,
    #[migratable(references(Self))]
    mentor_id: Option<i32>,
}

#[derive(Debug, PartialEq, Queryable, Selectable, Identifiable, Migratable)]
struct Power {
    id: i32,
    name: String,
}

#[derive(Queryable, Migratable)]
struct Deed {
    id: i64,
    #[migratable(references(Hero::id))]
    hero_id: i32,
    #[migratable(references(Hero))]
    witness_id: Option<i32>,
    /// Points at no primary key: Diesel's implicit `ON` would compare with the wrong column.
    #[migratable(references(crate::joins::teams::Team::code))]
    team: String,
}

#[derive(Queryable, Migratable)]
struct Medal {
    id: i32,
    #[migratable(references(Deed::id))]
    deed_id: i64,
}

#[derive(Queryable, Migratable)]
struct Planet {
    id: i32,
    name: String,
}

allow_models_to_appear_in_same_query!(Planet, Hero, Team, Deed);

const TABLES: &str = "
    CREATE TABLE teams (id INTEGER PRIMARY KEY, code TEXT, captain_id INTEGER);
    CREATE TABLE heros (id INTEGER PRIMARY KEY, team_id INTEGER, power_id INTEGER, weakness_id INTEGER,
        mentor_id INTEGER);
    CREATE TABLE powers (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE deeds (id BIGINT PRIMARY KEY, hero_id INTEGER, witness_id INTEGER, team TEXT);
    CREATE TABLE medals (id INTEGER PRIMARY KEY, deed_id BIGINT);
    CREATE TABLE planets (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO teams VALUES (1, 'A', 10);
    INSERT INTO heros VALUES (10, 1, 20, 21, NULL), (11, 1, 21, 20, 10);
    INSERT INTO powers VALUES (20, 'flight'), (21, 'speech');
    INSERT INTO deeds VALUES (30, 10, 11, 'A');
    INSERT INTO medals VALUES (40, 30);
    INSERT INTO planets VALUES (50, 'A');";

#[test]
fn a_join_needs_no_on_where_one_key_points_at_the_primary_key() {
    let mut connection = database(TABLES);
    let names: Vec<(i32, String)> = heros::table
        .inner_join(powers::table)
        .select((heros::id, powers::name))
        .order(heros::id)
        .load(&mut connection)
        .unwrap();
    assert_eq!(names, [(10, "flight".into()), (11, "speech".into())]);
    // From the other side, too, and `references(Deed::id)` is the key although it is spelled out.
    let medals: Vec<(i64, i32)> = deeds::table
        .inner_join(medals::table)
        .select((deeds::id, medals::id))
        .load(&mut connection)
        .unwrap();
    assert_eq!(medals, [(30, 40)]);
    let of_flight = Hero::belonging_to(&Power {
        id: 20,
        name: String::new(),
    })
    .select(heros::id)
    .load::<i32>(&mut connection);
    assert_eq!(of_flight.unwrap(), [10]);
}

#[test]
fn an_explicit_on_serves_circles_second_keys_and_strangers() {
    let mut connection = database(TABLES);
    let captains: Vec<(String, i32)> = team_table::table
        .inner_join(heros::table.on(team_table::captain_id.eq(heros::id.nullable())))
        .select((team_table::code, heros::id))
        .load(&mut connection)
        .unwrap();
    assert_eq!(captains, [("A".into(), 10)]);
    let witnessed: Vec<i32> = deeds::table
        .inner_join(heros::table.on(deeds::witness_id.eq(heros::id.nullable())))
        .inner_join(team_table::table.on(deeds::team.eq(team_table::code)))
        .select(heros::id)
        .load(&mut connection)
        .unwrap();
    assert_eq!(witnessed, [11]);
    let planets: Vec<i32> = planets::table
        .inner_join(team_table::table.on(planets::name.eq(team_table::code)))
        .select(planets::id)
        .load(&mut connection)
        .unwrap();
    assert_eq!(planets, [50]);
    let (first, second) = diesel::alias!(heros as first, heros as second);
    let taught: Vec<i32> = first
        .inner_join(
            second.on(first
                .field(heros::mentor_id)
                .eq(second.field(heros::id).nullable())),
        )
        .select(first.field(heros::id))
        .load(&mut connection)
        .unwrap();
    assert_eq!(taught, [11]);
}

#[test]
fn rows_load_as_models() {
    let mut connection = database(TABLES);
    let hero = heros::table
        .find(11)
        .first::<Hero>(&mut connection)
        .unwrap();
    assert_eq!(
        hero,
        Hero {
            id: 11,
            team_id: 1,
            power_id: Some(21),
            weakness_id: Some(20),
            mentor_id: Some(10),
        }
    );
    let team = team_table::table.first::<Team>(&mut connection).unwrap();
    assert_eq!(
        (team.id, team.code.as_str(), team.captain_id),
        (1, "A", Some(10))
    );
    let deed = deeds::table.first::<Deed>(&mut connection).unwrap();
    assert_eq!(
        (deed.id, deed.hero_id, deed.witness_id, deed.team.as_str()),
        (30, 10, Some(11), "A")
    );
    let medal = medals::table.first::<Medal>(&mut connection).unwrap();
    assert_eq!((medal.id, medal.deed_id), (40, 30));
    let planet = planets::table.first::<Planet>(&mut connection).unwrap();
    assert_eq!((planet.id, planet.name.as_str()), (50, "A"));
}

mod library {
    //! Models as a library has them, public and documented.
    #![allow(unreachable_pub, reason = "a library's models are, and this is none")]

    use migrate_core::Migratable;

    /// A parent.
    #[derive(Debug, diesel::Queryable, Migratable)]
    pub struct Author {
        /// The key.
        pub id: i32,
    }

    /// A child, of a parent that nobody else sees, too.
    #[derive(Debug, diesel::Queryable, Migratable)]
    #[allow(private_interfaces)]
    pub struct Book {
        /// The key.
        pub id: i32,
        /// The parent.
        #[migratable(references(Author))]
        pub author_id: i32,
        /// The hidden parent.
        #[migratable(references(Shelf))]
        pub shelf_id: i32,
        /// A place on some shelf.
        pub place: i32,
    }

    #[derive(Debug, diesel::Queryable, Migratable)]
    #[diesel(table_name = shelves)]
    struct Shelf {
        id: i32,
        #[migratable(unique)]
        place: i32,
    }

    impl Book {
        /// Where the books of an author are.
        pub(super) fn shelves(
            connection: &mut diesel::SqliteConnection,
        ) -> diesel::QueryResult<Vec<i32>> {
            use diesel::prelude::*;

            let rows: Vec<(Book, Shelf)> =
                books::table.inner_join(shelves::table).load(connection)?;
            Ok(rows
                .into_iter()
                .map(|(book, shelf)| {
                    assert_eq!((book.shelf_id, book.place), (shelf.id, shelf.place));
                    shelf.place
                })
                .collect())
        }
    }
}

#[test]
fn public_models_may_have_private_parents() {
    let mut connection = database(
        "CREATE TABLE authors (id INTEGER PRIMARY KEY);
         CREATE TABLE books (id INTEGER PRIMARY KEY, author_id INTEGER, shelf_id INTEGER, place INTEGER);
         CREATE TABLE shelves (id INTEGER PRIMARY KEY, place INTEGER);
         INSERT INTO authors VALUES (1);
         INSERT INTO books VALUES (2, 1, 3, 4);
         INSERT INTO shelves VALUES (3, 4)",
    );
    let rows: Vec<(library::Author, library::Book)> = library::authors::table
        .inner_join(library::books::table)
        .load(&mut connection)
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].0.id, rows[0].1.id, rows[0].1.author_id), (1, 2, 1));
    assert_eq!(library::Book::shelves(&mut connection).unwrap(), [4]);
}
