//! Replaceable objects: views, functions, procedures, triggers, policies.

use crate::schema::{Object, ObjectId, ObjectKind, QualifiedName, TableName};

/// Names an object of any kind.
pub fn object(kind: ObjectKind, name: impl Into<QualifiedName>) -> ObjectSpec {
    ObjectSpec {
        object: Object {
            id: ObjectId {
                kind,
                name: name.into(),
                table: None,
                arguments: None,
            },
            definition: String::new(),
            options: None,
            depends_on: Vec::new(),
            comment: None,
            further: Vec::new(),
        },
        if_exists: false,
    }
}

/// Names a view.
pub fn view(name: impl Into<QualifiedName>) -> ObjectSpec {
    object(ObjectKind::View, name)
}

/// Names a view whose rows are stored.
pub fn materialized_view(name: impl Into<QualifiedName>) -> ObjectSpec {
    object(ObjectKind::MaterializedView, name)
}

/// Names a function; [`ObjectSpec::arguments`] tells it from others of that name.
pub fn function(name: impl Into<QualifiedName>) -> ObjectSpec {
    object(ObjectKind::Function, name)
}

/// Names a procedure.
pub fn procedure(name: impl Into<QualifiedName>) -> ObjectSpec {
    object(ObjectKind::Procedure, name)
}

/// Names a trigger; [`ObjectSpec::on`] says of which table.
pub fn trigger(name: impl Into<QualifiedName>) -> ObjectSpec {
    object(ObjectKind::Trigger, name)
}

/// Names a policy of row-level security; [`ObjectSpec::on`] says of which table.
pub fn policy(name: impl Into<QualifiedName>) -> ObjectSpec {
    object(ObjectKind::Policy, name)
}

/// A replaceable object. What is dropped needs its name only.
#[derive(Debug, Clone)]
#[must_use]
pub struct ObjectSpec {
    pub(in crate::operations) object: Object,
    pub(in crate::operations) if_exists: bool,
}

impl ObjectSpec {
    /// Defines it: of a view the query, of all others the whole `CREATE` statement.
    pub fn definition(mut self, text: &str) -> Self {
        self.object.definition = text.to_owned();
        self
    }

    /// Names the table that a trigger or policy belongs to.
    pub fn on(mut self, table: impl Into<TableName>) -> Self {
        self.object.id.table = Some(table.into());
        self
    }

    /// Lists the types of a function's arguments, which PostgreSQL tells functions of one name apart by: `"integer, text"`.
    pub fn arguments(mut self, types: &str) -> Self {
        self.object.id.arguments = Some(types.to_owned());
        self
    }

    /// Sets what stands between a view's name and `AS`.
    pub fn options(mut self, text: &str) -> Self {
        self.object.options = Some(text.to_owned());
        self
    }

    /// Names a table or object that has to be there before it.
    pub fn depends_on(mut self, name: impl Into<QualifiedName>) -> Self {
        self.object.depends_on.push(name.into());
        self
    }

    /// Sets the comment.
    pub fn comment(mut self, text: &str) -> Self {
        self.object.comment = Some(text.to_owned());
        self
    }

    /// Adds a statement that completes it: an index of a materialized view, whether a trigger fires.
    pub fn further(mut self, statement: &str) -> Self {
        self.object.further.push(statement.to_owned());
        self
    }

    /// Drops it only if it is there.
    pub fn if_exists(mut self) -> Self {
        self.if_exists = true;
        self
    }
}

impl From<ObjectSpec> for Object {
    fn from(spec: ObjectSpec) -> Self {
        spec.object
    }
}
