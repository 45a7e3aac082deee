//! Names as Diesel derives them, and those that its `table!` cannot hold.

use proc_macro2::Ident;
use syn::ext::IdentExt;

/// The items that `table!` puts beside the columns.
/// <https://docs.diesel.rs/2.3.x/diesel/macro.table.html>
const TAKEN_BY_TABLE: [&str; 7] = [
    "all_columns",
    "BoxedQuery",
    "columns",
    "dsl",
    "SqlType",
    "star",
    "table",
];

/// Tells whether `table!` has an item of the column's name.
pub(crate) fn taken_by_table(column: &Ident) -> bool {
    TAKEN_BY_TABLE.contains(&column.unraw().to_string().as_str())
}

/// The table of a struct that names none: in snake case, with an `s`.
pub(crate) fn table_of(model: &Ident) -> Ident {
    Ident::new(
        &format!("{}s", snake_case(&model.unraw().to_string())),
        model.span(),
    )
}

/// Snake case, as Diesel's derives write it: an underscore before each capital but the first.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_as_by_diesel() {
        let table = |model: &str| table_of(&Ident::new(model, proc_macro2::Span::call_site()));
        assert_eq!(table("Hero").to_string(), "heros");
        assert_eq!(table("OrderItem").to_string(), "order_items");
        assert_eq!(table("HTTPLog").to_string(), "h_t_t_p_logs");
    }
}
