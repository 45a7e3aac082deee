//! What constraints and indexes have in common: a name, which may be missing, and everything else.

use crate::schema::{Check, Exclusion, ForeignKey, Index, IndexKey, PrimaryKey, Unique};

/// Something of a table that may have a name.
pub(in crate::diff) trait Named {
    /// Its name.
    fn name(&self) -> Option<&str>;
    /// Compares everything but the names.
    fn same_content(&self, other: &Self) -> bool;
    /// What it is but for its name, for people.
    fn body(&self) -> String;
}

impl Named for Unique {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let Unique {
            name: _,
            columns,
            deferrable,
            nulls_not_distinct,
            include,
        } = self;
        *columns == other.columns
            && *include == other.include
            && *deferrable == other.deferrable
            && *nulls_not_distinct == other.nulls_not_distinct
    }

    fn body(&self) -> String {
        format!("UNIQUE ({})", self.columns.join(", "))
    }
}

impl Named for Check {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let Check {
            name: _,
            expression,
            validity,
            no_inherit,
            column: _,
        } = self;
        *expression == other.expression
            && *validity == other.validity
            && *no_inherit == other.no_inherit
    }

    fn body(&self) -> String {
        format!("CHECK ({})", self.expression)
    }
}

impl Named for Exclusion {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        self.definition == other.definition && self.deferrable == other.deferrable
    }

    fn body(&self) -> String {
        format!("EXCLUDE {}", self.definition)
    }
}

impl Named for ForeignKey {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let ForeignKey {
            name: _,
            columns,
            references_table,
            references_columns,
            on_delete,
            on_update,
            deferrable,
            match_,
            validity,
        } = self;
        *columns == other.columns
            && *references_table == other.references_table
            && *references_columns == other.references_columns
            && *on_delete == other.on_delete
            && *on_update == other.on_update
            && *deferrable == other.deferrable
            && *match_ == other.match_
            && *validity == other.validity
    }

    fn body(&self) -> String {
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            self.columns.join(", "),
            self.references_table,
            self.references_columns.join(", ")
        )
    }
}

impl Named for Index {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let Index {
            name: _,
            columns,
            unique,
            predicate,
            method,
            include,
            nulls_not_distinct,
            parameters,
            comment,
            concurrently: _,
        } = self;
        *columns == other.columns
            && *unique == other.unique
            && *predicate == other.predicate
            && *method == other.method
            && *include == other.include
            && *nulls_not_distinct == other.nulls_not_distinct
            && *parameters == other.parameters
            && *comment == other.comment
    }

    fn body(&self) -> String {
        let columns = self.columns.iter().map(|column| match &column.key {
            IndexKey::Column(name) if column.descending => format!("{name} DESC"),
            IndexKey::Column(text) | IndexKey::Expression(text) => text.clone(),
        });
        let columns: Vec<String> = columns.collect();
        let unique = if self.unique { "UNIQUE " } else { "" };
        let filter = self.predicate.as_ref();
        let filter = filter.map(|predicate| format!(" WHERE {predicate}"));
        format!(
            "{unique}INDEX ({}){}",
            columns.join(", "),
            filter.unwrap_or_default()
        )
    }
}

impl Named for PrimaryKey {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let PrimaryKey {
            name: _,
            columns,
            include,
            deferrable,
            prefixes,
            method: _,
        } = self;
        *columns == other.columns
            && *include == other.include
            && *deferrable == other.deferrable
            && *prefixes == other.prefixes
    }

    fn body(&self) -> String {
        format!("PRIMARY KEY ({})", self.columns.join(", "))
    }
}
