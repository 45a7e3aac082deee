//! Operations on enumerations, sequences, schemas, extensions and replaceable objects, as calls.

use super::Statement;
use super::column::default;
use super::layout::Code;
use super::operation::{dropped, op, optional_text, table_name};
use super::types::{Types, column_type};
use crate::operation::{EnumChange, EnumUse, Operation, ValuePlace};
use crate::schema::{
    Extension, Namespace, Object, ObjectId, ObjectKind, QualifiedName, Sequence, SequenceOptions,
};

/// The calls for an operation on anything but a table.
pub(super) fn statements(operation: &Operation, types: &Types<'_>) -> Vec<Statement> {
    let call = |verb: &str, arguments| vec![Statement::Code(op(verb, arguments))];
    match operation {
        Operation::CreateEnum { enum_type, .. } => {
            let mut calls = call(
                "create_enum",
                vec![table_name(&enum_type.name), Code::texts(&enum_type.values)],
            );
            calls.extend(enum_comment(&enum_type.name, enum_type.comment.as_deref()));
            calls
        }
        Operation::DropEnum {
            name, if_exists, ..
        } => call("drop_enum", vec![dropped(table_name(name), *if_exists)]),
        Operation::RenameEnum { from, to } => {
            call("rename_enum", vec![table_name(from), table_name(to)])
        }
        Operation::AlterEnum { name, change } => enum_change(name, change),
        Operation::CreateSequence {
            sequence: described,
            if_not_exists,
        } => {
            let mut code = sequence(described, types);
            if *if_not_exists {
                code = code.then("if_not_exists", vec![]);
            }
            call("create_sequence", vec![table_name(&described.name), code])
        }
        Operation::AlterSequence { to, .. } => call(
            "alter_sequence",
            vec![table_name(&to.name), sequence(to, types)],
        ),
        Operation::DropSequence {
            name, if_exists, ..
        } => call("drop_sequence", vec![dropped(table_name(name), *if_exists)]),
        Operation::CreateSchema {
            namespace,
            if_not_exists,
        } => call(
            if *if_not_exists {
                "create_schema_if_not_exists"
            } else {
                "create_schema"
            },
            vec![self::namespace(namespace)],
        ),
        Operation::DropSchema {
            name, if_exists, ..
        } => call("drop_schema", vec![dropped(Code::text(name), *if_exists)]),
        Operation::CreateExtension { extension, .. } => {
            call("create_extension", vec![self::extension(extension)])
        }
        Operation::DropExtension {
            name, if_exists, ..
        } => call(
            "drop_extension",
            vec![dropped(Code::text(name), *if_exists)],
        ),
        Operation::CreateObject { object } => match plain_view(object) {
            Some(query) => call(
                "create_view",
                vec![table_name(&object.id.name), Code::text(query)],
            ),
            None => call("create_object", vec![self::object(object)]),
        },
        Operation::ReplaceObject { object, .. } => match plain_view(object) {
            Some(query) => call(
                "replace_view",
                vec![table_name(&object.id.name), Code::text(query)],
            ),
            None => call("replace_object", vec![self::object(object)]),
        },
        Operation::DropObject { id, if_exists, .. } if id.kind == ObjectKind::View => {
            call("drop_view", vec![dropped(table_name(&id.name), *if_exists)])
        }
        Operation::DropObject { id, if_exists, .. } => {
            let mut code = object_id(id);
            if *if_exists {
                code = code.then("if_exists", vec![]);
            }
            call("drop_object", vec![code])
        }
        // What changes tables and rows is rendered beside the tables.
        Operation::CreateTable { .. }
        | Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::AlterTable { .. }
        | Operation::BulkInsert { .. }
        | Operation::Execute { .. }
        | Operation::Run { .. }
        | Operation::AutocommitBlock { .. } => Vec::new(),
    }
}

fn namespace(namespace: &Namespace) -> Code {
    let name = Code::text(&namespace.name);
    match &namespace.comment {
        Some(comment) => {
            Code::call("namespace", vec![name]).then("comment", vec![Code::text(comment)])
        }
        None => name,
    }
}

fn extension(extension: &Extension) -> Code {
    let Extension {
        name,
        schema,
        version,
    } = extension;
    if schema.is_none() && version.is_none() {
        return Code::text(name);
    }
    let mut code = Code::call("extension", vec![Code::text(name)]);
    for (method, value) in [("schema", schema), ("version", version)] {
        if let Some(value) = value {
            code = code.then(method, vec![Code::text(value)]);
        }
    }
    code
}

fn enum_comment(name: &QualifiedName, comment: Option<&str>) -> Option<Statement> {
    comment.map(|text| {
        Statement::Code(op(
            "set_enum_comment",
            vec![table_name(name), optional_text(Some(text))],
        ))
    })
}

fn enum_change(name: &QualifiedName, change: &EnumChange) -> Vec<Statement> {
    let call = |verb: &str, argument| Statement::Code(op(verb, vec![table_name(name), argument]));
    match change {
        EnumChange::AddValue {
            value,
            place,
            if_not_exists,
            ..
        } => {
            let mut code = match place {
                None if !if_not_exists => {
                    return vec![call("add_enum_value", Code::text(value))];
                }
                None => values(std::slice::from_ref(value)),
                Some(ValuePlace::Before(other)) => {
                    values(std::slice::from_ref(value)).then("before", vec![Code::text(other)])
                }
                Some(ValuePlace::After(other)) => {
                    values(std::slice::from_ref(value)).then("after", vec![Code::text(other)])
                }
            };
            if *if_not_exists {
                code = code.then("if_not_exists", vec![]);
            }
            vec![call("add_enum_value", code)]
        }
        EnumChange::RenameValue { from, to } => vec![Statement::Code(op(
            "rename_enum_value",
            vec![table_name(name), Code::text(from), Code::text(to)],
        ))],
        EnumChange::SetValues {
            to,
            was,
            replace,
            columns,
        } => {
            let mut code = values(to);
            for (gone, with) in replace {
                code = code.then("replace", vec![Code::text(gone), Code::text(with)]);
            }
            for column in columns {
                code = used_by(code, column);
            }
            let gone = was.iter().flatten().filter(|value| !to.contains(value));
            let gone: Vec<String> = gone.map(|value| format!("`{value}`")).collect();
            let mut statements = Vec::new();
            if !gone.is_empty() {
                statements.push(Statement::Comment(format!(
                    "Fails while rows hold {}: `.replace(gone, with)` says what they become.",
                    gone.join(", ")
                )));
            }
            statements.push(call("set_enum_values", code));
            statements
        }
        EnumChange::SetComment { to, .. } => {
            vec![call("set_enum_comment", optional_text(to.as_deref()))]
        }
    }
}

fn values(values: &[String]) -> Code {
    Code::call("values", vec![Code::texts(values)])
}

fn used_by(code: Code, column: &EnumUse) -> Code {
    let method = if column.array {
        "used_by_array"
    } else {
        "used_by"
    };
    let code = code.then(
        method,
        vec![table_name(&column.table), Code::text(&column.column)],
    );
    match &column.default {
        Some(value) => default(code, value),
        None => code,
    }
}

/// The arguments that describe the sequence behind a column.
pub(super) fn sequence_of_column(described: &Sequence, types: &Types<'_>) -> Vec<Code> {
    vec![table_name(&described.name), sequence(described, types)]
}

fn sequence(sequence: &Sequence, types: &Types<'_>) -> Code {
    let SequenceOptions {
        type_,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
    } = &sequence.options;
    let mut code = Code::call("sequence", vec![]);
    if let Some(type_) = type_ {
        code = code.then("type_", vec![column_type(type_, types)]);
    }
    for (method, number) in [
        ("start", start),
        ("increment", increment),
        ("min", min),
        ("max", max),
        ("cache", cache),
    ] {
        if let Some(number) = number {
            code = code.then(method, vec![Code::raw(number.to_string())]);
        }
    }
    if let Some(cycle) = cycle {
        code = code.then("cycle", vec![Code::raw(cycle.to_string())]);
    }
    if let Some(column) = &sequence.owned_by {
        if column.is_nobody() {
            code = code.then("owned_by_nobody", vec![]);
        } else {
            code = code.then(
                "owned_by",
                vec![table_name(&column.table), Code::text(&column.column)],
            );
        }
    }
    if let Some(comment) = &sequence.comment {
        code = code.then("comment", vec![Code::text(comment)]);
    }
    code
}

/// The query of a view that is nothing but a name and a query.
fn plain_view(object: &Object) -> Option<&str> {
    let plain = object.id.kind == ObjectKind::View
        && object.options.is_none()
        && object.depends_on.is_empty()
        && object.comment.is_none()
        && object.further.is_empty();
    plain.then_some(object.definition.as_str())
}

fn object_id(id: &ObjectId) -> Code {
    let name = table_name(&id.name);
    let mut code = match id.kind {
        ObjectKind::View => Code::call("view", vec![name]),
        ObjectKind::MaterializedView => Code::call("materialized_view", vec![name]),
        ObjectKind::Function => Code::call("function", vec![name]),
        ObjectKind::Procedure => Code::call("procedure", vec![name]),
        ObjectKind::Trigger => Code::call("trigger", vec![name]),
        ObjectKind::Policy => Code::call("policy", vec![name]),
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Aggregate
        | ObjectKind::Rule
        | ObjectKind::Event
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics => Code::call(
            "object",
            vec![Code::raw(format!("ObjectKind::{:?}", id.kind)), name],
        ),
    };
    if let Some(table) = &id.table {
        code = code.then("on", vec![table_name(table)]);
    }
    if let Some(types) = &id.arguments {
        code = code.then("arguments", vec![Code::text(types)]);
    }
    code
}

/// The object as `register_object!` and `create_object` take it.
pub(super) fn object(object: &Object) -> Code {
    let mut code = object_id(&object.id);
    if let Some(text) = &object.options {
        code = code.then("options", vec![Code::text(text)]);
    }
    code = code.then("definition", vec![Code::text(&object.definition)]);
    for name in &object.depends_on {
        code = code.then("depends_on", vec![table_name(name)]);
    }
    if let Some(text) = &object.comment {
        code = code.then("comment", vec![Code::text(text)]);
    }
    for statement in &object.further {
        code = code.then("further", vec![Code::text(statement)]);
    }
    code
}
