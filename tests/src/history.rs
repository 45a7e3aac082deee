//! Histories made in a test: revisions whose functions are closures of the test.

use std::cell::RefCell;

use migrate_core::config::EmbeddedConfig;
use migrate_core::operations::Operations;
use migrate_core::{
    Embedded, EmbeddedRevision, Environment, Operation, Result, Revision, Settings,
};

/// A revision of a test's history.
pub fn revision(
    id: &'static str,
    down_revisions: &'static [&'static str],
    upgrade: migrate_core::revision::Step,
    downgrade: migrate_core::revision::Step,
) -> EmbeddedRevision {
    let header = Revision {
        id,
        down_revisions,
        ..Revision::DEFAULT
    };
    EmbeddedRevision {
        revision: Box::leak(Box::new(header)),
        settings: Settings::new(),
        message: "a test's",
        created: None,
        path: Box::leak(format!("versions/{id}.rs").into_boxed_str()),
        checksum: "1:0",
        upgrade,
        downgrade,
    }
}

/// The environment of a test's history.
pub fn environment(revisions: Vec<EmbeddedRevision>) -> Environment {
    environment_with(revisions, EmbeddedConfig::DEFAULT)
}

pub fn environment_with(revisions: Vec<EmbeddedRevision>, config: EmbeddedConfig) -> Environment {
    let embedded = Embedded {
        revisions: Box::leak(revisions.into_boxed_slice()),
        config,
    };
    Environment::new(Box::leak(Box::new(embedded)))
}

/// A history without revisions.
pub fn nothing() -> Environment {
    environment(vec![])
}

thread_local! {
    static UP: RefCell<Vec<Vec<Operation>>> = const { RefCell::new(Vec::new()) };
    static DOWN: RefCell<Vec<Vec<Operation>>> = const { RefCell::new(Vec::new()) };
}

fn invoke(op: &mut Operations<'_>, operations: &[Operation]) -> Result {
    operations
        .iter()
        .try_for_each(|operation| op.invoke(operation.clone()))
}

/// Two revisions that carry out operations given as data: `a` and, behind it, `b`.
pub fn of_operations(steps: [(Vec<Operation>, Vec<Operation>); 2]) -> Environment {
    let (ups, downs) = steps.into_iter().unzip();
    UP.set(ups);
    DOWN.set(downs);
    environment(vec![
        revision(
            "a",
            &[],
            |op| invoke(op, &UP.with_borrow(|list| list[0].clone())),
            |op| invoke(op, &DOWN.with_borrow(|list| list[0].clone())),
        ),
        revision(
            "b",
            &["a"],
            |op| invoke(op, &UP.with_borrow(|list| list[1].clone())),
            |op| invoke(op, &DOWN.with_borrow(|list| list[1].clone())),
        ),
    ])
}

/// A revision of operations given as data, `a`, and one of code behind it, `b`.
pub fn behind_operations(
    first: Vec<Operation>,
    upgrade: migrate_core::revision::Step,
    downgrade: migrate_core::revision::Step,
) -> Environment {
    UP.set(vec![first]);
    environment(vec![
        revision(
            "a",
            &[],
            |op| invoke(op, &UP.with_borrow(|list| list[0].clone())),
            |_| Ok(()),
        ),
        revision("b", &["a"], upgrade, downgrade),
    ])
}
