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
    op.alter_column("heros", "name", alter().type_(Varchar(80)))?;
    op.alter_column("heros", "age", alter().type_(BigInt))?;
    op.alter_column("heros", "price", alter().type_(Decimal(10, 2)))?;
    op.alter_column("heros", "born", alter().type_(Date))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "born", alter().type_(Text))?;
    op.alter_column("heros", "price", alter().type_(Integer))?;
    op.alter_column("heros", "age", alter().type_(Integer))?;
    op.alter_column("heros", "name", alter().type_(Text))
}
