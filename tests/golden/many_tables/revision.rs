//! many tables
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "many_tables",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    create_table_00(op)?;
    create_table_01(op)?;
    create_table_02(op)?;
    create_table_03(op)?;
    create_table_04(op)?;
    create_table_05(op)?;
    create_table_06(op)?;
    create_table_07(op)?;
    create_table_08(op)?;
    create_table_09(op)?;
    create_table_10(op)?;
    create_table_11(op)?;
    create_table_12(op)?;
    create_table_13(op)?;
    create_table_14(op)?;
    create_table_15(op)?;
    create_table_16(op)?;
    create_table_17(op)?;
    create_table_18(op)?;
    create_table_19(op)?;
    create_table_20(op)?;
    create_table_21(op)?;
    create_table_22(op)?;
    create_table_23(op)?;
    create_table_24(op)
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: every row of `table_24`.
    op.drop_table("table_24")?;
    // Destroys data: every row of `table_23`.
    op.drop_table("table_23")?;
    // Destroys data: every row of `table_22`.
    op.drop_table("table_22")?;
    // Destroys data: every row of `table_21`.
    op.drop_table("table_21")?;
    // Destroys data: every row of `table_20`.
    op.drop_table("table_20")?;
    // Destroys data: every row of `table_19`.
    op.drop_table("table_19")?;
    // Destroys data: every row of `table_18`.
    op.drop_table("table_18")?;
    // Destroys data: every row of `table_17`.
    op.drop_table("table_17")?;
    // Destroys data: every row of `table_16`.
    op.drop_table("table_16")?;
    // Destroys data: every row of `table_15`.
    op.drop_table("table_15")?;
    // Destroys data: every row of `table_14`.
    op.drop_table("table_14")?;
    // Destroys data: every row of `table_13`.
    op.drop_table("table_13")?;
    // Destroys data: every row of `table_12`.
    op.drop_table("table_12")?;
    // Destroys data: every row of `table_11`.
    op.drop_table("table_11")?;
    // Destroys data: every row of `table_10`.
    op.drop_table("table_10")?;
    // Destroys data: every row of `table_09`.
    op.drop_table("table_09")?;
    // Destroys data: every row of `table_08`.
    op.drop_table("table_08")?;
    // Destroys data: every row of `table_07`.
    op.drop_table("table_07")?;
    // Destroys data: every row of `table_06`.
    op.drop_table("table_06")?;
    // Destroys data: every row of `table_05`.
    op.drop_table("table_05")?;
    // Destroys data: every row of `table_04`.
    op.drop_table("table_04")?;
    // Destroys data: every row of `table_03`.
    op.drop_table("table_03")?;
    // Destroys data: every row of `table_02`.
    op.drop_table("table_02")?;
    // Destroys data: every row of `table_01`.
    op.drop_table("table_01")?;
    // Destroys data: every row of `table_00`.
    op.drop_table("table_00")
}

fn create_table_00(op: &mut Operations) -> Result {
    op.create_table(
        "table_00",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_01(op: &mut Operations) -> Result {
    op.create_table(
        "table_01",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_02(op: &mut Operations) -> Result {
    op.create_table(
        "table_02",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_03(op: &mut Operations) -> Result {
    op.create_table(
        "table_03",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_04(op: &mut Operations) -> Result {
    op.create_table(
        "table_04",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_05(op: &mut Operations) -> Result {
    op.create_table(
        "table_05",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_06(op: &mut Operations) -> Result {
    op.create_table(
        "table_06",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_07(op: &mut Operations) -> Result {
    op.create_table(
        "table_07",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_08(op: &mut Operations) -> Result {
    op.create_table(
        "table_08",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_09(op: &mut Operations) -> Result {
    op.create_table(
        "table_09",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_10(op: &mut Operations) -> Result {
    op.create_table(
        "table_10",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_11(op: &mut Operations) -> Result {
    op.create_table(
        "table_11",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_12(op: &mut Operations) -> Result {
    op.create_table(
        "table_12",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_13(op: &mut Operations) -> Result {
    op.create_table(
        "table_13",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_14(op: &mut Operations) -> Result {
    op.create_table(
        "table_14",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_15(op: &mut Operations) -> Result {
    op.create_table(
        "table_15",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_16(op: &mut Operations) -> Result {
    op.create_table(
        "table_16",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_17(op: &mut Operations) -> Result {
    op.create_table(
        "table_17",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_18(op: &mut Operations) -> Result {
    op.create_table(
        "table_18",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_19(op: &mut Operations) -> Result {
    op.create_table(
        "table_19",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_20(op: &mut Operations) -> Result {
    op.create_table(
        "table_20",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_21(op: &mut Operations) -> Result {
    op.create_table(
        "table_21",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_22(op: &mut Operations) -> Result {
    op.create_table(
        "table_22",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_23(op: &mut Operations) -> Result {
    op.create_table(
        "table_23",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}

fn create_table_24(op: &mut Operations) -> Result {
    op.create_table(
        "table_24",
        [
            column("id", Integer).primary_key().identity(),
            column("value", Text).not_null(),
        ],
    )
}
