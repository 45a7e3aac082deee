//! full-text index
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "full_text_index",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_index(
        "heros",
        index(["name", "power"]).name("ix_heros").using("fulltext"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_index("heros", "ix_heros")
}
