//! A small set of calls, in every shape.

use callscape_model::bundle::head;
use serde_json::{Value, json};

/// A call as records have it: id, agent, time stamp, transcript.
pub(crate) type Call = (&'static str, &'static str, &'static str, &'static str);

/// Calls of two agents, one of them under three spellings.
pub(crate) const CALLS: &[Call] = &[
    (
        "C1",
        "Jane Smith",
        "2025-03-01T10:00:00",
        "Agent: Thank you for calling, how can I help? Customer: My router is broken again and I am very angry. Agent: I am sorry to hear that. Customer: This is terrible service, I waited two weeks.",
    ),
    (
        "C2",
        "Smith, Jane",
        "2025-03-01T11:00:00",
        "Agent: I can add the premium support plan for $19.99 a month, would you like that? Customer: Yes please, let's do that. Agent: Great, I have added it to your account. Customer: Wonderful, thank you so much, you were great.",
    ),
    (
        "C3",
        "jane  SMITH",
        "2025-03-02T09:30:00",
        "Agent: Would you like the extended warranty for forty-nine ninety-nine? Customer: No thanks, I don't need it. Agent: No problem. Customer: Just tell me my order status for order 4471.",
    ),
    (
        "C4",
        "Ravi Patel",
        "2025-03-02T15:00:00",
        "Agent: Hello, how can I help you today? Customer: I would like to book an appointment for Tuesday at 3pm. Agent: I have booked you for Tuesday at 3pm. Customer: Perfect, thank you.",
    ),
    (
        "C5",
        "Ravi Patel",
        "2025-03-03T08:00:00Z",
        "Agent: Buenos días, ¿en qué puedo ayudarle? Customer: Hola, quiero saber por qué mi factura es tan alta este mes, no lo entiendo para nada.",
    ),
];

fn record((id, agent, stamp, text): &Call) -> Value {
    json!({ "call_id": id, "agent_name": agent, "timestamp": stamp, "transcript_text": text })
}

/// One file for each call, as a bundle.
pub(crate) fn folder(calls: &[Call]) -> Vec<u8> {
    let document = |call: &Call| {
        let name = head(&format!("calls/CALL_{}.json", call.0));
        [name, serde_json::to_vec_pretty(&record(call)).unwrap()].concat()
    };
    calls.iter().flat_map(document).collect()
}

pub(crate) fn lines(calls: &[Call]) -> Vec<u8> {
    calls.iter().flat_map(|call| format!("{}\n", record(call)).into_bytes()).collect()
}

pub(crate) fn array(calls: &[Call]) -> Vec<u8> {
    serde_json::to_vec_pretty(&calls.iter().map(record).collect::<Vec<_>>()).unwrap()
}

pub(crate) fn table(calls: &[Call], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["call_id", "agent_name", "timestamp", "transcript_text"]).unwrap();
    for (id, agent, stamp, text) in calls {
        writer.write_record([id, agent, stamp, text]).unwrap();
    }
    writer.into_inner().unwrap()
}
