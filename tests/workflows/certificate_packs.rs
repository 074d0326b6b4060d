//! Certificate packs: finding, ensuring, rotating and removing.
