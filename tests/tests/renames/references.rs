//! What points at a column that gets another name: foreign keys and sequences follow it, as they do in a database.

use migrate_core::schema::{Column, ColumnRef, ColumnType, Schema, Sequence, Table};

use super::schema_of;
use crate::laws::compare;

const FROM: &str = "CREATE TABLE teams (id INTEGER PRIMARY KEY);
    CREATE TABLE heros (team INTEGER, CONSTRAINT fk FOREIGN KEY (team) REFERENCES teams (id));";

/// The same with `teams.number`, which was `teams.id`.
fn renamed(sql: &str) -> Schema {
    let mut to = schema_of(&sql.replace("id ", "number ").replace("(id)", "(number)"));
    let table = to.table_mut(&"teams".into()).unwrap();
    table.columns[0].renamed_from = Some("id".to_owned());
    to
}

fn listed(from: &Schema, to: &Schema) -> Vec<String> {
    let operations = compare(from, to).operations;
    let mut made = from.clone();
    for operation in &operations {
        operation.apply(&mut made).unwrap();
    }
    assert_eq!(compare(&made, to).operations, []);
    operations.iter().map(ToString::to_string).collect()
}

#[test]
fn a_foreign_key_follows_its_column() {
    let operations = listed(&schema_of(FROM), &renamed(FROM));
    assert_eq!(operations, ["rename column `teams.id` to `number`"]);
}

#[test]
fn one_that_changes_leaves_before_and_comes_back_behind() {
    let to = renamed(&FROM.replace("teams (id))", "teams (id) ON DELETE CASCADE)"));
    let from = schema_of(FROM);
    assert_eq!(
        listed(&from, &to),
        [
            "drop foreign key `fk` on `heros`",
            "rename column `teams.id` to `number`",
            "add foreign key `fk` on `heros`"
        ]
    );
    // The way back points at the columns as they are called when it gets there.
    let operations = compare(&from, &to).operations;
    let dropped = format!("{:?}", operations[0]);
    assert!(
        dropped.contains("references_columns: [\"id\"]"),
        "{dropped}"
    );
}

#[test]
fn a_sequence_follows_the_column_that_it_goes_with() {
    let schema = |table: &str, column: &str| {
        let mut described = Table::new(table);
        let column_ = Column::new(column, ColumnType::Integer);
        described.columns.push(column_);
        let mut schema: Schema = [described].into_iter().collect();
        let mut sequence = Sequence::new("counter");
        sequence.owned_by = Some(ColumnRef {
            table: table.into(),
            column: column.to_owned(),
        });
        schema.sequences.push(sequence);
        schema
    };
    let from = schema("teams", "id");
    let mut to = schema("groups", "number");
    to.tables[0].renamed_from = Some("teams".to_owned());
    to.tables[0].columns[0].renamed_from = Some("id".to_owned());
    assert_eq!(
        listed(&from, &to),
        [
            "rename table `teams` to `groups`",
            "rename column `groups.id` to `number`"
        ]
    );
}
