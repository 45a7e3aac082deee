//! table comment
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "table_comment",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.set_table_comment("heros", Some("people of note"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.set_table_comment("heros", None)
}
