//! method of an index in memory
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "method_of_an_index_in_memory",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_index("cache", "ix_heros")?;
    op.create_index("cache", index(["id"]).name("ix_heros").using("btree"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_index("cache", "ix_heros")?;
    op.create_index("cache", index(["id"]).name("ix_heros"))
}
