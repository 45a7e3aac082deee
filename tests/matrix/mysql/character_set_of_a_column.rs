//! character set of a column
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "character_set_of_a_column",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "name", alter().collation("latin1_swedish_ci"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "name", alter().drop_collation())
}
