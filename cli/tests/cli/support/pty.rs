//! The binary in a pseudo-terminal.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{ChildKiller, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::{Stage, VARIABLES};

/// More than anything here takes, even on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// A running binary, and the terminal that it is in.
pub(crate) struct Terminal {
    /// The terminal is there as long as this is.
    _master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    output: Receiver<Vec<u8>>,
    exit: Receiver<u32>,
    shown: Vec<u8>,
}

impl Stage {
    /// Starts the binary in a terminal of this width.
    pub(crate) fn terminal(&self, columns: u16, arguments: &[&str]) -> Terminal {
        let size = PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_cfcerts"));
        for variable in VARIABLES {
            command.env_remove(variable);
        }
        command.args(arguments);
        command.cwd(self.directory.path());
        command.env("TERM", "xterm-256color");
        command.env("CLOUDFLARE_BASE_URL", self.simulator.base_url());
        command.env("CLOUDFLARE_API_TOKEN", self.simulator.token());
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            // A terminal whose program has ended is an error on some systems, and the end on others.
            while let Ok(length @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let killer = child.clone_killer();
        let (sender, exit) = channel();
        thread::spawn(move || sender.send(child.wait().unwrap().exit_code()));
        let writer = pair.master.take_writer().unwrap();
        Terminal { _master: pair.master, writer, killer, output, exit, shown: Vec::new() }
    }
}

impl Terminal {
    /// Waits until the terminal has shown this text.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) {
        let start = Instant::now();
        while !self.text().contains(text) {
            let rest = LONGEST.saturating_sub(start.elapsed());
            match self.output.recv_timeout(rest) {
                Ok(chunk) => self.shown.extend(chunk),
                Err(error) => panic!("{error}: {text:?} is not shown:\n{}", self.text()),
            }
        }
    }

    /// Types these keys.
    pub(crate) fn types(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Waits until the binary ends, and returns its exit code and all that the terminal has shown.
    #[track_caller]
    pub(crate) fn ends(mut self) -> (u32, String) {
        let Ok(code) = self.exit.recv_timeout(LONGEST) else {
            self.killer.kill().unwrap();
            panic!("it does not end:\n{}", self.text());
        };
        // Windows does not say that the output is complete.
        while let Ok(chunk) = self.output.recv_timeout(Duration::from_secs(2)) {
            self.shown.extend(chunk);
        }
        (code, String::from_utf8_lossy(&self.shown).into_owned())
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }
}

/// Returns the text without the sequences that style it and move the cursor.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::new();
    let text = text.replace("\r\n", "\n");
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            // The line is written again.
            '\r' => plain.push('\n'),
            '\u{1b}' if characters.next() == Some('[') => {
                characters.find(|end| end.is_ascii_alphabetic());
            }
            '\u{1b}' => {}
            other => plain.push(other),
        }
    }
    plain
}
