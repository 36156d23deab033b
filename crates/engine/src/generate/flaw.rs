//! What is wrong with real files, added on purpose: for tests and measuring. Each flaw is one that cleaning has a
//! rule for.

use super::call::{AGENT, COST, Cells, DURATION, END, ID, START, STATUS, TYPE, uuid};
use super::random::Random;

/// How many of a thousand calls are spoiled in which way; a call is spoiled in one way at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dirt {
    /// Have a flaw of their own: unreadable, empty, out of place, cut short.
    pub bad: u64,
    /// Are the call before once more, a third of them with another agent.
    pub repeated: u64,
    /// Have quotes and a line break in a cell.
    pub quoted: u64,
}

/// What becomes of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lot {
    Clean,
    Bad,
    Repeated,
    Quoted,
}

impl Dirt {
    /// What becomes of the next call.
    pub(super) fn draw(self, random: &mut Random) -> Lot {
        let Dirt { bad, repeated, quoted } = self;
        // Clean files take no numbers, so that their bytes are those they have always been.
        if bad + repeated + quoted == 0 {
            return Lot::Clean;
        }
        match random.below(1000) {
            place if place < bad => Lot::Bad,
            place if place < bad + repeated => Lot::Repeated,
            place if place < bad + repeated + quoted => Lot::Quoted,
            _ => Lot::Clean,
        }
    }
}

/// Gives a call an agent whose cell must be quoted: with quotes in it, over two lines.
pub(super) fn quote(cells: &mut Cells, random: &mut Random) {
    let desk = 1 + random.below(40);
    cells.set(AGENT, format_args!("Agent \"{desk}\",\nnight shift"));
}

/// Leaves the call before as it is, to be written again, or changes it but for its id.
pub(super) fn repeat(cells: &mut Cells, random: &mut Random) {
    if random.below(3) == 0 {
        let agent = random.below(90);
        cells.set(AGENT, format_args!("Agent {agent}"));
    }
}

/// Gives a call one flaw.
pub(super) fn spoil(cells: &mut Cells, random: &mut Random) {
    match random.below(12) {
        0 => cells.set(START, format_args!("yesterday")),
        1 => cells.set(START, format_args!("")),
        2 => cells.set(ID, format_args!("")),
        3 => cells.set(DURATION, format_args!("-{}", 1 + random.below(90))),
        4 => cells.set(COST, format_args!("1,50")),
        5 => cells.set(STATUS, format_args!("  completed ")),
        6 => cells.set(STATUS, format_args!("exploded")),
        7 => cells.set(TYPE, format_args!("N/A")),
        8 => cells.set(END, format_args!("1999-12-31 23:59:59")),
        9 => cells.set(AGENT, format_args!("O'Hara, \"Bo\"\nsecond line")),
        10 => cells.dropped = 1 + random.below(3) as usize,
        // An identifier in capitals is the same to people and another text to a computer.
        _ => {
            let mut id = Vec::with_capacity(36);
            uuid(&mut id, random);
            id.make_ascii_uppercase();
            if let Some(cell) = cells.cells.get_mut(ID) {
                *cell = id;
            }
        }
    }
}
