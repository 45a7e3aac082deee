//! Views, functions, triggers and policies that are registered beside the models.

use super::MetadataError;
use crate::schema::Object;

/// An entry of the registry: [`register_object!`](crate::register_object) writes it.
#[doc(hidden)]
#[derive(Debug)]
pub struct ObjectRegistration {
    /// The database that it belongs to, in a project that has several.
    pub database: Option<&'static str>,
    /// `module_path!()` of where it stands.
    pub module: &'static str,
    /// Describes it.
    pub object: fn() -> Object,
}

inventory::collect!(ObjectRegistration);

/// Registers a view, a function, a trigger or a policy beside the models: autogenerate creates it, replaces it when its
/// body changes or somebody changed it by hand, and drops it when it is registered no more, each behind what it is made
/// of. The former body stands in `downgrade`.
///
/// ```standalone_crate
/// mod models {
///     use migrate_core::Migratable;
///
///     #[derive(Migratable)]
///     #[diesel(table_name = people)]
///     pub struct Person {
///         pub id: i32,
///         pub name: String,
///         pub age: i32,
///     }
///
///     migrate_core::register_object! {
///         view("adults").definition("SELECT id, name FROM people WHERE age >= 18")
///     }
/// }
///
/// let metadata = migrate_core::Metadata::collect().unwrap();
/// assert_eq!(metadata.objects()[0].id.to_string(), "view `adults`");
/// ```
///
/// In a project of several databases the first word says whose it is: `register_object!("main", view(...))`. What
/// describes an object is [`view`](crate::operations::view) and its like;
/// [`Environment::object`](crate::Environment::object) does the same from where the environment is.
#[macro_export]
macro_rules! register_object {
    ($database:literal, $object:expr $(,)?) => {
        $crate::register_object!(@ ::core::option::Option::Some($database), $object);
    };
    (@ $database:expr, $object:expr) => {
        const _: () = {
            fn object() -> $crate::schema::Object {
                #[allow(unused_imports)]
                use $crate::operations::{
                    function, materialized_view, object, policy, procedure, trigger, view,
                };
                ::core::convert::Into::into($object)
            }
            $crate::__private::inventory::submit! {
                $crate::__private::ObjectRegistration {
                    database: $database,
                    module: ::core::module_path!(),
                    object,
                }
            }
        };
    };
    ($object:expr $(,)?) => {
        $crate::register_object!(@ ::core::option::Option::None, $object);
    };
}

/// Everything that is linked into the program, in the order of names: that of the registry is nobody's.
pub(super) fn registered() -> Result<Vec<&'static ObjectRegistration>, MetadataError> {
    let entries = inventory::iter::<ObjectRegistration>.into_iter();
    let mut entries: Vec<_> = entries.map(|entry| ((entry.object)().id, entry)).collect();
    let key = |id: &crate::schema::ObjectId| {
        let (table, arguments) = (id.table.clone(), id.arguments.clone());
        (id.kind, id.name.clone(), table, arguments)
    };
    entries.sort_by(|(a, first), (b, second)| (key(a), first.module).cmp(&(key(b), second.module)));
    for pair in entries.windows(2) {
        if let [(first, one), (second, other)] = pair
            && first == second
            && one.database == other.database
        {
            return Err(MetadataError::DuplicateObject {
                object: first.clone(),
                first: one.module.to_owned(),
                second: other.module.to_owned(),
            });
        }
    }
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}
