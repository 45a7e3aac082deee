//! set value added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "set_value_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column(
        "heros",
        "colours",
        alter().type_(db_type("set('red','green','it''s')")),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column(
        "heros",
        "colours",
        alter().type_(db_type("set('red','it''s')")),
    )
}
