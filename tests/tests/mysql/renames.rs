//! Columns that get another name together with what is made of them.

use migrate_core::Operation;
use migrate_core::operation::Change;
use migrate_core::schema::{ColumnType, ForeignKey};
use migrate_test_servers::Server;
use migrate_tests::mysql::Live;

fn rename(from: &str, to: &str) -> Change {
    Change::RenameColumn {
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

fn foreign_key(name: &str, column: &str) -> Box<ForeignKey> {
    Box::new(ForeignKey {
        name: Some(name.to_owned()),
        ..ForeignKey::new(vec![column.to_owned()], "teams", vec!["id".to_owned()])
    })
}

/// In one `ALTER TABLE`, columns have their new names and nothing else.
#[test]
fn a_foreign_key_comes_back_on_a_column_of_another_name() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    live.send(
        "CREATE TABLE teams (id INT PRIMARY KEY);
         CREATE TABLE heros (team INT, CONSTRAINT one FOREIGN KEY (team) REFERENCES teams (id))",
    );
    let renamed = Change::RenameConstraint {
        from: "one".to_owned(),
        to: "two".to_owned(),
    };
    let both = Operation::alter_table("heros", vec![rename("team", "team_id"), renamed]);
    live.run(&both);
    let back = Operation::alter_table(
        "heros",
        vec![
            Change::DropForeignKey {
                foreign_key: foreign_key("two", "team_id"),
            },
            Change::AddForeignKey {
                foreign_key: foreign_key("one", "team_id"),
            },
            rename("team_id", "team"),
        ],
    );
    live.run(&back);
    let schema = live.inspect();
    let heros = schema.table(&"heros".into()).expect("it is there");
    assert_eq!(heros.foreign_keys[0].name.as_deref(), Some("one"));
    assert_eq!(heros.foreign_keys[0].columns, ["team"]);
}

/// MariaDB calls the check of a JSON column by the name that the column had at first.
#[test]
fn a_renamed_column_of_json_is_one() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    live.send("CREATE TABLE heros (id INT PRIMARY KEY, said JSON)");
    live.run(&Operation::alter_table(
        "heros",
        vec![rename("said", "told")],
    ));
    let schema = live.inspect();
    let heros = schema.table(&"heros".into()).expect("it is there");
    assert_eq!(heros.columns[1].type_, ColumnType::Json);
    assert_eq!(heros.checks, []);
}
