//! The parts of the screen, one file each. They take state from the store and send gestures to it; what they keep
//! for themselves is at most whether they are open.

mod card_menu;
mod chart_card;
mod chart_layer;
mod chart_range;
mod chart_table;
mod dashboard;
mod dialog;
mod drop_zone;
mod export_menu;
mod filter_bar;
mod filter_menu;
mod help;
mod icon;
mod mapping;
mod mapping_column;
mod menu;
mod metric_card;
mod notices;
mod progress;
mod quality;
mod quality_columns;
mod quality_rules;
mod receipt;
mod record;
mod rows;
mod selection_bar;
mod settings_menu;
mod top_bar;
mod zone_menu;

pub(crate) use dashboard::Dashboard;
pub(crate) use drop_zone::{Curtain, DropZone, FileInputs};
pub(crate) use export_menu::ExportMenu;
pub(crate) use help::Help;
pub(crate) use mapping::Mapping;
pub(crate) use notices::{Notices, StatusLine};
pub(crate) use progress::ProgressCard;
pub(crate) use quality::QualityView;
pub(crate) use record::RecordPanel;
pub(crate) use rows::RowsView;
pub(crate) use selection_bar::SelectionBar;
pub(crate) use top_bar::TopBar;
