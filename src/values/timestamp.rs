//! Timestamps in the forms that the API writes.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

/// Go's default layout for a time, with or without a fraction, up to the name of the zone. Origin CA uses it.
const GO: &str = "%Y-%m-%d %H:%M:%S%.f %z";

/// A timestamp, kept as the server wrote it.
///
/// Cloudflare writes RFC 3339 with none to six fractional digits, in places Go's default layout, an empty string,
/// or the year 1 for "never". All of these are decoded and serialized unchanged; [`datetime`](Self::datetime)
/// interprets them.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Timestamp(Box<str>);

impl Timestamp {
    /// Creates a timestamp from its string.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().into_boxed_str())
    }

    /// Returns the string as the server wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the point in time, of a date without a time the beginning of the day in UTC; `None` if it means "never", or cannot be parsed.
    pub fn datetime(&self) -> Option<DateTime<Utc>> {
        let parsed = DateTime::parse_from_rfc3339(&self.0).ok().or_else(|| {
            // A monotonic clock reading follows if the server printed a time that it had just taken.
            let wall = self.0.split_once(" m=").map_or(&*self.0, |(wall, _monotonic)| wall);
            let (zoned, _name) = wall.rsplit_once(' ')?;
            DateTime::parse_from_str(zoned, GO).ok()
        });
        // A date alone: its beginning, for what expires in its course.
        let parsed = match parsed {
            Some(parsed) => parsed,
            None => self.0.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc().fixed_offset(),
        };
        let point = parsed.with_timezone(&Utc);
        // Go's zero time. 1970 would be as wrong, but is never sent.
        (point.timestamp() > -62_135_596_800).then_some(point)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(point: DateTime<Utc>) -> Self {
        Self::new(point.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::lenient::text(deserializer).map(Self::new)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    fn seconds(text: &str) -> Option<i64> {
        Timestamp::new(text).datetime().map(|point| point.timestamp())
    }

    #[test]
    fn every_layout_that_the_api_uses_is_understood() {
        assert_eq!(seconds("2014-01-01T05:20:00Z"), Some(1_388_553_600));
        assert_eq!(seconds("2014-01-01T05:20:00.123456Z"), Some(1_388_553_600));
        assert_eq!(seconds("2014-01-01T06:20:00+01:00"), Some(1_388_553_600));
        assert_eq!(seconds("2014-01-01 05:20:00 +0000 UTC"), Some(1_388_553_600));
        assert_eq!(seconds("2014-01-01"), Some(1_388_534_400));
    }

    #[test]
    fn gos_layout_may_have_a_fraction_and_a_monotonic_reading() {
        for text in [
            "2014-01-01 05:20:00.5 +0000 UTC",
            "2014-01-01 05:20:00.5 +0000 UTC m=+0.1",
            "2014-01-01 06:20:00.500000000 +0100 CET m=-12.000000001",
            "2014-01-01 08:50:00.5 +0330 +0330",
        ] {
            let point = Timestamp::new(text).datetime().map(|point| point.timestamp_millis());
            assert_eq!(point, Some(1_388_553_600_500), "{text}");
        }
        assert_eq!(seconds("2014-01-01 05:20:00 +0000 UTC m=+0.1"), Some(1_388_553_600));
    }

    #[test]
    fn never_and_nonsense_are_no_point_in_time() {
        for text in [
            "",
            "0001-01-01T00:00:00Z",
            "soon",
            "2014-13-01T00:00:00Z",
            "0001-01-01 00:00:00 +0000 UTC",
            " m=+0.1",
            "0001-01-01",
            "2014-13-01",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
