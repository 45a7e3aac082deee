//! Brings the database to head, then works with it through the tables that the models describe.

use std::error::Error;

use diesel::prelude::*;
use quickstart::models::NewHero;

/// The file that `migrate.toml` names, too.
const DATABASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/quickstart.db");

fn main() -> Result<(), Box<dyn Error>> {
    let mut conn = SqliteConnection::establish(DATABASE)?;
    let report = migrations::environment().upgrade(&mut conn, "head")?;
    for step in report.steps {
        println!("applied {}", step.revision);
    }

    if quickstart::roster(&mut conn)?.is_empty() {
        let team = quickstart::found(&mut conn, "Night Shift", "the old lighthouse")?;
        quickstart::recruit(
            &mut conn,
            &[
                NewHero::new("Lodestone", "Ada Brandt")
                    .aged(48)
                    .joining(&team),
                NewHero::new("Quill", "Tomas Okafor").joining(&team),
                NewHero::new("Gale", "Mira Lindqvist").aged(16),
            ],
        )?;
    }

    for (hero, team) in quickstart::roster(&mut conn)? {
        match team {
            Some(team) => println!("{} of the {}", hero.name, team.name),
            None => println!("{}, on their own", hero.name),
        }
    }
    Ok(())
}
