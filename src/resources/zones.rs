//! Zones by their names: people know names, the API wants ids.

use crate::endpoint::Endpoint;
use crate::error::Sanitizer;
use crate::types::ZoneDetails;
use crate::{Client, Error, Result, Zone};

impl Client {
    /// Returns the zone with this name, such as `example.com`: `GET /zones?name=…`.
    ///
    /// One request; keep the [`Zone`], or its id, rather than looking it up for every call.
    ///
    /// Permission: `Zone Read`. Zones that the credentials cannot see are not found.
    ///
    /// # Errors
    /// [`NoMatch`](crate::ErrorKind::NoMatch) if no zone has the name ([`is_not_found`](Error::is_not_found)), or if
    /// several accounts have a zone of this name: then list them with `client.zones().list().name(…)` and choose
    /// one by its id.
    pub async fn zone_by_name(&self, name: impl AsRef<str>) -> Result<Zone> {
        self.zone(self.zone_details_by_name(name.as_ref()).await?.id)
    }

    /// Returns what the list has of the zone with this name.
    pub(crate) async fn zone_details_by_name(&self, name: &str) -> Result<ZoneDetails> {
        let name = name.trim().trim_end_matches('.');
        let page = self.zones().list().name(name).page(1).await?;
        let has_name =
            |zone: &ZoneDetails| zone.name.as_deref().is_some_and(|found| found.eq_ignore_ascii_case(name));
        let mut found: Vec<ZoneDetails> = page.into_iter().filter(has_name).collect();
        match found.as_slice() {
            [_] => Ok(found.remove(0)),
            [] => {
                Err(self.no_match(true, &format!("no zone that the credentials can see is named `{name}`")))
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|zone| zone.id.as_str()).collect();
                let (count, ids) = (ids.len(), ids.join(", "));
                let detail = format!("{count} zones are named `{name}`; choose one by its id: {ids}");
                Err(self.no_match(false, &detail))
            }
        }
    }

    fn no_match(&self, nothing: bool, detail: &str) -> Error {
        // The ids are the server's, the name is the caller's.
        let (operation, credentials) = (&crate::operations::ZONES_LIST, &self.shared.credentials);
        let endpoint = Endpoint::Operation(operation);
        let detail = Sanitizer::new(credentials, &endpoint, None).sanitize(detail);
        Error::no_match(operation, nothing, detail)
    }
}
