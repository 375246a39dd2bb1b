//! Amounts: a value and a bound. (interface; being written)
