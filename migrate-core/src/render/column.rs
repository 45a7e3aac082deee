//! A column, and what changes about one.

use super::element;
use super::layout::Code;
use super::types::{Types, column_type};
use crate::operation::ColumnPatch;
use crate::schema::{Column, ColumnDefault, ColumnPlace, Generated, Identity, Literal};

/// A column; one of a primary key refuses NULL without saying so when it is flagged.
pub(super) fn column(column: &Column, flagged: bool, key: bool, types: &Types<'_>) -> Code {
    let mut code = Code::call(
        "column",
        vec![Code::text(&column.name), column_type(&column.type_, types)],
    );
    if flagged {
        code = code.then("primary_key", vec![]);
    } else if !column.nullable && !key {
        code = code.then("not_null", vec![]);
    }
    if let Some(kind) = column.identity {
        code = code.then(identity(kind), vec![]);
    }
    if let Some(sequence) = &column.sequence {
        code = code.then("sequence", element::sequence_of_column(sequence, types));
    }
    if let Some(value) = &column.default {
        code = default(code, value);
    }
    if let Some(generation) = &column.generated {
        code = generated(code, generation);
    }
    if let Some(name) = &column.collation {
        code = code.then("collation", vec![Code::text(name)]);
    }
    if let Some(name) = &column.charset {
        code = code.then("charset", vec![Code::text(name)]);
    }
    if let Some(expression) = &column.on_update {
        code = code.then("on_update", vec![Code::text(expression)]);
    }
    if column.invisible {
        code = code.then("invisible", vec![]);
    }
    if let Some(text) = &column.comment {
        code = code.then("comment", vec![Code::text(text)]);
    }
    match &column.place {
        Some(ColumnPlace::First) => code = code.then("first", vec![]),
        Some(ColumnPlace::After(other)) => code = code.then("after", vec![Code::text(other)]),
        None => {}
    }
    code
}

pub(super) fn alter(patch: &ColumnPatch, types: &Types<'_>) -> Code {
    let ColumnPatch {
        type_,
        using,
        renamed_values,
        nullable,
        default: value,
        identity: kind,
        sequence,
        generated: generation,
        collation,
        charset,
        on_update,
        invisible,
        comment,
    } = patch;
    let mut code = Code::call("alter", vec![]);
    if let Some(type_) = type_ {
        code = code.then("type_", vec![column_type(type_, types)]);
    }
    if let Some(expression) = using {
        code = code.then("using", vec![Code::text(expression)]);
    }
    for (from, to) in renamed_values {
        code = code.then("rename_value", vec![Code::text(from), Code::text(to)]);
    }
    if let Some(nullable) = nullable {
        code = code.then(if *nullable { "nullable" } else { "not_null" }, vec![]);
    }
    match value {
        Some(Some(value)) => code = default(code, value),
        Some(None) => code = code.then("drop_default", vec![]),
        None => {}
    }
    match kind {
        Some(Some(kind)) => code = code.then(identity(*kind), vec![]),
        Some(None) => code = code.then("drop_identity", vec![]),
        None => {}
    }
    match sequence {
        Some(Some(sequence)) => {
            code = code.then("sequence", element::sequence_of_column(sequence, types));
        }
        Some(None) => code = code.then("drop_sequence", vec![]),
        None => {}
    }
    match generation {
        Some(Some(generation)) => code = generated(code, generation),
        Some(None) => code = code.then("drop_generated", vec![]),
        None => {}
    }
    for (method, value) in [
        ("collation", collation),
        ("charset", charset),
        ("on_update", on_update),
        ("comment", comment),
    ] {
        match value {
            Some(Some(text)) => code = code.then(method, vec![Code::text(text)]),
            Some(None) => code = code.then(&format!("drop_{method}"), vec![]),
            None => {}
        }
    }
    if let Some(invisible) = invisible {
        let method = if *invisible { "invisible" } else { "visible" };
        code = code.then(method, vec![]);
    }
    code
}

fn identity(identity: Identity) -> &'static str {
    match identity {
        Identity::ByDefault => "identity",
        Identity::Always => "identity_always",
        Identity::Serial => "serial",
        Identity::Autoincrement => "autoincrement",
    }
}

pub(super) fn default(code: Code, default: &ColumnDefault) -> Code {
    match default {
        ColumnDefault::Literal(value) => code.then("default", vec![literal(value)]),
        ColumnDefault::Expression(sql) => code.then("default_sql", vec![Code::text(sql)]),
    }
}

fn generated(code: Code, generated: &Generated) -> Code {
    let method = if generated.stored {
        "generated_stored"
    } else {
        "generated_virtual"
    };
    code.then(method, vec![Code::text(&generated.expression)])
}

/// A value as Rust writes it; a number that no Rust type would keep is said by its digits.
pub(super) fn literal(value: &Literal) -> Code {
    match value {
        Literal::Null => Code::raw("Literal::Null"),
        Literal::Bool(value) => Code::raw(value.to_string()),
        Literal::Text(text) => Code::text(text),
        Literal::Bytes(bytes) => {
            let mut text = String::from("b\"");
            for byte in bytes {
                text.extend(std::ascii::escape_default(*byte).map(char::from));
            }
            text.push_str("\".as_slice()");
            Code::raw(text)
        }
        Literal::Number(digits) => {
            // Debug keeps the point that Display would lose: `1e3` parses, but not to the same text.
            let integer = |digits: &str| {
                digits
                    .parse::<i32>()
                    .is_ok_and(|number| number.to_string() == digits)
            };
            if integer(digits) {
                Code::raw(digits.clone())
            } else if digits
                .parse::<i64>()
                .is_ok_and(|number| number.to_string() == *digits)
            {
                Code::raw(format!("{digits}_i64"))
            } else if digits.contains('.')
                && digits
                    .parse::<f64>()
                    .is_ok_and(|number| number.to_string() == *digits)
            {
                Code::raw(digits.clone())
            } else {
                Code::raw(format!("number({digits:?})"))
            }
        }
    }
}
