//! The program itself, as a person runs it.

use std::process::Command;

use crate::Result;
use crate::database::on_each;

#[test]
fn it_sells_tea_wherever_its_url_leads() -> Result {
    on_each(|database| {
        for orders in 1..=2 {
            let output = Command::new(env!("CARGO_BIN_EXE_shop"))
                .env("DATABASE_URL", database.url())
                .output()?;
            let told = String::from_utf8(output.stdout)?;
            let failed = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{told}{failed}");
            assert_eq!(told.contains("applied 0c5d1f8a7b3e"), orders == 1, "{told}");
            assert!(told.contains("  Black tea"), "{told}");
            assert!(told.contains(&format!("order {orders} is Paid")), "{told}");
            let sold = format!("{:>5} x Teaware{:>16}", orders, money(3450 * orders));
            assert!(told.contains(&sold), "{told}");
        }
        Ok(())
    })
}

fn money(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
