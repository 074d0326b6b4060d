//! Hostname associations: adding and removing single hostnames.
