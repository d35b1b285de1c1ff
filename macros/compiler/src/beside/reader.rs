//! A file read as words and delimiters, for the items of a few names in it.

use std::iter::Peekable;
use std::str::Chars;

/// What an item begins with.
const KEYWORDS: [&str; 7] = ["struct", "enum", "union", "type", "trait", "network", "const"];

/// An item of one of the names.
pub(super) struct Item {
    pub(super) keyword: &'static str,
    pub(super) name: String,
    pub(super) line: usize,
    /// The braces that it stands in: those of its block, if it is a network.
    pub(super) block: usize,
    /// The braces around: those of a module or a function, or the whole file.
    pub(super) around: usize,
    /// The module that these are of, if they are.
    pub(super) module: Option<String>,
    /// The attributes in front of it, as words.
    pub(super) attributes: Vec<Vec<String>>,
    /// The braces that a network is in, and the const generics of what they belong to.
    pub(super) outer: Vec<(usize, Vec<String>)>,
    /// Whether it is there under no condition, and in no other macro, of which nobody knows what becomes.
    pub(super) is_sure: bool,
}

/// An open delimiter, or the file.
#[derive(Default)]
struct Open {
    number: usize,
    /// Whether they are those of a `network!`.
    is_block: bool,
    is_sure: bool,
    /// Whether they are those of an attribute.
    is_attribute: bool,
    /// The const generics in front of them.
    generics: Vec<String>,
    /// The name of their module, if they are those of one.
    module: Option<String>,
    /// The words of the item that is being read.
    words: Vec<String>,
    attributes: Vec<Vec<String>>,
}

impl Open {
    /// The item is over.
    fn end(&mut self) {
        self.words.clear();
        self.attributes.clear();
    }

    /// The const generics of the item that is being read.
    fn generics(&self) -> Vec<String> {
        let names = self.words.windows(4).filter(|words| {
            matches!(words, [before, keyword, _, colon]
                if matches!(before.as_str(), "<" | ",") && keyword == "const" && colon == ":")
        });
        names.filter_map(|words| words.get(2).cloned()).collect()
    }

    fn is_conditional(&self) -> bool {
        self.attributes.iter().any(|attribute| attribute.first().is_some_and(|first| first == "cfg"))
    }
}

/// Reads a file.
pub(super) struct Reader<'a> {
    text: Peekable<Chars<'a>>,
    names: &'a [&'a str],
    line: usize,
    open: Vec<Open>,
    count: usize,
    items: Vec<Item>,
    /// The words and marks, each with its line, if somebody wants them.
    tokens: Option<Vec<(String, usize)>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, names: &'a [&'a str]) -> Self {
        let file = Open { is_sure: true, ..Open::default() };
        Self {
            text: text.chars().peekable(),
            names,
            line: 1,
            open: vec![file],
            count: 0,
            items: Vec::new(),
            tokens: None,
        }
    }

    /// The items of the names.
    pub(super) fn items(mut self) -> Vec<Item> {
        self.read();
        self.items
    }

    /// All words and marks, each with its line.
    pub(super) fn tokens(mut self) -> Vec<(String, usize)> {
        self.tokens = Some(Vec::new());
        self.read();
        self.tokens.unwrap_or_default()
    }

    fn read(&mut self) {
        while let Some(letter) = self.next() {
            match letter {
                '/' if self.text.peek() == Some(&'/') => while self.next_if(|letter| letter != '\n').is_some() {},
                '/' if self.text.peek() == Some(&'*') => self.comment(),
                '"' => self.string(false, 0),
                '\'' => self.quote(),
                letter if letter == '_' || letter.is_alphabetic() => self.word(letter),
                '{' | '(' | '[' => self.open(letter),
                '}' | ')' | ']' => self.close(letter),
                letter if letter.is_whitespace() => {}
                mark => self.mark(mark),
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        self.next_if(|_| true)
    }

    fn next_if(&mut self, is_wanted: impl Fn(char) -> bool) -> Option<char> {
        let letter = self.text.next_if(|letter| is_wanted(*letter))?;
        self.line += usize::from(letter == '\n');
        Some(letter)
    }

    /// A comment, and those in it.
    fn comment(&mut self) {
        let mut depth = 0;
        let mut letter = Some('/');
        while let Some(now) = letter {
            match (now, self.text.peek()) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => {
                    letter = self.next();
                    continue;
                }
            }
            self.next();
            if depth == 0 {
                return;
            }
            letter = self.next();
        }
    }

    /// The rest of a string with so many `#` around it; a raw one has no escapes.
    fn string(&mut self, is_raw: bool, hashes: usize) {
        while let Some(letter) = self.next() {
            match letter {
                '\\' if !is_raw => drop(self.next()),
                '"' if self.hashes(hashes) == hashes => return,
                _ => {}
            }
        }
    }

    /// How many `#` come next, of so many that are wanted.
    fn hashes(&mut self, wanted: usize) -> usize {
        (0..wanted).take_while(|_| self.next_if(|letter| letter == '#').is_some()).count()
    }

    /// A character, or the name of a lifetime.
    fn quote(&mut self) {
        let mut ahead = self.text.clone();
        match (ahead.next(), ahead.next()) {
            (Some('\\'), _) => {
                self.next();
                self.next();
                while self.next_if(|letter| letter != '\'').is_some() {}
                self.next();
            }
            (Some(_), Some('\'')) => {
                self.next();
                self.next();
            }
            _ => {}
        }
    }

    fn word(&mut self, first: char) {
        let mut word = String::from(first);
        while let Some(letter) = self.next_if(|letter| letter == '_' || letter.is_alphanumeric()) {
            word.push(letter);
        }
        if matches!(&*word, "r" | "br" | "cr") && matches!(self.text.peek(), Some('"' | '#')) {
            let hashes = self.hashes(usize::MAX);
            if self.next_if(|letter| letter == '"').is_some() {
                return self.string(true, hashes);
            }
        }
        if self.names.iter().any(|name| *name == word) {
            self.named(&word);
        }
        self.push(word);
    }

    /// One of the names, which may be that of an item.
    fn named(&mut self, name: &str) {
        let words = self.open.last().map(|open| open.words.as_slice()).unwrap_or_default();
        let (before, last) = match words {
            [.., before, last] => (before.as_str(), last.as_str()),
            [last] => ("", last.as_str()),
            [] => return,
        };
        let Some(keyword) = KEYWORDS.into_iter().find(|keyword| *keyword == last) else { return };
        if keyword == "const" && matches!(before, "<" | ",") {
            return;
        }
        let (block, around) = match self.open.as_slice() {
            [.., around, block] if keyword == "network" && block.is_block => (block, around),
            [.., around] if keyword != "network" => (around, around),
            _ => return,
        };
        let outer = self.open.iter().map(|open| (open.number, open.generics.clone()));
        let is_sure = self.open.iter().all(|open| open.is_sure) && !block.is_conditional();
        self.items.push(Item {
            keyword,
            name: name.to_owned(),
            line: self.line,
            block: block.number,
            around: around.number,
            module: around.module.clone(),
            attributes: block.attributes.clone(),
            outer: outer.collect(),
            is_sure,
        });
    }

    fn mark(&mut self, mark: char) {
        match self.open.last_mut() {
            Some(open) if mark == ';' => open.end(),
            _ => self.push(mark.into()),
        }
    }

    fn push(&mut self, word: String) {
        self.note(&word);
        if let Some(open) = self.open.last_mut() {
            open.words.push(word);
        }
    }

    fn note(&mut self, token: &str) {
        if let Some(tokens) = &mut self.tokens {
            tokens.push((token.to_owned(), self.line));
        }
    }

    fn open(&mut self, letter: char) {
        self.note(letter.encode_utf8(&mut [0; 4]));
        self.count += 1;
        let Some(around) = self.open.last() else { return };
        let (before, last) = match around.words.as_slice() {
            [.., before, last] => (before.as_str(), last.as_str()),
            [last] => ("", last.as_str()),
            [] => ("", ""),
        };
        let is_block = before == "network" && last == "!";
        let is_attribute = last == "#" || before == "#" && last == "!";
        let is_macro = !is_block && !is_attribute && (last == "!" || before == "!");
        let is_sure = !(is_macro || is_block && around.is_conditional());
        let (generics, module) = (around.generics(), (before == "mod").then(|| last.to_owned()));
        let open = Open { number: self.count, is_block, is_sure, is_attribute, generics, module, ..Open::default() };
        self.open.push(open);
    }

    fn close(&mut self, letter: char) {
        if self.open.len() < 2 {
            return;
        }
        let (Some(closed), Some(around)) = (self.open.pop(), self.open.last_mut()) else { return };
        if letter == '}' {
            around.end();
        } else if closed.is_attribute {
            // It belongs to what comes next, and its `#` to nothing.
            around.words.clear();
            around.attributes.push(closed.words);
        } else {
            around.words.extend(closed.words);
        }
    }
}
