//! Reading: one item, or a list of them.

use serde_json::Value;

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::page::ResultInfo;
use crate::server_state::ServerState;
use crate::store::{CollectionKey, Item};

/// Returns one item.
pub(crate) fn get(server: &ServerState, key: &CollectionKey, id: &str) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let item = store.find(key, id)?;
    if !item.is_seen() {
        return Err(key.not_found());
    }
    item.count_read();
    ApiResponse::ok(&item.record)
}

/// Lists the items whose records are wanted: in pages if the operation has them, otherwise all. For those that are left out, this
/// counts as a read: a program that lists what is active, until it is all there, comes to its end.
pub(crate) fn list(
    server: &ServerState,
    call: &Call,
    key: &CollectionKey,
    is_wanted: impl Fn(&Value) -> bool,
) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let items = store.shown(key).values();
    let (wanted, others): (Vec<&Item>, Vec<&Item>) = items.partition(|item| is_wanted(&item.record));
    others.into_iter().for_each(Item::count_read);
    page(call, wanted)
}

/// Responds with the requested page of a list, in the list's order.
pub(crate) fn page(call: &Call, mut items: Vec<&Item>) -> Result<ApiResponse, ApiError> {
    let offset = call.query_number("offset").unwrap_or(0);
    items.retain(|item| item.is_listed && item.is_seen());
    let offset = offset.min(items.len());
    items.drain(..offset);
    items.truncate(call.query_number("limit").unwrap_or(usize::MAX));
    let total = items.len();
    let (info, shown) = if call.paged {
        let page = call.page();
        let start = page.start().min(total);
        let end = start.saturating_add(page.size()).min(total);
        (page.info(total), items.drain(start..end).collect())
    } else {
        (ResultInfo::whole(total), items)
    };
    let records: Vec<&Value> = shown.iter().map(|item| &*item.record).collect();
    let response = ApiResponse::list(&records, &info);
    shown.into_iter().for_each(Item::count_read);
    response
}

/// Responds with the requested page of records that no store holds.
pub(crate) fn page_of(call: &Call, records: &[Value]) -> Result<ApiResponse, ApiError> {
    let page = call.page();
    let start = page.start().min(records.len());
    let end = start.saturating_add(page.size()).min(records.len());
    ApiResponse::list(&records[start..end], &page.info(records.len()))
}
