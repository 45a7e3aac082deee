//! PostgreSQL: its words, what it lacks, and how its tables are read and changed.
//!
//! The server keeps expressions as trees and writes them anew when it is asked, so expressions of a model are compared
//! in the server's own words (`probe`).

mod alter;
mod aside;
mod create;
mod ddl;
mod default;
mod domain;
mod enums;
mod in_list;
mod inspect;
mod keep;
mod normalise;
mod objects;
mod probe;
pub(super) mod script;
mod sequence;
mod types;

use super::{
    Capabilities, Catalog, Ddl, DdlError, Dialect, Doubts, InspectError, LeftOut, Said,
    Unsupported, Version,
};
use crate::connection::Connection;
use crate::operation::Operation;
use crate::schema::{Literal, ObjectKind, Schema, Table, TableName, Validity};

const NAME: &str = "PostgreSQL";

/// PostgreSQL of a version, 12 or later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Postgres {
    version: Version,
}

impl Postgres {
    /// A current version, for scripts that are written without a server.
    pub(crate) const CURRENT: Postgres = Postgres::new((15, 0, 0));

    /// PostgreSQL of that version.
    #[must_use]
    pub(crate) const fn new(version: Version) -> Self {
        Postgres { version }
    }
}

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            transactional_ddl: true,
            schemas: true,
            extensions: true,
            enums: true,
            sequences: true,
            comments: true,
            rename_column: true,
            rename_index: true,
            rename_constraint: true,
            alter_without_rebuild: true,
            checks: true,
            not_valid: true,
            deferrable_foreign_keys: true,
            deferrable_uniques: true,
            match_full: true,
            exclusions: true,
            foreign_keys_pin_unlike_types: true,
            computed_columns_pin_types: true,
            nulls_not_distinct: self.version >= (15, 0, 0),
            partial_indexes: true,
            expression_indexes: true,
            index_methods: true,
            include: true,
            operator_classes: true,
            nulls_order: true,
            concurrent_indexes: true,
            expression_defaults: true,
            generated_stored: true,
            generated_virtual: self.version >= (18, 0, 0),
            identity_always: true,
            arrays: true,
            views: true,
            materialized_views: true,
            views_pin_types: true,
            functions: true,
            policies: true,
            ..Capabilities::default()
        }
    }

    fn quote(&self, name: &str) -> String {
        types::quote(name)
    }

    fn literal(&self, value: &Literal) -> String {
        types::literal(value)
    }

    fn inspect(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        inspect::inspect(conn, self.version, &inspect::Scope::Users(include))
    }

    fn inspect_everything(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        inspect::inspect(conn, self.version, &inspect::Scope::Everything(include))
    }

    fn left_out(&self, conn: &mut dyn Connection) -> Result<Vec<LeftOut>, InspectError> {
        inspect::left_out(conn, self.version)
    }

    fn preamble(&self, operations: &[Operation]) -> Option<&'static str> {
        // A body may speak of what comes later.
        let routine = |operation: &Operation| {
            matches!(
                operation,
                Operation::CreateObject { object } | Operation::ReplaceObject { object, .. }
                    if matches!(object.id.kind, ObjectKind::Function | ObjectKind::Procedure)
            )
        };
        operations
            .iter()
            .any(routine)
            .then_some("SET check_function_bodies = off")
    }

    fn normalise(&self, schema: &mut Schema) {
        normalise::schema(schema, "public");
    }

    fn follow_words(&self, live: &Table, table: &mut Table) {
        in_list::follow(live, table);
    }

    fn ask(&self, conn: &mut dyn Connection, doubts: &Doubts<'_>) -> Result<Said, InspectError> {
        probe::ask(conn, self.version, doubts)
    }

    fn unsupported(&self, table: &Table) -> Vec<Unsupported> {
        let has = self.capabilities();
        let mut found = Vec::new();
        let mut note = |missing: bool, feature: &str, on: String| {
            if missing {
                found.push(Unsupported::new(NAME, feature, on));
            }
        };
        let name = &table.name;
        for column in &table.columns {
            let on = || format!("{name}.{}", column.name);
            let is_virtual = column
                .generated
                .as_ref()
                .is_some_and(|generated| !generated.stored);
            note(
                is_virtual && !has.generated_virtual,
                "virtual generated columns before version 18; say `stored`",
                on(),
            );
            note(column.on_update.is_some(), "ON UPDATE of columns", on());
            note(column.invisible, "invisible columns", on());
            note(column.charset.is_some(), "character sets of columns", on());
        }
        note(
            table
                .primary_key
                .as_ref()
                .is_some_and(|key| !key.prefixes.is_empty()),
            "prefix lengths in keys",
            name.to_string(),
        );
        for unique in &table.uniques {
            note(
                unique.nulls_not_distinct && !has.nulls_not_distinct,
                "NULLS NOT DISTINCT before version 15",
                format!("{name}: {}", unique.columns.join(", ")),
            );
        }
        for index in &table.indexes {
            let label = index.name.as_deref().unwrap_or("an unnamed index");
            note(
                index.nulls_not_distinct && !has.nulls_not_distinct,
                "NULLS NOT DISTINCT before version 15",
                format!("{name}: {label}"),
            );
            note(
                index.columns.iter().any(|column| column.prefix.is_some()),
                "prefix lengths in indexes",
                format!("{name}: {label}"),
            );
        }
        for check in &table.checks {
            let label = check.name.as_ref().unwrap_or(&check.expression);
            note(
                check.validity == Validity::NotEnforced && self.version < (18, 0, 0),
                "NOT ENFORCED constraints before version 18",
                format!("{name}: {label}"),
            );
        }
        found
    }

    fn ddl(&self, operation: &Operation, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
        ddl::ddl(operation, catalog)
    }
}
