//! json to jsonb
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "json_to_jsonb",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "extra", alter().type_(Jsonb))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "extra", alter().type_(Json))
}
