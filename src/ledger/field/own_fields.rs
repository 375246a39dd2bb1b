//! The macro that makes a ledger's typed struct and its field table from one list.

use chrono::NaiveDate;

use super::value::Value;
use crate::amount::Amount;

/// A struct field that can be taken from a record's value.
pub trait Own: Sized {
    /// The typed value; nothing recorded is nothing here.
    fn take(value: Option<&Value>) -> Self;
}

macro_rules! own {
    ($($holds:ty: $value:ident),*) => {
        $(impl Own for $holds {
            fn take(value: Option<&Value>) -> Self {
                if let Some(Value::$value(own)) = value { own.clone().into() } else { Self::default() }
            }
        })*
    };
}
own!(bool: Flag, Option<Amount>: Amount, Option<String>: Text, Option<NaiveDate>: Day, Vec<String>: List);

/// Makes a struct with a ledger's own fields, each explained where its label does not say enough, its `FIELDS` table, and `of`,
/// which reads it from a record.
macro_rules! own_fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $key:ident: $holds:ty = $field:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[allow(clippy::struct_field_names, reason = "a field's name is the word that people use")]
        #[allow(dead_code, reason = "a field that feeds no figure is recorded and shown all the same")]
        struct $name { $($(#[$field_doc])* $key: $holds,)* }

        impl $name {
            const FIELDS: &'static [$crate::ledger::Field] = &[$($field.named(stringify!($key)),)*];

            #[allow(dead_code, unused_assignments, reason = "not every ledger posts what it records")]
            fn of(record: &$crate::ledger::Record) -> $name {
                let mut index = 0;
                $(let $key = <$holds as $crate::ledger::field::Own>::take(record.own(index)); index += 1;)*
                $name { $($key,)* }
            }
        }
    };
}
pub(in crate::ledger) use own_fields;
