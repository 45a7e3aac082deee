//! The models, one module for each part of the shop. They refer to each other by type, across modules, and the tables
//! that the derive writes stand beside them.

pub mod catalog;
pub mod customers;
pub mod orders;
pub mod reviews;
pub mod stock;

// Foreign keys let two models into one query; of what only meets over a third, it is said here.
migrate_core::allow_models_to_appear_in_same_query!(
    catalog::Category,
    catalog::Product,
    orders::Order,
    orders::OrderLine,
);
