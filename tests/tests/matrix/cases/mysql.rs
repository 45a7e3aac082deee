//! What only MySQL and MariaDB have.

use migrate_core::connection::Engine;
use migrate_core::schema::{
    Column, ColumnDefault, ColumnType, Generated, Identity, IndexColumn, Literal, Sequence, Table,
};

use super::{Case, Cases, column, heros, index, keyed, on_name};

pub(super) fn add(cases: &mut Cases) {
    let from = cases.0.len();
    of_options(cases);
    of_columns(cases);
    of_indexes(cases);
    let counting = |most: Option<i64>| {
        let mut schema: migrate_core::schema::Schema = [heros()].into_iter().collect();
        let mut tickets = Sequence::new("tickets");
        tickets.options.max = most;
        tickets.options.cycle = most.map(|_| true);
        schema.sequences.push(tickets);
        schema
    };
    cases.0.push(Case {
        change: "sequence without limits",
        before: counting(Some(1000)),
        after: counting(None),
        renames: &[],
        only: None,
    });
    for case in &mut cases.0[from..] {
        case.only = Some(Engine::Mysql);
    }
}

fn of_options(cases: &mut Cases) {
    let some = |text: &str| Some(text.to_owned());
    cases.edit("engine", |table| table.options.engine = some("MyISAM"));
    cases.edits(
        "character set of a table",
        |table| table.options.charset = some("utf8mb4"),
        |table| table.options.charset = some("latin1"),
    );
    cases.edits(
        "collation of a table",
        |table| table.options.collation = some("utf8mb4_general_ci"),
        |table| table.options.collation = some("utf8mb4_bin"),
    );
    cases.edit("row format", |table| {
        table.options.row_format = some("COMPRESSED");
        table.options.parameters = some("KEY_BLOCK_SIZE=8");
    });
}

fn of_columns(cases: &mut Cases) {
    cases.edits(
        "auto_increment added",
        |table| column(table, "id").identity = None,
        |table| column(table, "id").identity = Some(Identity::ByDefault),
    );
    cases.edit("auto_increment dropped", |table| {
        column(table, "id").identity = None;
    });
    cases.edit("unsigned", |table| {
        column(table, "age").type_ = ColumnType::Unsigned(Box::new(ColumnType::Integer));
    });
    cases.edits(
        "character set of a column",
        |table| column(table, "name").charset = Some("utf8mb4".to_owned()),
        |table| column(table, "name").charset = Some("latin1".to_owned()),
    );
    cases.edit("invisible column", |table| {
        column(table, "power").invisible = true;
    });
    let seen = |table: &mut Table| {
        table.columns.push(Column {
            default: Some(ColumnDefault::Expression("CURRENT_TIMESTAMP".to_owned())),
            ..Column::new("seen", ColumnType::Timestamp)
        });
    };
    cases.edits("on update", seen, |table| {
        column(table, "seen").on_update = Some("CURRENT_TIMESTAMP".to_owned());
    });
    let colours = |values: &str| Column {
        default: Some(ColumnDefault::Literal(Literal::from("red"))),
        ..Column::new("colours", ColumnType::Other(format!("set({values})")))
    };
    cases.edits(
        "set value added",
        |table| table.columns.push(colours("'red','it''s'")),
        |table| *column(table, "colours") = colours("'red','green','it''s'"),
    );
    let twice = |stored| Column {
        generated: Some(Generated {
            expression: "age * 2".to_owned(),
            stored,
        }),
        ..Column::new("twice", ColumnType::Integer)
    };
    cases.edits(
        "generated column stored",
        |table| table.columns.push(twice(false)),
        |table| *column(table, "twice") = twice(true),
    );
}

fn of_indexes(cases: &mut Cases) {
    cases.edits(
        "prefix of an index",
        |table| table.indexes.push(on_name()),
        |table| table.indexes[0].columns[0].prefix = Some(10),
    );
    cases.edits(
        "comment of an index",
        |table| table.indexes.push(on_name()),
        |table| table.indexes[0].comment = Some("by 'name'".to_owned()),
    );
    let special = |method: &str, columns: &[&str]| {
        let columns = columns.iter().map(|&name| IndexColumn::column(name));
        let mut index = index("ix_heros", columns.collect());
        index.method = Some(method.to_owned());
        index
    };
    cases.edit("full-text index", |table| {
        table.indexes.push(special("fulltext", &["name", "power"]));
    });
    cases.edits(
        "spatial index",
        |table| {
            table.columns.push(Column {
                nullable: false,
                default: Some(ColumnDefault::Expression("(point(0, 0))".to_owned())),
                ..Column::new("place", ColumnType::Other("point".to_owned()))
            });
        },
        |table| table.indexes.push(special("spatial", &["place"])),
    );
    let in_memory = |method: &str| {
        let mut table = keyed("cache");
        table.options.engine = Some("MEMORY".to_owned());
        table.indexes.push(special(method, &["id"]));
        vec![table]
    };
    cases.schemas(
        "method of an index in memory",
        in_memory("hash"),
        in_memory("btree"),
    );
}
