//! Whether the first record of a table holds names. Judged by how its cells look, beside those below them.

use std::collections::BTreeSet;

use callscape_model::field::{FIELDS, plain};

/// Whether `first` holds the names of the columns of `rest`.
pub(crate) fn is_header(first: &[String], rest: &[Vec<String>]) -> bool {
    let known = first.iter().filter(|cell| is_known(cell)).count();
    let data = first.iter().filter(|cell| looks_like_data(cell)).count();
    if data > 0 {
        return known >= 3 && known > data;
    }
    if known >= 2 || rest.is_empty() {
        return true;
    }
    let above_data = first.iter().enumerate().any(|(column, name)| {
        let below = || rest.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
        let total = below().count();
        !name.trim().is_empty()
            && total > 0
            && below().filter(|cell| looks_like_data(cell)).count() * 5 >= total * 3
    });
    above_data || are_names(first, rest)
}

/// Whether all cells are filled, different, and none stands in its column again.
fn are_names(first: &[String], rest: &[Vec<String>]) -> bool {
    let different: BTreeSet<&str> = first.iter().map(|cell| cell.trim()).collect();
    let again = |(column, name): (usize, &String)| rest.iter().any(|row| row.get(column) == Some(name));
    different.len() == first.len() && !different.contains("") && !first.iter().enumerate().any(again)
}

fn is_known(cell: &str) -> bool {
    let name = plain(cell);
    FIELDS.iter().any(|info| info.names.contains(&name.as_str()) || info.maybe.contains(&name.as_str()))
}

/// Whether a cell is a number, a date, a time, a phone number or an identifier rather than a name: more than half
/// of its letters and digits are digits, or it is a long hexadecimal number.
fn looks_like_data(cell: &str) -> bool {
    let cell = cell.trim();
    let signs = cell.chars().filter(|c| c.is_alphanumeric()).count();
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let hexadecimal = cell.chars().filter(char::is_ascii_hexdigit).count();
    digits > 0 && (digits * 2 > signs || (signs >= 16 && hexadecimal == signs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        let mut rows = text.lines().map(|line| line.split(',').map(String::from).collect::<Vec<_>>());
        let first = rows.next().unwrap();
        assert_eq!(is_header(&first, &rows.collect::<Vec<_>>()), expected, "{text}");
    }

    #[test]
    fn names_stand_above_data() {
        check("call_id,caller,start_time\nx,y,z", true);
        check("Name,Speed\nBecky,12", true);
        check("Name,City\nBecky,Rome\nDan,Bonn", true);
        check("col1,col2\na,b", true);
        check("field,q1,q2\nx,1,2", true);
        check("Unnamed,2024,start_time,caller,status\n1,2,3,4,5", true);
    }

    #[test]
    fn call_detail_records_without_header_are_all_data() {
        check(
            ",1001,1002,from-internal,2013-03-08 10:11:12,ANSWERED\n,1001,1003,from-internal,2013-03-08 10:12:12,BUSY",
            false,
        );
        check("Bonn,Dan\nRome,Dan", false);
        check("5ce7a1d6f2b84a3c9e10aabb,x\n5ce7a1d6f2b84a3c9e10aabc,y", false);
    }

    #[test]
    fn a_record_alone_is_a_header_unless_it_is_data() {
        check("caller,callee", true);
        check("555-0100,555-0101", false);
    }
}
