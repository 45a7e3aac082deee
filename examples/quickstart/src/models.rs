//! The models: the tables are made from these structs, and nothing else describes them.

use diesel::prelude::*;
use migrate_core::Migratable;

/// A team of heroes.
#[derive(Debug, PartialEq, Queryable, Selectable, Identifiable, Migratable)]
pub struct Team {
    pub id: i32,
    #[migratable(max_length = 80, unique)]
    pub name: String,
    #[migratable(max_length = 120)]
    pub headquarters: Option<String>,
}

/// A hero, who may belong to a team and outlives it.
#[derive(Debug, PartialEq, Queryable, Selectable, Identifiable, Migratable)]
pub struct Hero {
    pub id: i32,
    #[migratable(max_length = 80, index)]
    pub name: String,
    #[migratable(max_length = 80)]
    pub secret_name: String,
    #[migratable(check = "age >= 0")]
    pub age: Option<i32>,
    #[migratable(references(Team, on_delete = set_null))]
    pub team_id: Option<i32>,
}

/// A hero before the database has numbered it.
#[derive(Insertable)]
#[diesel(table_name = heros)]
pub struct NewHero<'a> {
    pub name: &'a str,
    pub secret_name: &'a str,
    pub age: Option<i32>,
    pub team_id: Option<i32>,
}

impl<'a> NewHero<'a> {
    /// A hero of unknown age, without a team.
    pub fn new(name: &'a str, secret_name: &'a str) -> Self {
        NewHero {
            name,
            secret_name,
            age: None,
            team_id: None,
        }
    }

    /// Says how old the hero is.
    pub fn aged(mut self, age: i32) -> Self {
        self.age = Some(age);
        self
    }

    /// Puts the hero into a team.
    pub fn joining(mut self, team: &Team) -> Self {
        self.team_id = Some(team.id);
        self
    }
}
