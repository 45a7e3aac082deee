//! renamed elements
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "renamed_elements",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_column("heros", "mail", "email")?;
    op.rename_constraint("heros", "ck_age", "ck_heros_age")?;
    op.rename_constraint("heros", "uq_mail", "uq_heros_email")?;
    op.rename_constraint("heros", "fk_team", "fk_heros_team")?;
    op.rename_index("heros", "ix_age", "ix_heros_age")?;
    op.rename_index("heros", "ix_lower", "ix_heros_email")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_index("heros", "ix_heros_email", "ix_lower")?;
    op.rename_index("heros", "ix_heros_age", "ix_age")?;
    op.rename_constraint("heros", "fk_heros_team", "fk_team")?;
    op.rename_constraint("heros", "uq_heros_email", "uq_mail")?;
    op.rename_constraint("heros", "ck_heros_age", "ck_age")?;
    op.rename_column("heros", "email", "mail")
}
