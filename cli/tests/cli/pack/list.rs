//! `cfcerts pack list`.

use serde_json::json;

use super::{order, slow, universal};

/// The ids are replaced by names of the same width.
const TABLE: &str = "\
\x20ID                                    TYPE       STATUS              HOSTS                         CERTIFICATE AUTHORITY  EXPIRES ON            VALIDITY DAYS
\x20UNIVERSAL                             universal  pending_validation  example.com, *.example.com
\x20OLD                                   advanced   active              example.com, old.example.com  google                 2030-01-02T03:04:05Z  90
\x20NEW                                   advanced   initializing        example.com, new.example.com  google                                       90
";

#[test]
fn the_table_has_the_same_columns_for_each_pack() {
    let stage = slow();
    let (old, new) = (order(&stage, &["old.example.com"]), order(&stage, &["new.example.com"]));
    let certificate = json!({ "id": "1", "status": "active", "expires_on": "2030-01-02T03:04:05Z" });
    let patch = json!({ "status": "active", "certificates": [certificate] });
    assert!(stage.simulator.patch_record("certificate_packs", &old, &patch));
    let universal = universal(&stage);
    let deleted = order(&stage, &["gone.example.com"]);
    stage.simulator.set_stage("certificate_packs", &deleted, "tombstone").unwrap();
    assert!(stage.simulator.patch_record("certificate_packs", &universal, &json!({
        "certificates": [], "status": "pending_validation", "certificate_authority": null, "validity_days": null,
    })));

    let ran = stage.run(["pack", "list", "--zone", "example.com", "--output", "table"]).exits(0);
    let named = |id: &str, name: &str| (id.to_owned(), format!("{name:36}"));
    let names = [named(&old, "OLD"), named(&new, "NEW"), named(&universal, "UNIVERSAL")];
    let table = names.iter().fold(ran.stdout, |table, (id, name)| table.replace(id, name));
    assert_eq!(table, TABLE);
}

#[test]
fn a_status_selects_packs_deleted_ones_too() {
    let stage = slow();
    let (deleted, _) = (order(&stage, &["old.example.com"]), order(&stage, &["new.example.com"]));
    stage.simulator.set_stage("certificate_packs", &deleted, "tombstone").unwrap();
    let ran = stage.run(["pack", "list", "--zone", "example.com", "--status", "deleted"]).exits(0);
    let ids: Vec<_> = ran.rows().iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [json!(deleted)]);
    stage.run(["pack", "list", "--zone", "example.com", "--status", "unheard_of"]).exits(2);
}
