//! What a call is about: people, things, sums, numbers. Wordings ask for them by name.

use callscape_model::score::Period;

use super::super::random::Random;
use super::wording::Slots;
use super::{people, sums};

const COMPANIES: [&str; 6] =
    ["Brightline", "Northwind Services", "Harbor Home", "Cedar Mobile", "Lakeside Supply", "Acorn Energy"];
const ITEMS: [&str; 14] = [
    "laptop",
    "router",
    "tablet",
    "washing machine",
    "coffee machine",
    "television",
    "headset",
    "printer",
    "dishwasher",
    "phone",
    "camera",
    "heater",
    "vacuum cleaner",
    "desk chair",
];
const PLANS: [&str; 8] = [
    "gym membership",
    "family plan",
    "streaming plan",
    "meal subscription",
    "language course",
    "music subscription",
    "roadside assistance membership",
    "internet plan",
];
const WEEKDAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Products that are offered on top: kind, name, prices in cents, how often they are due.
const PRODUCTS: [(&str, &str, [u64; 4], Period); 26] = [
    ("upgrade", "premium package", [2000, 2999, 3500, 1999], Period::Month),
    ("upgrade", "pro plan", [1500, 2499, 4000, 1250], Period::Month),
    ("upgrade", "deluxe package", [14_900, 9900, 12_000, 19_999], Period::Once),
    ("upgrade", "premium upgrade", [4999, 7500, 5900, 6000], Period::Once),
    ("upgrade", "gold membership", [1000, 1999, 1500, 2500], Period::Month),
    ("warranty", "extended warranty", [8999, 12_900, 5900, 15_000], Period::Once),
    ("warranty", "two-year warranty", [7999, 9900, 11_000, 6000], Period::Once),
    ("warranty", "extended coverage", [799, 999, 1200, 1499], Period::Month),
    ("insurance", "device insurance", [899, 1100, 699, 1300], Period::Month),
    ("insurance", "travel insurance", [4500, 3900, 6200, 2999], Period::Once),
    ("insurance", "accident insurance", [12_000, 9600, 14_400, 18_000], Period::Year),
    ("shipping", "express shipping", [1499, 1200, 999, 1800], Period::Once),
    ("shipping", "overnight delivery", [2500, 1999, 3000, 2250], Period::Once),
    ("maintenance", "maintenance plan", [1500, 1999, 2200, 1000], Period::Month),
    ("maintenance", "annual service plan", [18_000, 15_000, 12_900, 24_000], Period::Year),
    ("support", "priority support plan", [999, 1400, 1999, 500], Period::Month),
    ("support", "premium support", [2500, 1299, 1800, 3000], Period::Month),
    ("installation", "professional installation", [7500, 12_000, 9900, 150_000], Period::Once),
    ("installation", "setup service", [4999, 6000, 3500, 8000], Period::Once),
    ("addon", "cloud backup add-on", [499, 799, 300, 999], Period::Month),
    ("addon", "antivirus add-on", [399, 599, 450, 700], Period::Month),
    ("addon", "extra data package", [1000, 1500, 2000, 750], Period::Month),
    ("addon", "international calling feature", [800, 1000, 1250, 600], Period::Month),
    ("addon", "sports channel add-on", [1200, 1499, 900, 1100], Period::Month),
    ("addon", "accessory kit", [2999, 3900, 4500, 2400], Period::Once),
    ("addon", "protective case bundle", [3499, 2500, 5000, 4200], Period::Once),
];

/// The facts of a call.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) agent: &'static str,
    customer: String,
    company: &'static str,
    item: &'static str,
    plan: &'static str,
    /// Kind, name, price in cents, and how often it is due, of what is offered on top.
    pub(super) product: (&'static str, &'static str, u64, Period),
    /// Cents of what the call is about.
    price: u64,
    order: u64,
    /// Day and hour of an appointment.
    slot: (&'static str, u64),
    phone: u64,
    /// Sums in words only, as recognisers give them.
    pub(super) spoken: bool,
}

fn one<T: Copy + Default, const N: usize>(list: &[T; N], random: &mut Random) -> T {
    list.get(random.below(N as u64) as usize).copied().unwrap_or_default()
}

impl Facts {
    pub(super) fn new(random: &mut Random, spoken: bool, signs_up: bool) -> Self {
        let (kind, name, prices, period) = one(&PRODUCTS, random);
        let product = (kind, name, one(&prices, random), period);
        let price = if signs_up {
            999 + 500 * random.below(14)
        } else {
            (1900 + 1000 * random.below(90)).saturating_sub(random.below(2))
        };
        Facts {
            agent: people::agent(random),
            customer: people::customer(random),
            company: one(&COMPANIES, random),
            item: one(&ITEMS, random),
            plan: one(&PLANS, random),
            product,
            price,
            order: 10_000 + random.below(9_990_000),
            slot: (one(&WEEKDAYS, random), 8 + random.below(4)),
            phone: 2_000_000 + random.below(7_000_000),
            spoken,
        }
    }
}

impl Slots for Facts {
    fn fill(&self, name: &str, random: &mut Random, out: &mut String) -> bool {
        let (_, product, cents, period) = self.product;
        match name {
            "first" => out.push_str(self.agent.split(' ').next().unwrap_or("")),
            "customer" => out.push_str(&self.customer),
            "company" => out.push_str(self.company),
            "item" => out.push_str(self.item),
            "plan" => out.push_str(self.plan),
            "product" => out.push_str(product),
            "the" => out.push_str("the"),
            "full" => {
                out.push_str(&sums::sum(cents, self.spoken, random));
                out.push_str(sums::period(period, random));
            }
            "mainprice" => out.push_str(&sums::sum(self.price, self.spoken, random)),
            "order" => out.push_str(&self.order.to_string()),
            "phone" => {
                out.push_str(&format!("555-{:03}-{:04}", self.phone / 10_000 % 1000, self.phone % 10_000))
            }
            "slotday" => out.push_str(self.slot.0),
            "slot" => out.push_str(&format!("{}am", self.slot.1)),
            "weekday" => out.push_str(one(&WEEKDAYS, random)),
            "month" => out.push_str(one(&MONTHS, random)),
            "date" => out.push_str(&format!("{} {}", one(&MONTHS, random), 1 + random.below(28))),
            "clock" => out.push_str(&format!("{}am", 8 + random.below(4))),
            "clock2" => out.push_str(&format!("{}pm", 1 + random.below(6))),
            _ => return false,
        }
        true
    }
}
