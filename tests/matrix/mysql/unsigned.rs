//! unsigned
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "unsigned",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    // Narrows `heros.age` from INTEGER to INTEGER UNSIGNED: numbers beyond its range may be refused.
    op.alter_column("heros", "age", alter().type_(unsigned(Integer)))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Narrows `heros.age` from INTEGER UNSIGNED to INTEGER: numbers beyond its range may be refused.
    op.alter_column("heros", "age", alter().type_(Integer))
}
