//! The inventory over many zones and accounts.

mod filters;
mod gaps;
mod kinds;
mod limits;
mod managed;
mod packs;
mod places;
mod resuming;
mod servers;

use std::time::{Duration, SystemTime};

use cloudflare_certificates::Timestamp;
use cloudflare_certificates::workflows::{
    Entry, Error, GapReason, Inventory, InventoryItem, Kind, Place, Sweep, SweepProgress,
};
use cloudflare_certificates_simulator::{SimulatedZone, Simulator, SimulatorBuilder};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(86_400);

/// What a sweep yielded.
#[derive(Debug, Default)]
struct Found {
    entries: Vec<Entry>,
    /// The name of the place, the kind, and the reason.
    gaps: Vec<(Option<String>, Option<Kind>, GapReason)>,
    progress: Vec<SweepProgress>,
    error: Option<Error>,
}

impl Found {
    /// The ids of the entries, in order.
    fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.entries.iter().map(|entry| entry.id.as_str()).collect();
        ids.sort_unstable();
        ids
    }

    fn entry(&self, id: &str) -> &Entry {
        self.entries.iter().find(|entry| entry.id == id).unwrap_or_else(|| panic!("no entry `{id}`"))
    }

    fn add(&mut self, item: InventoryItem) {
        match item {
            InventoryItem::Entry(entry) => self.entries.push(*entry),
            InventoryItem::Gap(gap) => {
                let name = gap.place.as_ref().map(|place| place.name().to_owned());
                self.gaps.push((name, gap.kind, gap.reason()));
            }
            InventoryItem::Progress(progress) => self.progress.push(progress),
            other => panic!("{other:?}"),
        }
    }
}

/// Reads a sweep to its end, or to its error.
async fn read(inventory: Inventory) -> Found {
    read_sweep(&mut inventory.stream()).await
}

async fn read_sweep(sweep: &mut Sweep) -> Found {
    let mut found = Found::default();
    loop {
        match sweep.try_next().await {
            Ok(Some(item)) => found.add(item),
            Ok(None) => return found,
            Err(error) => found.error = Some(error),
        }
    }
}

/// A simulator with this many zones, which have no certificates: `z000.example`, `z001.example` and so on.
fn with_zones(count: usize) -> SimulatorBuilder {
    let zones = (0..count).map(|n| SimulatedZone::new(format!("z{n:03}.example")).without_universal_ssl());
    zones.fold(Simulator::builder(), SimulatorBuilder::zone)
}

/// Adds a record to a zone or account.
fn seed(simulator: &Simulator, resource: &str, owner: &str, record: Value) {
    let records = json!({ "records": [{ "resource": resource, "owner": owner, "record": record }] });
    simulator.seed_json(&records.to_string()).unwrap();
}

/// Adds a custom certificate with this id.
fn custom(simulator: &Simulator, zone: &SimulatedZone, id: &str) {
    let record = json!({ "id": id, "hosts": [zone.name()], "status": "active" });
    seed(simulator, "custom_certificates", zone.id(), record);
}

/// Adds a pack with this id and type, for the zone's domain unless it says otherwise.
fn pack(simulator: &Simulator, zone: &SimulatedZone, id: &str, of: &str, more: &Value) {
    let mut record = json!({ "id": id, "type": of, "hosts": [zone.name()], "status": "active" });
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    seed(simulator, "certificate_packs", zone.id(), record);
}

/// The time in so many days, on the simulator's clock, and an hour: a date in the middle of a day.
fn in_days(simulator: &Simulator, days: i64) -> Timestamp {
    let hour = Duration::from_secs(3600);
    let moment = match u32::try_from(days) {
        Ok(days) => simulator.now() + DAY * days + hour,
        Err(_) => simulator.now() - DAY * u32::try_from(-days).unwrap() + hour,
    };
    timestamp(moment)
}

fn timestamp(moment: SystemTime) -> Timestamp {
    let date: chrono::DateTime<chrono::Utc> = moment.into();
    Timestamp::from(date)
}

fn names(places: impl IntoIterator<Item = Place>) -> Vec<String> {
    places.into_iter().map(|place| place.to_string()).collect()
}
