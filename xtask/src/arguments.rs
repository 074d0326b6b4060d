//! The arguments of a task.

/// The output format of a task: for people or for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
}

/// The arguments after a task's name: flags with values, flags without, and the rest in order.
#[derive(Debug)]
pub(crate) struct Arguments {
    rest: Vec<String>,
}

impl Arguments {
    pub(crate) fn new(arguments: &[String]) -> Self {
        Self { rest: arguments.to_vec() }
    }

    /// Takes a flag such as `--help`; returns whether it was present.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|argument| argument != name);
        self.rest.len() != before
    }

    /// Takes the value of a flag: `--name value` or `--name=value`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>, String> {
        let prefix = format!("{name}=");
        let Some(index) =
            self.rest.iter().position(|argument| argument == name || argument.starts_with(&prefix))
        else {
            return Ok(None);
        };
        let argument = self.rest.remove(index);
        if let Some(value) = argument.strip_prefix(&prefix) {
            return Ok(Some(value.to_owned()));
        }
        if index < self.rest.len() {
            Ok(Some(self.rest.remove(index)))
        } else {
            Err(format!("{name} needs a value"))
        }
    }

    /// Takes `--help` and prints the help; returns whether the flag was present.
    pub(crate) fn help(&mut self, text: &str) -> bool {
        let wanted = self.flag("--help") | self.flag("-h");
        if wanted {
            println!("{text}");
        }
        wanted
    }

    /// Takes `--format human|json`.
    pub(crate) fn format(&mut self) -> Result<Format, String> {
        match self.value("--format")?.as_deref() {
            None | Some("human") => Ok(Format::Human),
            Some("json") => Ok(Format::Json),
            Some(other) => Err(format!("--format is `human` or `json`, not `{other}`")),
        }
    }

    /// Returns the remaining arguments: exactly `N`, none of which is a flag.
    pub(crate) fn finish<const N: usize>(self, names: [&str; N]) -> Result<[String; N], String> {
        if let Some(unknown) = self.rest.iter().find(|argument| argument.starts_with("--")) {
            return Err(format!("there is no flag `{unknown}`; see --help"));
        }
        let count = self.rest.len();
        self.rest.try_into().map_err(|_| match names.join(" ").as_str() {
            "" => "it takes no arguments; see --help".to_owned(),
            wanted => format!("it takes {wanted}, and got {count} argument(s); see --help"),
        })
    }
}
