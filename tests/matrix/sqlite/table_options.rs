//! table options
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "table_options",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "name", alter().type_(Text))?;
    op.set_table_options("heros", options().strict())
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.set_table_options("heros", options())?;
    // Narrows `heros.name` from TEXT to VARCHAR(80): longer values do not fit (SQLite keeps them).
    op.alter_column("heros", "name", alter().type_(Varchar(80)))
}
