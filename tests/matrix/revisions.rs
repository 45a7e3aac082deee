//! The revision files of the matrix. `MIGRATE_BLESS=1 cargo test -p migrate-tests matrix` writes them and this list.

use migrate_core::revision::Step;

#[path = "mysql/auto_increment_added.rs"]
mod mysql_auto_increment_added;
#[path = "mysql/auto_increment_dropped.rs"]
mod mysql_auto_increment_dropped;
#[path = "mysql/character_set_of_a_column.rs"]
mod mysql_character_set_of_a_column;
#[path = "mysql/character_set_of_a_table.rs"]
mod mysql_character_set_of_a_table;
#[path = "mysql/check_added.rs"]
mod mysql_check_added;
#[path = "mysql/check_dropped.rs"]
mod mysql_check_dropped;
#[path = "mysql/check_expression.rs"]
mod mysql_check_expression;
#[path = "mysql/collation.rs"]
mod mysql_collation;
#[path = "mysql/collation_of_a_table.rs"]
mod mysql_collation_of_a_table;
#[path = "mysql/column_added.rs"]
mod mysql_column_added;
#[path = "mysql/column_comment.rs"]
mod mysql_column_comment;
#[path = "mysql/column_dropped.rs"]
mod mysql_column_dropped;
#[path = "mysql/column_renamed.rs"]
mod mysql_column_renamed;
#[path = "mysql/columns_renamed_in_a_chain.rs"]
mod mysql_columns_renamed_in_a_chain;
#[path = "mysql/columns_that_change_places.rs"]
mod mysql_columns_that_change_places;
#[path = "mysql/comment_of_an_index.rs"]
mod mysql_comment_of_an_index;
#[path = "mysql/default_added.rs"]
mod mysql_default_added;
#[path = "mysql/default_changed.rs"]
mod mysql_default_changed;
#[path = "mysql/default_dropped.rs"]
mod mysql_default_dropped;
#[path = "mysql/engine.rs"]
mod mysql_engine;
#[path = "mysql/enum_value_added.rs"]
mod mysql_enum_value_added;
#[path = "mysql/enum_value_inserted.rs"]
mod mysql_enum_value_inserted;
#[path = "mysql/enum_value_removed.rs"]
mod mysql_enum_value_removed;
#[path = "mysql/enum_value_renamed.rs"]
mod mysql_enum_value_renamed;
#[path = "mysql/enum_values_renamed_in_a_chain.rs"]
mod mysql_enum_values_renamed_in_a_chain;
#[path = "mysql/foreign_key_actions.rs"]
mod mysql_foreign_key_actions;
#[path = "mysql/foreign_key_added.rs"]
mod mysql_foreign_key_added;
#[path = "mysql/foreign_key_dropped.rs"]
mod mysql_foreign_key_dropped;
#[path = "mysql/foreign_key_renamed.rs"]
mod mysql_foreign_key_renamed;
#[path = "mysql/foreign_key_target.rs"]
mod mysql_foreign_key_target;
#[path = "mysql/foreign_keys_in_a_cycle.rs"]
mod mysql_foreign_keys_in_a_cycle;
#[path = "mysql/full_text_index.rs"]
mod mysql_full_text_index;
#[path = "mysql/function_added.rs"]
mod mysql_function_added;
#[path = "mysql/function_changed.rs"]
mod mysql_function_changed;
#[path = "mysql/function_dropped.rs"]
mod mysql_function_dropped;
#[path = "mysql/generated_column.rs"]
mod mysql_generated_column;
#[path = "mysql/generated_column_stored.rs"]
mod mysql_generated_column_stored;
#[path = "mysql/index_added.rs"]
mod mysql_index_added;
#[path = "mysql/index_columns.rs"]
mod mysql_index_columns;
#[path = "mysql/index_descending.rs"]
mod mysql_index_descending;
#[path = "mysql/index_dropped.rs"]
mod mysql_index_dropped;
#[path = "mysql/index_renamed.rs"]
mod mysql_index_renamed;
#[path = "mysql/index_unique.rs"]
mod mysql_index_unique;
#[path = "mysql/invisible_column.rs"]
mod mysql_invisible_column;
#[path = "mysql/length.rs"]
mod mysql_length;
#[path = "mysql/method_of_an_index_in_memory.rs"]
mod mysql_method_of_an_index_in_memory;
#[path = "mysql/nullability.rs"]
mod mysql_nullability;
#[path = "mysql/on_update.rs"]
mod mysql_on_update;
#[path = "mysql/precision_and_scale.rs"]
mod mysql_precision_and_scale;
#[path = "mysql/prefix_of_an_index.rs"]
mod mysql_prefix_of_an_index;
#[path = "mysql/primary_key_changed.rs"]
mod mysql_primary_key_changed;
#[path = "mysql/procedure_added.rs"]
mod mysql_procedure_added;
#[path = "mysql/procedure_changed.rs"]
mod mysql_procedure_changed;
#[path = "mysql/procedure_dropped.rs"]
mod mysql_procedure_dropped;
#[path = "mysql/row_format.rs"]
mod mysql_row_format;
#[path = "mysql/sequence_added.rs"]
mod mysql_sequence_added;
#[path = "mysql/sequence_changed.rs"]
mod mysql_sequence_changed;
#[path = "mysql/sequence_without_limits.rs"]
mod mysql_sequence_without_limits;
#[path = "mysql/set_value_added.rs"]
mod mysql_set_value_added;
#[path = "mysql/spatial_index.rs"]
mod mysql_spatial_index;
#[path = "mysql/table_added.rs"]
mod mysql_table_added;
#[path = "mysql/table_comment.rs"]
mod mysql_table_comment;
#[path = "mysql/table_dropped.rs"]
mod mysql_table_dropped;
#[path = "mysql/table_renamed.rs"]
mod mysql_table_renamed;
#[path = "mysql/tables_renamed_in_a_chain.rs"]
mod mysql_tables_renamed_in_a_chain;
#[path = "mysql/trigger_added.rs"]
mod mysql_trigger_added;
#[path = "mysql/trigger_changed.rs"]
mod mysql_trigger_changed;
#[path = "mysql/trigger_dropped.rs"]
mod mysql_trigger_dropped;
#[path = "mysql/type.rs"]
mod mysql_type;
#[path = "mysql/unique_added.rs"]
mod mysql_unique_added;
#[path = "mysql/unique_columns.rs"]
mod mysql_unique_columns;
#[path = "mysql/unique_dropped.rs"]
mod mysql_unique_dropped;
#[path = "mysql/unsigned.rs"]
mod mysql_unsigned;
#[path = "mysql/view_added.rs"]
mod mysql_view_added;
#[path = "mysql/view_changed.rs"]
mod mysql_view_changed;
#[path = "mysql/view_dropped.rs"]
mod mysql_view_dropped;
#[path = "postgres/check_added.rs"]
mod postgres_check_added;
#[path = "postgres/check_dropped.rs"]
mod postgres_check_dropped;
#[path = "postgres/check_expression.rs"]
mod postgres_check_expression;
#[path = "postgres/collation.rs"]
mod postgres_collation;
#[path = "postgres/column_added.rs"]
mod postgres_column_added;
#[path = "postgres/column_comment.rs"]
mod postgres_column_comment;
#[path = "postgres/column_dropped.rs"]
mod postgres_column_dropped;
#[path = "postgres/column_renamed.rs"]
mod postgres_column_renamed;
#[path = "postgres/columns_renamed_in_a_chain.rs"]
mod postgres_columns_renamed_in_a_chain;
#[path = "postgres/columns_that_change_places.rs"]
mod postgres_columns_that_change_places;
#[path = "postgres/default_added.rs"]
mod postgres_default_added;
#[path = "postgres/default_changed.rs"]
mod postgres_default_changed;
#[path = "postgres/default_dropped.rs"]
mod postgres_default_dropped;
#[path = "postgres/enum_value_added.rs"]
mod postgres_enum_value_added;
#[path = "postgres/enum_value_inserted.rs"]
mod postgres_enum_value_inserted;
#[path = "postgres/enum_value_removed.rs"]
mod postgres_enum_value_removed;
#[path = "postgres/enum_value_renamed.rs"]
mod postgres_enum_value_renamed;
#[path = "postgres/enum_values_renamed_in_a_chain.rs"]
mod postgres_enum_values_renamed_in_a_chain;
#[path = "postgres/foreign_key_actions.rs"]
mod postgres_foreign_key_actions;
#[path = "postgres/foreign_key_added.rs"]
mod postgres_foreign_key_added;
#[path = "postgres/foreign_key_deferrable.rs"]
mod postgres_foreign_key_deferrable;
#[path = "postgres/foreign_key_dropped.rs"]
mod postgres_foreign_key_dropped;
#[path = "postgres/foreign_key_renamed.rs"]
mod postgres_foreign_key_renamed;
#[path = "postgres/foreign_key_target.rs"]
mod postgres_foreign_key_target;
#[path = "postgres/foreign_keys_in_a_cycle.rs"]
mod postgres_foreign_keys_in_a_cycle;
#[path = "postgres/function_added.rs"]
mod postgres_function_added;
#[path = "postgres/function_changed.rs"]
mod postgres_function_changed;
#[path = "postgres/function_dropped.rs"]
mod postgres_function_dropped;
#[path = "postgres/generated_column.rs"]
mod postgres_generated_column;
#[path = "postgres/identity.rs"]
mod postgres_identity;
#[path = "postgres/index_added.rs"]
mod postgres_index_added;
#[path = "postgres/index_columns.rs"]
mod postgres_index_columns;
#[path = "postgres/index_descending.rs"]
mod postgres_index_descending;
#[path = "postgres/index_dropped.rs"]
mod postgres_index_dropped;
#[path = "postgres/index_expression.rs"]
mod postgres_index_expression;
#[path = "postgres/index_include.rs"]
mod postgres_index_include;
#[path = "postgres/index_method.rs"]
mod postgres_index_method;
#[path = "postgres/index_operator_class.rs"]
mod postgres_index_operator_class;
#[path = "postgres/index_predicate.rs"]
mod postgres_index_predicate;
#[path = "postgres/index_renamed.rs"]
mod postgres_index_renamed;
#[path = "postgres/index_unique.rs"]
mod postgres_index_unique;
#[path = "postgres/json_to_jsonb.rs"]
mod postgres_json_to_jsonb;
#[path = "postgres/length.rs"]
mod postgres_length;
#[path = "postgres/nullability.rs"]
mod postgres_nullability;
#[path = "postgres/nulls_not_distinct.rs"]
mod postgres_nulls_not_distinct;
#[path = "postgres/policy_added.rs"]
mod postgres_policy_added;
#[path = "postgres/policy_changed.rs"]
mod postgres_policy_changed;
#[path = "postgres/policy_dropped.rs"]
mod postgres_policy_dropped;
#[path = "postgres/precision_and_scale.rs"]
mod postgres_precision_and_scale;
#[path = "postgres/primary_key_changed.rs"]
mod postgres_primary_key_changed;
#[path = "postgres/procedure_added.rs"]
mod postgres_procedure_added;
#[path = "postgres/procedure_changed.rs"]
mod postgres_procedure_changed;
#[path = "postgres/procedure_dropped.rs"]
mod postgres_procedure_dropped;
#[path = "postgres/schema_added.rs"]
mod postgres_schema_added;
#[path = "postgres/sequence_added.rs"]
mod postgres_sequence_added;
#[path = "postgres/sequence_bounds_behind_where_it_stands.rs"]
mod postgres_sequence_bounds_behind_where_it_stands;
#[path = "postgres/sequence_changed.rs"]
mod postgres_sequence_changed;
#[path = "postgres/sequence_whose_column_goes.rs"]
mod postgres_sequence_whose_column_goes;
#[path = "postgres/storage_parameters.rs"]
mod postgres_storage_parameters;
#[path = "postgres/table_added.rs"]
mod postgres_table_added;
#[path = "postgres/table_comment.rs"]
mod postgres_table_comment;
#[path = "postgres/table_dropped.rs"]
mod postgres_table_dropped;
#[path = "postgres/table_moved_to_another_schema.rs"]
mod postgres_table_moved_to_another_schema;
#[path = "postgres/table_renamed.rs"]
mod postgres_table_renamed;
#[path = "postgres/tables_renamed_in_a_chain.rs"]
mod postgres_tables_renamed_in_a_chain;
#[path = "postgres/time_zone_of_a_timestamp.rs"]
mod postgres_time_zone_of_a_timestamp;
#[path = "postgres/trigger_added.rs"]
mod postgres_trigger_added;
#[path = "postgres/trigger_changed.rs"]
mod postgres_trigger_changed;
#[path = "postgres/trigger_dropped.rs"]
mod postgres_trigger_dropped;
#[path = "postgres/type.rs"]
mod postgres_type;
#[path = "postgres/unique_added.rs"]
mod postgres_unique_added;
#[path = "postgres/unique_columns.rs"]
mod postgres_unique_columns;
#[path = "postgres/unique_deferrable.rs"]
mod postgres_unique_deferrable;
#[path = "postgres/unique_dropped.rs"]
mod postgres_unique_dropped;
#[path = "postgres/view_added.rs"]
mod postgres_view_added;
#[path = "postgres/view_changed.rs"]
mod postgres_view_changed;
#[path = "postgres/view_dropped.rs"]
mod postgres_view_dropped;
#[path = "sqlite/autoincrement.rs"]
mod sqlite_autoincrement;
#[path = "sqlite/check_added.rs"]
mod sqlite_check_added;
#[path = "sqlite/check_dropped.rs"]
mod sqlite_check_dropped;
#[path = "sqlite/check_expression.rs"]
mod sqlite_check_expression;
#[path = "sqlite/collation.rs"]
mod sqlite_collation;
#[path = "sqlite/column_added.rs"]
mod sqlite_column_added;
#[path = "sqlite/column_dropped.rs"]
mod sqlite_column_dropped;
#[path = "sqlite/column_renamed.rs"]
mod sqlite_column_renamed;
#[path = "sqlite/columns_renamed_in_a_chain.rs"]
mod sqlite_columns_renamed_in_a_chain;
#[path = "sqlite/columns_that_change_places.rs"]
mod sqlite_columns_that_change_places;
#[path = "sqlite/default_added.rs"]
mod sqlite_default_added;
#[path = "sqlite/default_changed.rs"]
mod sqlite_default_changed;
#[path = "sqlite/default_dropped.rs"]
mod sqlite_default_dropped;
#[path = "sqlite/foreign_key_actions.rs"]
mod sqlite_foreign_key_actions;
#[path = "sqlite/foreign_key_added.rs"]
mod sqlite_foreign_key_added;
#[path = "sqlite/foreign_key_deferrable.rs"]
mod sqlite_foreign_key_deferrable;
#[path = "sqlite/foreign_key_dropped.rs"]
mod sqlite_foreign_key_dropped;
#[path = "sqlite/foreign_key_renamed.rs"]
mod sqlite_foreign_key_renamed;
#[path = "sqlite/foreign_key_target.rs"]
mod sqlite_foreign_key_target;
#[path = "sqlite/foreign_keys_in_a_cycle.rs"]
mod sqlite_foreign_keys_in_a_cycle;
#[path = "sqlite/generated_column.rs"]
mod sqlite_generated_column;
#[path = "sqlite/index_added.rs"]
mod sqlite_index_added;
#[path = "sqlite/index_columns.rs"]
mod sqlite_index_columns;
#[path = "sqlite/index_descending.rs"]
mod sqlite_index_descending;
#[path = "sqlite/index_dropped.rs"]
mod sqlite_index_dropped;
#[path = "sqlite/index_expression.rs"]
mod sqlite_index_expression;
#[path = "sqlite/index_predicate.rs"]
mod sqlite_index_predicate;
#[path = "sqlite/index_renamed.rs"]
mod sqlite_index_renamed;
#[path = "sqlite/index_unique.rs"]
mod sqlite_index_unique;
#[path = "sqlite/json_to_jsonb.rs"]
mod sqlite_json_to_jsonb;
#[path = "sqlite/length.rs"]
mod sqlite_length;
#[path = "sqlite/nullability.rs"]
mod sqlite_nullability;
#[path = "sqlite/precision_and_scale.rs"]
mod sqlite_precision_and_scale;
#[path = "sqlite/primary_key_changed.rs"]
mod sqlite_primary_key_changed;
#[path = "sqlite/table_added.rs"]
mod sqlite_table_added;
#[path = "sqlite/table_dropped.rs"]
mod sqlite_table_dropped;
#[path = "sqlite/table_options.rs"]
mod sqlite_table_options;
#[path = "sqlite/table_renamed.rs"]
mod sqlite_table_renamed;
#[path = "sqlite/tables_renamed_in_a_chain.rs"]
mod sqlite_tables_renamed_in_a_chain;
#[path = "sqlite/time_zone_of_a_timestamp.rs"]
mod sqlite_time_zone_of_a_timestamp;
#[path = "sqlite/trigger_added.rs"]
mod sqlite_trigger_added;
#[path = "sqlite/trigger_changed.rs"]
mod sqlite_trigger_changed;
#[path = "sqlite/trigger_dropped.rs"]
mod sqlite_trigger_dropped;
#[path = "sqlite/type.rs"]
mod sqlite_type;
#[path = "sqlite/unique_added.rs"]
mod sqlite_unique_added;
#[path = "sqlite/unique_columns.rs"]
mod sqlite_unique_columns;
#[path = "sqlite/unique_dropped.rs"]
mod sqlite_unique_dropped;
#[path = "sqlite/view_added.rs"]
mod sqlite_view_added;
#[path = "sqlite/view_changed.rs"]
mod sqlite_view_changed;
#[path = "sqlite/view_dropped.rs"]
mod sqlite_view_dropped;

/// Each file: its database, its revision, and what it does in either direction.
pub const REVISIONS: &[(&str, &str, Step, Step)] = &[
    (
        "mysql",
        mysql_auto_increment_added::REVISION.id,
        mysql_auto_increment_added::upgrade,
        mysql_auto_increment_added::downgrade,
    ),
    (
        "mysql",
        mysql_auto_increment_dropped::REVISION.id,
        mysql_auto_increment_dropped::upgrade,
        mysql_auto_increment_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_character_set_of_a_column::REVISION.id,
        mysql_character_set_of_a_column::upgrade,
        mysql_character_set_of_a_column::downgrade,
    ),
    (
        "mysql",
        mysql_character_set_of_a_table::REVISION.id,
        mysql_character_set_of_a_table::upgrade,
        mysql_character_set_of_a_table::downgrade,
    ),
    (
        "mysql",
        mysql_check_added::REVISION.id,
        mysql_check_added::upgrade,
        mysql_check_added::downgrade,
    ),
    (
        "mysql",
        mysql_check_dropped::REVISION.id,
        mysql_check_dropped::upgrade,
        mysql_check_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_check_expression::REVISION.id,
        mysql_check_expression::upgrade,
        mysql_check_expression::downgrade,
    ),
    (
        "mysql",
        mysql_collation::REVISION.id,
        mysql_collation::upgrade,
        mysql_collation::downgrade,
    ),
    (
        "mysql",
        mysql_collation_of_a_table::REVISION.id,
        mysql_collation_of_a_table::upgrade,
        mysql_collation_of_a_table::downgrade,
    ),
    (
        "mysql",
        mysql_column_added::REVISION.id,
        mysql_column_added::upgrade,
        mysql_column_added::downgrade,
    ),
    (
        "mysql",
        mysql_column_comment::REVISION.id,
        mysql_column_comment::upgrade,
        mysql_column_comment::downgrade,
    ),
    (
        "mysql",
        mysql_column_dropped::REVISION.id,
        mysql_column_dropped::upgrade,
        mysql_column_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_column_renamed::REVISION.id,
        mysql_column_renamed::upgrade,
        mysql_column_renamed::downgrade,
    ),
    (
        "mysql",
        mysql_columns_renamed_in_a_chain::REVISION.id,
        mysql_columns_renamed_in_a_chain::upgrade,
        mysql_columns_renamed_in_a_chain::downgrade,
    ),
    (
        "mysql",
        mysql_columns_that_change_places::REVISION.id,
        mysql_columns_that_change_places::upgrade,
        mysql_columns_that_change_places::downgrade,
    ),
    (
        "mysql",
        mysql_comment_of_an_index::REVISION.id,
        mysql_comment_of_an_index::upgrade,
        mysql_comment_of_an_index::downgrade,
    ),
    (
        "mysql",
        mysql_default_added::REVISION.id,
        mysql_default_added::upgrade,
        mysql_default_added::downgrade,
    ),
    (
        "mysql",
        mysql_default_changed::REVISION.id,
        mysql_default_changed::upgrade,
        mysql_default_changed::downgrade,
    ),
    (
        "mysql",
        mysql_default_dropped::REVISION.id,
        mysql_default_dropped::upgrade,
        mysql_default_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_engine::REVISION.id,
        mysql_engine::upgrade,
        mysql_engine::downgrade,
    ),
    (
        "mysql",
        mysql_enum_value_added::REVISION.id,
        mysql_enum_value_added::upgrade,
        mysql_enum_value_added::downgrade,
    ),
    (
        "mysql",
        mysql_enum_value_inserted::REVISION.id,
        mysql_enum_value_inserted::upgrade,
        mysql_enum_value_inserted::downgrade,
    ),
    (
        "mysql",
        mysql_enum_value_removed::REVISION.id,
        mysql_enum_value_removed::upgrade,
        mysql_enum_value_removed::downgrade,
    ),
    (
        "mysql",
        mysql_enum_value_renamed::REVISION.id,
        mysql_enum_value_renamed::upgrade,
        mysql_enum_value_renamed::downgrade,
    ),
    (
        "mysql",
        mysql_enum_values_renamed_in_a_chain::REVISION.id,
        mysql_enum_values_renamed_in_a_chain::upgrade,
        mysql_enum_values_renamed_in_a_chain::downgrade,
    ),
    (
        "mysql",
        mysql_foreign_key_actions::REVISION.id,
        mysql_foreign_key_actions::upgrade,
        mysql_foreign_key_actions::downgrade,
    ),
    (
        "mysql",
        mysql_foreign_key_added::REVISION.id,
        mysql_foreign_key_added::upgrade,
        mysql_foreign_key_added::downgrade,
    ),
    (
        "mysql",
        mysql_foreign_key_dropped::REVISION.id,
        mysql_foreign_key_dropped::upgrade,
        mysql_foreign_key_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_foreign_key_renamed::REVISION.id,
        mysql_foreign_key_renamed::upgrade,
        mysql_foreign_key_renamed::downgrade,
    ),
    (
        "mysql",
        mysql_foreign_key_target::REVISION.id,
        mysql_foreign_key_target::upgrade,
        mysql_foreign_key_target::downgrade,
    ),
    (
        "mysql",
        mysql_foreign_keys_in_a_cycle::REVISION.id,
        mysql_foreign_keys_in_a_cycle::upgrade,
        mysql_foreign_keys_in_a_cycle::downgrade,
    ),
    (
        "mysql",
        mysql_full_text_index::REVISION.id,
        mysql_full_text_index::upgrade,
        mysql_full_text_index::downgrade,
    ),
    (
        "mysql",
        mysql_function_added::REVISION.id,
        mysql_function_added::upgrade,
        mysql_function_added::downgrade,
    ),
    (
        "mysql",
        mysql_function_changed::REVISION.id,
        mysql_function_changed::upgrade,
        mysql_function_changed::downgrade,
    ),
    (
        "mysql",
        mysql_function_dropped::REVISION.id,
        mysql_function_dropped::upgrade,
        mysql_function_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_generated_column::REVISION.id,
        mysql_generated_column::upgrade,
        mysql_generated_column::downgrade,
    ),
    (
        "mysql",
        mysql_generated_column_stored::REVISION.id,
        mysql_generated_column_stored::upgrade,
        mysql_generated_column_stored::downgrade,
    ),
    (
        "mysql",
        mysql_index_added::REVISION.id,
        mysql_index_added::upgrade,
        mysql_index_added::downgrade,
    ),
    (
        "mysql",
        mysql_index_columns::REVISION.id,
        mysql_index_columns::upgrade,
        mysql_index_columns::downgrade,
    ),
    (
        "mysql",
        mysql_index_descending::REVISION.id,
        mysql_index_descending::upgrade,
        mysql_index_descending::downgrade,
    ),
    (
        "mysql",
        mysql_index_dropped::REVISION.id,
        mysql_index_dropped::upgrade,
        mysql_index_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_index_renamed::REVISION.id,
        mysql_index_renamed::upgrade,
        mysql_index_renamed::downgrade,
    ),
    (
        "mysql",
        mysql_index_unique::REVISION.id,
        mysql_index_unique::upgrade,
        mysql_index_unique::downgrade,
    ),
    (
        "mysql",
        mysql_invisible_column::REVISION.id,
        mysql_invisible_column::upgrade,
        mysql_invisible_column::downgrade,
    ),
    (
        "mysql",
        mysql_length::REVISION.id,
        mysql_length::upgrade,
        mysql_length::downgrade,
    ),
    (
        "mysql",
        mysql_method_of_an_index_in_memory::REVISION.id,
        mysql_method_of_an_index_in_memory::upgrade,
        mysql_method_of_an_index_in_memory::downgrade,
    ),
    (
        "mysql",
        mysql_nullability::REVISION.id,
        mysql_nullability::upgrade,
        mysql_nullability::downgrade,
    ),
    (
        "mysql",
        mysql_on_update::REVISION.id,
        mysql_on_update::upgrade,
        mysql_on_update::downgrade,
    ),
    (
        "mysql",
        mysql_precision_and_scale::REVISION.id,
        mysql_precision_and_scale::upgrade,
        mysql_precision_and_scale::downgrade,
    ),
    (
        "mysql",
        mysql_prefix_of_an_index::REVISION.id,
        mysql_prefix_of_an_index::upgrade,
        mysql_prefix_of_an_index::downgrade,
    ),
    (
        "mysql",
        mysql_primary_key_changed::REVISION.id,
        mysql_primary_key_changed::upgrade,
        mysql_primary_key_changed::downgrade,
    ),
    (
        "mysql",
        mysql_procedure_added::REVISION.id,
        mysql_procedure_added::upgrade,
        mysql_procedure_added::downgrade,
    ),
    (
        "mysql",
        mysql_procedure_changed::REVISION.id,
        mysql_procedure_changed::upgrade,
        mysql_procedure_changed::downgrade,
    ),
    (
        "mysql",
        mysql_procedure_dropped::REVISION.id,
        mysql_procedure_dropped::upgrade,
        mysql_procedure_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_row_format::REVISION.id,
        mysql_row_format::upgrade,
        mysql_row_format::downgrade,
    ),
    (
        "mysql",
        mysql_sequence_added::REVISION.id,
        mysql_sequence_added::upgrade,
        mysql_sequence_added::downgrade,
    ),
    (
        "mysql",
        mysql_sequence_changed::REVISION.id,
        mysql_sequence_changed::upgrade,
        mysql_sequence_changed::downgrade,
    ),
    (
        "mysql",
        mysql_sequence_without_limits::REVISION.id,
        mysql_sequence_without_limits::upgrade,
        mysql_sequence_without_limits::downgrade,
    ),
    (
        "mysql",
        mysql_set_value_added::REVISION.id,
        mysql_set_value_added::upgrade,
        mysql_set_value_added::downgrade,
    ),
    (
        "mysql",
        mysql_spatial_index::REVISION.id,
        mysql_spatial_index::upgrade,
        mysql_spatial_index::downgrade,
    ),
    (
        "mysql",
        mysql_table_added::REVISION.id,
        mysql_table_added::upgrade,
        mysql_table_added::downgrade,
    ),
    (
        "mysql",
        mysql_table_comment::REVISION.id,
        mysql_table_comment::upgrade,
        mysql_table_comment::downgrade,
    ),
    (
        "mysql",
        mysql_table_dropped::REVISION.id,
        mysql_table_dropped::upgrade,
        mysql_table_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_table_renamed::REVISION.id,
        mysql_table_renamed::upgrade,
        mysql_table_renamed::downgrade,
    ),
    (
        "mysql",
        mysql_tables_renamed_in_a_chain::REVISION.id,
        mysql_tables_renamed_in_a_chain::upgrade,
        mysql_tables_renamed_in_a_chain::downgrade,
    ),
    (
        "mysql",
        mysql_trigger_added::REVISION.id,
        mysql_trigger_added::upgrade,
        mysql_trigger_added::downgrade,
    ),
    (
        "mysql",
        mysql_trigger_changed::REVISION.id,
        mysql_trigger_changed::upgrade,
        mysql_trigger_changed::downgrade,
    ),
    (
        "mysql",
        mysql_trigger_dropped::REVISION.id,
        mysql_trigger_dropped::upgrade,
        mysql_trigger_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_type::REVISION.id,
        mysql_type::upgrade,
        mysql_type::downgrade,
    ),
    (
        "mysql",
        mysql_unique_added::REVISION.id,
        mysql_unique_added::upgrade,
        mysql_unique_added::downgrade,
    ),
    (
        "mysql",
        mysql_unique_columns::REVISION.id,
        mysql_unique_columns::upgrade,
        mysql_unique_columns::downgrade,
    ),
    (
        "mysql",
        mysql_unique_dropped::REVISION.id,
        mysql_unique_dropped::upgrade,
        mysql_unique_dropped::downgrade,
    ),
    (
        "mysql",
        mysql_unsigned::REVISION.id,
        mysql_unsigned::upgrade,
        mysql_unsigned::downgrade,
    ),
    (
        "mysql",
        mysql_view_added::REVISION.id,
        mysql_view_added::upgrade,
        mysql_view_added::downgrade,
    ),
    (
        "mysql",
        mysql_view_changed::REVISION.id,
        mysql_view_changed::upgrade,
        mysql_view_changed::downgrade,
    ),
    (
        "mysql",
        mysql_view_dropped::REVISION.id,
        mysql_view_dropped::upgrade,
        mysql_view_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_check_added::REVISION.id,
        postgres_check_added::upgrade,
        postgres_check_added::downgrade,
    ),
    (
        "postgres",
        postgres_check_dropped::REVISION.id,
        postgres_check_dropped::upgrade,
        postgres_check_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_check_expression::REVISION.id,
        postgres_check_expression::upgrade,
        postgres_check_expression::downgrade,
    ),
    (
        "postgres",
        postgres_collation::REVISION.id,
        postgres_collation::upgrade,
        postgres_collation::downgrade,
    ),
    (
        "postgres",
        postgres_column_added::REVISION.id,
        postgres_column_added::upgrade,
        postgres_column_added::downgrade,
    ),
    (
        "postgres",
        postgres_column_comment::REVISION.id,
        postgres_column_comment::upgrade,
        postgres_column_comment::downgrade,
    ),
    (
        "postgres",
        postgres_column_dropped::REVISION.id,
        postgres_column_dropped::upgrade,
        postgres_column_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_column_renamed::REVISION.id,
        postgres_column_renamed::upgrade,
        postgres_column_renamed::downgrade,
    ),
    (
        "postgres",
        postgres_columns_renamed_in_a_chain::REVISION.id,
        postgres_columns_renamed_in_a_chain::upgrade,
        postgres_columns_renamed_in_a_chain::downgrade,
    ),
    (
        "postgres",
        postgres_columns_that_change_places::REVISION.id,
        postgres_columns_that_change_places::upgrade,
        postgres_columns_that_change_places::downgrade,
    ),
    (
        "postgres",
        postgres_default_added::REVISION.id,
        postgres_default_added::upgrade,
        postgres_default_added::downgrade,
    ),
    (
        "postgres",
        postgres_default_changed::REVISION.id,
        postgres_default_changed::upgrade,
        postgres_default_changed::downgrade,
    ),
    (
        "postgres",
        postgres_default_dropped::REVISION.id,
        postgres_default_dropped::upgrade,
        postgres_default_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_enum_value_added::REVISION.id,
        postgres_enum_value_added::upgrade,
        postgres_enum_value_added::downgrade,
    ),
    (
        "postgres",
        postgres_enum_value_inserted::REVISION.id,
        postgres_enum_value_inserted::upgrade,
        postgres_enum_value_inserted::downgrade,
    ),
    (
        "postgres",
        postgres_enum_value_removed::REVISION.id,
        postgres_enum_value_removed::upgrade,
        postgres_enum_value_removed::downgrade,
    ),
    (
        "postgres",
        postgres_enum_value_renamed::REVISION.id,
        postgres_enum_value_renamed::upgrade,
        postgres_enum_value_renamed::downgrade,
    ),
    (
        "postgres",
        postgres_enum_values_renamed_in_a_chain::REVISION.id,
        postgres_enum_values_renamed_in_a_chain::upgrade,
        postgres_enum_values_renamed_in_a_chain::downgrade,
    ),
    (
        "postgres",
        postgres_foreign_key_actions::REVISION.id,
        postgres_foreign_key_actions::upgrade,
        postgres_foreign_key_actions::downgrade,
    ),
    (
        "postgres",
        postgres_foreign_key_added::REVISION.id,
        postgres_foreign_key_added::upgrade,
        postgres_foreign_key_added::downgrade,
    ),
    (
        "postgres",
        postgres_foreign_key_deferrable::REVISION.id,
        postgres_foreign_key_deferrable::upgrade,
        postgres_foreign_key_deferrable::downgrade,
    ),
    (
        "postgres",
        postgres_foreign_key_dropped::REVISION.id,
        postgres_foreign_key_dropped::upgrade,
        postgres_foreign_key_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_foreign_key_renamed::REVISION.id,
        postgres_foreign_key_renamed::upgrade,
        postgres_foreign_key_renamed::downgrade,
    ),
    (
        "postgres",
        postgres_foreign_key_target::REVISION.id,
        postgres_foreign_key_target::upgrade,
        postgres_foreign_key_target::downgrade,
    ),
    (
        "postgres",
        postgres_foreign_keys_in_a_cycle::REVISION.id,
        postgres_foreign_keys_in_a_cycle::upgrade,
        postgres_foreign_keys_in_a_cycle::downgrade,
    ),
    (
        "postgres",
        postgres_function_added::REVISION.id,
        postgres_function_added::upgrade,
        postgres_function_added::downgrade,
    ),
    (
        "postgres",
        postgres_function_changed::REVISION.id,
        postgres_function_changed::upgrade,
        postgres_function_changed::downgrade,
    ),
    (
        "postgres",
        postgres_function_dropped::REVISION.id,
        postgres_function_dropped::upgrade,
        postgres_function_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_generated_column::REVISION.id,
        postgres_generated_column::upgrade,
        postgres_generated_column::downgrade,
    ),
    (
        "postgres",
        postgres_identity::REVISION.id,
        postgres_identity::upgrade,
        postgres_identity::downgrade,
    ),
    (
        "postgres",
        postgres_index_added::REVISION.id,
        postgres_index_added::upgrade,
        postgres_index_added::downgrade,
    ),
    (
        "postgres",
        postgres_index_columns::REVISION.id,
        postgres_index_columns::upgrade,
        postgres_index_columns::downgrade,
    ),
    (
        "postgres",
        postgres_index_descending::REVISION.id,
        postgres_index_descending::upgrade,
        postgres_index_descending::downgrade,
    ),
    (
        "postgres",
        postgres_index_dropped::REVISION.id,
        postgres_index_dropped::upgrade,
        postgres_index_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_index_expression::REVISION.id,
        postgres_index_expression::upgrade,
        postgres_index_expression::downgrade,
    ),
    (
        "postgres",
        postgres_index_include::REVISION.id,
        postgres_index_include::upgrade,
        postgres_index_include::downgrade,
    ),
    (
        "postgres",
        postgres_index_method::REVISION.id,
        postgres_index_method::upgrade,
        postgres_index_method::downgrade,
    ),
    (
        "postgres",
        postgres_index_operator_class::REVISION.id,
        postgres_index_operator_class::upgrade,
        postgres_index_operator_class::downgrade,
    ),
    (
        "postgres",
        postgres_index_predicate::REVISION.id,
        postgres_index_predicate::upgrade,
        postgres_index_predicate::downgrade,
    ),
    (
        "postgres",
        postgres_index_renamed::REVISION.id,
        postgres_index_renamed::upgrade,
        postgres_index_renamed::downgrade,
    ),
    (
        "postgres",
        postgres_index_unique::REVISION.id,
        postgres_index_unique::upgrade,
        postgres_index_unique::downgrade,
    ),
    (
        "postgres",
        postgres_json_to_jsonb::REVISION.id,
        postgres_json_to_jsonb::upgrade,
        postgres_json_to_jsonb::downgrade,
    ),
    (
        "postgres",
        postgres_length::REVISION.id,
        postgres_length::upgrade,
        postgres_length::downgrade,
    ),
    (
        "postgres",
        postgres_nullability::REVISION.id,
        postgres_nullability::upgrade,
        postgres_nullability::downgrade,
    ),
    (
        "postgres",
        postgres_nulls_not_distinct::REVISION.id,
        postgres_nulls_not_distinct::upgrade,
        postgres_nulls_not_distinct::downgrade,
    ),
    (
        "postgres",
        postgres_policy_added::REVISION.id,
        postgres_policy_added::upgrade,
        postgres_policy_added::downgrade,
    ),
    (
        "postgres",
        postgres_policy_changed::REVISION.id,
        postgres_policy_changed::upgrade,
        postgres_policy_changed::downgrade,
    ),
    (
        "postgres",
        postgres_policy_dropped::REVISION.id,
        postgres_policy_dropped::upgrade,
        postgres_policy_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_precision_and_scale::REVISION.id,
        postgres_precision_and_scale::upgrade,
        postgres_precision_and_scale::downgrade,
    ),
    (
        "postgres",
        postgres_primary_key_changed::REVISION.id,
        postgres_primary_key_changed::upgrade,
        postgres_primary_key_changed::downgrade,
    ),
    (
        "postgres",
        postgres_procedure_added::REVISION.id,
        postgres_procedure_added::upgrade,
        postgres_procedure_added::downgrade,
    ),
    (
        "postgres",
        postgres_procedure_changed::REVISION.id,
        postgres_procedure_changed::upgrade,
        postgres_procedure_changed::downgrade,
    ),
    (
        "postgres",
        postgres_procedure_dropped::REVISION.id,
        postgres_procedure_dropped::upgrade,
        postgres_procedure_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_schema_added::REVISION.id,
        postgres_schema_added::upgrade,
        postgres_schema_added::downgrade,
    ),
    (
        "postgres",
        postgres_sequence_added::REVISION.id,
        postgres_sequence_added::upgrade,
        postgres_sequence_added::downgrade,
    ),
    (
        "postgres",
        postgres_sequence_bounds_behind_where_it_stands::REVISION.id,
        postgres_sequence_bounds_behind_where_it_stands::upgrade,
        postgres_sequence_bounds_behind_where_it_stands::downgrade,
    ),
    (
        "postgres",
        postgres_sequence_changed::REVISION.id,
        postgres_sequence_changed::upgrade,
        postgres_sequence_changed::downgrade,
    ),
    (
        "postgres",
        postgres_sequence_whose_column_goes::REVISION.id,
        postgres_sequence_whose_column_goes::upgrade,
        postgres_sequence_whose_column_goes::downgrade,
    ),
    (
        "postgres",
        postgres_storage_parameters::REVISION.id,
        postgres_storage_parameters::upgrade,
        postgres_storage_parameters::downgrade,
    ),
    (
        "postgres",
        postgres_table_added::REVISION.id,
        postgres_table_added::upgrade,
        postgres_table_added::downgrade,
    ),
    (
        "postgres",
        postgres_table_comment::REVISION.id,
        postgres_table_comment::upgrade,
        postgres_table_comment::downgrade,
    ),
    (
        "postgres",
        postgres_table_dropped::REVISION.id,
        postgres_table_dropped::upgrade,
        postgres_table_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_table_moved_to_another_schema::REVISION.id,
        postgres_table_moved_to_another_schema::upgrade,
        postgres_table_moved_to_another_schema::downgrade,
    ),
    (
        "postgres",
        postgres_table_renamed::REVISION.id,
        postgres_table_renamed::upgrade,
        postgres_table_renamed::downgrade,
    ),
    (
        "postgres",
        postgres_tables_renamed_in_a_chain::REVISION.id,
        postgres_tables_renamed_in_a_chain::upgrade,
        postgres_tables_renamed_in_a_chain::downgrade,
    ),
    (
        "postgres",
        postgres_time_zone_of_a_timestamp::REVISION.id,
        postgres_time_zone_of_a_timestamp::upgrade,
        postgres_time_zone_of_a_timestamp::downgrade,
    ),
    (
        "postgres",
        postgres_trigger_added::REVISION.id,
        postgres_trigger_added::upgrade,
        postgres_trigger_added::downgrade,
    ),
    (
        "postgres",
        postgres_trigger_changed::REVISION.id,
        postgres_trigger_changed::upgrade,
        postgres_trigger_changed::downgrade,
    ),
    (
        "postgres",
        postgres_trigger_dropped::REVISION.id,
        postgres_trigger_dropped::upgrade,
        postgres_trigger_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_type::REVISION.id,
        postgres_type::upgrade,
        postgres_type::downgrade,
    ),
    (
        "postgres",
        postgres_unique_added::REVISION.id,
        postgres_unique_added::upgrade,
        postgres_unique_added::downgrade,
    ),
    (
        "postgres",
        postgres_unique_columns::REVISION.id,
        postgres_unique_columns::upgrade,
        postgres_unique_columns::downgrade,
    ),
    (
        "postgres",
        postgres_unique_deferrable::REVISION.id,
        postgres_unique_deferrable::upgrade,
        postgres_unique_deferrable::downgrade,
    ),
    (
        "postgres",
        postgres_unique_dropped::REVISION.id,
        postgres_unique_dropped::upgrade,
        postgres_unique_dropped::downgrade,
    ),
    (
        "postgres",
        postgres_view_added::REVISION.id,
        postgres_view_added::upgrade,
        postgres_view_added::downgrade,
    ),
    (
        "postgres",
        postgres_view_changed::REVISION.id,
        postgres_view_changed::upgrade,
        postgres_view_changed::downgrade,
    ),
    (
        "postgres",
        postgres_view_dropped::REVISION.id,
        postgres_view_dropped::upgrade,
        postgres_view_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_autoincrement::REVISION.id,
        sqlite_autoincrement::upgrade,
        sqlite_autoincrement::downgrade,
    ),
    (
        "sqlite",
        sqlite_check_added::REVISION.id,
        sqlite_check_added::upgrade,
        sqlite_check_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_check_dropped::REVISION.id,
        sqlite_check_dropped::upgrade,
        sqlite_check_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_check_expression::REVISION.id,
        sqlite_check_expression::upgrade,
        sqlite_check_expression::downgrade,
    ),
    (
        "sqlite",
        sqlite_collation::REVISION.id,
        sqlite_collation::upgrade,
        sqlite_collation::downgrade,
    ),
    (
        "sqlite",
        sqlite_column_added::REVISION.id,
        sqlite_column_added::upgrade,
        sqlite_column_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_column_dropped::REVISION.id,
        sqlite_column_dropped::upgrade,
        sqlite_column_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_column_renamed::REVISION.id,
        sqlite_column_renamed::upgrade,
        sqlite_column_renamed::downgrade,
    ),
    (
        "sqlite",
        sqlite_columns_renamed_in_a_chain::REVISION.id,
        sqlite_columns_renamed_in_a_chain::upgrade,
        sqlite_columns_renamed_in_a_chain::downgrade,
    ),
    (
        "sqlite",
        sqlite_columns_that_change_places::REVISION.id,
        sqlite_columns_that_change_places::upgrade,
        sqlite_columns_that_change_places::downgrade,
    ),
    (
        "sqlite",
        sqlite_default_added::REVISION.id,
        sqlite_default_added::upgrade,
        sqlite_default_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_default_changed::REVISION.id,
        sqlite_default_changed::upgrade,
        sqlite_default_changed::downgrade,
    ),
    (
        "sqlite",
        sqlite_default_dropped::REVISION.id,
        sqlite_default_dropped::upgrade,
        sqlite_default_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_foreign_key_actions::REVISION.id,
        sqlite_foreign_key_actions::upgrade,
        sqlite_foreign_key_actions::downgrade,
    ),
    (
        "sqlite",
        sqlite_foreign_key_added::REVISION.id,
        sqlite_foreign_key_added::upgrade,
        sqlite_foreign_key_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_foreign_key_deferrable::REVISION.id,
        sqlite_foreign_key_deferrable::upgrade,
        sqlite_foreign_key_deferrable::downgrade,
    ),
    (
        "sqlite",
        sqlite_foreign_key_dropped::REVISION.id,
        sqlite_foreign_key_dropped::upgrade,
        sqlite_foreign_key_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_foreign_key_renamed::REVISION.id,
        sqlite_foreign_key_renamed::upgrade,
        sqlite_foreign_key_renamed::downgrade,
    ),
    (
        "sqlite",
        sqlite_foreign_key_target::REVISION.id,
        sqlite_foreign_key_target::upgrade,
        sqlite_foreign_key_target::downgrade,
    ),
    (
        "sqlite",
        sqlite_foreign_keys_in_a_cycle::REVISION.id,
        sqlite_foreign_keys_in_a_cycle::upgrade,
        sqlite_foreign_keys_in_a_cycle::downgrade,
    ),
    (
        "sqlite",
        sqlite_generated_column::REVISION.id,
        sqlite_generated_column::upgrade,
        sqlite_generated_column::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_added::REVISION.id,
        sqlite_index_added::upgrade,
        sqlite_index_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_columns::REVISION.id,
        sqlite_index_columns::upgrade,
        sqlite_index_columns::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_descending::REVISION.id,
        sqlite_index_descending::upgrade,
        sqlite_index_descending::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_dropped::REVISION.id,
        sqlite_index_dropped::upgrade,
        sqlite_index_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_expression::REVISION.id,
        sqlite_index_expression::upgrade,
        sqlite_index_expression::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_predicate::REVISION.id,
        sqlite_index_predicate::upgrade,
        sqlite_index_predicate::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_renamed::REVISION.id,
        sqlite_index_renamed::upgrade,
        sqlite_index_renamed::downgrade,
    ),
    (
        "sqlite",
        sqlite_index_unique::REVISION.id,
        sqlite_index_unique::upgrade,
        sqlite_index_unique::downgrade,
    ),
    (
        "sqlite",
        sqlite_json_to_jsonb::REVISION.id,
        sqlite_json_to_jsonb::upgrade,
        sqlite_json_to_jsonb::downgrade,
    ),
    (
        "sqlite",
        sqlite_length::REVISION.id,
        sqlite_length::upgrade,
        sqlite_length::downgrade,
    ),
    (
        "sqlite",
        sqlite_nullability::REVISION.id,
        sqlite_nullability::upgrade,
        sqlite_nullability::downgrade,
    ),
    (
        "sqlite",
        sqlite_precision_and_scale::REVISION.id,
        sqlite_precision_and_scale::upgrade,
        sqlite_precision_and_scale::downgrade,
    ),
    (
        "sqlite",
        sqlite_primary_key_changed::REVISION.id,
        sqlite_primary_key_changed::upgrade,
        sqlite_primary_key_changed::downgrade,
    ),
    (
        "sqlite",
        sqlite_table_added::REVISION.id,
        sqlite_table_added::upgrade,
        sqlite_table_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_table_dropped::REVISION.id,
        sqlite_table_dropped::upgrade,
        sqlite_table_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_table_options::REVISION.id,
        sqlite_table_options::upgrade,
        sqlite_table_options::downgrade,
    ),
    (
        "sqlite",
        sqlite_table_renamed::REVISION.id,
        sqlite_table_renamed::upgrade,
        sqlite_table_renamed::downgrade,
    ),
    (
        "sqlite",
        sqlite_tables_renamed_in_a_chain::REVISION.id,
        sqlite_tables_renamed_in_a_chain::upgrade,
        sqlite_tables_renamed_in_a_chain::downgrade,
    ),
    (
        "sqlite",
        sqlite_time_zone_of_a_timestamp::REVISION.id,
        sqlite_time_zone_of_a_timestamp::upgrade,
        sqlite_time_zone_of_a_timestamp::downgrade,
    ),
    (
        "sqlite",
        sqlite_trigger_added::REVISION.id,
        sqlite_trigger_added::upgrade,
        sqlite_trigger_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_trigger_changed::REVISION.id,
        sqlite_trigger_changed::upgrade,
        sqlite_trigger_changed::downgrade,
    ),
    (
        "sqlite",
        sqlite_trigger_dropped::REVISION.id,
        sqlite_trigger_dropped::upgrade,
        sqlite_trigger_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_type::REVISION.id,
        sqlite_type::upgrade,
        sqlite_type::downgrade,
    ),
    (
        "sqlite",
        sqlite_unique_added::REVISION.id,
        sqlite_unique_added::upgrade,
        sqlite_unique_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_unique_columns::REVISION.id,
        sqlite_unique_columns::upgrade,
        sqlite_unique_columns::downgrade,
    ),
    (
        "sqlite",
        sqlite_unique_dropped::REVISION.id,
        sqlite_unique_dropped::upgrade,
        sqlite_unique_dropped::downgrade,
    ),
    (
        "sqlite",
        sqlite_view_added::REVISION.id,
        sqlite_view_added::upgrade,
        sqlite_view_added::downgrade,
    ),
    (
        "sqlite",
        sqlite_view_changed::REVISION.id,
        sqlite_view_changed::upgrade,
        sqlite_view_changed::downgrade,
    ),
    (
        "sqlite",
        sqlite_view_dropped::REVISION.id,
        sqlite_view_dropped::upgrade,
        sqlite_view_dropped::downgrade,
    ),
];
