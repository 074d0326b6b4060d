//! Custom hostnames: finding, ensuring, onboarding and offboarding.
