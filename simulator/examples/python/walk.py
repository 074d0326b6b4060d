"""Walks through the life of one resource of each kind, with the official SDK and the simulator.

    python walk.py target/debug/cloudflare-certificates-simulator

It prints what it does, and where the SDK's models and the simulator's responses disagree.
"""

import sys

import cloudflare
import httpx

from simulator import Simulator
from strict import StrictCloudflare

ZONE = "023e105f4ecef8ad9ca31a8372d0c353"
ACCOUNT = "9999105f4ecef8ad9ca31a8372d0c353"
WALKS = []


def walk(function):
    WALKS.append(function)
    return function


def expect(error, status, code, call, *arguments, **named):
    """Calls something that must fail."""
    try:
        call(*arguments, **named)
    except error as raised:
        codes = [one.get("code") for one in raised.body.get("errors", [])]
        assert raised.status_code == status and (code is None or code in codes), raised
    else:
        raise AssertionError(f"{call} did not fail")


def expect_none(call, *arguments, **named):
    """Gets something that must no longer exist."""
    try:
        call(*arguments, **named)
    except cloudflare.APIStatusError as raised:
        assert raised.status_code in (400, 404), raised
    else:
        raise AssertionError("it is still there")


@walk
def account_zone_and_token(sdk, simulator):
    assert [zone.name for zone in sdk.zones.list()] == ["example.com"]
    assert sdk.zones.get(zone_id=ZONE).account.id == ACCOUNT
    assert [account.id for account in sdk.accounts.list()] == [ACCOUNT]
    assert sdk.accounts.get(account_id=ACCOUNT).id == ACCOUNT
    assert sdk.user.tokens.verify().status == "active"

    # A token that expires, and one that may only read.
    simulator.control("POST", "/tokens", {"value": "reader", "read_only": True})
    reader = sdk.with_options(api_token="reader")
    assert len(list(reader.zones.list())) == 1
    expect(cloudflare.PermissionDeniedError, 403, 10000, reader.custom_csrs.delete, "1" * 32, zone_id=ZONE)
    simulator.control("POST", "/tokens", {"value": "old", "expires_on": "2020-01-01T00:00:00Z"})
    assert sdk.with_options(api_token="old").user.tokens.verify().status == "expired"
    expect(cloudflare.AuthenticationError, 401, 1000, sdk.with_options(api_token="none").user.tokens.verify)


@walk
def custom_certificates(sdk, simulator):
    api = sdk.custom_certificates
    issued = simulator.issue("www.example.com")
    created = api.create(
        zone_id=ZONE, certificate=issued["chain"], private_key=issued["private_key"], bundle_method="force",
        geo_restrictions={"label": "us"}, type="sni_custom",
    )
    assert created.status == "pending", created
    simulator.advance(2)
    assert api.get(created.id, zone_id=ZONE).status == "active"
    assert [one.id for one in api.list(zone_id=ZONE, match="all", status="active")] == [created.id]

    renewed = simulator.issue("www.example.com")
    edited = api.edit(created.id, zone_id=ZONE, certificate=renewed["chain"], private_key=renewed["private_key"], bundle_method="force")
    assert edited.hosts == ["www.example.com"], edited
    expired = simulator.issue("www.example.com", validity_days=-1)
    expect(
        cloudflare.BadRequestError, 400, 1206, api.create,
        zone_id=ZONE, certificate=expired["certificate"], private_key=expired["private_key"],
    )
    other = simulator.issue("api.example.com")
    other = api.create(zone_id=ZONE, certificate=other["chain"], private_key=other["private_key"], type="legacy_custom")
    order = [{"id": other.id, "priority": 2}, {"id": edited.id, "priority": 1}]
    api.prioritize.update(zone_id=ZONE, certificates=order)

    # The time at which it expires comes.
    simulator.advance(91 * 24 * 60 * 60)
    assert api.get(edited.id, zone_id=ZONE).status == "expired"
    for one in (edited, other):
        assert api.delete(one.id, zone_id=ZONE).id == one.id
        expect_none(api.get, one.id, zone_id=ZONE)


@walk
def custom_csrs(sdk, simulator):
    for scope in ({"zone_id": ZONE}, {"account_id": ACCOUNT}):
        created = sdk.custom_csrs.create(
            **scope, common_name="example.com", country="US", state="Texas", locality="Austin", organization="Example",
            organizational_unit="Engineering", sans=["example.com", "www.example.com"], key_type="p256v1", name="first",
            description="for the walk",
        )
        assert sdk.custom_csrs.get(created.id, **scope).csr == created.csr
        assert [one.id for one in sdk.custom_csrs.list(**scope)] == [created.id]
        if "zone_id" in scope:
            signed = simulator.control("POST", "/ca/sign", {"csr": created.csr})["certificate"]
            uploaded = sdk.custom_certificates.create(zone_id=ZONE, certificate=signed, custom_csr_id=created.id)
            assert uploaded.custom_csr_id == created.id
            sdk.custom_certificates.delete(uploaded.id, zone_id=ZONE)
        sdk.custom_csrs.delete(created.id, **scope)
        expect_none(sdk.custom_csrs.get, created.id, **scope)


@walk
def keyless_certificates(sdk, simulator):
    api = sdk.keyless_certificates
    issued = simulator.issue("keyless.example.com")
    created = api.create(
        zone_id=ZONE, certificate=issued["certificate"], host="keys.example.com", port=2407, name="first",
        tunnel={"private_ip": "10.0.0.1", "vnet_id": "7365377a-85a4-4390-9480-531ef7dc7a3c"},
    )
    edited = api.edit(created.id, zone_id=ZONE, name="second", enabled=False, port=2408)
    assert (edited.name, edited.enabled, edited.port) == ("second", False, 2408), edited
    assert api.get(created.id, zone_id=ZONE).id == created.id
    assert [one.id for one in api.list(zone_id=ZONE)] == [created.id]
    assert api.delete(created.id, zone_id=ZONE).id == created.id


@walk
def certificate_packs(sdk, simulator):
    api = sdk.ssl.certificate_packs
    order = {
        "zone_id": ZONE, "certificate_authority": "google", "hosts": ["example.com", "*.example.com"],
        "type": "advanced", "validation_method": "txt", "validity_days": 90, "cloudflare_branding": False,
    }
    created = api.create(**order)
    assert created.status == "initializing", created
    simulator.advance(2)
    assert api.get(created.id, zone_id=ZONE).status == "pending_validation"
    shown = sdk.ssl.verification.get(zone_id=ZONE, retry=True)
    assert any(one.cert_pack_uuid == created.id for one in shown), shown

    # A validation that fails, and is tried again.
    simulator.enter("certificate_packs", created.id, "validation_timed_out")
    assert api.get(created.id, zone_id=ZONE).status == "validation_timed_out"
    api.edit(created.id, zone_id=ZONE)
    for _ in range(4):
        simulator.advance(2)
    assert api.get(created.id, zone_id=ZONE).status == "active"
    assert [one.id for one in api.list(zone_id=ZONE, status="all") if one.type == "advanced"] == [created.id]
    quota = api.quota.get(zone_id=ZONE)
    assert quota.advanced.used == 1, quota

    http = api.create(**{**order, "hosts": ["example.com"], "validation_method": "http"})
    simulator.advance(2)
    edited = sdk.ssl.verification.edit(http.id, zone_id=ZONE, validation_method="txt")
    assert edited.validation_method == "txt", edited
    new = simulator.enter("certificate_packs", created.id, "renewed")
    for id in (new, http.id):
        assert api.delete(id, zone_id=ZONE).id == id


@walk
def universal_ssl_and_settings(sdk, simulator):
    assert sdk.ssl.universal.settings.edit(zone_id=ZONE, enabled=False).enabled is False
    assert sdk.ssl.universal.settings.get(zone_id=ZONE).enabled is False
    sdk.ssl.universal.settings.edit(zone_id=ZONE, enabled=True)
    sdk.acm.total_tls.update(zone_id=ZONE, enabled=True, certificate_authority="lets_encrypt")
    assert sdk.acm.total_tls.get(zone_id=ZONE).certificate_authority == "lets_encrypt"
    sdk.ssl.auto_origin_tls_kex.edit(zone_id=ZONE, enabled=True)
    assert sdk.ssl.auto_origin_tls_kex.get(zone_id=ZONE).enabled is True
    sdk.ssl.recommendations.get(zone_id=ZONE)
    assert sdk.dcv_delegation.get(zone_id=ZONE).uuid
    sdk.ssl.analyze.create(zone_id=ZONE, certificate=simulator.issue("www.example.com")["certificate"])
    sdk.origin_post_quantum_encryption.update(zone_id=ZONE, value="preferred")
    assert sdk.origin_post_quantum_encryption.get(zone_id=ZONE).value == "preferred"
    modes = sdk.origin_tls_compliance_modes
    modes.update(zone_id=ZONE, value=["fips"])
    modes.edit(zone_id=ZONE, value=["fips"])
    assert modes.get(zone_id=ZONE).value == ["fips"]
    modes.delete(zone_id=ZONE)


@walk
def custom_hostnames(sdk, simulator):
    api = sdk.custom_hostnames
    ssl = {
        "method": "txt", "type": "dv", "certificate_authority": "google", "bundle_method": "ubiquitous",
        "settings": {"http2": "on", "min_tls_version": "1.2", "tls_1_3": "on", "early_hints": "off"},
    }
    created = api.create(zone_id=ZONE, hostname="app.customer.test.org", ssl=ssl, custom_metadata={"tier": "gold"})
    assert (created.status, created.ssl.status) == ("pending", "initializing"), created
    simulator.advance(2)
    pending = api.get(created.id, zone_id=ZONE)
    assert pending.ssl.validation_records and pending.ownership_verification, pending
    # A CAA record forbids the certificate; the customer removes it, and the same order is tried again.
    simulator.enter("custom_hostnames", created.id, "caa_error")
    assert api.get(created.id, zone_id=ZONE).ssl.validation_errors
    api.edit(created.id, zone_id=ZONE, ssl=ssl)
    for _ in range(6):
        simulator.advance(2)
    active = api.get(created.id, zone_id=ZONE)
    assert (active.status, active.ssl.status) == ("active", "active"), active
    simulator.enter("custom_hostnames", created.id, "blocked")
    assert api.get(created.id, zone_id=ZONE).verification_errors
    assert [one.id for one in api.list(zone_id=ZONE, hostname={"contain": "customer"})] == [created.id]
    assert api.quota.get(zone_id=ZONE)
    expect(
        cloudflare.ConflictError, 409, 1406, api.create,
        zone_id=ZONE, hostname="app.customer.test.org", ssl={"method": "http", "type": "dv"},
    )

    # With a certificate of one's own, and a second one of another key type.
    first, second = simulator.issue("own.customer.org"), simulator.issue("own.customer.org", key_type="rsa_2048")
    bundle = [{"custom_certificate": one["chain"], "custom_key": one["private_key"]} for one in (first, second)]
    own = api.create(zone_id=ZONE, hostname="own.customer.org", ssl={"custom_cert_bundle": bundle, "method": "http", "type": "dv"})
    simulator.advance(2)
    own = api.get(own.id, zone_id=ZONE)
    certificates = api.certificate_pack.certificates
    place = {"zone_id": ZONE, "custom_hostname_id": own.id, "certificate_pack_id": own.ssl.id}
    ids = [one["id"] for one in (own.ssl.model_extra or {}).get("certificates", [])]
    if len(ids) == 2:
        again = simulator.issue("own.customer.org")
        certificates.update(ids[0], **place, custom_certificate=again["chain"], custom_key=again["private_key"])
        certificates.delete(ids[1], **place)

    origin = api.fallback_origin.update(zone_id=ZONE, origin="fallback.example.com")
    assert origin.origin == "fallback.example.com", origin
    simulator.advance(4)
    assert api.fallback_origin.get(zone_id=ZONE).status == "active"
    api.fallback_origin.delete(zone_id=ZONE)
    for one in (created, own):
        assert api.delete(one.id, zone_id=ZONE).id == one.id
        expect_none(api.get, one.id, zone_id=ZONE)


@walk
def client_certificates(sdk, simulator):
    api = sdk.client_certificates
    created = api.create(zone_id=ZONE, csr=simulator.csr("device.example.com")["csr"], validity_days=365)
    assert api.get(created.id, zone_id=ZONE).status == "active"
    assert [one.id for one in api.list(zone_id=ZONE, status="active")] == [created.id]
    assert api.delete(created.id, zone_id=ZONE).status == "pending_revocation"
    simulator.advance(2)
    assert api.get(created.id, zone_id=ZONE).status == "revoked"
    assert api.edit(created.id, zone_id=ZONE, reactivate=True).status == "pending_reactivation"
    simulator.advance(2)
    assert api.get(created.id, zone_id=ZONE).status == "active"


@walk
def mtls_certificates_and_their_hostnames(sdk, simulator):
    api, hostnames = sdk.mtls_certificates, sdk.certificate_authorities.hostname_associations
    root = simulator.control("GET", "/ca")["test"]
    created = api.create(account_id=ACCOUNT, ca=True, certificates=root, name="root")
    assert api.get(created.id, account_id=ACCOUNT).ca is True
    assert [one.id for one in api.list(account_id=ACCOUNT)] == [created.id]
    updated = hostnames.update(zone_id=ZONE, mtls_certificate_id=created.id, hostnames=["api.example.com"])
    assert updated.hostnames == ["api.example.com"]
    assert hostnames.get(zone_id=ZONE, mtls_certificate_id=created.id).hostnames == ["api.example.com"]
    assert list(api.associations.get(created.id, account_id=ACCOUNT))
    expect(cloudflare.BadRequestError, 400, None, api.delete, created.id, account_id=ACCOUNT)
    hostnames.update(zone_id=ZONE, mtls_certificate_id=created.id, hostnames=[])
    api.delete(created.id, account_id=ACCOUNT)
    leaf = simulator.issue("client.example.com")
    leaf = api.create(account_id=ACCOUNT, ca=False, certificates=leaf["chain"], private_key=leaf["private_key"], name="leaf")
    api.delete(leaf.id, account_id=ACCOUNT)


@walk
def origin_ca_certificates(sdk, simulator):
    key = simulator.settings["CLOUDFLARE_API_USER_SERVICE_KEY"]
    by_key = StrictCloudflare(base_url=sdk.base_url, user_service_key=key, http_client=sdk._client)
    for client in (sdk, by_key):
        api = client.origin_ca_certificates
        csr = simulator.csr("origin.example.com")["csr"]
        created = api.create(
            csr=csr, hostnames=["origin.example.com", "*.example.com"], request_type="origin-ecc", requested_validity=90,
        )
        assert created.certificate.startswith("-----BEGIN CERTIFICATE-----")
        assert api.get(created.id).id == created.id
        assert created.id in [one.id for one in api.list(zone_id=ZONE)]
        assert api.delete(created.id).id == created.id


@walk
def authenticated_origin_pulls(sdk, simulator):
    api = sdk.origin_tls_client_auth
    issued = simulator.issue("pull.example.com")
    keys = {"certificate": issued["certificate"], "private_key": issued["private_key"]}
    for certificates in (api, api.zone_certificates):
        created = certificates.create(zone_id=ZONE, **keys)
        certificate_id = created.id
        simulator.advance(4)
        assert certificates.get(certificate_id, zone_id=ZONE).status == "active"
        assert certificate_id in [one.id for one in certificates.list(zone_id=ZONE)]
        certificates.delete(certificate_id, zone_id=ZONE)
        simulator.advance(10)
    api.settings.update(zone_id=ZONE, enabled=True)
    assert api.settings.get(zone_id=ZONE).enabled is True

    created = api.hostname_certificates.create(zone_id=ZONE, **keys)
    simulator.advance(4)
    assert api.hostname_certificates.get(created.id, zone_id=ZONE).status == "active"
    assert created.id in [one.id for one in api.hostname_certificates.list(zone_id=ZONE)]
    association = {"hostname": "app.example.com", "cert_id": created.id, "enabled": True}
    list(api.hostnames.update(zone_id=ZONE, config=[association]))
    simulator.advance(2)
    assert api.hostnames.get("app.example.com", zone_id=ZONE).status == "active"
    list(api.hostnames.update(zone_id=ZONE, config=[{**association, "enabled": None}]))
    simulator.advance(10)
    api.hostname_certificates.delete(created.id, zone_id=ZONE)


@walk
def access_certificates(sdk, simulator):
    api = sdk.zero_trust.access.certificates
    root = simulator.control("GET", "/ca")["test"]
    for scope, host in (({"account_id": ACCOUNT}, "admin.example.com"), ({"zone_id": ZONE}, "wiki.example.com")):
        created = api.create(**scope, certificate=root, name="devices", associated_hostnames=[host])
        assert api.get(created.id, **scope).associated_hostnames == [host]
        assert [one.id for one in api.list(**scope)] == [created.id]
        settings = [{"hostname": host, "china_network": False, "client_certificate_forwarding": True}]
        list(api.settings.update(**scope, settings=settings))
        assert list(api.settings.get(**scope))[0].client_certificate_forwarding is True
        updated = api.update(created.id, **scope, associated_hostnames=[], name="all devices")
        assert updated.name == "all devices"
        assert api.delete(created.id, **scope).id == created.id


@walk
def gateway_certificates(sdk, simulator):
    api = sdk.zero_trust.gateway.certificates
    created = api.create(account_id=ACCOUNT, validity_period_days=365)
    assert api.activate(created.id, account_id=ACCOUNT).binding_status == "pending_deployment"
    simulator.advance(2)
    assert api.get(created.id, account_id=ACCOUNT).binding_status == "available"
    assert created.id in [one.id for one in api.list(account_id=ACCOUNT)]
    api.deactivate(created.id, account_id=ACCOUNT)
    simulator.advance(2)
    assert api.get(created.id, account_id=ACCOUNT).binding_status == "inactive"
    api.delete(created.id, account_id=ACCOUNT)


@walk
def custom_trust_store(sdk, simulator):
    api = sdk.acm.custom_trust_store
    created = api.create(zone_id=ZONE, certificate=simulator.control("GET", "/ca")["test"])
    simulator.advance(4)
    assert api.get(created.id, zone_id=ZONE).status == "active"
    assert [one.id for one in api.list(zone_id=ZONE)] == [created.id]
    assert api.delete(created.id, zone_id=ZONE).id == created.id


@walk
def hostname_tls_settings(sdk, simulator):
    api = sdk.hostnames.settings.tls
    for setting, value in (("min_tls_version", "1.2"), ("http2", "on"), ("ciphers", ["ECDHE-RSA-AES128-GCM-SHA256"])):
        set_ = api.update("app.example.com", zone_id=ZONE, setting_id=setting, value=value)
        assert set_.value == value, set_
        simulator.advance(2)
        assert api.get("app.example.com", zone_id=ZONE, setting_id=setting).value == value
        assert [one.hostname for one in api.list(setting, zone_id=ZONE)] == ["app.example.com"]
        api.delete("app.example.com", zone_id=ZONE, setting_id=setting)


@walk
def faults_and_limits(sdk, simulator):
    once = sdk.with_options(max_retries=0)

    def listing(client):
        return client.custom_certificates.list(zone_id=ZONE).result

    # The SDK retries what is transient.
    simulator.fail_next("custom_certificates_list", kind="error", status=503)
    assert listing(sdk) == []
    simulator.fail_next("custom_certificates_list", kind="html", status=522)
    try:
        listing(once)
    except cloudflare.InternalServerError as error:
        assert error.status_code == 522
    else:
        raise AssertionError("the fault did not happen")
    for kind in ("close_connection", "lose_response"):
        simulator.fail_next("custom_certificates_list", kind=kind)
        try:
            listing(once)
        except cloudflare.APIConnectionError:
            pass
        else:
            raise AssertionError("the fault did not happen")
    for kind, error in (("truncate_body", httpx.RemoteProtocolError), ("invalid_gzip", httpx.DecodingError)):
        simulator.fail_next("custom_certificates_list", kind=kind)
        try:
            listing(once)
        except (error, cloudflare.APIConnectionError):
            pass
        else:
            raise AssertionError("the fault did not happen")

    # A response that is lost after the certificate was uploaded: the retry meets it as a duplicate.
    issued = simulator.issue("lost.example.com")
    simulator.fail_next("custom_certificates_create", kind="lose_response")
    expect(
        cloudflare.APIStatusError, 400, 1220, sdk.custom_certificates.create,
        zone_id=ZONE, certificate=issued["chain"], private_key=issued["private_key"],
    )
    simulator.control("PUT", "/rate_limit", {"limit": 1, "window_seconds": 300})
    listing(once)
    expect(cloudflare.RateLimitError, 429, 971, listing, once)
    simulator.advance(300)
    listing(once)
    simulator.control("DELETE", "/rate_limit")
    seen = simulator.control("GET", "/requests")
    assert seen["last"][-1]["operation"] == "custom_certificates_list", seen["last"][-1]


def main():
    program = sys.argv[1]
    options = ["--activation=2s", f"--zone=example.com={ZONE}", f"--account={ACCOUNT}"]
    failed, walked = 0, set()
    with Simulator(program, *options) as simulator, httpx.Client(trust_env=False) as http:
        sdk = StrictCloudflare(base_url=simulator.base_url, api_token=simulator.token, http_client=http)
        for function in WALKS:
            simulator.control("POST", "/reset")
            try:
                function(sdk, simulator)
                print("ok    ", function.__name__)
            except Exception as error:  # A walk that fails must not keep the others from going on.
                failed += 1
                line = error.__traceback__.tb_next.tb_lineno
                print("FAILED", f"{function.__name__} (line {line}): {error}")
            walked |= {seen["operation"] for seen in simulator.control("GET", "/requests")["last"]}
        operations = {one for ids in simulator.control("GET")["operations"].values() for one in ids}
    print(f"{len(WALKS) - failed} of {len(WALKS)} walks went through, over {len(walked)} of {len(operations)} operations")
    print("not walked:", ", ".join(sorted(operations - walked)))
    for finding in sorted(set(sdk.findings)):
        print("model:", finding)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
