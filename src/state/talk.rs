//! What is said of transcripts: the one that is open, what people say of its label, the rules that scored it.

use callscape_model::command::{Command, Overview};
use callscape_model::message::{Conversation, Failure, Place, Review, Rules, Style};
use callscape_model::quality::Rule;
use callscape_model::score::{BY_MODEL, Evidence, Label, Mark};
use callscape_model::table::Subject;

use super::{Effect, Level, Page, Phase, Shared, State};

/// A place in a conversation: the turn, and the byte of its text.
pub(crate) type Spot = (u32, u32);

/// The transcript that is open, and what is known beside the data.
#[derive(Clone, Debug, Default)]
pub(crate) struct Talk {
    pub(crate) open: Option<Shared<Conversation>>,
    /// The row that was opened last, whether it has come or not.
    pub(crate) asked: Option<Place>,
    /// The place that is in sight.
    pub(crate) spot: Option<Spot>,
    /// What the user says of labels, one for each call.
    pub(crate) reviews: Shared<Vec<Review>>,
    /// Whether something was said since the sheet of reviews was saved last.
    pub(crate) unsaved: bool,
    pub(crate) rules: Rules,
    /// Rules that the workers have not said anything of.
    pub(crate) next: Option<Rules>,
    /// Why the newest rules were not taken.
    pub(crate) failure: Option<Failure>,
}

/// Whether a piece of evidence is worth a stop: what only makes its neighbour stronger is not, nor what only the model
/// heard, as single words of it say little.
pub(crate) fn is_telling(evidence: &Evidence) -> bool {
    evidence.rule != BY_MODEL && !matches!(evidence.mark, Mark::Booster | Mark::Contrast | Mark::Courtesy)
}

/// Records that are scored: those that are kept and in English.
pub(crate) fn analysed(overview: &Overview) -> u64 {
    let findings = overview.quality.findings.iter().filter(|finding| finding.rule == Rule::NotEnglish);
    overview.quality.kept.saturating_sub(findings.map(|finding| finding.count).sum())
}

impl Talk {
    /// Asks for a transcript.
    pub(super) fn ask(&mut self, place: Place) -> Option<Effect> {
        self.asked = Some(place);
        Some(Effect::Tell(Command::Listen(place)))
    }

    /// Takes a transcript in, unless another one was asked for meanwhile.
    pub(super) fn heard(&mut self, conversation: Shared<Conversation>) {
        if self.asked != Some(conversation.place) {
            return;
        }
        if self.open.as_ref().is_none_or(|open| open.place != conversation.place) {
            self.spot = None;
        }
        // A review holds what the machine says now.
        if let Some(mut review) = self.review_of(&conversation.call) {
            review.machine = conversation.score.label;
            review.score = conversation.score.score;
            self.note(review);
        }
        self.open = Some(conversation);
    }

    /// The next place that tells something after the one in sight, or the one before; round at the ends.
    pub(super) fn jump(&mut self, forward: bool) {
        let Some(open) = &self.open else { return };
        let telling = open.score.evidence.iter().filter(|one| is_telling(one));
        let spots = telling.map(|one| (one.turn, one.start));
        let now = self.spot;
        self.spot = match forward {
            true => spots.clone().filter(|spot| Some(*spot) > now).min().or(spots.min()),
            false => spots.clone().filter(|spot| now.is_some_and(|now| *spot < now)).max().or(spots.max()),
        };
    }

    /// What the user says of the label of the transcript that is open.
    pub(super) fn review(&mut self, said: Option<(Label, String)>) {
        let Some(open) = self.open.clone() else { return };
        self.unsaved = true;
        let Some((person, reason)) = said else {
            return self.put(&open.call, None);
        };
        self.note(Review {
            call: open.call.clone(),
            agent: open.agent.clone(),
            machine: open.score.label,
            score: open.score.score,
            person,
            reason,
            quote: quote(&open),
        });
    }

    fn note(&mut self, review: Review) {
        let call = review.call.clone();
        self.put(&call, Some(review));
    }

    fn put(&mut self, call: &str, review: Option<Review>) {
        let mut reviews = (*self.reviews).clone();
        let place = reviews.iter().position(|old| old.call == call);
        match (place.and_then(|place| reviews.get_mut(place)), review) {
            (Some(slot), Some(review)) => *slot = review,
            (None, Some(review)) => reviews.push(review),
            (_, None) => reviews.retain(|old| old.call != call),
        }
        self.reviews = Shared::new(reviews);
    }

    /// What the user says of the label of a call.
    pub(crate) fn review_of(&self, call: &str) -> Option<Review> {
        self.reviews.iter().find(|review| review.call == call).cloned()
    }

    /// How many labels were reviewed, and with how many of them people do not agree.
    pub(crate) fn agreement(&self) -> (u64, u64) {
        let disputed = self.reviews.iter().filter(|review| review.person != review.machine).count();
        (self.reviews.len() as u64, disputed as u64)
    }
}

/// The span that weighed most, as it was said.
fn quote(open: &Conversation) -> String {
    let most = open.score.evidence.iter().max_by_key(|one| (one.points.abs(), std::cmp::Reverse(one.turn)));
    let text = most.and_then(|one| {
        let turn = open.turns.get(one.turn as usize)?;
        turn.text.get(one.start as usize..one.end as usize)
    });
    text.unwrap_or_default().to_owned()
}

impl State {
    /// The first transcript of the list, where none was opened yet: what needs a person most is in sight at once.
    pub(super) fn first_talk(&mut self) -> Option<Effect> {
        let wanted = self.page == Page::Transcripts && self.phase == Phase::Idle && self.talk.asked.is_none();
        let first = self.table.row(0).filter(|_| wanted)?;
        self.talk.ask(first.key.place)
    }

    /// After a load: the same transcript once more when it is still there, as it may be scored differently.
    pub(super) fn listen_again(&mut self, overview: &Overview) -> Option<Effect> {
        let there = |place: &Place| overview.files.iter().any(|file| file.file == place.file);
        match self.talk.asked.filter(there) {
            Some(place) if overview.subject == Subject::Transcripts => self.talk.ask(place),
            _ => {
                (self.talk.open, self.talk.asked, self.talk.spot) = (None, None, None);
                None
            }
        }
    }

    /// Other rules: the workers read them first, and say what is wrong with them.
    pub(super) fn set_rules(&mut self, rules: Rules) -> Vec<Effect> {
        if self.phase != Phase::Idle || self.is_exporting() {
            let hint = "Wait until that is done, then apply the rules again.";
            self.notify(Level::Warning, "Files are still being read or written.", hint, None);
            return Vec::new();
        }
        self.talk.failure = None;
        self.talk.next = Some(rules.clone());
        vec![Effect::Tell(Command::Rules(rules))]
    }

    /// The workers have taken the rules, or the old ones stay.
    pub(super) fn ruled(&mut self, failure: Option<Failure>, now: f64) -> Vec<Effect> {
        let Some(next) = self.talk.next.take() else { return Vec::new() };
        self.talk.failure = failure;
        if self.talk.failure.is_some() {
            return Vec::new();
        }
        self.talk.rules = next;
        let scored = self.data.as_ref().is_some_and(|data| data.subject == Subject::Transcripts);
        if scored { self.read_again(now, |_, _| {}) } else { Vec::new() }
    }

    /// What people said, as a file.
    pub(super) fn export_reviews(&mut self, style: Style) -> Vec<Effect> {
        let reviews: Vec<Review> = (*self.talk.reviews).clone();
        if reviews.is_empty() {
            let hint = "Open a transcript and say whether its label is right.";
            self.notify(Level::Note, "Nothing was reviewed yet.", hint, None);
            return Vec::new();
        }
        self.talk.unsaved = false;
        self.write(Command::ExportReviews { export: "reviews".to_owned(), reviews, style })
    }
}
