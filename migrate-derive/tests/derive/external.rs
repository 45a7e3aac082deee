//! Models beside a hand-kept `schema.rs`: no `table!` is emitted, and what agrees compiles.

use diesel::prelude::*;
use migrate_core::{Metadata, Migratable};

use crate::database;

mod schema {
    diesel::table! {
        use diesel::sql_types::*;

        #[sql_name = "Ledgers"]
        #[allow(missing_docs, unreachable_pub)]
        ledgers (id) {
            id -> Integer,
            #[sql_name = "the owner"]
            owner -> Nullable<Text>,
            balance -> BigInt,
            hidden -> Text,
        }
    }

    diesel::table! {
        #[allow(missing_docs, unreachable_pub)]
        entries (ledger_id, number) {
            number -> Integer,
            ledger_id -> Integer,
        }
    }

    diesel::joinable!(entries -> ledgers (ledger_id));
    diesel::allow_tables_to_appear_in_same_query!(entries, ledgers);
}

#[derive(Queryable, Selectable, Insertable, Migratable)]
#[diesel(table_name = crate::external::schema::ledgers)]
#[migratable(name = "Ledgers")]
struct Ledger {
    id: i32,
    #[migratable(name = "the owner")]
    owner: Option<String>,
    balance: i64,
    #[migratable(skip)]
    hidden: String,
}

use schema::entries;

#[derive(Queryable, Selectable, Insertable, Migratable)]
#[diesel(table_name = entries, primary_key(ledger_id, number))]
#[migratable(external)]
struct Entry {
    #[migratable(references(Ledger))]
    ledger_id: i32,
    number: i32,
}

#[test]
fn the_hand_kept_table_is_used_and_described() {
    let mut connection = database(
        "CREATE TABLE \"Ledgers\" (id INTEGER PRIMARY KEY, \"the owner\" TEXT, balance BIGINT, hidden TEXT); \
         CREATE TABLE entries (ledger_id INTEGER, number INTEGER, PRIMARY KEY (ledger_id, number))",
    );
    let ledger = Ledger {
        id: 1,
        owner: None,
        balance: 5,
        hidden: "x".to_owned(),
    };
    diesel::insert_into(schema::ledgers::table)
        .values(&ledger)
        .execute(&mut connection)
        .unwrap();
    diesel::insert_into(entries::table)
        .values(Entry {
            ledger_id: 1,
            number: 2,
        })
        .execute(&mut connection)
        .unwrap();
    let (entry, ledger): (Entry, Ledger) = entries::table
        .inner_join(schema::ledgers::table)
        .select((Entry::as_select(), Ledger::as_select()))
        .first(&mut connection)
        .unwrap();
    assert_eq!((entry.ledger_id, entry.number), (1, 2));
    assert_eq!(
        (
            ledger.id,
            ledger.owner,
            ledger.balance,
            ledger.hidden.as_str()
        ),
        (1, None, 5, "x")
    );

    let schema = Metadata::of([Ledger::TABLE, Entry::TABLE])
        .unwrap()
        .schema();
    let names: Vec<_> = schema
        .tables
        .iter()
        .map(|table| table.name.name.as_str())
        .collect();
    assert_eq!(names, ["Ledgers", "entries"]);
    let columns: Vec<_> = schema.tables[0]
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(columns, ["id", "the owner", "balance"]);
    let key = &schema.tables[1].foreign_keys[0];
    assert_eq!(key.references_table.name, "Ledgers");
    assert_eq!(key.references_columns, ["id"]);
}
