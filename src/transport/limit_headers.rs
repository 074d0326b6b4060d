//! Response headers about rate limits and waiting.

use std::time::{Duration, SystemTime};

use http::header::{HeaderMap, HeaderName, RETRY_AFTER};

/// Created once: a name that is a string is parsed at each lookup.
static LIMIT: HeaderName = HeaderName::from_static("ratelimit");
static POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
static OLD_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
static OLD_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
static OLD_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
/// The maximum wait: otherwise a header with a huge number would stop a client for good.
const LONGEST: Duration = Duration::from_secs(86_400);
/// A larger reset is a date and not a number of seconds.
const EPOCH: u64 = 1_000_000_000;

/// Parses `Retry-After`, in seconds or as a date; at most a day.
pub(super) fn retry_after(headers: &HeaderMap, today: impl FnOnce() -> SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a `u64` holds are a very long time.
        return Some(seconds(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(today()).unwrap_or_default().min(LONGEST))
}

/// What a response states about the rate limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quota {
    /// The number of requests allowed in a window.
    pub(super) limit: Option<u64>,
    pub(super) window: Option<Duration>,
    /// The number of requests that are left.
    pub(super) remaining: Option<u64>,
    /// The time until the limit is reset.
    pub(super) reset: Option<Duration>,
}

impl Quota {
    /// Parses `Ratelimit` and `Ratelimit-Policy`, in the form of the IETF drafts (`"name";r=9;t=30`, and the older
    /// `remaining=9, reset=30`), or else the older `X-RateLimit-*`. If several limits are named, returns the one
    /// with the fewest requests left.
    pub(super) fn read(headers: &HeaderMap, today: impl FnOnce() -> SystemTime) -> Option<Self> {
        let text = |name: &HeaderName| headers.get(name)?.to_str().ok();
        if let Some(state) = text(&LIMIT) {
            return Some(Self::from_items(state, text(&POLICY).unwrap_or_default()));
        }
        // One lookup for most responses, which have none of these headers.
        text(&OLD_REMAINING)?;
        let number = |name: &HeaderName| text(name)?.trim().parse::<u64>().ok();
        let since_epoch = || today().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let reset = match number(&OLD_RESET) {
            Some(reset) if reset >= EPOCH => Some(seconds(reset.saturating_sub(since_epoch()))),
            reset => reset.map(seconds),
        };
        let quota =
            Self { limit: number(&OLD_LIMIT), window: None, remaining: number(&OLD_REMAINING), reset };
        (quota != Self::default()).then_some(quota)
    }

    fn from_items(state: &str, policy: &str) -> Self {
        // The older form is one list of parameters, the newer a list of names with parameters.
        let items = |text: &str| -> Vec<String> {
            if text.contains(';') {
                text.split(',').map(str::to_owned).collect()
            } else {
                vec![text.to_owned()]
            }
        };
        let state = items(state)
            .into_iter()
            .min_by_key(|item| parameter(item, &["r", "remaining"]).unwrap_or(u64::MAX))
            .unwrap_or_default();
        let policies = items(policy);
        let same_name = |policy: &&String| !name(policy).is_empty() && name(policy) == name(&state);
        let policy = policies.iter().find(same_name).or_else(|| policies.first());
        let of_policy = |keys: &[&str]| policy.and_then(|policy| parameter(policy, keys));
        Self {
            limit: of_policy(&["q"]).or_else(|| parameter(&state, &["limit"])),
            window: of_policy(&["w"]).filter(|window| *window > 0).map(seconds),
            remaining: parameter(&state, &["r", "remaining"]),
            reset: parameter(&state, &["t", "reset"]).map(seconds),
        }
    }
}

/// Returns what precedes the parameters.
fn name(item: &str) -> &str {
    item.split(';').next().unwrap_or_default().trim().trim_matches('"')
}

/// Returns the number of the first of these parameters that is present.
fn parameter(item: &str, keys: &[&str]) -> Option<u64> {
    item.split([';', ',']).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        keys.contains(&key.trim()).then(|| value.trim().parse().ok())?
    })
}

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{Quota, retry_after};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    fn today() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
    }

    fn wait(value: &'static str) -> Option<u64> {
        retry_after(&headers(&[("retry-after", value)]), today).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_is_read_in_every_form_and_bounded() {
        assert_eq!(wait("0"), Some(0));
        assert_eq!(wait(" 120 "), Some(120));
        assert_eq!(wait("99999999999999999999999"), Some(86_400));
        assert_eq!(wait("Fri, 15 Jan 2027 08:01:00 GMT"), Some(60));
        assert_eq!(wait("Friday, 15-Jan-27 08:01:00 GMT"), Some(60));
        assert_eq!(wait("Fri Jan 15 08:01:00 2027"), Some(60));
        assert_eq!(wait("Fri, 15 Jan 2027 07:59:00 GMT"), Some(0), "a date that has passed");
        for nonsense in ["", "soon", "-1", "1.5", "0x10", "Fri, 99 Jan 2027 08:01:00 GMT"] {
            assert_eq!(wait(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn every_form_of_the_limits_headers_is_read() {
        let full = |limit, window: Option<u64>, remaining, reset| Quota {
            limit: Some(limit),
            window: window.map(Duration::from_secs),
            remaining: Some(remaining),
            reset: Some(Duration::from_secs(reset)),
        };
        let read = |pairs: &[(&'static str, &'static str)]| Quota::read(&headers(pairs), today);
        let newest =
            [("ratelimit", "\"default\";r=50;t=30"), ("ratelimit-policy", "\"default\";q=1200;w=300")];
        assert_eq!(read(&newest), Some(full(1200, Some(300), 50, 30)));
        let several = [
            ("ratelimit", "\"burst\";r=7;t=1, \"long\";r=5;t=99"),
            ("ratelimit-policy", "\"burst\";q=200;w=1, \"long\";q=1200;w=300"),
        ];
        assert_eq!(read(&several), Some(full(1200, Some(300), 5, 99)));
        let older = [("ratelimit", "limit=100, remaining=50, reset=5"), ("ratelimit-policy", "100;w=60")];
        assert_eq!(read(&older), Some(full(100, Some(60), 50, 5)));
        let oldest =
            [("x-ratelimit-limit", "100"), ("x-ratelimit-remaining", "9"), ("x-ratelimit-reset", "12")];
        assert_eq!(read(&oldest), Some(full(100, None, 9, 12)));
        let dated = [
            ("x-ratelimit-limit", "100"),
            ("x-ratelimit-remaining", "9"),
            ("x-ratelimit-reset", "1800000060"),
        ];
        assert_eq!(read(&dated), Some(full(100, None, 9, 60)));
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[("x-ratelimit-limit", "many")]), None);
    }
}
