//! The output of build.rs for `openapi/`: the client, the types, the operations.
#![allow(
    missing_docs,
    unreachable_pub,
    unused_imports,
    unused_mut,
    dead_code,
    clippy::all,
    clippy::unwrap_used,
    clippy::use_self,
    clippy::or_fun_call,
    reason = "nobody writes these lines; the document's own rules ask for descriptions"
)]

include!(concat!(env!("OUT_DIR"), "/generated.rs"));
