//! Matchers of parameters for which `httpmock` has none.

use std::collections::BTreeMap;

use httpmock::When;

/// Returns a pattern for the paths in which one parameter has this value, encoded as in requests.
pub(super) fn path_with(template: &str, parameter: &str, value: &str) -> String {
    let value = progenitor_client::encode_path(value);
    let mut parts = template.split('{');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| {
        let (name, constant) = part.split_once('}').unwrap_or((part, ""));
        let value = if name == parameter { regex::escape(&value) } else { "[^/]*".to_owned() };
        value + &regex::escape(constant)
    });
    format!("^{}{}$", regex::escape(first), rest.collect::<String>())
}

/// Matches a query parameter that is repeated for each value: exactly these values, in any order. Without values the
/// parameter must be absent.
pub(super) fn query_values(when: When, name: &str, values: impl IntoIterator<Item = impl ToString>) -> When {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value.to_string()).or_default() += 1;
    }
    if counts.is_empty() {
        return when.query_param_missing(name);
    }
    // An empty pattern matches every value.
    let all = when.query_param_count(exactly(name), "", counts.values().sum());
    counts
        .iter()
        .fold(all, |when, (value, count)| when.query_param_count(exactly(name), exactly(value), *count))
}

fn exactly(text: &str) -> String {
    format!("^{}$", regex::escape(text))
}
