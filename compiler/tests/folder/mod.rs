//! A folder with a small document that keeps every rule. Each test changes what it is about.

#![allow(dead_code, reason = "no test file needs all of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use cloudflare_certificates_compiler::{Document, Findings, check};
use tempfile::TempDir;

/// The root file.
pub(crate) const ROOT: &str = r#"openapi: 3.0.3
info: {title: Things, version: "1"}
servers: [{url: "https://api.example.com"}]
tags: [{name: things}]
paths: {}
"#;

/// A file with a list, an update with a path parameter and a body, and the envelope around both results.
pub(crate) const THINGS: &str = r#"openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      operationId: things_list
      tags: [things]
      summary: List things
      parameters:
        - name: order
          in: query
          schema: {type: string, minLength: 1}
      responses:
        2XX:
          description: The things.
          content:
            application/json:
              schema:
                allOf:
                  - $ref: '#/components/schemas/Envelope'
                  - type: object
                    properties:
                      result:
                        type: array
                        items: {$ref: '#/components/schemas/Thing'}
  /things/{thing_id}:
    # more of both operations
    put:
      operationId: things_update
      tags: [things]
      summary: Update a thing
      parameters:
        - name: thing_id
          in: path
          required: true
          schema: {type: string, maxLength: 32}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/NewThing'}
      responses:
        2XX:
          description: The thing.
          content:
            application/json:
              schema:
                allOf:
                  - $ref: '#/components/schemas/Envelope'
                  - type: object
                    properties:
                      result: {$ref: '#/components/schemas/Thing'}
components:
  # more components
  schemas:
    Envelope:
      type: object
      properties:
        success: {type: boolean}
    Thing:
      type: object
      required: [id, name]
      properties:
        id: {type: string, description: What identifies the thing.}
        name: {type: string, minLength: 2, description: The name of the thing.}
        # more of a thing
    NewThing:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 2, description: The name of the new thing.}
        # more of a new thing
    # more schemas
"#;

/// The document that the crate is built from.
pub(crate) fn real() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("openapi")
}

/// A folder that goes away with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// With nothing in it.
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// With the root file alone.
    pub(crate) fn root() -> Self {
        Self::empty().write("openapi.yaml", ROOT)
    }

    /// With the root file and the things.
    pub(crate) fn things() -> Self {
        Self::root().write("things.yaml", THINGS)
    }

    /// With what is in another folder.
    pub(crate) fn copy_of(folder: &Path) -> Self {
        let copy = Self::empty();
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        copy
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.path().join(file), content).unwrap();
        self
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    /// Replaces a text that occurs exactly once.
    pub(crate) fn change_in(self, file: &str, from: &str, to: &str) -> Self {
        let text = self.read(file);
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {file}");
        self.write(file, text.replace(from, to))
    }

    /// Replaces a text of the things.
    pub(crate) fn change(self, from: &str, to: &str) -> Self {
        self.change_in("things.yaml", from, to)
    }

    fn more(self, mark: &str, lines: &str) -> Self {
        let text = self.read("things.yaml");
        let line = text.lines().find(|line| line.trim() == mark).unwrap();
        let indent = &line[..line.len() - mark.len()];
        let lines: String = lines.trim().lines().map(|line| format!("{indent}{line}\n")).collect();
        self.change(&format!("{line}\n"), &format!("{lines}{line}\n"))
    }

    /// Adds properties to what is received.
    pub(crate) fn thing(self, lines: &str) -> Self {
        self.more("# more of a thing", lines)
    }

    /// Adds properties to what is sent.
    pub(crate) fn new_thing(self, lines: &str) -> Self {
        self.more("# more of a new thing", lines)
    }

    /// Adds named schemas.
    pub(crate) fn schemas(self, lines: &str) -> Self {
        self.more("# more schemas", lines)
    }

    /// Adds components of other kinds.
    pub(crate) fn components(self, lines: &str) -> Self {
        self.more("# more components", lines)
    }

    /// Adds to the path item of the update.
    pub(crate) fn item(self, lines: &str) -> Self {
        self.more("# more of both operations", lines)
    }

    /// The number of the one line that contains a text; 0 for no text.
    pub(crate) fn line(&self, file: &str, text: &str) -> usize {
        if text.is_empty() {
            return 0;
        }
        let content = self.read(file);
        let lines: Vec<usize> = (1..)
            .zip(content.lines())
            .filter(|(_, line)| line.contains(text))
            .map(|(number, _)| number)
            .collect();
        assert_eq!(lines.len(), 1, "{text:?} in {file}");
        lines[0]
    }

    pub(crate) fn load(&self) -> Result<Document, Findings> {
        Document::load(self.path())
    }

    pub(crate) fn document(&self) -> Document {
        self.load().unwrap_or_else(|findings| panic!("{findings}"))
    }

    /// What is wrong with the document, or nothing.
    pub(crate) fn findings(&self) -> Findings {
        self.load().and_then(|document| check::check(&document)).err().unwrap_or_default()
    }

    /// The place and the rule of each finding.
    pub(crate) fn rules(&self) -> Vec<String> {
        self.findings().0.iter().map(|finding| format!("{}: {}", finding.place, finding.rule)).collect()
    }

    /// Demands that exactly one thing is wrong: on the line with this text, with these words in its message.
    pub(crate) fn is_refused(&self, file: &str, line: &str, rule: &str, words: &str) {
        let findings = self.findings();
        let [finding] = findings.0.as_slice() else {
            panic!("one finding is expected, not these: {findings}")
        };
        assert_eq!((finding.place.file.as_str(), finding.rule), (file, rule), "{finding}");
        assert!(finding.message.contains(words), "{finding}");
        assert!(!finding.message.contains('\n'), "{finding}");
        // The file of some tests cannot be read, and there is no line.
        let expected = if line.is_empty() { 0 } else { self.line(file, line) };
        assert_eq!(finding.place.line, expected, "{finding}");
    }

    #[cfg(feature = "generate")]
    pub(crate) fn view(&self) -> cloudflare_certificates_compiler::View {
        let document = self.document();
        check::check(&document).unwrap_or_else(|findings| panic!("{findings}"));
        cloudflare_certificates_compiler::view(&document).unwrap_or_else(|findings| panic!("{findings}"))
    }

    #[cfg(feature = "generate")]
    pub(crate) fn compile(&self) -> String {
        cloudflare_certificates_compiler::compile(&self.document())
            .unwrap_or_else(|findings| panic!("{findings}"))
    }
}
