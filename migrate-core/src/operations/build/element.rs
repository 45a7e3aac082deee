//! Values of enumerations, and sequences.

use super::owned;
use crate::operation::{EnumChange, EnumUse, ValuePlace};
use crate::schema::{
    ColumnDefault, ColumnRef, ColumnType, Extension, Namespace, QualifiedName, Sequence,
    SequenceOptions, TableName,
};

/// Describes values of an enumeration.
pub fn values<const N: usize>(values: [&str; N]) -> EnumValuesSpec {
    EnumValuesSpec {
        values: owned(values),
        place: None,
        if_not_exists: false,
        replace: Vec::new(),
        columns: Vec::new(),
    }
}

/// Values of an enumeration: those that are added, or all that it is to have.
#[derive(Debug, Clone)]
#[must_use]
pub struct EnumValuesSpec {
    values: Vec<String>,
    place: Option<ValuePlace>,
    if_not_exists: bool,
    replace: Vec<(String, String)>,
    columns: Vec<EnumUse>,
}

impl From<&str> for EnumValuesSpec {
    fn from(value: &str) -> Self {
        values([value])
    }
}

impl EnumValuesSpec {
    /// Adds the values before one that is there.
    pub fn before(mut self, value: &str) -> Self {
        self.place = Some(ValuePlace::Before(value.to_owned()));
        self
    }

    /// Adds the values behind one that is there.
    pub fn after(mut self, value: &str) -> Self {
        self.place = Some(ValuePlace::After(value.to_owned()));
        self
    }

    /// Leaves a value that is there as it is.
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// Says what rows get that hold a value which goes.
    pub fn replace(mut self, gone: &str, with: &str) -> Self {
        self.replace.push((gone.to_owned(), with.to_owned()));
        self
    }

    /// Names a column of the type; if none is named, the database is asked for them.
    pub fn used_by(mut self, table: impl Into<TableName>, column: &str) -> Self {
        self.columns.push(EnumUse {
            table: table.into(),
            column: column.to_owned(),
            array: false,
            default: None,
        });
        self
    }

    /// Names a column that is an array of the type.
    pub fn used_by_array(mut self, table: impl Into<TableName>, column: &str) -> Self {
        self.columns.push(EnumUse {
            table: table.into(),
            column: column.to_owned(),
            array: true,
            default: None,
        });
        self
    }

    /// Gives the column that was named last its default, which is put aside meanwhile.
    pub fn default(mut self, value: impl Into<ColumnDefault>) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.default = Some(value.into());
        }
        self
    }

    /// Gives the column that was named last its default as an SQL expression.
    pub fn default_sql(self, expression: &str) -> Self {
        self.default(ColumnDefault::Expression(expression.to_owned()))
    }

    /// Each value behind the one before it.
    pub(in crate::operations) fn additions(self) -> Vec<EnumChange> {
        let mut place = self.place;
        let mut additions = Vec::with_capacity(self.values.len());
        for value in self.values {
            let next = place.as_ref().map(|place| match place {
                ValuePlace::Before(other) => ValuePlace::Before(other.clone()),
                ValuePlace::After(_) => ValuePlace::After(value.clone()),
            });
            additions.push(EnumChange::AddValue {
                value,
                place,
                if_not_exists: self.if_not_exists,
                was: None,
            });
            place = next;
        }
        additions
    }

    pub(in crate::operations) fn replacement(self) -> EnumChange {
        EnumChange::SetValues {
            to: self.values,
            was: None,
            replace: self.replace,
            columns: self.columns,
        }
    }
}

/// Describes an SQL schema, for [`Operations::create_schema`](crate::operations::Operations::create_schema).
pub fn namespace(name: &str) -> NamespaceSpec {
    NamespaceSpec {
        namespace: Namespace::new(name),
    }
}

/// An SQL schema.
#[derive(Debug, Clone)]
#[must_use]
pub struct NamespaceSpec {
    namespace: Namespace,
}

impl NamespaceSpec {
    /// Sets the comment.
    pub fn comment(mut self, text: &str) -> Self {
        self.namespace.comment = Some(text.to_owned());
        self
    }
}

impl From<NamespaceSpec> for Namespace {
    fn from(spec: NamespaceSpec) -> Self {
        spec.namespace
    }
}

/// Describes an extension, for [`Operations::create_extension`](crate::operations::Operations::create_extension).
pub fn extension(name: &str) -> ExtensionSpec {
    ExtensionSpec {
        extension: Extension::new(name),
    }
}

/// An extension.
#[derive(Debug, Clone)]
#[must_use]
pub struct ExtensionSpec {
    extension: Extension,
}

impl ExtensionSpec {
    /// Names the schema that its objects go to.
    pub fn schema(mut self, name: &str) -> Self {
        self.extension.schema = Some(name.to_owned());
        self
    }

    /// Asks for a version.
    pub fn version(mut self, version: &str) -> Self {
        self.extension.version = Some(version.to_owned());
        self
    }
}

impl From<ExtensionSpec> for Extension {
    fn from(spec: ExtensionSpec) -> Self {
        spec.extension
    }
}

/// Describes a sequence, or what changes about one.
pub fn sequence() -> SequenceSpec {
    SequenceSpec {
        options: SequenceOptions::default(),
        owned_by: None,
        comment: None,
        if_not_exists: false,
    }
}

/// A sequence; what is not mentioned is the database's default, or stays as it is.
#[derive(Debug, Clone)]
#[must_use]
pub struct SequenceSpec {
    pub(in crate::operations) options: SequenceOptions,
    pub(in crate::operations) owned_by: Option<ColumnRef>,
    pub(in crate::operations) comment: Option<String>,
    pub(in crate::operations) if_not_exists: bool,
}

impl SequenceSpec {
    /// Sets the type of its numbers.
    pub fn type_(mut self, type_: impl Into<ColumnType>) -> Self {
        self.options.type_ = Some(type_.into());
        self
    }

    /// Sets the first number.
    pub fn start(mut self, number: i64) -> Self {
        self.options.start = Some(number);
        self
    }

    /// Sets the step.
    pub fn increment(mut self, step: i64) -> Self {
        self.options.increment = Some(step);
        self
    }

    /// Sets the least number.
    pub fn min(mut self, number: i64) -> Self {
        self.options.min = Some(number);
        self
    }

    /// Sets the greatest number.
    pub fn max(mut self, number: i64) -> Self {
        self.options.max = Some(number);
        self
    }

    /// Sets how many numbers a connection draws at once.
    pub fn cache(mut self, numbers: i64) -> Self {
        self.options.cache = Some(numbers);
        self
    }

    /// Says whether it begins again at its end.
    pub fn cycle(mut self, cycle: bool) -> Self {
        self.options.cycle = Some(cycle);
        self
    }

    /// Lets it go with a column.
    pub fn owned_by(mut self, table: impl Into<TableName>, column: &str) -> Self {
        self.owned_by = Some(ColumnRef {
            table: table.into(),
            column: column.to_owned(),
        });
        self
    }

    /// Lets it stay when the column goes that it went with.
    pub fn owned_by_nobody(mut self) -> Self {
        self.owned_by = Some(ColumnRef::nobody());
        self
    }

    /// Sets the comment; an empty one removes it.
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
    }

    /// Leaves a sequence that is there as it is.
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    pub(in crate::operations) fn into_sequence(self, name: QualifiedName) -> Sequence {
        Sequence {
            name,
            options: self.options,
            owned_by: self.owned_by,
            comment: self.comment,
        }
    }
}
