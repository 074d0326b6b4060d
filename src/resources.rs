//! The handles, one file per resource.

pub(crate) mod access_certificates;
pub(crate) mod custom_certificates;
pub(crate) mod custom_csrs;
pub(crate) mod keyless_certificates;

use crate::types::Deleted;
use crate::{Response, Result};

/// Where absence is an answer.
fn absent_is_none<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What was deleted: the id that the server repeats, or else the one that it was asked for.
fn deleted(result: Result<Response<Deleted>>, asked: &str) -> Result<Response<Deleted>> {
    result.map(|mut deleted| {
        if deleted.id.is_empty() {
            asked.clone_into(&mut deleted.id);
        }
        deleted
    })
}
