//! Operations on what stands beside tables: enumerations, sequences, schemas, extensions, replaceable objects.

use super::{Dropped, EnumValuesSpec, ObjectSpec, Operations, SequenceSpec, view};
use crate::operation::{EnumChange, Operation};
use crate::revision::Result;
use crate::schema::{EnumType, Extension, Namespace, QualifiedName};

impl Operations<'_> {
    /// Creates an enumeration as a type of its own (PostgreSQL).
    ///
    /// # Errors
    /// [`OperationError::Invalid`](super::OperationError::Invalid) if a value is there twice.
    #[track_caller]
    pub fn create_enum<const N: usize>(
        &mut self,
        name: impl Into<QualifiedName>,
        values: [&str; N],
    ) -> Result {
        let values = values.iter().map(|&value| value.to_owned()).collect();
        self.push(Operation::CreateEnum {
            enum_type: EnumType::new(name, values),
            if_not_exists: false,
        })
    }

    /// Drops an enumeration; one that may be missing is [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_enum(&mut self, name: impl Into<Dropped>) -> Result {
        let dropped = name.into();
        self.push(Operation::DropEnum {
            name: dropped.name,
            was: None,
            if_exists: dropped.if_exists,
        })
    }

    /// Renames an enumeration.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_enum(
        &mut self,
        from: impl Into<QualifiedName>,
        to: impl Into<QualifiedName>,
    ) -> Result {
        self.push(Operation::RenameEnum {
            from: from.into(),
            to: to.into(),
        })
    }

    /// Adds a value to an enumeration: `"happy"` at its end, [`values(["happy"]).before("sad")`](super::values) elsewhere.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn add_enum_value(
        &mut self,
        name: impl Into<QualifiedName>,
        value: impl Into<EnumValuesSpec>,
    ) -> Result {
        let name = name.into();
        for change in value.into().additions() {
            self.push(Operation::AlterEnum {
                name: name.clone(),
                change,
            })?;
        }
        Ok(())
    }

    /// Renames a value of an enumeration; rows follow.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_enum_value(
        &mut self,
        name: impl Into<QualifiedName>,
        from: &str,
        to: &str,
    ) -> Result {
        self.push(Operation::AlterEnum {
            name: name.into(),
            change: EnumChange::RenameValue {
                from: from.to_owned(),
                to: to.to_owned(),
            },
        })
    }

    /// Gives an enumeration these values and no others: the type is made anew and its columns are moved to it. Rows that
    /// hold a value which goes make it fail, unless [`EnumValuesSpec::replace`] says what they become.
    ///
    /// # Errors
    /// [`OperationError::Invalid`](super::OperationError::Invalid) if a value is there twice.
    #[track_caller]
    pub fn set_enum_values(
        &mut self,
        name: impl Into<QualifiedName>,
        values: EnumValuesSpec,
    ) -> Result {
        self.push(Operation::AlterEnum {
            name: name.into(),
            change: values.replacement(),
        })
    }

    /// Sets the comment of an enumeration, or removes it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn set_enum_comment(
        &mut self,
        name: impl Into<QualifiedName>,
        comment: Option<&str>,
    ) -> Result {
        self.push(Operation::AlterEnum {
            name: name.into(),
            change: EnumChange::SetComment {
                to: comment.map(str::to_owned),
                was: None,
            },
        })
    }

    /// Creates a sequence.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn create_sequence(
        &mut self,
        name: impl Into<QualifiedName>,
        sequence: SequenceSpec,
    ) -> Result {
        let if_not_exists = sequence.if_not_exists;
        self.push(Operation::CreateSequence {
            sequence: Box::new(sequence.into_sequence(name.into())),
            if_not_exists,
        })
    }

    /// Changes how a sequence counts; what is not mentioned stays as it is.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn alter_sequence(
        &mut self,
        name: impl Into<QualifiedName>,
        sequence: SequenceSpec,
    ) -> Result {
        self.push(Operation::AlterSequence {
            to: Box::new(sequence.into_sequence(name.into())),
            was: None,
        })
    }

    /// Drops a sequence; one that may be missing is [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_sequence(&mut self, name: impl Into<Dropped>) -> Result {
        let dropped = name.into();
        self.push(Operation::DropSequence {
            name: dropped.name,
            was: None,
            if_exists: dropped.if_exists,
        })
    }

    /// Creates an SQL schema that is not there yet: `"app"`, or [`namespace("app").comment("ours")`](super::namespace).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn create_schema(&mut self, schema: impl Into<Namespace>) -> Result {
        self.push(Operation::CreateSchema {
            namespace: schema.into(),
            if_not_exists: false,
        })
    }

    /// Creates an SQL schema, unless it is there.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn create_schema_if_not_exists(&mut self, schema: impl Into<Namespace>) -> Result {
        self.push(Operation::CreateSchema {
            namespace: schema.into(),
            if_not_exists: true,
        })
    }

    /// Drops an SQL schema, which has to be empty; one that may be missing is [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_schema(&mut self, name: impl Into<Dropped>) -> Result {
        let dropped = name.into();
        self.push(Operation::DropSchema {
            name: dropped.name.name,
            was: None,
            if_exists: dropped.if_exists,
        })
    }

    /// Creates an extension, unless it is there: `"citext"`, or [`extension("citext").schema("ext")`](super::extension).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn create_extension(&mut self, extension: impl Into<Extension>) -> Result {
        self.push(Operation::CreateExtension {
            extension: extension.into(),
            if_not_exists: true,
        })
    }

    /// Drops an extension; one that may be missing is [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_extension(&mut self, name: impl Into<Dropped>) -> Result {
        let dropped = name.into();
        self.push(Operation::DropExtension {
            name: dropped.name.name,
            was: None,
            if_exists: dropped.if_exists,
        })
    }

    /// Creates a view that reads what the query says.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn create_view(&mut self, name: impl Into<QualifiedName>, query: &str) -> Result {
        self.create_object(view(name).definition(query))
    }

    /// Puts another query in the place of a view's.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn replace_view(&mut self, name: impl Into<QualifiedName>, query: &str) -> Result {
        self.replace_object(view(name).definition(query))
    }

    /// Drops a view; one that may be missing is [`if_exists("name")`](super::if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_view(&mut self, name: impl Into<Dropped>) -> Result {
        let dropped = name.into();
        self.push(Operation::DropObject {
            id: view(dropped.name).object.id,
            was: None,
            if_exists: dropped.if_exists,
        })
    }

    /// Creates a view, function, procedure, trigger, policy or other replaceable object.
    ///
    /// # Errors
    /// [`OperationError::Invalid`](super::OperationError::Invalid) if it has no definition.
    #[track_caller]
    pub fn create_object(&mut self, object: ObjectSpec) -> Result {
        self.push(Operation::CreateObject {
            object: Box::new(object.object),
        })
    }

    /// Puts another definition in the place of an object's.
    ///
    /// # Errors
    /// [`OperationError::Invalid`](super::OperationError::Invalid) if it has no definition.
    #[track_caller]
    pub fn replace_object(&mut self, object: ObjectSpec) -> Result {
        self.push(Operation::ReplaceObject {
            object: Box::new(object.object),
            was: None,
        })
    }

    /// Drops a replaceable object, which needs no definition for it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_object(&mut self, object: ObjectSpec) -> Result {
        self.push(Operation::DropObject {
            id: object.object.id,
            was: None,
            if_exists: object.if_exists,
        })
    }

    /// Sets the comment of a column, or removes it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn set_column_comment(
        &mut self,
        table: impl Into<QualifiedName>,
        column: &str,
        comment: Option<&str>,
    ) -> Result {
        let alter = match comment {
            Some(text) => super::alter().comment(text),
            None => super::alter().drop_comment(),
        };
        self.alter_column(table, column, alter)
    }
}
