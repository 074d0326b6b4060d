//! Elements of DER that are looked into one by one, where whole structures would be too strict.

use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

/// Returns the elements of a sequence, or of an element with a tag of its own; `None` if the bytes are not DER.
pub(super) fn elements<'a>(element: AnyRef<'a>) -> Option<Vec<AnyRef<'a>>> {
    let mut reader = SliceReader::new(element.value()).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(elements)
}

/// Returns the elements of the sequence that the bytes are.
pub(super) fn sequence(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let element = AnyRef::from_der(der).ok()?;
    (element.tag() == Tag::Sequence).then(|| elements(element))?
}

/// Whether the bytes are one sequence of the length that it states. Whatever else is wrong with it, it is not cut off.
pub(super) fn is_sequence(der: &[u8]) -> bool {
    AnyRef::from_der(der).is_ok_and(|element| element.tag() == Tag::Sequence)
}

/// Returns the object identifier that an element is.
pub(super) fn oid(element: &AnyRef<'_>) -> Option<ObjectIdentifier> {
    element.decode_as().ok()
}

/// Returns the bytes of a number without its leading zeros.
pub(super) fn unsigned<'a>(element: &AnyRef<'a>) -> Option<&'a [u8]> {
    if element.tag() != Tag::Integer {
        return None;
    }
    let bytes = element.value();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..)
}

/// Returns the bytes of a bit string of whole bytes.
pub(super) fn bit_string(value: &[u8]) -> Option<&[u8]> {
    value.split_first().filter(|(unused, _)| **unused == 0).map(|(_, bytes)| bytes)
}

/// Whether an element has the context-specific tag of this number.
pub(super) fn has_number(element: &AnyRef<'_>, number: u32) -> bool {
    matches!(element.tag(), Tag::ContextSpecific { number: found, .. } if found == TagNumber(number))
}
