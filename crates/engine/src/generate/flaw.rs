//! What is wrong with real files, added on purpose: for tests and measuring. Each flaw is one that cleaning has a
//! rule for.

use super::call::{AGENT, COST, Cells, DURATION, END, ID, START, STATUS, TYPE, uuid};
use super::random::Random;

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
