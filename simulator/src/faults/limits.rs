//! What a fault's response can have.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue, header};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The most headers of a fault; clients refuse more.
const MAX_HEADERS: usize = 100;

/// Informational responses are not the end of an exchange.
pub(super) fn check_status(status: u16) -> Result<(), String> {
    let message = || format!("the status {status} is not between 200 and 999");
    (200..=999).contains(&status).then_some(()).ok_or_else(message)
}

/// Checks names and values. The headers that frame the body belong to the server: with others, it could not write the response.
pub(super) fn check_headers(headers: &BTreeMap<String, String>) -> Result<(), String> {
    if headers.len() > MAX_HEADERS {
        return Err(format!("there are more than {MAX_HEADERS} headers"));
    }
    for (name, value) in headers {
        let Ok(parsed) = HeaderName::try_from(name) else {
            return Err(format!("{name:?} is not a header name"));
        };
        if [header::CONTENT_LENGTH, header::TRANSFER_ENCODING].contains(&parsed) {
            return Err(format!("the header {parsed} cannot be chosen"));
        }
        if HeaderValue::from_str(value).is_err() {
            return Err(format!("the value of the header {parsed} is not valid"));
        }
    }
    Ok(())
}

pub(super) fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let status = Option::deserialize(deserializer)?;
    status.map_or(Ok(()), check_status).map_err(Error::custom)?;
    Ok(status)
}

pub(super) fn headers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let headers = BTreeMap::deserialize(deserializer)?;
    check_headers(&headers).map_err(Error::custom)?;
    Ok(headers)
}
