//! On which line each kept row begins: nearly always one after the row before, so only where it is not is kept.

/// Lines of kept rows, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Rows whose line does not follow from the row before, with their lines.
    jumps: Vec<(u32, u32)>,
    rows: u32,
    next: u32,
}

impl Lines {
    /// Adds the line of the next row.
    #[inline]
    pub(super) fn push(&mut self, line: u32) {
        if line != self.next || self.rows == 0 {
            self.jumps.push((self.rows, line));
        }
        self.rows += 1;
        self.next = line + 1;
    }

    /// The line of a row; 0 where there is none.
    pub fn of(&self, row: u32) -> u32 {
        let after = self.jumps.partition_point(|(first, _)| *first <= row);
        let jump = after.checked_sub(1).and_then(|before| self.jumps.get(before));
        jump.filter(|_| row < self.rows).map_or(0, |(first, line)| line + (row - first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_row_has_its_line_again(steps in prop::collection::vec(1..4_u32, 0..60)) {
            let all: Vec<u32> = steps.iter().scan(0, |line, step| { *line += step; Some(*line) }).collect();
            let mut lines = Lines::default();
            all.iter().for_each(|line| lines.push(*line));
            let again: Vec<u32> = (0..all.len() as u32).map(|row| lines.of(row)).collect();
            prop_assert_eq!(again, all.clone());
            prop_assert_eq!(lines.of(all.len() as u32), 0);
        }
    }
}
