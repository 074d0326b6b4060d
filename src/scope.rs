//! Zones and accounts, and what each of them offers.

use std::sync::Arc;

use crate::path::segment;
use crate::transport::Call;
use crate::types::AccountsOrZones;
use crate::{
    AccessCertificates, Client, CustomCertificates, CustomCsrs, Error, KeylessCertificates, Operation,
    Options, Result, Violation,
};

/// A zone: a domain on Cloudflare. Cheap to clone; owns what it needs.
///
/// ```
/// # fn f(zone: cloudflare_certificates::Zone) {
/// zone.custom_certificates();
/// zone.keyless_certificates();
/// zone.custom_csrs();
/// zone.access_certificates();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Zone {
    scope: Scope,
}

/// An account. Cheap to clone; owns what it needs.
///
/// What exists only in zones is not offered:
///
/// ```compile_fail
/// # fn f(account: cloudflare_certificates::Account) {
/// account.custom_certificates();
/// # }
/// ```
///
/// ```
/// # fn f(account: cloudflare_certificates::Account) {
/// account.custom_csrs();
/// account.access_certificates();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    scope: Scope,
}

/// A client and the account or zone that a handle addresses.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    client: Client,
    kind: AccountsOrZones,
    id: Arc<str>,
}

impl Zone {
    pub(crate) fn new(client: Client, id: &str) -> Result<Self> {
        Ok(Self { scope: Scope::new(client, AccountsOrZones::Zones, id, "zone_id")? })
    }

    /// The zone's id.
    pub fn id(&self) -> &str {
        &self.scope.id
    }

    /// The same zone with other options for its calls.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self { scope: self.scope.with(options) }
    }

    /// The zone's custom certificates and their priorities.
    pub fn custom_certificates(&self) -> CustomCertificates {
        CustomCertificates::new(self.scope.clone())
    }

    /// The zone's Keyless SSL configurations.
    pub fn keyless_certificates(&self) -> KeylessCertificates {
        KeylessCertificates::new(self.scope.clone())
    }

    /// The zone's custom CSRs.
    pub fn custom_csrs(&self) -> CustomCsrs {
        CustomCsrs::new(self.scope.clone())
    }

    /// The zone's Access mTLS certificates.
    pub fn access_certificates(&self) -> AccessCertificates {
        AccessCertificates::new(self.scope.clone())
    }
}

impl Account {
    pub(crate) fn new(client: Client, id: &str) -> Result<Self> {
        Ok(Self { scope: Scope::new(client, AccountsOrZones::Accounts, id, "account_id")? })
    }

    /// The account's id.
    pub fn id(&self) -> &str {
        &self.scope.id
    }

    /// The same account with other options for its calls.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self { scope: self.scope.with(options) }
    }

    /// The account's custom CSRs.
    pub fn custom_csrs(&self) -> CustomCsrs {
        CustomCsrs::new(self.scope.clone())
    }

    /// The account's Access mTLS certificates.
    pub fn access_certificates(&self) -> AccessCertificates {
        AccessCertificates::new(self.scope.clone())
    }
}

impl Scope {
    fn new(client: Client, kind: AccountsOrZones, id: &str, parameter: &str) -> Result<Self> {
        segment(parameter, id).map_err(|violation| Error::refused(None, vec![violation]))?;
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let problem = format!("must be 32 hexadecimal digits, it has {} characters", id.chars().count());
            let violation = Violation { field: parameter.to_owned(), problem };
            return Err(Error::refused(None, vec![violation]));
        }
        Ok(Self { client, kind, id: id.into() })
    }

    fn with(&self, options: Options) -> Self {
        Self { client: self.client.with(options), ..self.clone() }
    }

    /// The segment of the path that says which kind of scope it is.
    pub(crate) fn kind(&self) -> &AccountsOrZones {
        &self.kind
    }

    /// The id of the account or zone.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Begins a call of an operation.
    pub(crate) fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.client.clone(), crate::error::CallName::Operation(operation))
    }
}
