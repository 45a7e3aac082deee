//! comment of an index
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "comment_of_an_index",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_heros")?;
    op.create_index(
        "heros",
        index(["name"]).name("ix_heros").comment("by 'name'"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_heros")?;
    op.create_index("heros", index(["name"]).name("ix_heros"))
}
