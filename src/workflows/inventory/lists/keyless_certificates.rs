//! Keyless SSL configurations. When their certificates expire, other lists say.

use super::{Certificate, Listed};
use crate::types::KeylessCertificate;
use crate::workflows::inventory::listed::only;

impl Certificate for KeylessCertificate {
    fn listed(self) -> Option<Listed> {
        let listed = Listed::new(&self);
        Some(Listed { hosts: only(self.name), ..listed })
    }
}
