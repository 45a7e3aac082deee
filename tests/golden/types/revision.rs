//! types
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "types",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    // Narrows `heros.name` from TEXT to VARCHAR(80): longer values do not fit (SQLite keeps them).
    op.alter_column("heros", "name", alter().type_(Varchar(80)))?;
    op.alter_column("heros", "age", alter().type_(BigInt))?;
    // Narrows `heros.price` from INTEGER to DECIMAL(10, 2): numbers beyond its range may be refused.
    op.alter_column("heros", "price", alter().type_(Decimal(10, 2)))?;
    // Narrows `heros.born` from TEXT to DATE: values of another form may be refused.
    op.alter_column("heros", "born", alter().type_(Date))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "born", alter().type_(Text))?;
    // Narrows `heros.price` from DECIMAL(10, 2) to INTEGER: digits may be lost.
    op.alter_column("heros", "price", alter().type_(Integer))?;
    // Narrows `heros.age` from BIGINT to INTEGER: numbers beyond its range may be refused.
    op.alter_column("heros", "age", alter().type_(Integer))?;
    op.alter_column("heros", "name", alter().type_(Text))
}
