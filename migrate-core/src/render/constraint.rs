//! Constraints, as the values that describe them.

use super::layout::Code;
use super::operation::table_name;
use crate::schema::{
    Check, Deferrable, Exclusion, ForeignKey, MatchType, PrimaryKey, ReferentialAction, Unique,
    Validity,
};

pub(super) fn primary_key(key: &PrimaryKey) -> Code {
    let mut code = named(
        Code::call("primary_key", vec![Code::texts(&key.columns)]),
        key.name.as_ref(),
    );
    for (column, length) in &key.prefixes {
        code = code.then(
            "prefix",
            vec![Code::text(column), Code::raw(length.to_string())],
        );
    }
    if let Some(method) = &key.method {
        code = code.then("using", vec![Code::text(method)]);
    }
    include(deferrable(code, key.deferrable), &key.include)
}

pub(super) fn unique(unique: &Unique) -> Code {
    let code = Code::call("unique", vec![Code::texts(&unique.columns)]);
    let mut code = deferrable(named(code, unique.name.as_ref()), unique.deferrable);
    if unique.nulls_not_distinct {
        code = code.then("nulls_not_distinct", vec![]);
    }
    include(code, &unique.include)
}

pub(super) fn include(code: Code, columns: &[String]) -> Code {
    if columns.is_empty() {
        code
    } else {
        code.then("include", vec![Code::texts(columns)])
    }
}

pub(super) fn check(check: &Check) -> Code {
    let mut code = named(
        Code::call("check", vec![Code::text(&check.expression)]),
        check.name.as_ref(),
    );
    if let Some(column) = &check.column {
        code = code.then("at_column", vec![Code::text(column)]);
    }
    if check.no_inherit {
        code = code.then("no_inherit", vec![]);
    }
    validity(code, check.validity)
}

fn validity(code: Code, validity: Validity) -> Code {
    match validity {
        Validity::Valid => code,
        Validity::NotValid => code.then("not_valid", vec![]),
        Validity::NotEnforced => code.then("not_enforced", vec![]),
    }
}

pub(super) fn exclusion(exclusion: &Exclusion) -> Code {
    let code = Code::call("exclude", vec![Code::text(&exclusion.definition)]);
    deferrable(named(code, exclusion.name.as_ref()), exclusion.deferrable)
}

pub(super) fn foreign_key(key: &ForeignKey) -> Code {
    let mut code = Code::call("foreign_key", vec![Code::texts(&key.columns)]).then(
        "references",
        vec![
            table_name(&key.references_table),
            Code::texts(&key.references_columns),
        ],
    );
    for (method, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        if action != ReferentialAction::NoAction {
            code = code.then(method, vec![Code::raw(self::action(action))]);
        }
    }
    code = deferrable(named(code, key.name.as_ref()), key.deferrable);
    match key.match_ {
        MatchType::Simple => {}
        MatchType::Full => code = code.then("match_full", vec![]),
    }
    validity(code, key.validity)
}

fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction | ReferentialAction::NoActionStated => "NoAction",
        ReferentialAction::Restrict => "Restrict",
        ReferentialAction::Cascade => "Cascade",
        ReferentialAction::SetNull => "SetNull",
        ReferentialAction::SetDefault => "SetDefault",
    }
}

pub(super) fn deferrable(code: Code, deferrable: Deferrable) -> Code {
    match deferrable {
        Deferrable::No => code,
        Deferrable::InitiallyImmediate => code.then("deferrable", vec![]),
        Deferrable::InitiallyDeferred => code.then("initially_deferred", vec![]),
    }
}

pub(super) fn named(code: Code, name: Option<&String>) -> Code {
    match name {
        Some(name) => code.then("name", vec![Code::text(name)]),
        None => code,
    }
}
