//! The dimensions by which calls and interactions are grouped and filtered, and how each is written in an address.

use serde::{Deserialize, Serialize};

/// The most values of one dimension; what comes after is grouped.
pub const MOST: usize = 60_000;

/// The value that stands for all beyond [`MOST`].
pub const OTHERS: &str = "(other values)";

/// One thing that calls can be grouped or filtered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Dimension {
    /// The call type as the file has it (incoming, outgoing, missed …).
    Type,
    /// The status as the file has it (completed, failed …).
    Status,
    /// Who took the call.
    Agent,
    /// The calendar day of the start time on the clock of the workspace zone, as days since 1970-01-01.
    Day,
    /// The weekday of the start time, ISO numbers as text: `1` = Monday … `7` = Sunday.
    Weekday,
    /// The duration in milliseconds.
    Duration,
    /// How an interaction came: phone, web, email.
    Channel,
    /// The contact centre, by name.
    Center,
    /// The service category, by name.
    Category,
    /// The department of the service category.
    Department,
    /// The month of an interaction, `2025-02`.
    Month,
    /// The satisfaction rating, `1` to `5`.
    Rating,
    /// The label of a transcript: `negative`, `neutral`, `positive`; `not analysed` when it is not English.
    Sentiment,
    /// What the customer agreed to: `booking`, `purchase`, `sign-up`; `none`.
    Conversion,
    /// The kind of product that was sold on top: `warranty`, …; `none`.
    Product,
    /// Millionths of the price of what was sold on top in a transcript.
    Amount,
    /// How the label differs from that of the rules before: `negative → neutral`; `same`.
    Relabelled,
    /// Any further column that the mapping marks as a dimension, by its name.
    Column(String),
    /// Rows in which an id or category cell contains a text.
    Search,
}

/// What the values of a dimension are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// Texts; the empty text is *Unknown*.
    Category,
    /// Whole numbers with an order: days, milliseconds.
    Number,
    /// A text to look for.
    Text,
}

/// A fixed dimension with its name in addresses and on screen.
#[derive(Clone, Debug)]
pub struct DimensionInfo {
    /// The dimension.
    pub dimension: Dimension,
    /// Its name in addresses and files.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What its values are.
    pub scale: Scale,
}

/// Every dimension that exists without a mapping. [`Dimension::Column`] comes from the file.
pub const DIMENSIONS: &[DimensionInfo] = &[
    DimensionInfo { dimension: Dimension::Type, id: "type", title: "Type", scale: Scale::Category },
    DimensionInfo { dimension: Dimension::Status, id: "status", title: "Status", scale: Scale::Category },
    DimensionInfo { dimension: Dimension::Agent, id: "agent", title: "Agent", scale: Scale::Category },
    DimensionInfo { dimension: Dimension::Channel, id: "channel", title: "Channel", scale: Scale::Category },
    DimensionInfo {
        dimension: Dimension::Center,
        id: "center",
        title: "Contact center",
        scale: Scale::Category,
    },
    DimensionInfo {
        dimension: Dimension::Category,
        id: "category",
        title: "Category",
        scale: Scale::Category,
    },
    DimensionInfo {
        dimension: Dimension::Department,
        id: "department",
        title: "Department",
        scale: Scale::Category,
    },
    DimensionInfo { dimension: Dimension::Month, id: "month", title: "Month", scale: Scale::Category },
    DimensionInfo { dimension: Dimension::Rating, id: "rating", title: "Rating", scale: Scale::Category },
    DimensionInfo {
        dimension: Dimension::Sentiment,
        id: "sentiment",
        title: "Sentiment",
        scale: Scale::Category,
    },
    DimensionInfo {
        dimension: Dimension::Conversion,
        id: "conversion",
        title: "Conversion",
        scale: Scale::Category,
    },
    DimensionInfo { dimension: Dimension::Product, id: "product", title: "Upsell", scale: Scale::Category },
    DimensionInfo {
        dimension: Dimension::Relabelled,
        id: "relabelled",
        title: "Label change",
        scale: Scale::Category,
    },
    DimensionInfo { dimension: Dimension::Day, id: "day", title: "Date", scale: Scale::Number },
    DimensionInfo { dimension: Dimension::Weekday, id: "weekday", title: "Weekday", scale: Scale::Category },
    DimensionInfo { dimension: Dimension::Duration, id: "duration", title: "Duration", scale: Scale::Number },
    DimensionInfo { dimension: Dimension::Amount, id: "amount", title: "Upsell price", scale: Scale::Number },
    DimensionInfo { dimension: Dimension::Search, id: "search", title: "Search", scale: Scale::Text },
];

/// What marks a mapped column in an address: `x.<column>`.
const COLUMN_PREFIX: &str = "x.";

impl Dimension {
    fn info(&self) -> Option<&'static DimensionInfo> {
        DIMENSIONS.iter().find(|info| info.dimension == *self)
    }

    /// The name in addresses: `status`, or `x.<column>` for a mapped column.
    ///
    /// ```
    /// use callscape_model::dimension::Dimension;
    /// assert_eq!(Dimension::Status.id(), "status");
    /// assert_eq!(Dimension::from_id("x.team"), Some(Dimension::Column("team".into())));
    /// ```
    pub fn id(&self) -> String {
        match self {
            Dimension::Column(name) => format!("{COLUMN_PREFIX}{name}"),
            other => other.info().map_or_else(String::new, |info| info.id.to_owned()),
        }
    }

    /// The dimension of a name in an address; `None` when no dimension has it.
    pub fn from_id(id: &str) -> Option<Self> {
        if let Some(name) = id.strip_prefix(COLUMN_PREFIX) {
            return Some(Dimension::Column(name.to_owned()));
        }
        DIMENSIONS.iter().find(|info| info.id == id).map(|info| info.dimension.clone())
    }

    /// The name on screen.
    pub fn title(&self) -> String {
        match self {
            Dimension::Column(name) => name.clone(),
            other => other.info().map_or_else(String::new, |info| info.title.to_owned()),
        }
    }

    /// What the values are.
    pub fn scale(&self) -> Scale {
        self.info().map_or(Scale::Category, |info| info.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_lead_back() {
        for (index, info) in DIMENSIONS.iter().enumerate() {
            assert_eq!(Dimension::from_id(info.id).as_ref(), Some(&info.dimension));
            assert!(DIMENSIONS.iter().skip(index + 1).all(|other| other.id != info.id), "{}", info.id);
        }
        let column = Dimension::Column("x.y z".into());
        assert_eq!(Dimension::from_id(&column.id()), Some(column));
    }
}
