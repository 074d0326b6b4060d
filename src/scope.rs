//! Zones and accounts, and the resources of each.

use std::sync::Arc;

use crate::path::segment;
use crate::transport::Call;
use crate::{Client, Error, Options, Result, Violation};

/// A handle for a zone: a domain on Cloudflare. It is cheap to clone and owns its data.
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

/// A handle for an account. It is cheap to clone and owns its data.
///
/// Resources that exist only in zones do not compile here:
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
    kind: Kind,
    id: Arc<str>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Account,
    Zone,
}

impl Zone {
    pub(crate) fn new(client: Client, id: &str) -> Result<Self> {
        Ok(Self { scope: Scope::new(client, Kind::Zone, id, "zone_id")? })
    }

    /// Returns the zone's id.
    pub fn id(&self) -> &str {
        &self.scope.id
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns a view of the same zone with different options for its calls.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self { scope: self.scope.with(options) }
    }
}

impl Account {
    pub(crate) fn new(client: Client, id: &str) -> Result<Self> {
        Ok(Self { scope: Scope::new(client, Kind::Account, id, "account_id")? })
    }

    /// Returns the account's id.
    pub fn id(&self) -> &str {
        &self.scope.id
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns a view of the same account with different options for its calls.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self { scope: self.scope.with(options) }
    }
}

impl Scope {
    fn new(client: Client, kind: Kind, id: &str, parameter: &str) -> Result<Self> {
        segment(parameter, id).map_err(|violation| Error::refused(None, vec![violation]))?;
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let problem = format!("must be 32 hexadecimal digits, it has {} characters", id.chars().count());
            let violation = Violation { field: parameter.to_owned(), problem };
            return Err(Error::refused(None, vec![violation]));
        }
        Ok(Self { client, kind, id: id.into() })
    }

    pub(crate) fn with(&self, options: Options) -> Self {
        Self { client: self.client.with(options), ..self.clone() }
    }

    /// Returns whether it is a zone; otherwise it is an account.
    pub(crate) fn is_zone(&self) -> bool {
        matches!(self.kind, Kind::Zone)
    }

    /// Returns the id of the account or zone.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the executor of calls.
    pub(crate) fn call(&self) -> Call {
        Call::new(self.client.clone())
    }
}
