//! The phrases by which figures go in print, found in a text all at once.

use std::collections::HashMap;

/// The words of all phrases, and what each of them may speak of.
#[derive(Default)]
pub struct Book {
    words: Vec<Vec<char>>,
    /// The words that begin with two characters, the longest first.
    begins: HashMap<[char; 2], Vec<usize>>,
    /// The phrases, each with what it speaks of.
    pub phrases: Vec<Phrase>,
    /// The phrases in which a word must stand near the number.
    pub near: HashMap<usize, Vec<usize>>,
}

/// Words that speak of one thing when they stand together.
pub struct Phrase {
    /// What they speak of: its place among all that can be meant.
    pub of: usize,
    /// Words that stand near the number; of each several forms.
    pub near: Vec<Vec<usize>>,
    /// Words that may stand anywhere before it in the sentence, or in the heading.
    pub far: Vec<Vec<usize>>,
    /// What it counts for beyond its words.
    pub weight: usize,
}

/// The words of the book in a line of a draft, and in what stands over it.
#[derive(Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    pub lead: Vec<Hit>,
}

/// A word where it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its first character.
    pub from: usize,
    /// The character behind it.
    pub to: usize,
    /// Which word it is.
    pub word: usize,
    /// Whether it is but a part of a longer one.
    pub is_part: bool,
}

impl Book {
    /// The place of a word, which is put in where it is new; none of one that is too short to be told from others.
    pub fn word(&mut self, word: &str) -> Option<usize> {
        let word = super::number::plain(word.trim());
        let begin = [*word.first()?, *word.get(1)?];
        let same = self.begins.entry(begin).or_default();
        if let Some(known) = same.iter().find(|at| self.words[**at] == word) {
            return Some(*known);
        }
        let at = self.words.len();
        let place = same.partition_point(|other| self.words[*other].len() >= word.len());
        same.insert(place, at);
        self.words.push(word);
        Some(at)
    }

    /// Puts in a phrase about something: words with blanks between them, `~` before one that may stand far. `forms` are the ways in
    /// which a word, or a slot such as `{kind}`, goes in print.
    pub fn phrase(&mut self, of: usize, phrase: &str, weight: usize, forms: &dyn Fn(&str) -> Vec<String>) {
        let (mut near, mut far) = (Vec::new(), Vec::new());
        for word in phrase.split_whitespace() {
            let (list, word) = word.strip_prefix('~').map_or((&mut near, word), |word| (&mut far, word));
            let forms = forms(&word.replace('_', " "));
            list.push(forms.iter().filter_map(|form| self.word(form)).collect::<Vec<_>>());
        }
        if near.is_empty() || near.iter().chain(&far).any(Vec::is_empty) {
            return;
        }
        let at = self.phrases.len();
        for word in near.iter().flatten() {
            let known = self.near.entry(*word).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
        self.phrases.push(Phrase { of, near, far, weight });
    }

    /// How many characters a word has.
    pub fn length(&self, word: usize) -> usize {
        self.words[word].len()
    }

    /// Every word of the book in a text.
    pub fn hits(&self, text: &[char]) -> Vec<Hit> {
        let (mut hits, mut covered) = (Vec::new(), 0);
        for (from, pair) in text.windows(2).enumerate() {
            let Some(words) = self.begins.get(&[pair[0], pair[1]]) else { continue };
            for word in words {
                let to = from + self.words[*word].len();
                if text.get(from..to) == Some(&self.words[*word]) && is_whole(text, from, to) {
                    hits.push(Hit { from, to, word: *word, is_part: to <= covered });
                    covered = covered.max(to);
                }
            }
        }
        hits
    }
}

/// Whether a word of letters is one, and not a piece of a longer one.
fn is_whole(text: &[char], from: usize, to: usize) -> bool {
    let is_letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    let begins = from == 0 || !(is_letter(text.get(from)) && is_letter(text.get(from - 1)));
    begins && !(is_letter(text.get(to - 1)) && is_letter(text.get(to)))
}
