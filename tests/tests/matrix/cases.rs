//! The changes: a schema before and after each, in no database's words.

mod mysql;
mod objects;

use migrate_core::connection::Engine;
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnRef, ColumnType, Deferrable, EnumType, ForeignKey,
    Generated, Identity, Index, IndexColumn, Literal, Namespace, PrimaryKey, ReferentialAction,
    Schema, Sequence, Table, TableName, Unique,
};

/// One kind of change.
pub struct Case {
    /// What people call it; the name of Alembic's case, too.
    pub change: &'static str,
    pub before: Schema,
    pub after: Schema,
    /// The answers that a person gives.
    pub renames: &'static [&'static str],
    /// The database that alone has the thing, where nothing else says so.
    pub only: Option<Engine>,
}

impl Case {
    /// Whether there is nothing to find.
    pub fn is_no_change(&self) -> bool {
        self.change == "unnamed constraints"
    }

    /// The case before anything is to be renamed.
    pub fn without_renames(&self) -> Case {
        Case {
            change: self.change,
            before: self.before.clone(),
            after: self.after.clone(),
            renames: &[],
            only: None,
        }
    }
}

/// The table that most cases begin with.
fn heros() -> Table {
    let mut table = Table::new("heros");
    let required = |name, type_| Column {
        nullable: false,
        ..Column::new(name, type_)
    };
    table.columns = vec![
        Column {
            identity: Some(Identity::ByDefault),
            ..required("id", ColumnType::Integer)
        },
        required("name", ColumnType::Varchar(Some(80))),
        Column::new("power", ColumnType::Text),
        Column {
            default: Some(ColumnDefault::Literal(Literal::from(0))),
            ..required("age", ColumnType::Integer)
        },
    ];
    table.primary_key = key(&["id"]);
    table
}

fn key(columns: &[&str]) -> Option<PrimaryKey> {
    Some(PrimaryKey::new(owned(columns)))
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// A table to point at.
fn keyed(name: &str) -> Table {
    let mut table = Table::new(name);
    table.columns = vec![Column {
        nullable: false,
        identity: Some(Identity::ByDefault),
        ..Column::new("id", ColumnType::Integer)
    }];
    table.primary_key = key(&["id"]);
    table
}

fn unique(name: Option<&str>, columns: &[&str]) -> Unique {
    Unique {
        name: name.map(str::to_owned),
        ..Unique::new(owned(columns))
    }
}

fn check(name: Option<&str>, expression: &str) -> Check {
    Check {
        name: name.map(str::to_owned),
        ..Check::new(expression)
    }
}

fn foreign_key(name: &str, column: &str, target: &str) -> ForeignKey {
    ForeignKey {
        name: Some(name.to_owned()),
        ..ForeignKey::new(owned(&[column]), TableName::new(target), owned(&["id"]))
    }
}

fn index(name: &str, columns: Vec<IndexColumn>) -> Index {
    Index {
        name: Some(name.to_owned()),
        ..Index::new(columns)
    }
}

fn on_name() -> Index {
    index("ix_heros", vec![IndexColumn::column("name")])
}

/// The column of the table, to be changed.
fn column<'t>(table: &'t mut Table, name: &str) -> &'t mut Column {
    let column = table.columns.iter_mut().find(|column| column.name == name);
    column.expect("the table has it")
}

/// Collects the cases.
struct Cases(Vec<Case>);

impl Cases {
    fn schemas(
        &mut self,
        change: &'static str,
        before: Vec<Table>,
        after: Vec<Table>,
    ) -> &mut Case {
        self.0.push(Case {
            change,
            before: before.into_iter().collect(),
            after: after.into_iter().collect(),
            renames: &[],
            only: None,
        });
        self.0.last_mut().expect("just pushed")
    }

    /// A change of the usual table.
    fn edit(&mut self, change: &'static str, edit: impl FnOnce(&mut Table)) -> &mut Case {
        self.edits(change, |_| {}, edit)
    }

    /// A change of the usual table with something more: `prepare` is done on both sides.
    fn edits(
        &mut self,
        change: &'static str,
        prepare: impl FnOnce(&mut Table),
        edit: impl FnOnce(&mut Table),
    ) -> &mut Case {
        let mut before = heros();
        prepare(&mut before);
        let mut after = before.clone();
        edit(&mut after);
        self.schemas(change, vec![before], vec![after])
    }

    /// A change of the usual table and its foreign key.
    fn keys(
        &mut self,
        change: &'static str,
        before: Option<ForeignKey>,
        after: Option<ForeignKey>,
    ) -> &mut Case {
        let with = |key: Option<ForeignKey>| {
            let mut table = heros();
            table
                .columns
                .push(Column::new("team_id", ColumnType::Integer));
            table.foreign_keys.extend(key);
            vec![keyed("teams"), keyed("others"), table]
        };
        self.schemas(change, with(before), with(after))
    }
}

/// Every change, in the order of the page and in names that the database knows.
pub fn cases(engine: Engine) -> Vec<Case> {
    let mut cases = Cases(Vec::new());
    of_tables(&mut cases);
    of_columns(&mut cases, engine);
    of_constraints(&mut cases);
    of_indexes(&mut cases);
    of_types(&mut cases, engine);
    objects::add(&mut cases, engine);
    mysql::add(&mut cases);
    cases.0
}

/// Enumerations, and what lives in schemas of its own.
fn of_types(cases: &mut Cases, engine: Engine) {
    let moody = |values: &[&str]| {
        let mut table = heros();
        let mood = EnumType::new("mood", owned(values));
        table
            .columns
            .push(Column::new("mood", ColumnType::Enum(mood.clone())));
        let mut schema: Schema = [table].into_iter().collect();
        // Elsewhere it is a part of the column.
        if engine == Engine::Postgres {
            schema.enums.push(mood);
        }
        schema
    };
    let mut change = |change, values: &[&str], renamed: &[(&str, &str)]| {
        let mut after = moody(values);
        let renamed: Vec<(String, String)> = renamed
            .iter()
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
            .collect();
        for kind in &mut after.enums {
            kind.renamed_values.clone_from(&renamed);
        }
        for table in &mut after.tables {
            for column in &mut table.columns {
                if let ColumnType::Enum(kind) = &mut column.type_ {
                    kind.renamed_values.clone_from(&renamed);
                }
            }
        }
        cases.0.push(Case {
            change,
            before: moody(&["sad", "happy"]),
            after,
            renames: &[],
            // SQLite keeps text.
            only: (engine == Engine::Sqlite).then_some(Engine::Postgres),
        });
    };
    change("enum value added", &["sad", "happy", "elated"], &[]);
    change("enum value inserted", &["sad", "calm", "happy"], &[]);
    change(
        "enum value renamed",
        &["unhappy", "happy"],
        &[("sad", "unhappy")],
    );
    change(
        "enum values renamed in a chain",
        &["happy", "elated"],
        &[("sad", "happy"), ("happy", "elated")],
    );
    change("enum value removed", &["happy"], &[]);
    // SQLite has none, and models have no words for them: what a schema says of them is made and changed.
    let counting = |increment| {
        let mut schema: Schema = [heros()].into_iter().collect();
        if engine != Engine::Sqlite {
            let mut tickets = Sequence::new("tickets");
            tickets.options.start = Some(100);
            tickets.options.increment = Some(increment);
            schema.sequences.push(tickets);
        }
        schema
    };
    let without = |mut schema: Schema| {
        schema.sequences.clear();
        schema
    };
    let server = (engine == Engine::Sqlite).then_some(Engine::Postgres);
    for (change, before, after) in [
        ("sequence added", without(counting(10)), counting(10)),
        ("sequence changed", counting(10), counting(5)),
    ] {
        cases.0.push(Case {
            change,
            before,
            after,
            renames: &[],
            only: server,
        });
    }
    let owned_by = |owner: Option<&str>, min| {
        let mut schema: Schema = [heros()].into_iter().collect();
        if engine == Engine::Postgres {
            let mut tickets = Sequence::new("tickets");
            tickets.options.min = min;
            tickets.owned_by = owner.map(|column| ColumnRef {
                table: TableName::new("heros"),
                column: column.to_owned(),
            });
            schema.sequences.push(tickets);
        }
        schema
    };
    let mut without_owner = owned_by(None, None);
    without_owner.tables[0]
        .columns
        .retain(|column| column.name != "power");
    for (change, before, after) in [
        (
            "sequence bounds behind where it stands",
            owned_by(None, None),
            owned_by(None, Some(100)),
        ),
        (
            "sequence whose column goes",
            owned_by(Some("power"), None),
            without_owner,
        ),
    ] {
        cases.0.push(Case {
            change,
            before,
            after,
            renames: &[],
            only: Some(Engine::Postgres),
        });
    }
    let mut elsewhere: Schema = [Table {
        name: TableName::qualified("app", "heros"),
        renamed_from: Some("public.heros".to_owned()),
        ..heros()
    }]
    .into_iter()
    .collect();
    elsewhere.namespaces.push(Namespace::new("app"));
    cases.0.push(Case {
        change: "table moved to another schema",
        before: [heros()].into_iter().collect(),
        after: elsewhere,
        renames: &[],
        only: Some(Engine::Postgres),
    });
    let mut after: Schema = [Table {
        name: TableName::qualified("app", "heros"),
        ..heros()
    }]
    .into_iter()
    .collect();
    after.namespaces.push(Namespace::new("app"));
    cases.0.push(Case {
        change: "schema added",
        before: Schema::default(),
        after,
        renames: &[],
        // Elsewhere it is another database.
        only: Some(Engine::Postgres),
    });
}

fn of_tables(cases: &mut Cases) {
    cases.schemas("table added", vec![], vec![heros()]);
    cases.schemas("table dropped", vec![heros()], vec![]);
    let people = Table {
        name: TableName::new("people"),
        ..heros()
    };
    cases
        .schemas("table renamed", vec![heros()], vec![people])
        .renames = &["heros:people"];
    let taking = |name: &str, former: &str| Table {
        renamed_from: Some(former.to_owned()),
        ..keyed(name)
    };
    cases.schemas(
        "tables renamed in a chain",
        vec![keyed("first"), keyed("second")],
        vec![taking("second", "first"), taking("third", "second")],
    );
    cases.edits(
        "columns renamed in a chain",
        |table| {
            table
                .columns
                .push(Column::new("weakness", ColumnType::Date));
        },
        |table| {
            for (name, present) in [("weakness", "secret"), ("power", "weakness")] {
                let column = column(table, name);
                column.renamed_from = Some(name.to_owned());
                present.clone_into(&mut column.name);
            }
        },
    );
    cases
        .edits(
            "columns that change places",
            |table| {
                table
                    .columns
                    .push(Column::new("weakness", ColumnType::Date));
            },
            |table| {
                column(table, "power").name = "aside".to_owned();
                column(table, "weakness").name = "power".to_owned();
                column(table, "aside").name = "weakness".to_owned();
            },
        )
        .renames = &["heros.power:weakness", "heros.weakness:power"];
    cases
        .edits(
            "storage parameters",
            |_| {},
            |table| table.options.parameters = Some("fillfactor=70".to_owned()),
        )
        .only = Some(Engine::Postgres);
    cases
        .edit("autoincrement", |table| {
            column(table, "id").identity = Some(Identity::Autoincrement);
        })
        .only = Some(Engine::Sqlite);
    cases
        .edit("table options", |table| table.options.strict = true)
        .only = Some(Engine::Sqlite);
    cases.edit("table comment", |table| {
        table.comment = Some("people of note".to_owned());
    });
}

fn of_columns(cases: &mut Cases, engine: Engine) {
    cases.edit("column added", |table| {
        table.columns.push(Column::new("city", ColumnType::Text));
    });
    cases.edit("column dropped", |table| {
        table.columns.retain(|column| column.name != "power");
    });
    cases
        .edit("column renamed", |table| {
            column(table, "power").name = "strength".to_owned()
        })
        .renames = &["heros.power:strength"];
    cases.edit("columns reordered", |table| table.columns[1..].reverse());
    cases.edit("nullability", |table| column(table, "name").nullable = true);
    cases.edit("type", |table| {
        column(table, "age").type_ = ColumnType::BigInt
    });
    cases.edit("length", |table| {
        column(table, "name").type_ = ColumnType::Varchar(Some(120));
    });
    let decimal = |precision, scale| ColumnType::Decimal {
        precision: Some(precision),
        scale: Some(scale),
    };
    cases.edits(
        "precision and scale",
        |table| table.columns.push(Column::new("price", decimal(10, 2))),
        |table| column(table, "price").type_ = decimal(12, 3),
    );
    cases.edit("collation", |table| {
        let name = match engine {
            Engine::Postgres => "C",
            Engine::Mysql => "utf8mb4_bin",
            _ => "NOCASE",
        };
        column(table, "name").collation = Some(name.to_owned());
    });
    let mut types = |change, from: ColumnType, to: ColumnType| {
        cases.edits(
            change,
            |table| table.columns.push(Column::new("extra", from)),
            |table| column(table, "extra").type_ = to,
        );
    };
    types(
        "time zone of a timestamp",
        ColumnType::Timestamp,
        ColumnType::TimestampTz,
    );
    types("json to jsonb", ColumnType::Json, ColumnType::Jsonb);
    cases.edit("identity", |table| {
        column(table, "id").identity = Some(Identity::Always)
    });
    cases.edit("column comment", |table| {
        column(table, "name").comment = Some("as in the passport".to_owned());
    });
    cases.edit("default added", |table| {
        column(table, "power").default = Some(ColumnDefault::Literal(Literal::from("none")));
    });
    cases.edit("default changed", |table| {
        column(table, "age").default = Some(ColumnDefault::Literal(Literal::from(18)));
    });
    cases.edit("default dropped", |table| {
        column(table, "age").default = None
    });
    let computed = |expression: &str| {
        Some(Generated {
            expression: expression.to_owned(),
            stored: true,
        })
    };
    cases.edits(
        "generated column",
        |table| {
            table.columns.push(Column {
                generated: computed("age * 2"),
                ..Column::new("twice", ColumnType::Integer)
            });
        },
        |table| column(table, "twice").generated = computed("age + age"),
    );
}

fn of_constraints(cases: &mut Cases) {
    cases.edit("primary key changed", |table| {
        column(table, "id").identity = None;
        table.primary_key = key(&["id", "name"]);
    });
    let name = || unique(Some("uq_heros"), &["name"]);
    cases.edit("unique added", |table| table.uniques.push(name()));
    cases.edits(
        "unique dropped",
        |table| table.uniques.push(name()),
        |table| table.uniques.clear(),
    );
    cases.edits(
        "unique columns",
        |table| table.uniques.push(name()),
        |table| table.uniques = vec![unique(Some("uq_heros"), &["name", "age"])],
    );
    cases.edits(
        "unique deferrable",
        |table| table.uniques.push(name()),
        |table| table.uniques[0].deferrable = Deferrable::InitiallyImmediate,
    );
    cases.edits(
        "nulls not distinct",
        |table| table.uniques.push(name()),
        |table| table.uniques[0].nulls_not_distinct = true,
    );
    let positive = || check(Some("ck_heros"), "age >= 0");
    cases.edit("check added", |table| table.checks.push(positive()));
    cases.edits(
        "check dropped",
        |table| table.checks.push(positive()),
        |table| table.checks.clear(),
    );
    cases.edits(
        "check expression",
        |table| table.checks.push(positive()),
        |table| table.checks = vec![check(Some("ck_heros"), "age >= 18")],
    );
    let team = || foreign_key("fk_heros_team", "team_id", "teams");
    cases.keys("foreign key added", None, Some(team()));
    cases.keys("foreign key dropped", Some(team()), None);
    cases.keys(
        "foreign key target",
        Some(team()),
        Some(foreign_key("fk_heros_team", "team_id", "others")),
    );
    cases.keys(
        "foreign key actions",
        Some(team()),
        Some(ForeignKey {
            on_delete: ReferentialAction::Cascade,
            ..team()
        }),
    );
    cases.keys(
        "foreign key deferrable",
        Some(team()),
        Some(ForeignKey {
            deferrable: Deferrable::InitiallyDeferred,
            ..team()
        }),
    );
    cases.keys(
        "foreign key renamed",
        Some(team()),
        Some(foreign_key("fk_other", "team_id", "teams")),
    );
    let circle = |name: &str, other: &str| {
        let mut table = keyed(name);
        let column = format!("{other}_id");
        table
            .columns
            .push(Column::new(&column, ColumnType::Integer));
        table.foreign_keys = vec![foreign_key(&format!("fk_{name}"), &column, other)];
        table
    };
    cases.schemas(
        "foreign keys in a cycle",
        vec![],
        vec![circle("a", "b"), circle("b", "a")],
    );
    cases.edits(
        "unnamed constraints",
        |table| {
            table.uniques.push(unique(None, &["name"]));
            table.checks.push(check(None, "age >= 0"));
        },
        |_| {},
    );
}

fn of_indexes(cases: &mut Cases) {
    cases.edit("index added", |table| table.indexes.push(on_name()));
    let mut change = |change, edit: &dyn Fn(&mut Index)| {
        let replace = |table: &mut Table| {
            table.indexes.iter_mut().for_each(edit);
        };
        cases.edits(change, |table| table.indexes.push(on_name()), replace);
    };
    change("index columns", &|index| {
        index.columns.push(IndexColumn::column("age"))
    });
    change("index unique", &|index| index.unique = true);
    change("index descending", &|index| {
        index.columns[0].descending = true
    });
    change("index renamed", &|index| {
        index.name = Some("ix_other".to_owned())
    });
    change("index include", &|index| index.include = owned(&["age"]));
    change("index operator class", &|index| {
        index.columns[0].ops = Some("varchar_pattern_ops".to_owned());
    });
    // MySQL's usual engine takes the word and makes a tree.
    let hash = |table: &mut Table| table.indexes[0].method = Some("hash".to_owned());
    cases
        .edits("index method", |table| table.indexes.push(on_name()), hash)
        .only = Some(Engine::Postgres);
    let on = |expression: &str| index("ix_heros", vec![IndexColumn::expression(expression)]);
    cases.edits(
        "index expression",
        |table| table.indexes.push(on("lower(name)")),
        |table| table.indexes = vec![on("upper(name)")],
    );
    let partial = |predicate: &str| Index {
        predicate: Some(predicate.to_owned()),
        ..on_name()
    };
    cases.edits(
        "index predicate",
        |table| table.indexes.push(partial("age > 0")),
        |table| table.indexes = vec![partial("age > 18")],
    );
    cases.edits(
        "index dropped",
        |table| table.indexes.push(on_name()),
        |table| table.indexes.clear(),
    );
}
