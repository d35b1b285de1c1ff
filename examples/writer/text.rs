//! Texts as letters, and letters as numbers.

use std::path::Path;
use std::{fs, io};

/// A new line, and what can be written in ASCII.
pub(super) const LETTERS: usize = 96;

/// The prose of a folder of Markdown: no code, no tables, a paragraph a line.
pub(super) fn prose(folder: &Path) -> io::Result<Vec<usize>> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let page = entry?.path();
        if page.extension().is_some_and(|extension| extension == "md") {
            pages.push(page);
        }
    }
    pages.sort();
    let mut text = String::new();
    for page in pages {
        paragraphs(&fs::read_to_string(page)?, &mut text);
    }
    Ok(numbers(&text))
}

/// The number of each letter; what is no letter is left out.
pub(super) fn numbers(text: &str) -> Vec<usize> {
    text.bytes().filter_map(number).collect()
}

fn number(byte: u8) -> Option<usize> {
    match byte {
        b'\n' => Some(0),
        b' '..=b'~' => Some(usize::from(byte - b' ') + 1),
        _ => None,
    }
}

/// The letter of a number.
pub(super) fn letter(number: usize) -> char {
    match u8::try_from(number) {
        Ok(number @ 1..) => char::from(b' ' + number - 1),
        _ => '\n',
    }
}

fn paragraphs(page: &str, text: &mut String) {
    let mut is_code = false;
    for line in page.lines() {
        let line = line.trim();
        if line.starts_with("```") {
            is_code = !is_code;
        } else if line.is_empty() {
            if !text.ends_with('\n') {
                text.push('\n');
            }
        } else if !is_code && !line.starts_with(['|', '#', '{', '[', '<', '!']) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            without_links(line.trim_start_matches("* "), text);
        }
    }
}

/// A line with the words of its links, and without their targets.
fn without_links(line: &str, text: &mut String) {
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("](") {
        text.extend(before.chars().filter(|letter| !"[]`*_".contains(*letter)));
        rest = behind.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.extend(rest.chars().filter(|letter| !"[]`*_".contains(*letter)));
}
