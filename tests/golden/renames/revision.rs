//! renames
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "renames",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_table("people", "users")?;
    op.rename_column("letters", "person_id", "user_id")?;
    op.rename_column("users", "mail", "email")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_column("users", "email", "mail")?;
    op.rename_column("letters", "user_id", "person_id")?;
    op.rename_table("users", "people")
}
