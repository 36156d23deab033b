//! The metrics: each one entry in a table. Names and formulas are those of contact-centre practice.

use crate::measure::Measure;
use crate::number::{duration, grouped, money, percent};
use crate::stat::{Moments, Quantiles};
use crate::summary::Figures;
use crate::table::Subject;

/// How a metric is made from measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Number of calls that have the measure.
    Count(Measure),
    /// Calls with the first measure ÷ calls with the second one.
    Share(Measure, Measure),
    /// Sum ÷ number of the measure, with its median and 90 % point.
    Mean(Measure),
    /// Sum of the measure.
    Sum(Measure),
    /// Sum ÷ number of the measure, in ten-thousandths: a score from −1 to 1.
    Score(Measure),
    /// Cannot be had from call records alone.
    Absent,
}

/// A figure of the dashboard.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name in files.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// How it is made.
    pub formula: Formula,
    /// The formula in words, with its denominator.
    pub words: &'static str,
    /// What the data needs for it.
    pub needs: &'static str,
}

/// Every metric of calls, in the order of the dashboard.
pub const METRICS: &[Metric] = &[
    Metric {
        id: "calls",
        title: "Calls",
        formula: Formula::Count(Measure::Call),
        words: "calls kept after cleaning and merging",
        needs: "a start time",
    },
    Metric {
        id: "answer_rate",
        title: "Answer rate",
        formula: Formula::Share(Measure::Answered, Measure::Call),
        words: "calls whose status means answered ÷ all calls",
        needs: "a status",
    },
    Metric {
        id: "average_call_duration",
        title: "Average call duration",
        formula: Formula::Mean(Measure::AnsweredDuration),
        words: "sum of durations ÷ answered calls with a duration above zero",
        needs: "a duration, or an end time",
    },
    Metric {
        id: "missed",
        title: "Missed",
        formula: Formula::Share(Measure::Missed, Measure::Call),
        words: "calls whose status means missed ÷ all calls",
        needs: "a status",
    },
    Metric {
        id: "cost",
        title: "Cost",
        formula: Formula::Sum(Measure::Cost),
        words: "sum of the cost column",
        needs: "a cost",
    },
    Metric {
        id: "aht",
        title: "Average handle time",
        formula: Formula::Absent,
        words: "(talk + hold + after-call work) ÷ handled calls",
        needs: "talk, hold and after-call work times",
    },
];

/// Every metric of support interactions, in the order of the dashboard.
pub const INTERACTION_METRICS: &[Metric] = &[
    Metric {
        id: "interactions",
        title: "Interactions",
        formula: Formula::Count(Measure::Call),
        words: "interactions that are there after all deltas",
        needs: "a key",
    },
    Metric {
        id: "phone_calls",
        title: "Phone calls",
        formula: Formula::Share(Measure::Phone, Measure::Call),
        words: "interactions by phone ÷ all interactions",
        needs: "a channel",
    },
    Metric {
        id: "average_call_duration",
        title: "Average call duration",
        formula: Formula::Mean(Measure::PhoneDuration),
        words: "sum of call durations ÷ phone calls with a duration above zero",
        needs: "a duration, or an end time",
    },
    Metric {
        id: "average_work_time",
        title: "Average work time",
        formula: Formula::Mean(Measure::Work),
        words: "sum of (resolution − start) ÷ interactions with both",
        needs: "a time of resolution",
    },
    Metric {
        id: "time_after_resolution",
        title: "Time after resolution",
        formula: Formula::Mean(Measure::Tail),
        words: "sum of (end − resolution) ÷ interactions with both",
        needs: "a time of resolution",
    },
    Metric {
        id: "csat",
        title: "CSAT",
        formula: Formula::Share(Measure::Satisfied, Measure::Rated),
        words: "ratings of 4 and 5 ÷ ratings of 1 to 5",
        needs: "a satisfaction rating",
    },
];

/// Every metric of transcripts, in the order of the dashboard.
pub const TRANSCRIPT_METRICS: &[Metric] = &[
    Metric {
        id: "calls",
        title: "Transcripts",
        formula: Formula::Count(Measure::Call),
        words: "transcripts kept after cleaning and merging",
        needs: "a transcript",
    },
    Metric {
        id: "conversion_rate",
        title: "Conversion rate",
        formula: Formula::Share(Measure::Converted, Measure::Call),
        words: "calls with a conversion ÷ all calls",
        needs: "a transcript",
    },
    Metric {
        id: "upsell",
        title: "Upsell revenue",
        formula: Formula::Sum(Measure::Upsell),
        words: "sum of the prices of what was offered on top and accepted; monthly prices count once",
        needs: "a transcript",
    },
    Metric {
        id: "sentiment_score",
        title: "Sentiment score",
        formula: Formula::Score(Measure::Score),
        words: "sum of scores from −1 to 1 ÷ calls in English",
        needs: "a transcript in English",
    },
    Metric {
        id: "negative",
        title: "Negative",
        formula: Formula::Share(Measure::Negative, Measure::Analysed),
        words: "calls with a negative label ÷ calls in English",
        needs: "a transcript in English",
    },
    Metric {
        id: "average_call_duration",
        title: "Average call duration",
        formula: Formula::Mean(Measure::TalkDuration),
        words: "sum of durations ÷ calls with one; where the data has none it is estimated: words ÷ 150 a minute × 1.3",
        needs: "a transcript",
    },
];

/// What calls hear of their transcripts, after their own metrics.
pub const METRICS_OF_TRANSCRIPTS: &[Metric] = &[
    Metric {
        id: "with_transcript",
        title: "With a transcript",
        formula: Formula::Share(Measure::Joined, Measure::Call),
        words: "calls with a transcript of the same call_id ÷ all calls",
        needs: "transcripts",
    },
    Metric {
        id: "conversion_rate",
        title: "Conversion rate",
        formula: Formula::Share(Measure::Converted, Measure::Joined),
        words: "calls with a conversion ÷ calls with a transcript",
        needs: "a transcript",
    },
    Metric {
        id: "upsell",
        title: "Upsell revenue",
        formula: Formula::Sum(Measure::Upsell),
        words: "sum of the prices of what was offered on top and accepted in calls with a transcript; monthly prices count once",
        needs: "a transcript",
    },
    Metric {
        id: "sentiment_score",
        title: "Sentiment score",
        formula: Formula::Score(Measure::Score),
        words: "sum of scores from −1 to 1 ÷ calls with a transcript in English",
        needs: "a transcript in English",
    },
];

/// What transcripts hear of their calls, after their own metrics.
pub const METRICS_OF_CALLS: &[Metric] = &[
    Metric {
        id: "with_call",
        title: "With a call record",
        formula: Formula::Share(Measure::Joined, Measure::Call),
        words: "transcripts with a call record of the same call_id ÷ all transcripts",
        needs: "call records",
    },
    Metric {
        id: "cost",
        title: "Cost",
        formula: Formula::Sum(Measure::Cost),
        words: "sum of the costs of the call records",
        needs: "a cost",
    },
];

/// The metrics of a subject, those of the other side last where records are joined.
pub fn metrics(subject: Subject, joined: bool) -> impl Iterator<Item = &'static Metric> {
    let (own, others): (&[Metric], &[Metric]) = match subject {
        Subject::Calls => (METRICS, METRICS_OF_TRANSCRIPTS),
        Subject::Interactions => (INTERACTION_METRICS, &[]),
        Subject::Transcripts => (TRANSCRIPT_METRICS, METRICS_OF_CALLS),
    };
    own.iter().chain(others.iter().filter(move |_| joined))
}

/// A figure, formatted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The figure itself.
    pub value: String,
    /// Further figures.
    pub detail: Option<String>,
    /// Calls it counts ÷ calls it is measured against.
    pub counted: (u64, u64),
}

impl Metric {
    /// The figure of some calls; `None` when nothing can be computed.
    pub fn figure(&self, figures: &Figures, subject: Subject) -> Option<Figure> {
        let of = |measure| figures.moments(measure);
        let figure = |value, detail, counted| Some(Figure { value, detail, counted });
        match self.formula {
            Formula::Count(measure) => {
                figure(grouped(of(measure).count), None, (of(measure).count, of(Measure::Call).count))
            }
            Formula::Share(part, whole) => {
                let (part, whole) = (of(part).count, of(whole).count);
                figure(
                    percent(part, whole),
                    Some(match self.formula {
                        Formula::Share(_, Measure::Rated) => format!("of {} ratings", grouped(whole)),
                        Formula::Share(_, Measure::Joined) => {
                            format!("of {} with a transcript", subject.counted(whole))
                        }
                        _ => subject.counted(part),
                    }),
                    (part, whole),
                )
            }
            Formula::Mean(measure) => {
                let Moments { count, sum } = of(measure);
                let counted = (count, of(Measure::Call).count);
                let Some(mean) = mean(sum, count) else { return figure("–".to_owned(), None, counted) };
                let spread = match measure {
                    Measure::AnsweredDuration | Measure::PhoneDuration | Measure::TalkDuration => {
                        spread(&figures.durations)
                    }
                    _ => None,
                };
                figure(duration(mean), spread, counted)
            }
            Formula::Sum(measure) => {
                let Moments { count, sum } = of(measure);
                // What is sold is spread over all calls that could have it, as in the table of agents.
                let over = match (measure, subject) {
                    (Measure::Upsell, Subject::Calls) => of(Measure::Joined).count,
                    (Measure::Upsell, _) => of(Measure::Call).count,
                    _ => count,
                };
                let detail = mean(sum, over).map(|mean| format!("{} a call", money(mean)));
                figure(money(sum), detail, (count, of(Measure::Call).count))
            }
            Formula::Score(measure) => {
                let Moments { count, sum } = of(measure);
                let counted = (count, of(Measure::Call).count);
                let value = mean(sum, count).map_or_else(|| "–".to_owned(), score_text);
                let neutral = count.saturating_sub(of(Measure::Positive).count + of(Measure::Negative).count);
                let detail = format!(
                    "{} positive · {} neutral",
                    percent(of(Measure::Positive).count, count),
                    percent(neutral, count)
                );
                figure(value, Some(detail).filter(|_| count > 0), counted)
            }
            Formula::Absent => None,
        }
    }
}

fn mean(sum: i64, count: u64) -> Option<i64> {
    let count = i64::try_from(count).ok().filter(|count| *count > 0)?;
    Some((sum + count / 2).div_euclid(count))
}

/// A score of ten-thousandths with two decimals and its sign: `+0.34`.
///
/// ```
/// assert_eq!(callscape_model::metric::score_text(-3449), "−0.34");
/// ```
pub fn score_text(score: i64) -> String {
    let hundredths = (score.abs() + 50) / 100;
    let sign = match (hundredths, score < 0) {
        (0, _) => "",
        (_, true) => "−",
        (_, false) => "+",
    };
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

fn spread(durations: &Quantiles) -> Option<String> {
    let (median, high) = (durations.quantile(500)?, durations.quantile(900)?);
    let mark = |ms| if Quantiles::is_approximate(ms) { "≈ " } else { "" };
    Some(format!("median {}{} · p90 {}{}", mark(median), duration(median), mark(high), duration(high)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_have_ids_of_their_own_and_say_what_they_need() {
        for list in Subject::ALL.iter().map(|subject| metrics(*subject, true).collect::<Vec<_>>()) {
            for (index, metric) in list.iter().enumerate() {
                assert!(!metric.words.is_empty() && !metric.needs.is_empty());
                assert!(list.iter().skip(index + 1).all(|other| other.id != metric.id));
            }
        }
    }
}
