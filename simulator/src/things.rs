//! Things whose records are what answers show, and the lives that they lead by themselves.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;
use time::OffsetDateTime;

use crate::activation::Activation;
use crate::answer::Answer;
use crate::clock::after;
use crate::codes;
use crate::page::ResultInfo;
use crate::refusal::Refusal;
use crate::resources::call::Call;
use crate::state::ById;
use crate::world::World;

/// What becomes of a thing by itself.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// These fields change, as a JSON merge patch: `null` removes one, and objects are changed field by field.
    Becomes(Value),
    /// It is there no longer.
    Gone,
}

/// One thing: its record, what is kept but not shown, and what will become of it.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(crate) record: Value,
    /// Kept with it and never shown.
    pub(crate) hidden: Value,
    stages: VecDeque<Stage>,
    since: OffsetDateTime,
    reads: u32,
}

/// All things of one kind that one account or zone has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shelf {
    kind: &'static str,
    owner: String,
}

/// The things of all kinds.
#[derive(Debug, Default)]
pub(crate) struct Things(HashMap<Shelf, ById<Thing>>);

impl Shelf {
    pub(crate) fn new(kind: &'static str, owner: impl Into<String>) -> Self {
        Self { kind, owner: owner.into() }
    }

    /// What a zone has.
    pub(crate) fn of_zone(kind: &'static str, call: &Call) -> Self {
        Self::new(kind, call.zone_id())
    }

    /// What an account has.
    pub(crate) fn of_account(kind: &'static str, call: &Call) -> Self {
        Self::new(kind, call.id("account_id").to_ascii_lowercase())
    }
}

impl Thing {
    /// Starts another life from here.
    pub(crate) fn lives(&mut self, now: OffsetDateTime, stages: impl IntoIterator<Item = Stage>) {
        self.stages = stages.into_iter().collect();
        self.since = now;
        self.reads = 0;
    }

    /// Changes fields of the record.
    pub(crate) fn becomes(&mut self, change: &Value) {
        json_patch::merge(&mut self.record, change);
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.record.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// It was shown; where reads drive the lives, that counts.
    pub(crate) fn read(&mut self) {
        self.reads = self.reads.saturating_add(1);
    }

    /// Carries out what has become due; whether the thing is still there.
    fn settle(&mut self, now: OffsetDateTime, activation: Activation) -> bool {
        while !self.stages.is_empty() && self.is_due(now, activation) {
            match self.stages.pop_front() {
                Some(Stage::Becomes(change)) => self.becomes(&change),
                Some(Stage::Gone) => return false,
                None => {}
            }
        }
        true
    }

    fn is_due(&mut self, now: OffsetDateTime, activation: Activation) -> bool {
        match activation {
            Activation::After(delay) => {
                let due = after(self.since, delay);
                if now < due {
                    return false;
                }
                self.since = due;
            }
            Activation::AfterReads(reads) => {
                if self.reads < reads {
                    return false;
                }
                self.reads = 0;
                // With no reads at all, the whole life is over at once.
                self.since = now;
            }
        }
        true
    }
}

impl Things {
    /// What is on a shelf now.
    pub(crate) fn on(&mut self, world: &World, shelf: &Shelf) -> &mut ById<Thing> {
        let (now, activation) = (world.now(), world.activation);
        let things = self.0.entry(shelf.clone()).or_default();
        things.retain(|_, thing| thing.settle(now, activation));
        things
    }

    /// Puts a new thing on a shelf.
    pub(crate) fn put(
        &mut self,
        world: &World,
        shelf: &Shelf,
        id: &str,
        record: Value,
        stages: impl IntoIterator<Item = Stage>,
    ) -> &mut Thing {
        let stages = stages.into_iter().collect();
        let thing = Thing { record, hidden: Value::Null, stages, since: world.now(), reads: 0 };
        let things = self.on(world, shelf);
        things.shift_remove(id);
        things.entry(id.to_owned()).or_insert(thing)
    }

    /// The thing of this identifier.
    pub(crate) fn find(&mut self, world: &World, shelf: &Shelf, id: &str) -> Result<&mut Thing, Refusal> {
        let found = self.on(world, shelf).get_mut(id);
        found.ok_or_else(|| Refusal::not_found(codes::NO_SUCH_THING, "there is no such thing here"))
    }

    /// All things of a kind, whoever has them.
    pub(crate) fn everywhere(&mut self, world: &World, kind: &'static str) -> Vec<(String, &mut Thing)> {
        let (now, activation) = (world.now(), world.activation);
        let shelves = self.0.iter_mut().filter(|(shelf, _)| shelf.kind == kind);
        let mut all = Vec::new();
        for (shelf, things) in shelves {
            things.retain(|_, thing| thing.settle(now, activation));
            all.extend(things.values_mut().map(|thing| (shelf.owner.clone(), thing)));
        }
        all
    }

    /// Whether any account or zone has a thing of this kind and identifier whose record is as asked.
    pub(crate) fn any_on(
        &mut self,
        world: &World,
        kind: &'static str,
        id: &str,
        is: impl Fn(&Value) -> bool,
    ) -> bool {
        let shelves: Vec<Shelf> = self.0.keys().filter(|shelf| shelf.kind == kind).cloned().collect();
        shelves.iter().any(|shelf| self.on(world, shelf).get(id).is_some_and(|thing| is(&thing.record)))
    }

    /// Changes the record of a thing of this kind and identifier and ends its life; whether it was found.
    pub(crate) fn interrupt(&mut self, kind: &str, id: &str, change: &Value) -> bool {
        let shelves = self.0.iter_mut().filter(|(shelf, _)| shelf.kind == kind);
        let found = shelves.flat_map(|(_, things)| things.get_mut(id)).next();
        found.is_some_and(|thing| {
            thing.becomes(change);
            thing.stages.clear();
            true
        })
    }
}

/// Shows one thing.
pub(crate) fn get(world: &World, shelf: &Shelf, id: &str) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let thing = state.things.find(world, shelf, id)?;
    let answer = Answer::ok(&thing.record);
    thing.read();
    answer
}

/// Lists things: in pages where the operation has them, otherwise whole.
pub(crate) fn list(
    world: &World,
    call: &Call,
    shelf: &Shelf,
    wanted: impl Fn(&Value) -> bool,
) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let things = state.things.on(world, shelf);
    let number = |name| call.query.get(name).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
    let matching = things.values_mut().filter(|thing| wanted(&thing.record));
    let mut matching: Vec<&mut Thing> =
        matching.skip(number("offset").unwrap_or(0)).take(number("limit").unwrap_or(usize::MAX)).collect();
    let total = matching.len();
    let (info, shown) = if call.is_paged() {
        let page = call.page();
        let start = page.start().min(total);
        let end = start.saturating_add(page.size()).min(total);
        (page.info(total), matching.drain(start..end).collect())
    } else {
        (ResultInfo::whole(total), matching)
    };
    let records: Vec<&Value> = shown.iter().map(|thing| &thing.record).collect();
    let answer = Answer::list(&records, &info);
    shown.into_iter().for_each(Thing::read);
    answer
}

/// The one record that a zone has of a kind, such as a setting; made if it is not there.
pub(crate) fn setting<'a>(
    things: &'a mut Things,
    world: &World,
    shelf: &Shelf,
    otherwise: impl FnOnce() -> Value,
) -> &'a mut Thing {
    let now = world.now();
    let new =
        || Thing { record: otherwise(), hidden: Value::Null, stages: VecDeque::new(), since: now, reads: 0 };
    things.on(world, shelf).entry(String::new()).or_insert_with(new)
}
