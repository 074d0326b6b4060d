//! Changing what exists while the simulator runs.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Simulator;
use crate::access::{RateLimiter, Token};
use crate::activation::Activation;
use crate::control::{
    MAX_CERTIFICATES, Seed, add_seed, check_quota, check_resource, check_stage, check_token, check_zone,
};
use crate::directory::SimulatedZone;
use crate::resources;

/// # State
impl Simulator {
    /// Returns to the state of the start: zones, tokens, resources, quotas, limits and settings are those of the builder, its
    /// seed included; faults and recorded requests are forgotten. The time goes on, and no id is given out twice.
    pub fn reset(&self) {
        self.server.reset();
        if let Err(error) = add_seed(&self.server) {
            self.server.report_mistake(error.to_string());
        }
    }

    /// Adds a zone, or replaces the one of the same id. A string names a zone.
    pub fn add_zone(&self, zone: impl Into<SimulatedZone>) {
        let zone = zone.into();
        match check_zone(&zone) {
            Ok(()) => resources::set_zone(&self.server, zone),
            Err(error) => self.server.report_mistake(error.to_string()),
        }
    }

    /// Adds state, given as JSON in the form of `POST /__simulator/seed`.
    ///
    /// # Errors
    /// Fails if the JSON has another form; the error is a message for people.
    pub fn seed_json(&self, seed: &str) -> Result<(), String> {
        let added = Seed::parse(seed).and_then(|seed| seed.apply(&self.server));
        added.map(drop).map_err(|error| error.to_string())
    }

    /// Returns the zones that are declared.
    pub fn zones(&self) -> Vec<SimulatedZone> {
        self.server.directory().zones().cloned().collect()
    }

    /// Sets the status of a zone, such as `pending`. When it becomes `active`, the certificates are deployed that were held
    /// back. Returns `false` if there is no such zone.
    pub fn set_zone_status(&self, zone_id: &str, status: &str) -> bool {
        let zone = self.server.directory().zone(zone_id).cloned();
        zone.map(|zone| self.add_zone(zone.status(status))).is_some()
    }

    /// Accepts another token, or replaces the one of the same value.
    pub fn add_token(&self, token: Token) {
        match check_token(&token) {
            Ok(()) => self.server.access().add_token(token),
            Err(error) => self.server.report_mistake(error.to_string()),
        }
    }

    /// Sets how many resources of a kind a zone or account may have, such as `certificate_packs`.
    pub fn set_quota(&self, resource: &str, limit: usize) {
        if let Err(error) = check_quota(resource) {
            return self.server.report_mistake(error.to_string());
        }
        self.server.settings().quotas.insert(resource.to_owned(), limit);
    }

    /// Limits the requests in a window of simulated time, as Cloudflare does with 1,200 in five minutes; `None` removes the
    /// limit. See [`SimulatorBuilder::rate_limit`](crate::SimulatorBuilder::rate_limit).
    pub fn set_rate_limit(&self, limit: Option<(usize, Duration)>) {
        let limiter = limit.map(|(limit, window)| RateLimiter::new(limit, window));
        self.server.settings().rate_limiter = limiter;
    }

    /// Sets how fast resources go through their stages from now on.
    pub fn set_activation(&self, activation: Activation) {
        self.server.set_activation(activation);
    }

    /// Sets how long, in simulated time, changes take until they are known everywhere. Default: no time. Meanwhile:
    ///
    /// - an Access certificate cannot be deleted after its hostnames were removed, and an mTLS authority is in use after its
    ///   associations were;
    /// - the next change of the settings of Access certificates, and of a zone's origin pulls, is refused with 409.
    pub fn set_propagation(&self, period: Duration) {
        self.server.settings().propagation.period = period;
    }

    /// Sets how many reads do not show a record of a resource that is created from now on: a GET of it is responded to with 404, and
    /// lists leave it out. Default: 0. Changes of it, and its deletion, succeed.
    pub fn set_unseen_reads(&self, resource: &str, reads: u32) {
        if let Err(error) = check_resource(resource) {
            return self.server.report_mistake(error.to_string());
        }
        Arc::make_mut(&mut self.server.settings().unseen_reads).insert(resource.to_owned(), reads);
    }

    /// Keeps a record out of lists, although it exists, or shows it again. Returns `false` if there is no such resource.
    pub fn set_listed(&self, resource: &str, id: &str, is_listed: bool) -> bool {
        resources::set_listed(&self.server, resource, id, is_listed)
    }

    /// Limits the certificates for custom hostnames of a zone to 15 in a minute of simulated time, as Cloudflare does; after one more,
    /// none is ordered for 30 seconds. Default: no limit.
    pub fn limit_issuance(&self, is_limited: bool) {
        self.server.settings().issuance = is_limited.then(Default::default);
    }

    /// Puts a resource into a stage, in which it stays until a client changes it. Returns its id, which is another one after a
    /// renewal; `None` if there is no such resource.
    ///
    /// A stage is a value of the resource's status, as the document has it, or one of these. Any other status can be set by
    /// [`patch_record`](Self::patch_record).
    ///
    /// | resource | stage | |
    /// |---|---|---|
    /// | `custom_hostnames` | `blocked`, `moved`, `pending` | of the hostname; Cloudflare deletes a `moved` or `pending` one after seven days |
    /// | | `validation_timed_out`, `holding_deployment`, … | of its certificate |
    /// | `custom_hostnames`, `certificate_packs` | `caa_error` | a CAA record forbids the issuance |
    /// | | `validation_failed` | validation fails at each attempt |
    /// | | `renewed` | renewed, with a new id |
    /// | all that can be deleted | `tombstone` | deleted, and still shown |
    pub fn set_stage(&self, resource: &str, id: &str, stage: &str) -> Option<String> {
        if let Err(error) = check_stage(resource, stage) {
            self.server.report_mistake(error.to_string());
            return None;
        }
        resources::set_stage(&self.server, resource, id, stage)
    }

    /// Changes the record of a resource by a JSON merge patch. Returns `false` if there is no such resource.
    pub fn patch_record(&self, resource: &str, id: &str, patch: &Value) -> bool {
        resources::patch_record(&self.server, resource, id, patch)
    }

    /// Lets the validation of a certificate pack or of a custom hostname fail: its status becomes
    /// `validation_timed_out` and stays so, until the client starts it again. Returns `false` if there is no such resource.
    pub fn time_out_validation(&self, id: &str) -> bool {
        let stage = "validation_timed_out";
        ["certificate_packs", "custom_hostnames"]
            .iter()
            .any(|resource| self.set_stage(resource, id, stage).is_some())
    }

    /// Adds active custom certificates to a zone, for benchmarks and for pages of lists; returns their ids in the order of the
    /// list.
    ///
    /// They are records without X.509: their hosts, dates and signatures are invented, and no upload can match their
    /// keys.
    pub fn seed_custom_certificates(&self, zone_id: &str, count: usize) -> Vec<String> {
        if count > MAX_CERTIFICATES {
            self.server.report_mistake(format!("there are at most {MAX_CERTIFICATES} seeded certificates"));
            return Vec::new();
        }
        if !self.server.directory().has_zone(zone_id) {
            self.server.report_mistake(format!("there is no zone with the id `{zone_id}`"));
            return Vec::new();
        }
        resources::custom_certificates::seed(&self.server, zone_id, count)
    }
}
