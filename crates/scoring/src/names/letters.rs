//! Letters of names without their accents.

/// Lower case without accents, apostrophes, hyphens and dots: `O'Brien` → `obrien`, `Söderström` → `soderstrom`.
/// With `spelt` the letters that have a spelling of their own get it: `Müller` → `mueller`.
pub fn fold(word: &str, spelt: bool) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' => out.push(c),
            'ä' | 'ö' | 'ü' | 'ø' | 'å' if spelt => out.push_str(spelling(c)),
            _ => match plain(c) {
                "" if c.is_alphanumeric() => out.push(c),
                text => out.push_str(text),
            },
        }
    }
    out
}

fn spelling(c: char) -> &'static str {
    match c {
        'ä' => "ae",
        'ö' | 'ø' => "oe",
        'ü' => "ue",
        _ => "aa",
    }
}

/// The plain letters of a small letter with an accent; nothing for other characters.
fn plain(c: char) -> &'static str {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' | 'ấ'..='ặ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_go_and_other_scripts_stay() {
        assert_eq!(fold("Łukasz-Đorđe O’Žižek", false), "lukaszdordeozizek");
        assert_eq!(
            (fold("MÜLLER", false), fold("MÜLLER", true)),
            ("muller".to_owned(), "mueller".to_owned())
        );
        assert_eq!(fold("e\u{301}", false), "e");
        assert_eq!(fold("王伟", false), "王伟");
    }
}
