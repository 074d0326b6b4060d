//! What the SDK advises, in the words of the command line.

/// What the SDK's errors name, and what does the same here.
const WORDS: [(&str, &str); 8] = [
    ("`custom_hostnames().repair(id)`", "`cfcerts hostname retry`"),
    ("`repair(id)`", "`cfcerts pack retry` or `cfcerts hostname retry`"),
    ("`gateway_certificates().activate(id)`", "in the dashboard"),
    ("`certificate_packs().quota()` has the numbers", "the dashboard has the numbers"),
    ("use `ensure` with `replacing`", "use `cfcerts pack ensure` with --replacing"),
    (
        "`replace` the one that is meant by its id, or `remove` the others",
        "remove the others with `cfcerts remove custom-certificates`",
    ),
    ("upload a certificate for all hosts, or say `allow_fewer_hosts`", "upload a certificate for all hosts"),
    ("`from_zone`", "--from-zone"),
];

/// Returns a message of the SDK with commands in place of methods.
pub(crate) fn in_commands(mut message: String) -> String {
    for (method, command) in WORDS {
        if message.contains(method) {
            message = message.replace(method, command);
        }
    }
    message
}
