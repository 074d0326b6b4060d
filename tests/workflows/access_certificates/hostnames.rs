//! The hostnames of an Access certificate.

use super::*;

#[tokio::test]
async fn hostnames_are_added_and_removed_and_the_others_are_kept() {
    let (simulator, access) = start().await;
    let one = created(&access, "one", &["a.example.com"]).await;
    let more = access.add_hostnames(&one.id, ["b.example.com"]).await.unwrap();
    assert_eq!(more.associated_hostnames, ["a.example.com", "b.example.com"]);
    let less = access.remove_hostnames(&one.id, ["a.example.com"]).await.unwrap();
    assert_eq!(less.associated_hostnames, ["b.example.com"]);
    let writes = count(&simulator, PUT);
    access.add_hostnames(&one.id, ["B.example.com"]).await.unwrap();
    access.remove_hostnames(&one.id, ["a.example.com"]).await.unwrap();
    assert_eq!(count(&simulator, PUT), writes);
    assert!(is(&state(&access).await, &[("one", &["b.example.com"])]));
}

#[tokio::test]
async fn an_update_that_is_still_running_is_waited_for() {
    let (simulator, access) = start().await;
    let one = created(&access, "one", &["a.example.com"]).await;
    for status in [409, 400] {
        let message = "previous certificate settings still being updated";
        simulator.fail_times(PUT, 4, Fault::error(status, 12132, message));
        access.add_hostnames(&one.id, [format!("b{status}.example.com")]).await.unwrap();
    }
    assert!(is(
        &state(&access).await,
        &[("one", &["a.example.com", "b400.example.com", "b409.example.com"])]
    ));
}

#[tokio::test]
async fn a_change_that_is_shown_late_is_written_once() {
    let (simulator, access) = start().await;
    let one = created(&access, "one", &["a.example.com", "b.example.com"]).await;
    let client = builder(&simulator).middleware(LateReads::new(3, GET, PUT)).build().unwrap();
    let left = of(&client, &simulator).remove_hostnames(&one.id, ["b.example.com"]).await.unwrap();
    assert_eq!(left.associated_hostnames, ["a.example.com"]);
    assert_eq!(count(&simulator, PUT), 1);
}

#[tokio::test]
async fn a_certificate_that_does_not_exist_is_gone() {
    let (_simulator, access) = start().await;
    let error =
        access.add_hostnames("3822ff90-ea29-44df-9e55-21300bb9419b", ["a.example.com"]).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Gone, "3822ff90-ea29-44df-9e55-21300bb9419b"));
}
