//! The tables around the interactions: agents, contact centres and service categories, and what changes in
//! them. They are small and made at once.

use callscape_model::calendar::day_text;

use super::super::random::Random;
use super::plan::{Plan, stride};

/// Contact centres: name and location.
pub(super) const CENTRES: [(&str, &str); 8] = [
    ("Atlanta GA", "SE"),
    ("Boston MA", "NE"),
    ("Richmond VA", "E"),
    ("Denver CO", "W"),
    ("Phoenix AZ", "SW"),
    ("Chicago IL", "MW"),
    ("Seattle WA", "NW"),
    ("Dallas TX", "S"),
];
/// Where the initial file says that a centre is, wrongly; the first month puts it right.
const MISPLACED: (usize, &str) = (2, "SE");
/// Service categories: how often, name and department.
const CATEGORIES: [(u64, &str, &str); 12] = [
    (20, "Billing question", "Billing"),
    (11, "Failed payment", "Billing"),
    (22, "Internet outage", "Technical Support"),
    (14, "Device set-up", "Technical Support"),
    (12, "\"Address, move\"", "Customer Care"),
    (9, "Seasonal offer", "Sales"),
    (8, "Slow connection", "Technical Support"),
    (7, "Cancellation", "Customer Care"),
    (6, "Refund", "Billing"),
    (5, "Plan upgrade", "Sales"),
    (4, "Complaint", "Customer Care"),
    (4, "Router return", "Customer Care"),
];
const FIRST_NAMES: [&str; 24] = [
    "Denise", "Marcus", "Priya", "Tom", "Hannah", "Luis", "Clara", "Winston", "Grace", "Omar", "Yuki",
    "Peter", "Siobhan", "Andre", "Mei", "Rachel", "Victor", "Leila", "Samuel", "Ingrid", "Dana", "José",
    "Nina", "Kwame",
];
const LAST_NAMES: [&str; 24] = [
    "Whitfield",
    "Bell",
    "Raman",
    "Okafor",
    "Levine",
    "Marrero",
    "Jessup",
    "Pryor",
    "Kimball",
    "Haddad",
    "Tanaka",
    "Novak",
    "O'Neill",
    "Fontaine",
    "Chen",
    "Goldberg",
    "Sousa",
    "Karimi",
    "Osei",
    "Lindqvist",
    "Reyes",
    "Ibáñez",
    "Petrova",
    "McAllister",
];

/// Who handles interactions.
#[derive(Clone, Debug)]
pub(super) struct Agent {
    name: String,
    pub(super) centre: usize,
    hired: i64,
    category: usize,
}

/// The agents of a set: those of the initial file, who were hired before `day`, then one for each month.
pub(super) fn agents(plan: &Plan, months: usize, day: i64) -> Vec<Agent> {
    let names = (FIRST_NAMES.len() * LAST_NAMES.len()) as u64;
    let mut random = plan.random(u64::MAX);
    let shift = random.below(names);
    let agent = |place: usize| {
        let name = (place as u64 * stride(names) + shift) % names;
        let first = FIRST_NAMES.get((name % 24) as usize).unwrap_or(&"");
        let last = LAST_NAMES.get((name / 24) as usize).unwrap_or(&"");
        // Every centre has somebody.
        let centre = if place < plan.centres { place } else { random.below(plan.centres as u64) as usize };
        let hired = if place < plan.initial_agents {
            day - 60 - random.below(3000) as i64
        } else {
            day + (place - plan.initial_agents) as i64 * 30 - 20
        };
        let category = random.below(plan.categories as u64) as usize;
        Agent { name: format!("{first} {last}"), centre, hired, category }
    };
    (0..plan.initial_agents + months).map(agent).collect()
}

/// The month in which a category goes and another one comes; nothing keeps interactions from referring to the
/// one that went.
fn category_month(plan: &Plan) -> usize {
    plan.stages.len().saturating_sub(1).min(2)
}

/// The category of an interaction of a stage.
pub(super) fn category(plan: &Plan, stage: usize, random: &mut Random) -> usize {
    let new = usize::from(stage > 0 && stage >= category_month(plan));
    let known = plan.categories + new;
    let total = CATEGORIES.iter().take(known).map(|(weight, ..)| weight).sum();
    let mut place = random.below(total);
    for (category, (weight, ..)) in CATEGORIES.iter().enumerate() {
        if place < *weight {
            return category;
        }
        place -= weight;
    }
    0
}

/// The small files of a stage: table and bytes.
pub(super) fn files(plan: &Plan, stage: usize) -> Vec<(&'static str, Vec<u8>)> {
    let tables = [
        ("agents", "agent_id,full_name,contact_center_id,hire_date,category_id", agent_rows(plan, stage)),
        ("contact_centers", "contact_center_id,contact_center_name,location", centre_rows(plan, stage)),
        ("service_categories", "category_id,category_name,department", category_rows(plan, stage)),
    ];
    let (action, end) = if stage == 0 { ("", "\n") } else { (",action", "\r\n") };
    let changed = tables.into_iter().filter(|(.., rows)| !rows.is_empty());
    let file = |(table, columns, rows): (&'static str, &str, Vec<String>)| {
        let mut text = format!("{columns}{action}{end}{}", rows.join(end));
        // The categories end without a line end, as some of the real ones do.
        if table != "service_categories" {
            text.push_str(end);
        }
        (table, text.into_bytes())
    };
    changed.map(file).collect()
}

fn agent_row(plan: &Plan, place: usize, category: usize) -> String {
    let Some(agent) = plan.agents.get(place) else { return String::new() };
    let hired = day_text(agent.hired);
    format!("A{:03},{},CC{:02},{hired},SC{:02}", place + 1, agent.name, agent.centre + 1, category + 1)
}

fn agent_rows(plan: &Plan, stage: usize) -> Vec<String> {
    let category = |place: usize| plan.agents.get(place).map_or(0, |agent| agent.category);
    if stage == 0 {
        return (0..plan.initial_agents).map(|place| agent_row(plan, place, category(place))).collect();
    }
    let new = plan.initial_agents + stage - 1;
    // Somebody learns something new, another one each month; every second month somebody leaves for good.
    let learns = 2 * stage % (plan.initial_agents & !1);
    let learned = (category(learns) + 1) % plan.categories;
    let mut rows =
        vec![agent_row(plan, new, category(new)) + ",add", agent_row(plan, learns, learned) + ",update "];
    let leaves = stage + 1;
    if stage.is_multiple_of(2) && leaves < plan.initial_agents {
        rows.push(format!("A{:03},,,,,delete", leaves + 1));
    }
    rows
}

fn centre_rows(plan: &Plan, stage: usize) -> Vec<String> {
    let row =
        |(place, (name, location)): (usize, &(&str, &str))| format!("CC{:02},{name},{location}", place + 1);
    let centres = CENTRES.iter().enumerate().take(plan.centres);
    match stage {
        0 => centres
            .map(|(place, (name, location))| {
                let location = if place == MISPLACED.0 { &MISPLACED.1 } else { location };
                row((place, &(*name, *location)))
            })
            .collect(),
        1 => centres.skip(MISPLACED.0).take(1).map(|centre| row(centre) + ",update").collect(),
        _ => Vec::new(),
    }
}

fn category_rows(plan: &Plan, stage: usize) -> Vec<String> {
    let rows = CATEGORIES.iter().enumerate();
    let rows = rows.map(|(place, (_, name, department))| format!("SC{:02},{name},{department}", place + 1));
    if stage == 0 {
        return rows.take(plan.categories).collect();
    }
    if stage != category_month(plan) {
        return Vec::new();
    }
    let gone = format!("SC{:02},,,delete", plan.categories);
    std::iter::once(gone).chain(rows.skip(plan.categories).take(1).map(|row| row + ",add")).collect()
}
