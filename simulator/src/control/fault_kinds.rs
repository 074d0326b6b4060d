//! The kinds of faults, as the control plane shows and checks them.

use serde_json::{Value, json};

/// A kind of fault.
pub(super) struct Kind {
    name: &'static str,
    /// What happens.
    what: &'static str,
    /// The fields that it has besides `kind`, all optional.
    fields: &'static [&'static str],
}

const KINDS: [Kind; 9] = [
    Kind {
        name: "error",
        what: "an error in Cloudflare's envelope; the request is not handled",
        fields: &["status", "code", "message", "headers", "milliseconds"],
    },
    Kind {
        name: "html",
        what: "an error page of a proxy in HTML; the request is not handled",
        fields: &["status", "headers", "milliseconds"],
    },
    Kind {
        name: "close_connection",
        what: "the connection is closed without a response; the request is not handled",
        fields: &["milliseconds"],
    },
    Kind {
        name: "lose_response",
        what: "the request is handled, and the connection is closed without a response",
        fields: &["milliseconds"],
    },
    Kind { name: "hang", what: "the client waits in vain; the request is not handled", fields: &[] },
    Kind {
        name: "withhold_response",
        what: "the request is handled, and the client waits in vain for the response",
        fields: &[],
    },
    Kind {
        name: "delay",
        what: "the request is handled, and its response is delayed in real time",
        fields: &["milliseconds", "headers"],
    },
    Kind {
        name: "truncate_body",
        what: "the request is handled, and the connection is closed in the middle of the response's body",
        fields: &["milliseconds"],
    },
    Kind {
        name: "invalid_gzip",
        what: "the request is handled, and the response's body is said to be gzip, which it is not",
        fields: &["milliseconds"],
    },
];

/// The fields of faults: name and meaning.
const FIELDS: [(&str, &str); 5] = [
    ("status", "200 to 999; 500 by default"),
    ("code", "Cloudflare's error code; follows from the status by default"),
    ("message", "Cloudflare's error message; follows from the status by default"),
    ("headers", "headers to add: names and values"),
    ("milliseconds", "how long the response is delayed in real time; 0 by default"),
];

/// The conditions on the requests that a fault happens to.
pub(super) const CONDITIONS: [(&str, &str); 6] = [
    ("operation", "the id of the operation, such as custom_certificates_create"),
    ("resource", "the resource of the operation, such as custom_certificates"),
    ("method", "GET, POST, PUT, PATCH or DELETE"),
    ("path_contains", "a part of the path and query"),
    ("zone", "the id of the zone in the path"),
    ("account", "the id of the account in the path"),
];

/// Returns a kind by its name.
pub(super) fn find(name: &str) -> Option<&'static Kind> {
    static ALL: [Kind; 9] = KINDS;
    ALL.iter().find(|kind| kind.name == name)
}

impl Kind {
    /// Whether a fault of this kind can have a field.
    pub(super) fn has(&self, field: &str) -> bool {
        field == "kind" || self.fields.contains(&field)
    }

    /// The fields, for a message.
    pub(super) fn fields(&self) -> String {
        self.fields.join(", ")
    }
}

/// The names of all kinds, for a message.
pub(super) fn names() -> String {
    KINDS.map(|kind| kind.name).join(", ")
}

/// What `GET /__simulator` shows of the faults.
pub(super) fn shown() -> Value {
    let kinds: Value = KINDS
        .iter()
        .map(|kind| (kind.name.to_owned(), json!({ "what": kind.what, "fields": kind.fields })))
        .collect();
    json!({ "kinds": kinds, "fields": pairs(&FIELDS), "match": pairs(&CONDITIONS) })
}

fn pairs(table: &[(&str, &str)]) -> Value {
    table.iter().map(|(name, what)| ((*name).to_owned(), json!(what))).collect()
}
