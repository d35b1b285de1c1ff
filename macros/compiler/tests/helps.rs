//! What a user writes who follows the help of an error: each that shows code, in the programs of `tests/ui`, put where the error points.

use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};

/// An error of a block, and what it underlines.
struct Error {
    message: String,
    start: LineColumn,
    end: LineColumn,
}

/// The programs with one mistake in a block.
fn programs() -> Vec<PathBuf> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/ui");
    let folders = fs::read_dir(ui).expect("a folder of folders").map(|entry| entry.expect("an entry").path());
    let files =
        folders.filter(|path| path.is_dir()).flat_map(|folder| fs::read_dir(folder).expect("a folder of programs"));
    let mut programs = files
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect::<Vec<_>>();
    programs.sort();
    programs
}

/// The errors of the blocks of a program; nothing where it is not made of Rust's tokens.
fn errors(program: &str) -> Option<Vec<Error>> {
    let mut errors = Vec::new();
    blocks(program.parse().ok()?, &mut errors);
    Some(errors)
}

fn blocks(tokens: TokenStream, errors: &mut Vec<Error>) {
    let tokens = tokens.into_iter().collect::<Vec<_>>();
    for (i, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let is_block = match tokens.get(i.wrapping_sub(2)..i) {
            Some([TokenTree::Ident(name), TokenTree::Punct(bang)]) => name == "network" && bang.as_char() == '!',
            _ => false,
        };
        if is_block {
            found(netweave_compiler::network(group.stream()), errors);
        } else {
            blocks(group.stream(), errors);
        }
    }
}

/// The errors in an expansion.
fn found(expanded: TokenStream, errors: &mut Vec<Error>) {
    let tokens = expanded.into_iter().collect::<Vec<_>>();
    for (i, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let called =
            tokens.get(i.wrapping_sub(2)..i).map(|before| before.iter().map(ToString::to_string).collect::<String>());
        if called.is_some_and(|called| called == "compile_error!") && group.delimiter() != Delimiter::Bracket {
            let message = syn::parse2::<syn::LitStr>(group.stream()).expect("a message").value();
            let start = tokens.get(i - 2).map_or_else(|| group.span(), TokenTree::span).start();
            errors.push(Error { message, start, end: group.span().end() });
        } else {
            found(group.stream(), errors);
        }
    }
}

/// Words that a help speaks of, and that are nothing to write by themselves.
const WORDS: [&str; 11] =
    ["E", "carry", "const", "if", "let", "loss", "mut", "repeat", "reuse scope", "template", "time"];

/// The pieces of code in a help.
fn codes(message: &str) -> Vec<&str> {
    let help = message.split_once("help: ").map_or("", |(_, help)| help);
    help.split('`').skip(1).step_by(2).filter(|code| !WORDS.contains(code)).collect()
}

/// Where a place is in a text.
fn at(program: &str, place: LineColumn) -> usize {
    let before = program.split_inclusive('\n').take(place.line - 1).map(str::len).sum::<usize>();
    let line = &program[before..];
    before + line.char_indices().nth(place.column).map_or(line.len(), |(at, _)| at)
}

/// What the code of a help may stand for: what is underlined, that with its parentheses, the argument, the call that it is in, the layer
/// with its arrow, or nothing, in front or behind.
fn places(program: &str, error: &Error) -> Vec<Range<usize>> {
    let underlined = at(program, error.start)..at(program, error.end);
    let mut places = vec![underlined.clone(), underlined.start..behind_parentheses(program, underlined.end)];
    let before = &program[..underlined.start];
    if let Some(name) = before.trim_end().strip_suffix('=') {
        places.push(word(name)..underlined.end);
    }
    let layer = underlined.end + named(&program[underlined.end..]);
    let call = behind_parentheses(program, layer);
    places.push(underlined.start..call);
    let arrow = before.trim_end().strip_suffix("->").map(str::len);
    places.extend(arrow.map(|arrow| arrow..call));
    places.extend([underlined.start..underlined.start, underlined.end..underlined.end]);
    let mut depth = 0;
    let opening = before.char_indices().rev().find(|(_, letter)| {
        depth += match letter {
            ')' => 1,
            '(' => -1,
            _ => 0,
        };
        depth < 0
    });
    if let Some((opening, _)) = opening {
        places.push(word(&program[..opening])..behind_parentheses(program, opening));
    }
    places
}

/// How long what comes next is if it is `: layer`.
fn named(text: &str) -> usize {
    let kind = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ':');
    let word = kind.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(kind.len());
    if text.starts_with(':') { text.len() - kind.len() + word } else { 0 }
}

/// Where the last word of a text begins.
fn word(text: &str) -> usize {
    let text = text.trim_end();
    text.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_').len()
}

/// The end of the parentheses that come next, if some do.
fn behind_parentheses(program: &str, from: usize) -> usize {
    let mut depth = 0;
    for (i, letter) in program[from..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        match (depth, letter) {
            (0, ')') => return from + i + 1,
            (0, letter) if !letter.is_whitespace() => return from,
            _ => {}
        }
    }
    from
}

/// Whether nothing is said any more when the code of a help is written where the error points, or only of what comes after: an example
/// of a layer may have another output.
fn is_followed(program: &str, error: &Error, code: &str) -> bool {
    let written = code.strip_suffix(" = ..").unwrap_or(code);
    places(program, error).into_iter().any(|place| {
        let changed = format!("{}{written}{}", &program[..place.start], &program[place.end..]);
        let there = place.start..place.start + written.len();
        errors(&changed).is_some_and(|errors| {
            errors.iter().all(|left| left.message != error.message && at(&changed, left.start) >= there.end)
        })
    })
}

#[test]
fn helps_that_compile_when_they_are_followed() {
    let (mut helps, mut followed, mut list) = (0, 0, String::new());
    for path in programs() {
        let program = fs::read_to_string(&path).expect("a program");
        let Some(all) = errors(&program) else { continue };
        let [error] = all.as_slice() else { continue };
        let codes = codes(&error.message);
        helps += usize::from(!codes.is_empty());
        if let Some(code) = codes.iter().find(|code| is_followed(&program, error, code)) {
            followed += 1;
            let folder = path.parent().and_then(Path::file_name).expect("a folder").to_string_lossy();
            let name = path.file_stem().expect("a name").to_string_lossy();
            writeln!(list, "{folder}/{name}: {code}").expect("a text");
        }
    }
    expect_file!["helps.txt"].assert_eq(&format!("{followed} of {helps} helps with code\n\n{list}"));
}
