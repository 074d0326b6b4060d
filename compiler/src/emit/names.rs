//! Names that would collide in the code of the handles, or with what stands beside them.

use std::collections::BTreeMap;

use super::interface::{Call, Handle, Role};
use crate::{Document, Findings, Place};

const OF_HANDLE: [&str; 2] = ["clone", "new"];
const OF_LIST: [&str; 9] =
    ["all", "allow_incomplete", "clone", "from_page", "page", "pages", "per_page", "read_ahead", "stream"];
const OF_REQUEST: [&str; 3] = ["clone", "into_future", "send"];
/// Methods of `Zone`, `Account` and `Client`.
const OF_OWNER: [&str; 14] = [
    "account",
    "builder",
    "call",
    "client",
    "clock",
    "clone",
    "from_env",
    "id",
    "new",
    "request",
    "scope",
    "with",
    "zone",
    "zone_by_name",
];
/// Variables of the emitted code.
const LOCAL: [&str; 4] = ["at", "call", "request", "scope"];
/// Types at the root of the crate and of the prelude, which a handle of the same name would hide, or that would hide it.
const OF_CRATE: [&str; 40] = [
    "Account",
    "ApiError",
    "Box",
    "Client",
    "ClientBuilder",
    "Clock",
    "Clone",
    "Credentials",
    "Default",
    "Drop",
    "Error",
    "ErrorKind",
    "Fn",
    "From",
    "Into",
    "Items",
    "Iterator",
    "List",
    "ListQuery",
    "Message",
    "Meta",
    "Middleware",
    "Observer",
    "Operation",
    "Option",
    "Options",
    "Page",
    "PageRequest",
    "Pages",
    "Paging",
    "Request",
    "Response",
    "Result",
    "ResultInfo",
    "Retry",
    "Secret",
    "Send",
    "String",
    "Vec",
    "Zone",
];

/// Reports every collision at the operation that causes it.
pub(super) fn check(document: &Document, handles: &[Handle<'_>]) -> Result<(), Findings> {
    let mut findings = Findings::default();
    let mut types: BTreeMap<String, String> = BTreeMap::new();
    for handle in handles.iter().flat_map(|handle| std::iter::once(handle).chain(&handle.parts)) {
        let place =
            handle.calls.first().map_or_else(|| Place::of_file("openapi.yaml"), |call| place(document, call));
        let name = handle.name.to_string();
        if OF_CRATE.contains(&name.as_str()) {
            findings.add(
                place.clone(),
                "handle-name",
                format!("the handle `{name}` would hide a type of the crate"),
            );
        }
        if handle.accessor == handle.tag_name() && OF_OWNER.contains(&handle.accessor.as_str()) {
            let message =
                format!("`{}` is a method of the client, a zone or an account already", handle.accessor);
            findings.add(place.clone(), "handle-name", message);
        }
        let queries =
            handle.calls.iter().filter(|call| call.is_deferred()).map(|call| call.query().to_string());
        for name in std::iter::once(name).chain(queries) {
            if let Some(other) = types.insert(name.clone(), handle.accessor.clone()) {
                let message = format!("`{}` and `{other}` would both make a type `{name}`", handle.accessor);
                findings.add(place.clone(), "handle-name", message);
            }
        }
        methods(document, handle, &mut findings);
        for call in &handle.calls {
            arguments(document, call, &mut findings);
        }
    }
    findings.into_result()
}

fn place(document: &Document, call: &Call<'_>) -> Place {
    document.place(&call.operation.pointer())
}

/// A handle has each method once.
fn methods(document: &Document, handle: &Handle<'_>, findings: &mut Findings) {
    let mut taken: Vec<String> = OF_HANDLE.map(str::to_owned).into();
    taken.extend(handle.parts.iter().map(|part| part.accessor.clone()));
    for call in &handle.calls {
        let name = call.method.to_string();
        let also = (name == "get").then(|| "get_opt".to_owned());
        for name in std::iter::once(name).chain(also) {
            if taken.contains(&name) {
                let message =
                    format!("`{}` would be a second `{}::{name}`", call.operation.id(), handle.name);
                findings.add(place(document, call), "method-name", message);
            }
            taken.push(name);
        }
    }
}

/// Arguments and setters do not hide each other, what they stand on, or variables of the emitted code.
fn arguments(document: &Document, call: &Call<'_>, findings: &mut Findings) {
    let mut refuse = |name: &str, why: &str| {
        let message = format!("the parameter `{name}` of `{}` {why}", call.operation.id());
        findings.add(place(document, call), "parameter-name", message);
    };
    let reserved: &[&str] = if call.is_list() { &OF_LIST } else { &OF_REQUEST };
    let mut seen: Vec<String> = Vec::new();
    for argument in call.asked() {
        let (ident, setter) = (argument.ident.to_string(), argument.setter.to_string());
        if LOCAL.contains(&ident.as_str()) || ident == "body" && argument.role != Role::Body {
            refuse(argument.wire, "has the name of a variable of the emitted code");
        }
        let filter = call.is_deferred() && argument.optional && !(call.is_list() && argument.is_page());
        if filter && reserved.contains(&setter.as_str()) {
            refuse(argument.wire, "has the name of a method; name its setter with `x-method`");
        }
        if seen.contains(&ident) || filter && setter != ident && seen.contains(&setter) {
            refuse(argument.wire, "has the same name in Rust as another one");
        }
        seen.extend([ident, setter]);
    }
}
