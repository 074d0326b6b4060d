//! Checks before an upload, and what certificates say: pure functions, without a request (feature `preflight`).
//!
//! [`Certificate`] and [`Csr`] read PEM strings. [`Preflight`] checks requests against the rules by which Cloudflare would
//! refuse them, and returns all [`Findings`] at once. A finding is an error only if Cloudflare certainly refuses the
//! request; what is in doubt is a warning, and what cannot be decided here is left to Cloudflare: whether a certificate
//! was uploaded before, quotas, whether an issuer is publicly trusted, signatures.
//!
//! Private keys are only looked at: no finding holds one, and copies in memory are zeroed.

mod certificate;
mod checks;
mod csr;
mod der;
mod finding;
mod fingerprint;
mod key_type;
mod names;
mod parse_error;
mod pem;
mod private_key;
mod public_key;
mod signature;

pub use certificate::Certificate;
pub use checks::Preflight;
pub use csr::Csr;
pub use finding::{Finding, Findings, Refused, Severity};
pub use key_type::KeyType;
pub use parse_error::ParseError;

const fn owned<T: Clone + Send + Sync + 'static>() {}

const _: () = {
    owned::<Certificate>();
    owned::<Csr>();
    owned::<Findings>();
    owned::<ParseError>();
    owned::<Preflight>();
    owned::<Refused>();
};
