//! tag tickets
//!
//! Created 2026-11-21 09:40:31 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "5e03a8f7d92b",
    down_revisions: &["2b7e94d0c1a6"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column(
        ("support", "agents"),
        column("skills", array(Text))
            .not_null()
            .default_sql("'{}'::text[]"),
    )?;
    op.add_column(
        ("support", "tickets"),
        column("tags", array(Text))
            .not_null()
            .default_sql("'{}'::text[]"),
    )?;
    op.add_column(
        ("support", "tickets"),
        column("details", Jsonb)
            .not_null()
            .default_sql("'{}'::jsonb"),
    )
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_column(("support", "tickets"), "details")?;
    op.drop_column(("support", "tickets"), "tags")?;
    op.drop_column(("support", "agents"), "skills")
}
