//! Ids that follow from words.

use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid};

/// The id of the words that `parts` are one behind the other (`UUIDv5`): the same in one namespace is always the same.
#[must_use]
pub fn named_id(namespace: &Uuid, parts: &[&[u8]]) -> Uuid {
    let mut digest = Sha1::new_with_prefix(namespace.as_bytes());
    for part in parts {
        digest.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_standard() {
        // The example of RFC 9562, A.4.
        let id = named_id(&Uuid::NAMESPACE_DNS, &[b"www.", b"example.com"]);
        assert_eq!(id.to_string(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }
}
