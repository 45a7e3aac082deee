//! A model beside a hand-kept table of the same name that forgot to say `external`.
use diesel::prelude::*;
use migrate_core::Migratable;

mod schema {
    diesel::table! {
        heros (id) {
            id -> Integer,
        }
    }
}

use schema::heros;

#[derive(Queryable, Migratable)]
#[diesel(table_name = heros)]
struct Hero {
    id: i32,
}

fn main() {}
