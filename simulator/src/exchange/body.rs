//! Bodies of requests.

use std::time::Duration;

use http::StatusCode;
use http_body_util::BodyExt;
use hyper::body::Incoming;

use crate::api_error::ApiError;
use crate::codes;

/// Larger bodies are refused.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// This much of a body that is too large is still read, because a client that is writing does not read a response.
const MAX_DRAINED: usize = 16 * MAX_BODY;

/// Reads a body up to the limit, which must have arrived in time.
pub(super) async fn read(body: Incoming, in_time: Duration) -> Result<Vec<u8>, ApiError> {
    let timeout = || {
        ApiError::new(StatusCode::REQUEST_TIMEOUT, codes::INVALID_REQUEST, "the body did not arrive in time")
    };
    tokio::time::timeout(in_time, read_all(body)).await.map_err(|_| timeout())?
}

async fn read_all(mut body: Incoming) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(ApiError::bad_request(codes::INVALID_REQUEST, "the body is incomplete"));
        };
        let data = frame.into_data().unwrap_or_default();
        length = length.saturating_add(data.len());
        if length <= MAX_BODY {
            bytes.extend_from_slice(&data);
        } else if length > MAX_DRAINED {
            break;
        }
    }
    if length > MAX_BODY {
        let message = format!("the body has more than {MAX_BODY} bytes");
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, codes::TOO_LARGE, message));
    }
    Ok(bytes)
}
