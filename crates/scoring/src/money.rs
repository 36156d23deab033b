//! The words of numbers and of money, in one table that is made when the program is compiled: what a word means is
//! one look by its hash.

use callscape_model::score::Period;

/// What a word or sign means for a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lex {
    /// `zero` to `nine`.
    Digit(i64),
    /// `ten` to `nineteen`.
    Teen(i64),
    /// `twenty` to `ninety`.
    Tens(i64),
    /// `oh`, as in "four oh five".
    Oh,
    Hundred,
    /// A power of ten by name: `thousand`, `million`, `lakh`.
    Scale(u32),
    /// A power of ten in short, only behind digits: `k`, `m`, `bn`.
    Short(u32),
    /// A thousand of whatever money is spoken of.
    Grand,
    And,
    Point,
    A,
    Half,
    /// `quarter`: a fourth, and a period too.
    Quarter,
    Couple,
    /// A sign of a currency: `$`.
    Sign(&'static str),
    /// A word for a currency: `dollars`.
    Coin(&'static str),
    /// The hundredth of a currency: `cents`.
    Cent(&'static str),
    /// An international code, and short forms that are no English words.
    Code(&'static str),
    /// A code that is an English word in small letters: `all`, `try`.
    CapsCode(&'static str),
    /// A word before `dollars` or `$` that says whose: `canadian`, `hk`.
    Whose(&'static str),
    /// `month`, `mo`.
    Span(Period),
    /// `monthly`.
    Every(Period),
    /// `per`, `each`, `every`.
    Per,
    /// A sum is likely to follow: `pay`, `price`, `offer`.
    Lead,
    /// A sum may follow: `for`, `at`.
    Hint,
    /// May stand between a sum and what tells of it: `extra`, `about`.
    Filler,
    /// May follow a sum that names no currency.
    After,
    /// What follows is a number of something else: `order`, `room`.
    Foe,
    /// What precedes was a count, a time or a measure: `minutes`, `pm`.
    Measure,
}

impl Lex {
    /// Whether a sum may begin with such a word.
    pub(crate) const fn begins(self) -> bool {
        !matches!(
            self,
            Lex::Lead
                | Lex::Hint
                | Lex::Filler
                | Lex::After
                | Lex::Foe
                | Lex::Measure
                | Lex::Per
                | Lex::Every(_)
                | Lex::Span(Period::Day | Period::Week | Period::Month | Period::Year)
                | Lex::And
                | Lex::Point
                | Lex::Cent(_)
        )
    }
}

/// Words by meaning. All in lower case.
const LISTS: &[(Lex, &str)] = &[
    (Lex::Digit(0), "zero nought naught"),
    (Lex::Digit(1), "one"),
    (Lex::Digit(2), "two"),
    (Lex::Digit(3), "three"),
    (Lex::Digit(4), "four"),
    (Lex::Digit(5), "five"),
    (Lex::Digit(6), "six"),
    (Lex::Digit(7), "seven"),
    (Lex::Digit(8), "eight"),
    (Lex::Digit(9), "nine"),
    (Lex::Teen(10), "ten"),
    (Lex::Teen(11), "eleven"),
    (Lex::Teen(12), "twelve"),
    (Lex::Teen(13), "thirteen"),
    (Lex::Teen(14), "fourteen"),
    (Lex::Teen(15), "fifteen"),
    (Lex::Teen(16), "sixteen"),
    (Lex::Teen(17), "seventeen"),
    (Lex::Teen(18), "eighteen"),
    (Lex::Teen(19), "nineteen"),
    (Lex::Tens(20), "twenty"),
    (Lex::Tens(30), "thirty"),
    (Lex::Tens(40), "forty fourty"),
    (Lex::Tens(50), "fifty"),
    (Lex::Tens(60), "sixty"),
    (Lex::Tens(70), "seventy"),
    (Lex::Tens(80), "eighty"),
    (Lex::Tens(90), "ninety"),
    (Lex::Oh, "oh o"),
    (Lex::Hundred, "hundred hundreds"),
    (Lex::Scale(3), "thousand thousands"),
    (Lex::Scale(6), "million millions"),
    (Lex::Scale(9), "billion billions"),
    (Lex::Scale(12), "trillion trillions"),
    (Lex::Scale(5), "lakh lakhs lac"),
    (Lex::Scale(7), "crore crores"),
    (Lex::Short(3), "k"),
    (Lex::Short(6), "m mm mil mln mio"),
    (Lex::Short(9), "b bn bln"),
    (Lex::Short(12), "tn tln"),
    (Lex::Grand, "grand"),
    (Lex::And, "and &"),
    (Lex::Point, "point"),
    (Lex::A, "a an"),
    (Lex::Half, "half"),
    (Lex::Quarter, "quarters"),
    (Lex::Span(Period::Quarter), "quarter"),
    (Lex::Couple, "couple"),
    (Lex::Sign("USD"), "$"),
    (Lex::Sign("EUR"), "€"),
    (Lex::Sign("GBP"), "£"),
    (Lex::Sign("JPY"), "¥ ￥"),
    (Lex::Sign("INR"), "₹ ₨ रु ৳ ரூ"),
    (Lex::Sign("KRW"), "₩"),
    (Lex::Sign("RUB"), "₽"),
    (Lex::Sign("ILS"), "₪"),
    (Lex::Sign("TRY"), "₺ ₤"),
    (Lex::Sign("VND"), "₫ đ"),
    (Lex::Sign("NGN"), "₦"),
    (Lex::Sign("PHP"), "₱"),
    (Lex::Sign("UAH"), "₴"),
    (Lex::Sign("KZT"), "₸"),
    (Lex::Sign("THB"), "฿"),
    (Lex::Sign("BTC"), "₿"),
    (Lex::Sign("CRC"), "₡"),
    (Lex::Sign("GEL"), "₾"),
    (Lex::Sign("LAK"), "₭"),
    (Lex::Sign("AZN"), "₼"),
    (Lex::Sign("GHS"), "₵"),
    (Lex::Sign("MNT"), "₮"),
    (Lex::Sign("PYG"), "₲"),
    (Lex::Sign("ANG"), "ƒ"),
    (Lex::Sign("AMD"), "֏"),
    (Lex::Sign("IRR"), "﷼"),
    (Lex::Coin("USD"), "dollar dollars buck bucks dolar dolares"),
    (Lex::Coin("EUR"), "euro euros"),
    (Lex::Coin("GBP"), "pound pounds quid sterling"),
    (Lex::Coin("JPY"), "yen 円"),
    (Lex::Coin("CNY"), "yuan yuans renminbi kuai 元 圓"),
    (Lex::Coin("INR"), "rupee rupees"),
    (Lex::Coin("CHF"), "franc francs"),
    (Lex::Coin("MXN"), "peso pesos"),
    (Lex::Coin("ESP"), "peseta pesetas"),
    (Lex::Coin("SEK"), "krona kronor kroner krone"),
    (Lex::Coin("KRW"), "won"),
    (Lex::Coin("KWD"), "dinar dinars"),
    (Lex::Coin("ILS"), "shekel shekels"),
    (Lex::Coin("SAR"), "riyal riyals saudiriyal saudiriyals"),
    (Lex::Coin("IRR"), "rial rials تومان ریال toman tomans"),
    (Lex::Coin("MYR"), "ringgit ringgits"),
    (Lex::Coin("MNT"), "tugrik tugriks"),
    (Lex::Coin("EGP"), "geneh genihat egyptianpound egyptianpounds جنيه جن"),
    (Lex::Coin("RUB"), "ruble rubles rouble roubles руб рублей р"),
    (Lex::Coin("UAH"), "hryvnia hryvnias hryvnya грн"),
    (Lex::Coin("BGN"), "лв lev leva"),
    (Lex::Coin("TRY"), "lira liras"),
    (Lex::Coin("ZAR"), "rand rands"),
    (Lex::Coin("BRL"), "reais"),
    (Lex::Coin("DEM"), "deutschmark deutschmarks"),
    (Lex::Coin("FIM"), "markka markkas"),
    (Lex::Coin("NLG"), "guilder guilders"),
    (Lex::Coin("PLN"), "zloty zlotys złoty złotych zł"),
    (Lex::Coin("CZK"), "koruna korun kč"),
    (Lex::Coin("HUF"), "forint forints"),
    (Lex::Coin("AED"), "dirham dirhams"),
    (Lex::Coin("THB"), "baht"),
    (Lex::Coin("IDR"), "rupiah rupiahs"),
    (Lex::Coin("NGN"), "naira"),
    (Lex::Coin("BTC"), "bitcoin bitcoins"),
    (Lex::Coin("KZT"), "тенге tenge"),
    (Lex::Coin("GEL"), "lari ლარი"),
    (Lex::Coin("CRC"), "colon colones"),
    (Lex::Coin(""), "satoshi satoshis"),
    (Lex::Cent("USD"), "cent cents penny pennies ¢"),
    (Lex::Cent("GBP"), "pence"),
    (Lex::Cent("INR"), "paise paisa"),
    (Lex::Cent("MYR"), "sen sens"),
    (Lex::Cent("UAH"), "kopiyka kopiykas kopeck kopecks kopek kopeks"),
    (Lex::Code("USD"), "usd"),
    (Lex::Code("EUR"), "eur"),
    (Lex::Code("GBP"), "gbp"),
    (Lex::Code("CAD"), "cad"),
    (Lex::Code("AUD"), "aud"),
    (Lex::Code("NZD"), "nzd"),
    (Lex::Code("CHF"), "chf sfr"),
    (Lex::Code("JPY"), "jpy"),
    (Lex::Code("CNY"), "cny rmb"),
    (Lex::Code("HKD"), "hkd"),
    (Lex::Code("SGD"), "sgd"),
    (Lex::Code("INR"), "inr rs"),
    (Lex::Code("KWD"), "kwd"),
    (Lex::Code("LBP"), "lbp"),
    (Lex::Code("EGP"), "egp"),
    (Lex::Code("QAR"), "qar"),
    (Lex::Code("SAR"), "sar"),
    (Lex::Code("AED"), "aed"),
    (Lex::Code("BGN"), "bgn"),
    (Lex::Code("MYR"), "myr rm"),
    (Lex::Code("UAH"), "uah"),
    (Lex::Code("ILS"), "ils nis"),
    (Lex::Code("MNT"), "mnt"),
    (Lex::Code("PLN"), "pln"),
    (Lex::Code("CZK"), "czk"),
    (Lex::Code("SEK"), "sek kr"),
    (Lex::Code("NOK"), "nok"),
    (Lex::Code("DKK"), "dkk"),
    (Lex::Code("HUF"), "huf ft"),
    (Lex::Code("RON"), "lei"),
    (Lex::Code("MXN"), "mxn"),
    (Lex::Code("BRL"), "brl"),
    (Lex::Code("ZAR"), "zar"),
    (Lex::Code("RUB"), "rub rur"),
    (Lex::Code("THB"), "thb"),
    (Lex::Code("PHP"), "php"),
    (Lex::Code("IDR"), "idr rp"),
    (Lex::Code("VND"), "vnd"),
    (Lex::Code("KRW"), "krw"),
    (Lex::Code("TWD"), "twd"),
    (Lex::Code("NGN"), "ngn"),
    (Lex::Code("KES"), "kes ksh kshs"),
    (Lex::Code("PKR"), "pkr"),
    (Lex::Code("LKR"), "lkr"),
    (Lex::Code("BDT"), "bdt"),
    (Lex::Code("ARS"), "ars"),
    (Lex::Code("CLP"), "clp"),
    (Lex::Code("PTE"), "pte"),
    (Lex::Code("BTC"), "btc"),
    (Lex::Code("XOF"), "fcfa xof xaf cfa"),
    (Lex::CapsCode("TRY"), "try tl"),
    (Lex::CapsCode("ALL"), "all"),
    (Lex::CapsCode("COP"), "cop"),
    (Lex::CapsCode("PEN"), "pen"),
    (Lex::CapsCode("MAD"), "mad"),
    (Lex::CapsCode("CUP"), "cup"),
    (Lex::CapsCode("TOP"), "top"),
    (Lex::CapsCode("EGP"), "le"),
    (Lex::Whose("USD"), "us u.s american"),
    (Lex::Whose("CAD"), "canadian ca can c"),
    (Lex::Whose("AUD"), "australian au aussie"),
    (Lex::Whose("NZD"), "nz"),
    (Lex::Whose("HKD"), "hk kong"),
    (Lex::Whose("SGD"), "singapore s"),
    (Lex::Whose("TWD"), "nt taiwan"),
    (Lex::Whose("BRL"), "r brazilian"),
    (Lex::Whose("MXN"), "mx mex mexican"),
    (Lex::Whose("CHF"), "swiss"),
    (Lex::Whose("FRF"), "french"),
    (Lex::Whose("NLG"), "dutch"),
    (Lex::Whose("FIM"), "finnish"),
    (Lex::Whose("KWD"), "kuwaiti"),
    (Lex::Whose("LBP"), "lebanese"),
    (Lex::Whose("EGP"), "egyptian"),
    (Lex::Whose("QAR"), "qatari"),
    (Lex::Whose("SAR"), "saudi"),
    (Lex::Whose("MYR"), "malaysia malaysian"),
    (Lex::Whose("CNY"), "chinese"),
    (Lex::Whose("JPY"), "japanese"),
    (Lex::Whose("TRY"), "turkish"),
    (Lex::Whose("GBP"), "british"),
    (Lex::Whose("INR"), "indian"),
    (Lex::Span(Period::Day), "day night"),
    (Lex::Span(Period::Week), "week wk"),
    (Lex::Span(Period::Month), "month mo mth"),
    (Lex::Span(Period::Year), "year yr annum"),
    (Lex::Every(Period::Day), "daily nightly"),
    (Lex::Every(Period::Week), "weekly"),
    (Lex::Every(Period::Month), "monthly"),
    (Lex::Every(Period::Quarter), "quarterly"),
    (Lex::Every(Period::Year), "yearly annually annual"),
    (Lex::Per, "per each every"),
    (
        Lex::Lead,
        "price priced pay paying paid cost costs charge charged charging asking offer offering offered worth spend \
         budget fee fares fare deposit bid accept do take consider tuition premium rent total totaling estimate \
         afford counter low high settle knock listed listing sale sell bill payment payments donate donating donation contribute go \
         going come lower raise rate discount save rebate refund credit give need want prefer say round okay ok \
         under meet make want let settle call does",
    ),
    (Lex::Hint, "for at to of is was it's that's its than be or was say maybe how what i'd with down up"),
    (
        Lex::Filler,
        "extra more additional about around only just roughly exactly almost nearly approximately like another \
         the you us me as you're him plus tax taxes flat even closer probably over still usd say maybe back out \
         something it on full least most",
    ),
    (
        Lex::After,
        "but if so then because would will works work seems sounds sound cash firm obo total max maximum tops \
         today now right instead please since when that this you we i it they he she my your all-in in it's \
         that's is was which can could deal final flat including plus delivered shipped before after sounds too \
         okay ok yes yeah no not how what as thanks thank sir maam ma'am more extra down up upfront up-front or \
         even altogether with per each every a an on for the range lowest least best fair sound",
    ),
    (
        Lex::Foe,
        "order number no nr numbers phone room account acct ext extension invoice ticket case flight zip zipcode \
         suite apartment apt gate route code pin ending ref reference id version page chapter highway model line \
         section step digits license policy serial claim confirmation tracking card bus channel unit station \
         floor platform terminal seat row door building exit iphone galaxy ps xbox windows since year area box \
         grade level age january february march april june july august september october november december jan \
         feb aug sept sep oct nov dec # №",
    ),
    (
        Lex::Measure,
        "am pm a.m p.m o'clock oclock th st nd rd percent % minutes minute mins min hours hour hrs hr days weeks \
         months years yrs seconds miles mile km people persons person guests tickets seats passengers adults \
         kids children beds bedrooms bedroom bath baths bathrooms inches inch feet foot gb tb mb megs gigs mbps \
         kg lbs lb oz ounces ml cm mm ° degrees stars star times lines devices users pieces items pairs rooms \
         nights stops bags tables channels percent pct x mph mpg hundredths half-hour street avenue ave road blvd \
         drive lane other others thing things of pack packs units pcs copies",
    ),
];

const SIZE: usize = 2048;

#[derive(Clone, Copy)]
struct Slot {
    hash: u64,
    lex: Option<Lex>,
}

static TABLE: [Slot; SIZE] = table();

/// What words may do for a sum, by a part of their hash: [`BEGINS`], and what that needs. Few other words share a
/// place.
static FILTER: [u8; PLACES] = filter();

const PLACES: usize = 8192;

/// A sum may begin with it.
pub(crate) const BEGINS: u8 = 1;
/// No sum begins with it unless one may begin with the next word: `a`, `us`.
pub(crate) const LEANS: u8 = 2;
/// No sum begins with it unless it is in capitals: `ALL`, `TRY`.
pub(crate) const CAPITAL: u8 = 4;
/// It has a meaning.
const KNOWN: u8 = 8;

const fn filter() -> [u8; PLACES] {
    let (words, mut filter, mut at) = (table(), [0; PLACES], 0);
    while at < SIZE {
        if let Some(lex) = words[at].lex {
            let place = (words[at].hash >> 40) as usize % PLACES;
            let only = match lex {
                Lex::A | Lex::Whose(_) => LEANS,
                Lex::CapsCode(_) => CAPITAL,
                _ => 0,
            };
            // Of words that share a place, the one that needs least decides.
            let before = filter[place];
            filter[place] = KNOWN
                | match (lex.begins(), before & BEGINS != 0) {
                    (true, true) => BEGINS | before & only,
                    (true, false) => BEGINS | only,
                    (false, _) => before,
                };
        }
        at += 1;
    }
    filter
}

/// What a word may do for a sum, as bits; rarely more than it does.
#[inline]
pub(crate) fn may(hash: u64) -> u8 {
    FILTER.get((hash >> 40) as usize % PLACES).copied().unwrap_or(0)
}

/// What a word means for a sum, by its hash. Words of several lists mean what stands first.
#[inline]
pub(crate) fn lex(hash: u64) -> Option<Lex> {
    if may(hash) & KNOWN == 0 {
        return None;
    }
    let mut at = place(hash);
    loop {
        match TABLE.get(at) {
            Some(Slot { hash: found, lex: Some(lex) }) if *found == hash => return Some(*lex),
            Some(Slot { lex: Some(_), .. }) => at = (at + 1) % SIZE,
            _ => return None,
        }
    }
}

#[inline]
const fn place(hash: u64) -> usize {
    ((hash >> 32) ^ hash) as usize % SIZE
}

const fn table() -> [Slot; SIZE] {
    let mut table = [Slot { hash: 0, lex: None }; SIZE];
    let mut list = 0;
    while list < LISTS.len() {
        let (lex, words) = LISTS[list];
        let bytes = words.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
            let start = at;
            while at < bytes.len() && bytes[at] != b' ' {
                hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
                at += 1;
            }
            if at > start {
                enter(&mut table, hash, lex);
            }
            at += 1;
        }
        list += 1;
    }
    table
}

const fn enter(table: &mut [Slot; SIZE], hash: u64, lex: Lex) {
    let mut at = place(hash);
    while table[at].lex.is_some() {
        if table[at].hash == hash {
            return;
        }
        at = (at + 1) % SIZE;
    }
    table[at] = Slot { hash, lex: Some(lex) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::hash;

    #[test]
    fn words_are_found_by_the_hash_of_the_text() {
        assert_eq!(lex(hash("Dollars")), Some(Lex::Coin("USD")));
        assert_eq!(lex(hash("Kč")), Some(Lex::Coin("CZK")));
        assert_eq!(lex(hash("€")), Some(Lex::Sign("EUR")));
        assert_eq!(lex(hash("twenty")), Some(Lex::Tens(20)));
        assert_eq!(lex(hash("gladly")), None);
    }

    #[test]
    fn the_table_stays_sparse() {
        let full = TABLE.iter().filter(|slot| slot.lex.is_some()).count();
        assert!(full * 2 < SIZE, "{full} of {SIZE}");
    }
}
