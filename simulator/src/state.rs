//! What customers have put into the simulator.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::resources::access_certificates::{AccessCertificate, HostnameSettings};
use crate::resources::custom_certificates::ZoneCertificates;
use crate::resources::custom_csrs::CustomCsr;
use crate::resources::keyless_certificates::KeylessCertificate;
use crate::scope::Scope;
use crate::things::Things;

/// Things by their ids, in the order in which they were made.
pub(crate) type ById<T> = IndexMap<String, T>;

/// All things of all accounts and zones.
#[derive(Default)]
pub(crate) struct State {
    /// By zone.
    pub(crate) custom_certificates: HashMap<String, ZoneCertificates>,
    pub(crate) custom_csrs: HashMap<Scope, ById<CustomCsr>>,
    /// By zone.
    pub(crate) keyless_certificates: HashMap<String, ById<KeylessCertificate>>,
    pub(crate) access_certificates: HashMap<Scope, ById<AccessCertificate>>,
    pub(crate) access_settings: HashMap<Scope, Vec<HostnameSettings>>,
    /// Those of all other resources.
    pub(crate) things: Things,
}
