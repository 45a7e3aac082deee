//! What databases can do, as data: the planner refuses the impossible from it, and it prints the support table of the
//! documentation.

use super::Unsupported;
use crate::schema::{ObjectKind, Schema};

/// What a database can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Whether a failed revision leaves nothing behind.
    pub transactional_ddl: bool,
    /// Whether tables live in schemas that can be created.
    pub schemas: bool,
    /// Whether there are extensions.
    pub extensions: bool,
    /// Whether an enumeration is a type of its own.
    pub enums: bool,
    /// Whether there are sequences.
    pub sequences: bool,
    /// Whether tables and columns have comments.
    pub comments: bool,
    /// Whether a column can be renamed in place.
    pub rename_column: bool,
    /// Whether an index can be renamed.
    pub rename_index: bool,
    /// Whether a constraint can be renamed.
    pub rename_constraint: bool,
    /// Whether columns and constraints change without a copy that this library makes.
    pub alter_without_rebuild: bool,
    /// Whether check constraints are enforced.
    pub checks: bool,
    /// Whether a constraint can be added without holding rows against it, and validated later.
    pub not_valid: bool,
    /// Whether foreign keys can be deferred.
    pub deferrable_foreign_keys: bool,
    /// Whether unique constraints can be deferred.
    pub deferrable_uniques: bool,
    /// Whether foreign keys can be MATCH FULL.
    pub match_full: bool,
    /// Whether there are exclusion constraints.
    pub exclusions: bool,
    /// Whether a unique constraint can take NULLs for equal.
    pub nulls_not_distinct: bool,
    /// Whether an index can have a predicate.
    pub partial_indexes: bool,
    /// Whether an index can hold expressions.
    pub expression_indexes: bool,
    /// Whether an index can name its access method.
    pub index_methods: bool,
    /// Whether an index can store columns along.
    pub include: bool,
    /// Whether an index can name operator classes.
    pub operator_classes: bool,
    /// Whether an index can hold prefixes of columns.
    pub prefix_lengths: bool,
    /// Whether an index can say where NULLs stand.
    pub nulls_order: bool,
    /// Whether an index can be built without locking writers out.
    pub concurrent_indexes: bool,
    /// Whether a default can be any expression.
    pub expression_defaults: bool,
    /// Whether a generated column can be stored.
    pub generated_stored: bool,
    /// Whether a generated column can be computed when it is read.
    pub generated_virtual: bool,
    /// Whether a column can refuse to be given a number.
    pub identity_always: bool,
    /// Whether there are unsigned integers.
    pub unsigned: bool,
    /// Whether there are arrays.
    pub arrays: bool,
    /// Whether a column can change with its row.
    pub on_update: bool,
    /// Whether a column can be added at a place.
    pub column_places: bool,
    /// Whether a column can be left out of SELECT *.
    pub invisible_columns: bool,
    /// Whether there are views.
    pub views: bool,
    /// Whether the rows of a view can be stored.
    pub materialized_views: bool,
    /// Whether there are stored functions.
    pub functions: bool,
    /// Whether policies decide who sees which rows.
    pub policies: bool,
    /// Whether a table may be created before one that its foreign keys point at.
    pub foreign_keys_may_precede: bool,
    /// Whether a foreign key needs an index of its columns, which the database makes where there is none.
    pub foreign_keys_need_indexes: bool,
    /// Whether a foreign key keeps the types of its columns from changing.
    pub foreign_keys_pin_types: bool,
    /// Whether it does so only where the former and the new type do not compare, and keeps the key that it points at.
    pub foreign_keys_pin_unlike_types: bool,
    /// Whether what looks at a column (a view, a policy, a trigger) keeps its type from changing.
    pub views_pin_types: bool,
    /// Whether a generated column keeps the types of the columns that it is computed from, and takes its indexes and
    /// constraints along when its expression changes.
    pub computed_columns_pin_types: bool,
}

/// What foreign keys keep from changing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pins {
    /// The types of their columns.
    Types,
    /// Types, but for those that compare with each other; and the key that they point at.
    UnlikeTypes,
}

impl Capabilities {
    /// Every capability by the name that people read, in the order of the support table.
    #[must_use]
    pub fn list(&self) -> Vec<(&'static str, bool)> {
        let Capabilities {
            transactional_ddl,
            schemas,
            extensions,
            enums,
            sequences,
            comments,
            rename_column,
            rename_index,
            rename_constraint,
            alter_without_rebuild,
            checks,
            not_valid,
            deferrable_foreign_keys,
            deferrable_uniques,
            match_full,
            exclusions,
            nulls_not_distinct,
            partial_indexes,
            expression_indexes,
            index_methods,
            include,
            operator_classes,
            prefix_lengths,
            nulls_order,
            concurrent_indexes,
            expression_defaults,
            generated_stored,
            generated_virtual,
            identity_always,
            unsigned,
            arrays,
            on_update,
            column_places,
            invisible_columns,
            views,
            materialized_views,
            functions,
            policies,
            foreign_keys_may_precede,
            foreign_keys_need_indexes,
            foreign_keys_pin_types,
            foreign_keys_pin_unlike_types,
            views_pin_types,
            computed_columns_pin_types,
        } = *self;
        vec![
            ("DDL in transactions", transactional_ddl),
            ("SQL schemas", schemas),
            ("extensions", extensions),
            ("enumeration types", enums),
            ("sequences", sequences),
            ("comments", comments),
            ("rename a column", rename_column),
            ("rename an index", rename_index),
            ("rename a constraint", rename_constraint),
            (
                "alter columns and constraints in place",
                alter_without_rebuild,
            ),
            ("CHECK constraints, enforced", checks),
            ("NOT VALID, then VALIDATE", not_valid),
            ("deferrable foreign keys", deferrable_foreign_keys),
            ("deferrable unique constraints", deferrable_uniques),
            ("MATCH FULL", match_full),
            ("exclusion constraints", exclusions),
            ("NULLS NOT DISTINCT", nulls_not_distinct),
            ("partial indexes", partial_indexes),
            ("expressions in indexes", expression_indexes),
            ("index methods", index_methods),
            ("INCLUDE", include),
            ("operator classes", operator_classes),
            ("prefix lengths in indexes", prefix_lengths),
            ("NULLS FIRST and LAST in indexes", nulls_order),
            ("CREATE INDEX CONCURRENTLY", concurrent_indexes),
            ("expressions as defaults", expression_defaults),
            ("generated columns, stored", generated_stored),
            ("generated columns, virtual", generated_virtual),
            ("GENERATED ALWAYS AS IDENTITY", identity_always),
            ("unsigned integers", unsigned),
            ("arrays", arrays),
            ("ON UPDATE CURRENT_TIMESTAMP", on_update),
            ("add a column at a place", column_places),
            ("invisible columns", invisible_columns),
            ("views", views),
            ("materialized views", materialized_views),
            ("functions and procedures", functions),
            ("row-level security", policies),
            ("foreign keys before their target", foreign_keys_may_precede),
            ("indexes behind foreign keys", foreign_keys_need_indexes),
            ("types pinned by foreign keys", foreign_keys_pin_types),
            (
                "types that do not compare pinned by foreign keys",
                foreign_keys_pin_unlike_types,
            ),
            ("types pinned by views", views_pin_types),
            (
                "types pinned by generated columns",
                computed_columns_pin_types,
            ),
        ]
    }
}

/// What a database lacks of everything but the tables of a schema.
pub(super) fn lacking(
    database: &'static str,
    has: Capabilities,
    schema: &Schema,
) -> Vec<Unsupported> {
    let mut found = Vec::new();
    let mut note = |missing: bool, feature: &str, on: String| {
        if missing {
            found.push(Unsupported::new(database, feature, on));
        }
    };
    for namespace in &schema.namespaces {
        note(!has.schemas, "schemas", namespace.name.clone());
    }
    for extension in &schema.extensions {
        note(!has.extensions, "extensions", extension.name.clone());
    }
    for kind in &schema.enums {
        note(!has.enums, "enumeration types", kind.name.to_string());
    }
    for sequence in &schema.sequences {
        note(!has.sequences, "sequences", sequence.name.to_string());
    }
    for object in &schema.objects {
        let missing = !has.object(object.id.kind);
        note(missing, object.id.kind.plural(), object.id.name.to_string());
    }
    found
}

impl Capabilities {
    /// What foreign keys keep from changing, if anything.
    pub(crate) fn pins(&self) -> Option<Pins> {
        match (
            self.foreign_keys_pin_types,
            self.foreign_keys_pin_unlike_types,
        ) {
            (true, _) => Some(Pins::Types),
            (false, true) => Some(Pins::UnlikeTypes),
            (false, false) => None,
        }
    }

    /// Whether the database has objects of that kind.
    #[must_use]
    pub fn object(&self, kind: ObjectKind) -> bool {
        match kind {
            ObjectKind::View | ObjectKind::Trigger => self.views,
            ObjectKind::MaterializedView => self.materialized_views,
            ObjectKind::Function | ObjectKind::Procedure => self.functions,
            ObjectKind::Policy
            | ObjectKind::Type
            | ObjectKind::Domain
            | ObjectKind::Aggregate
            | ObjectKind::Rule
            | ObjectKind::Collation
            | ObjectKind::Partition
            | ObjectKind::Statistics => self.policies,
            ObjectKind::Event => self.functions && !self.policies,
        }
    }
}
