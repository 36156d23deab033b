//! The fields of the call model, the names under which files bring them, and what a column is used for.

use serde::{Deserialize, Serialize};

/// One field of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// The key: one call, one id.
    CallId,
    /// Number of the caller; text.
    Caller,
    /// Number called; text.
    Callee,
    /// The type of the call.
    Type,
    /// How the call ended.
    Status,
    /// When the call started: date and time in one cell.
    Start,
    /// The date of the start, where the time stands in a column of its own.
    Date,
    /// The time of day of the start, where the date stands in a column of its own.
    Time,
    /// When the call ended.
    End,
    /// How long the call lasted.
    Duration,
    /// What the call cost.
    Cost,
    /// Who took the call.
    Agent,
    /// How the interaction came: phone, web, email.
    Channel,
    /// When the interaction was written down.
    Stamp,
    /// When the agent had resolved the interaction.
    Resolution,
    /// How satisfied the customer was, 1 to 5.
    Rating,
    /// The name of the contact centre.
    Center,
    /// The name of the service category.
    Category,
    /// The department of the service category.
    Department,
    /// What a delta does with the record: add, update, delete.
    Action,
    /// When a row of a delta was written.
    Updated,
    /// What was said: a text, or turns.
    Transcript,
    /// The document that a record is from, where many small ones are read as one file.
    Document,
}

/// What the cells of a field hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holds {
    /// Text that is never read as a number.
    Text,
    /// A few texts that repeat.
    Category,
    /// A date with a time.
    Time,
    /// A calendar day.
    Day,
    /// A time of day.
    TimeOfDay,
    /// A length of time.
    Duration,
    /// A decimal number.
    Number,
}

/// A field with its names.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// Its column name in clean files.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What its cells hold.
    pub holds: Holds,
    /// Header names that mean it for sure: lower case, only letters and digits.
    pub names: &'static [&'static str],
    /// Header names that may mean it.
    pub maybe: &'static [&'static str],
    /// Whether only facts, dimensions and deltas have it.
    pub facts_only: bool,
}

/// Every field, in the order of the clean file.
pub const FIELDS: &[FieldInfo] = &[
    FieldInfo {
        field: Field::CallId,
        id: "call_id",
        title: "Call id",
        holds: Holds::Text,
        names: &[
            "callid",
            "calluuid",
            "uuid",
            "contactid",
            "uniqueid",
            "interactionid",
            "conversationid",
            "callguid",
            "recordid",
        ],
        maybe: &["id", "uniquekey", "caseenquiryid", "key", "oid", "guid", "ticketid"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Caller,
        id: "caller",
        title: "Caller",
        holds: Holds::Text,
        names: &[
            "caller",
            "callernumber",
            "calleridnumber",
            "src",
            "from",
            "fromnumber",
            "ani",
            "callingnumber",
            "customernumber",
        ],
        maybe: &["clid", "phone", "phonenumber", "callerid"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Callee,
        id: "callee",
        title: "Callee",
        holds: Holds::Text,
        names: &[
            "callee",
            "calleenumber",
            "dst",
            "to",
            "tonumber",
            "destination",
            "destinationnumber",
            "dnis",
            "callednumber",
        ],
        maybe: &["recipient"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Type,
        id: "call_type",
        title: "Type",
        holds: Holds::Category,
        names: &["calltype", "direction", "calldirection"],
        maybe: &["type", "channel", "topic", "reason", "category", "opendatachanneltype", "source"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Status,
        id: "status",
        title: "Status",
        holds: Holds::Category,
        names: &[
            "status",
            "callstatus",
            "disposition",
            "outcome",
            "answered",
            "answeredyn",
            "hangupcause",
            "callresult",
            "result",
        ],
        maybe: &["state", "casestatus", "resolution"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Start,
        id: "start_time",
        title: "Start",
        holds: Holds::Time,
        names: &[
            "starttime",
            "start",
            "callstart",
            "starttimestamp",
            "startstamp",
            "calltimestamp",
            "timestamp",
            "datetime",
            "calldate",
            "startdate",
            "startedat",
            "callstarttime",
            "begintime",
        ],
        maybe: &[
            "created",
            "createddate",
            "createdat",
            "opendt",
            "opened",
            "openedat",
            "time",
            "interactionstart",
            "initiated",
            "when",
        ],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Date,
        id: "date",
        title: "Date",
        holds: Holds::Day,
        names: &["date", "calldate", "day", "startdate"],
        maybe: &[],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Time,
        id: "time",
        title: "Time of day",
        holds: Holds::TimeOfDay,
        names: &["time", "timeofday", "starttime", "calltime", "vruentry"],
        maybe: &[],
        facts_only: false,
    },
    FieldInfo {
        field: Field::End,
        id: "end_time",
        title: "End",
        holds: Holds::Time,
        names: &[
            "endtime",
            "end",
            "callend",
            "endtimestamp",
            "endstamp",
            "endedat",
            "callendtime",
            "finishtime",
        ],
        maybe: &["closed", "closedat", "closeddate", "closeddt", "interactionend", "hangup", "finished"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Duration,
        id: "duration_sec",
        title: "Duration",
        holds: Holds::Duration,
        names: &[
            "durationsec",
            "durationseconds",
            "duration",
            "callduration",
            "calldurationsec",
            "calldurationseconds",
            "talktime",
            "avgtalkduration",
            "durationms",
            "durationminutes",
            "calldurationinminutes",
            "calldurationminutes",
            "billsec",
            "talkduration",
        ],
        maybe: &["seconds", "length", "secs", "sertime", "handletime"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Cost,
        id: "cost_usd",
        title: "Cost",
        holds: Holds::Number,
        names: &["costusd", "cost", "callcost", "price", "charge", "amountusd"],
        maybe: &["amount", "fee"],
        facts_only: false,
    },
    FieldInfo {
        field: Field::Agent,
        id: "agent",
        title: "Agent",
        holds: Holds::Category,
        names: &[
            "agent",
            "agentname",
            "agentid",
            "representative",
            "rep",
            "salesrep",
            "operator",
            "handledby",
            "user",
        ],
        maybe: &["server", "employee", "staff", "advisor", "owner"],
        facts_only: false,
    },
    facts_only(
        Field::Channel,
        "channel",
        "Channel",
        Holds::Category,
        &["channel", "contactchannel", "medium"],
    ),
    facts_only(
        Field::Stamp,
        "timestamp",
        "Time stamp",
        Holds::Time,
        &["timestamp", "loggedat", "recordedat"],
    ),
    facts_only(
        Field::Resolution,
        "agent_resolution_timestamp",
        "Resolved",
        Holds::Time,
        &["agentresolutiontimestamp", "resolutiontimestamp", "resolvedat", "resolved", "resolutiontime"],
    ),
    facts_only(
        Field::Rating,
        "satisfaction_rating",
        "Rating",
        Holds::Number,
        &["satisfactionrating", "rating", "csat", "csatscore", "satisfaction", "customerrating"],
    ),
    facts_only(
        Field::Center,
        "contact_center_name",
        "Contact center",
        Holds::Category,
        &["contactcentername", "contactcenter", "callcenter", "center", "site"],
    ),
    facts_only(
        Field::Category,
        "category_name",
        "Category",
        Holds::Category,
        &["categoryname", "servicecategory"],
    ),
    facts_only(Field::Department, "department", "Department", Holds::Category, &["department", "dept"]),
    facts_only(Field::Action, "action", "Action", Holds::Category, &[]),
    facts_only(Field::Updated, "updated_at", "Updated", Holds::Time, &[]),
    FieldInfo {
        field: Field::Transcript,
        id: "transcript_text",
        title: "Transcript",
        holds: Holds::Text,
        names: &[
            "transcripttext",
            "transcript",
            "transcription",
            "calltranscript",
            "conversation",
            "dialogue",
            "dialog",
            "turns",
            "utterances",
        ],
        maybe: &["text", "content", "messages", "body", "segments", "calltext"],
        facts_only: true,
    },
    facts_only(Field::Document, "source_file", "Document", Holds::Text, &[]),
];

/// A field that calls do not have.
const fn facts_only(
    field: Field,
    id: &'static str,
    title: &'static str,
    holds: Holds,
    names: &'static [&'static str],
) -> FieldInfo {
    FieldInfo { field, id, title, holds, names, maybe: &[], facts_only: true }
}

impl Field {
    /// The names and kind of this field.
    pub fn info(self) -> &'static FieldInfo {
        // Every variant stands in the list, as the test below checks; the first entry is never reached otherwise.
        FIELDS.iter().find(|info| info.field == self).unwrap_or(&FIELDS[0])
    }
}

/// What a column of a file is used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Use {
    /// A field of the call.
    Field(Field),
    /// A category to group and filter by.
    Dimension,
    /// The key of a record of another table, by the table's name.
    Reference(String),
    /// Kept, shown with the call and exported, not grouped by.
    Free,
}

/// A header as it is compared: lower case, letters and digits only.
///
/// ```
/// assert_eq!(callscape_model::field::plain("Answered (Y/N)"), "answeredyn");
/// ```
pub fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_listed_once_and_its_names_are_plain() {
        for (index, info) in FIELDS.iter().enumerate() {
            assert_eq!(info.field.info().id, info.id);
            assert!(FIELDS.iter().skip(index + 1).all(|other| other.id != info.id));
            for name in info.names.iter().chain(info.maybe) {
                assert_eq!(*name, plain(name));
            }
        }
    }
}
