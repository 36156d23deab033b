//! What the user has chosen and keeps over visits.

use callscape_model::dimension::Dimension;
use callscape_model::question::{BinChoice, Show};
use callscape_model::table::MonthBy;

/// The zone until the user says otherwise: the old systems report in US Eastern time.
pub(crate) const DEFAULT_ZONE: &str = "America/New_York";

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// Every theme with its name in addresses and on screen.
    pub(crate) const ALL: &[(Theme, &'static str, &'static str)] = &[
        (Theme::System, "system", "System"),
        (Theme::Light, "light", "Light"),
        (Theme::Dark, "dark", "Dark"),
    ];

    /// Its name in addresses.
    pub(crate) fn id(self) -> &'static str {
        Self::ALL.iter().find(|(theme, ..)| *theme == self).map_or("", |(_, id, _)| id)
    }
}

/// Everything that is chosen once and holds for every view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) zone: String,
    pub(crate) theme: Theme,
    /// First day of the week, ISO: 1 = Monday … 7 = Sunday.
    pub(crate) week_start: i64,
    pub(crate) weekday_average: bool,
    pub(crate) bins: BinChoice,
    /// Which time decides the month of an interaction.
    pub(crate) month_by: MonthBy,
    /// What the chart of interactions shows where calls have a status.
    pub(crate) by: Option<Dimension>,
    /// A click on a mark filters at once.
    pub(crate) click_filters: bool,
    /// Single letters do something.
    pub(crate) letters: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            zone: DEFAULT_ZONE.to_owned(),
            theme: Theme::default(),
            week_start: 1,
            weekday_average: false,
            bins: BinChoice::Auto,
            month_by: MonthBy::default(),
            by: None,
            click_filters: false,
            letters: true,
        }
    }
}

impl Settings {
    /// How answers are to be shown.
    pub(crate) fn show(&self) -> Show {
        Show { weekday_average: self.weekday_average, week_start: self.week_start }
    }
}
