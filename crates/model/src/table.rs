//! Tables: what a file is among the files it was dropped with, and what is known of the tables of support systems.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::month::Month;

/// What the records on screen are. One subject is shown at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// Call records.
    #[default]
    Calls,
    /// Support interactions: facts with dimensions and monthly deltas.
    Interactions,
    /// Calls of which there is the transcript.
    Transcripts,
}

impl Subject {
    /// Every subject.
    pub const ALL: &[Subject] = &[Subject::Calls, Subject::Interactions, Subject::Transcripts];

    /// One record: `call`.
    pub fn one(self) -> &'static str {
        match self {
            Subject::Calls => "call",
            Subject::Interactions => "interaction",
            Subject::Transcripts => "transcript",
        }
    }

    /// Many records, and the name in addresses and files: `calls`.
    pub fn many(self) -> &'static str {
        match self {
            Subject::Calls => "calls",
            Subject::Interactions => "interactions",
            Subject::Transcripts => "transcripts",
        }
    }

    /// The name on screen: `Calls`.
    pub fn title(self) -> &'static str {
        match self {
            Subject::Calls => "Calls",
            Subject::Interactions => "Interactions",
            Subject::Transcripts => "Transcripts",
        }
    }

    /// `1 call`, `1,204 calls`.
    pub fn counted(self, count: u64) -> String {
        let word = if count == 1 { self.one() } else { self.many() };
        format!("{} {word}", crate::number::grouped(count))
    }
}

/// What a table is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Call records, without deltas.
    #[default]
    Calls,
    /// The facts that are counted.
    Facts,
    /// Names for the ids that the facts refer to.
    Dimension,
    /// Calls with their transcripts, without deltas.
    Transcripts,
}

impl Role {
    /// Every role with its word on screen.
    pub const ALL: &[(Role, &'static str)] = &[
        (Role::Calls, "call records"),
        (Role::Facts, "facts"),
        (Role::Dimension, "dimension"),
        (Role::Transcripts, "transcripts"),
    ];

    /// The word on screen.
    pub fn word(self) -> &'static str {
        Role::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, word)| word)
    }

    /// The subject that a table of this role belongs to.
    pub fn subject(self) -> Subject {
        match self {
            Role::Calls => Subject::Calls,
            Role::Transcripts => Subject::Transcripts,
            Role::Facts | Role::Dimension => Subject::Interactions,
        }
    }
}

/// Which table a file belongs to, and as what.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// The table.
    pub table: String,
    /// What the table is for.
    pub role: Role,
    /// Whether the file changes the table instead of being its beginning.
    pub delta: bool,
    /// The month of a delta; `None` where neither name nor folder says it.
    pub month: Option<Month>,
}

impl Membership {
    /// In words: `delta Feb 2025 of agents`, `facts`, `dimension agents`.
    pub fn words(&self) -> String {
        match (self.delta, self.month) {
            (true, Some(month)) => format!("delta {} of {}", month.name(), self.table),
            (true, None) => format!("delta of {}, month not known", self.table),
            (false, _) if self.role == Role::Dimension => format!("dimension {}", self.table),
            (false, _) => self.role.word().to_owned(),
        }
    }
}

/// Which time decides the month of an interaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MonthBy {
    /// Its end, else its start, else its time stamp.
    #[default]
    End,
    /// Its start, else its time stamp, else its end.
    Start,
    /// Its time stamp, else its start, else its end.
    Stamp,
}

impl MonthBy {
    /// Every choice with its word in addresses and on the command line, and its words on screen.
    pub const ALL: &[(MonthBy, &'static str, &'static str)] = &[
        (MonthBy::End, "end", "end, else start, else time stamp"),
        (MonthBy::Start, "start", "start, else time stamp, else end"),
        (MonthBy::Stamp, "timestamp", "time stamp, else start, else end"),
    ];

    /// The words on screen.
    pub fn words(self) -> &'static str {
        MonthBy::ALL.iter().find(|(by, ..)| *by == self).map_or("", |(.., words)| words)
    }

    /// The choice of a word.
    pub fn from_id(id: &str) -> Option<Self> {
        MonthBy::ALL.iter().find(|(_, word, _)| *word == id).map(|(by, ..)| *by)
    }
}

/// What a column of a known table is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownUse {
    /// A field.
    Field(Field),
    /// The id of a row of another table.
    Reference(&'static str),
    /// A category to group by.
    Dimension,
    /// Only kept.
    Free,
}

/// A table that support systems are known to have.
#[derive(Clone, Copy, Debug)]
pub struct KnownTable {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// Its columns, as [`crate::field::plain`] writes them, the key first.
    pub columns: &'static [(&'static str, KnownUse)],
}

use KnownUse::{Dimension, Free, Reference};

/// Every known table.
pub const KNOWN_TABLES: &[KnownTable] = &[
    KnownTable {
        name: "interactions",
        role: Role::Facts,
        columns: &[
            ("interactionid", KnownUse::Field(Field::CallId)),
            ("timestamp", KnownUse::Field(Field::Stamp)),
            ("channel", KnownUse::Field(Field::Channel)),
            ("categoryid", Reference("service_categories")),
            ("agentid", Reference("agents")),
            ("contactcenterid", Reference("contact_centers")),
            ("interactionstart", KnownUse::Field(Field::Start)),
            ("agentresolutiontimestamp", KnownUse::Field(Field::Resolution)),
            ("interactionend", KnownUse::Field(Field::End)),
            ("calldurationminutes", KnownUse::Field(Field::Duration)),
            ("satisfactionrating", KnownUse::Field(Field::Rating)),
        ],
    },
    KnownTable {
        name: "agents",
        role: Role::Dimension,
        columns: &[
            ("agentid", KnownUse::Field(Field::CallId)),
            ("fullname", KnownUse::Field(Field::Agent)),
            ("contactcenterid", Reference("contact_centers")),
            ("hiredate", Free),
            ("categoryid", Reference("service_categories")),
        ],
    },
    KnownTable {
        name: "contact_centers",
        role: Role::Dimension,
        columns: &[
            ("contactcenterid", KnownUse::Field(Field::CallId)),
            ("contactcentername", KnownUse::Field(Field::Center)),
            ("location", Dimension),
        ],
    },
    KnownTable {
        name: "service_categories",
        role: Role::Dimension,
        columns: &[
            ("categoryid", KnownUse::Field(Field::CallId)),
            ("categoryname", KnownUse::Field(Field::Category)),
            ("department", KnownUse::Field(Field::Department)),
        ],
    },
];

impl KnownTable {
    /// Its key column.
    pub fn key(&self) -> &'static str {
        self.columns.first().map_or("", |(name, _)| *name)
    }

    /// What a column of it is used for, by its plain name.
    pub fn usage(&self, plain: &str) -> Option<KnownUse> {
        self.columns.iter().find(|(name, _)| *name == plain).map(|(_, usage)| *usage)
    }

    /// The known table of a name.
    pub fn named(name: &str) -> Option<&'static KnownTable> {
        KNOWN_TABLES.iter().find(|table| table.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tables_have_a_key_first_and_refer_to_known_tables() {
        for table in KNOWN_TABLES {
            assert_eq!(table.usage(table.key()), Some(KnownUse::Field(Field::CallId)));
            for (name, usage) in table.columns {
                assert_eq!(crate::field::plain(name), *name);
                if let KnownUse::Reference(other) = usage {
                    assert_eq!(KnownTable::named(other).map(KnownTable::key), Some(*name));
                }
            }
        }
    }
}
