//! Why a sentence is judged as it is: one line of the input, its label, and the spans with their points.
//!
//! `echo "That isn't a bad price." | cargo run -p callscape-scoring --example explain`

use callscape_model::score::Speaker;
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::Turn;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scorer = Scorer::new(&RulePack::parse(&RulePack::default_text())?)?;
    let mut scratch = Scratch::default();
    for line in std::io::stdin().lines() {
        let text = line?;
        let score =
            scorer.score(&mut scratch, vec![Turn { speaker: Speaker::Customer, text: &text }], Kind::Call);
        println!("{:?} {} {:?}\t{text}", score.label, score.score, score.probabilities);
        for part in &score.evidence {
            let span = text.get(part.start as usize..part.end as usize).unwrap_or("");
            println!("    {:>6} {:?} {}: {span:?}", part.points, part.mark, part.rule);
        }
    }
    Ok(())
}
