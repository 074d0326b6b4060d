//! What the handles of the SDK have in common, for the tables of the kinds.

/// Returns the values of an enumeration.
macro_rules! known {
    ($name:ident) => {
        || types::$name::KNOWN.iter().map(|status| status.as_str()).collect()
    };
}

/// Returns a closure that reads a record by its id.
macro_rules! getting {
    ($handle:expr) => {{
        let handle = $handle.clone();
        move |id: String| {
            let handle = handle.clone();
            async move { handle.get_opt(id).await }
        }
    }};
}

/// Returns a closure that waits for a record.
macro_rules! waiting {
    ($handle:expr) => {{
        let handle = $handle.clone();
        move |id: String| handle.wait(id)
    }};
}

/// Returns the records of a handle that can be listed and read.
macro_rules! read {
    ($handle:expr, $list:expr) => {
        Records::default().list($list).get(getting!($handle))
    };
}

pub(super) use {getting, known, read, waiting};
