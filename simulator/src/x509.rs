//! Real X.509: what is uploaded is parsed, what is handed out is made.

mod certificate;
mod chain;
mod csr;
mod details;
mod private_key;
mod signature;

pub(crate) use certificate::Certificate;
pub(crate) use chain::{is_issued_by, parse_chain};
pub(crate) use csr::{KeyType, Subject, make_csr};
pub(crate) use details::{Details, hex, sha256};
pub(crate) use private_key::public_key_of;
