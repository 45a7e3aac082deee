//! view dropped
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "view_dropped",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.drop_view("adults")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.create_view("adults", "SELECT id, name FROM heros WHERE age >= 18")
}
