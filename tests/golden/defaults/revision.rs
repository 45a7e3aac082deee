//! defaults
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "defaults",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "name", alter().default("it's"))?;
    op.alter_column("heros", "age", alter().default(-1))?;
    op.alter_column("heros", "power", alter().drop_default())?;
    op.alter_column("heros", "at", alter().default_sql("CURRENT_TIMESTAMP"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "at", alter().drop_default())?;
    op.alter_column("heros", "power", alter().default("none"))?;
    op.alter_column("heros", "age", alter().default(0))?;
    op.alter_column("heros", "name", alter().drop_default())
}
