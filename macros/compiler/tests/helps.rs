//! What a user writes who follows the help of an error: each that shows code, in the programs of `tests/ui`, put where the error points.

use std::fmt::Write;
use std::fs;
use std::iter;
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
const WORDS: [&str; 16] = [
    "*",
    "+ - * /",
    "->",
    ";",
    "...",
    "E",
    "carry",
    "const",
    "if",
    "let",
    "loss",
    "mut",
    "repeat",
    "reuse scope",
    "template",
    "time",
];

/// The pieces of code in a help, the longest first.
fn codes(message: &str) -> Vec<&str> {
    let Some((fact, help)) = message.split_once("help: ") else { return Vec::new() };
    // A name that is there already is spoken of, and not to be written.
    let is_there = |code: &str| {
        let is_name = code.chars().all(|letter| letter == '_' || letter.is_alphanumeric());
        is_name && fact.split(|letter: char| letter != '_' && !letter.is_alphanumeric()).any(|word| word == code)
    };
    let codes = help.split('`').skip(1).step_by(2);
    let mut codes = codes.filter(|code| !WORDS.contains(code) && !is_there(code)).collect::<Vec<_>>();
    // A line to write says more than a word of it.
    codes.sort_by_key(|code| std::cmp::Reverse(code.len()));
    codes
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
    places.extend(arrow.into_iter().flat_map(|arrow| [arrow..call, arrow..arrow]));
    // The kind of a layer with a name, the list, and what is underlined with the word in front of it.
    if let Some((name, kind)) = program[underlined.clone()].split_once(": ") {
        let from = underlined.start + name.len() + 2;
        places.push(from..from + kind.find('(').unwrap_or(kind.len()));
    }
    let list = before.rfind('[').zip(program[underlined.end..].find("]]"));
    places.extend(list.map(|(open, close)| open..underlined.end + close + 2));
    // With the words around it.
    let starts = iter::successors(Some(underlined.start), |start| Some(word(joint(&program[..*start])))).take(4);
    let starts = starts.collect::<Vec<_>>();
    let next = next_word(program, underlined.end);
    for end in [underlined.end, next, next_word(program, next), behind_parentheses(program, next)] {
        places.extend(starts.iter().map(|start| *start..end));
    }
    let line = program[..underlined.start].rfind('\n').map_or(0, |end| end + 1);
    let line = line + program[line..].len() - program[line..].trim_start().len();
    places.push(line..next);
    places.extend([underlined.start..underlined.start, underlined.end..underlined.end, underlined.end..next]);
    places.extend(text_near(program, &underlined));
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

/// A text without the sign at its end that joins it to what follows.
fn joint(text: &str) -> &str {
    let text = text.trim_end();
    text.strip_suffix("->").or_else(|| text.strip_suffix(':')).unwrap_or(text)
}

/// The end of the next word.
fn next_word(program: &str, from: usize) -> usize {
    let rest = &program[from..];
    let start = rest.find(|letter: char| letter.is_alphanumeric() || letter == '_').unwrap_or_default();
    let length = rest[start..].find(|letter: char| letter != '_' && !letter.is_alphanumeric()).unwrap_or_default();
    from + start + length
}

/// The string that is underlined, or next to that on its line.
fn text_near(program: &str, underlined: &Range<usize>) -> Option<Range<usize>> {
    let line = program[..underlined.start].rfind('\n')?;
    let open = line + program[line..].find('"')?;
    let close = open + 1 + program[open + 1..].find('"')?;
    Some(open..close + 1)
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

/// What somebody writes who follows a help, and where.
type Edit = (Range<usize>, String);

/// What the code of a help may ask for.
fn edits(program: &str, error: &Error, code: &str) -> Vec<Edit> {
    let rests = [" = ..;", " = ..", ": ..", " ..", " { .. }", "(..) { .. }", "(..)"]
        .into_iter()
        .filter_map(|rest| code.strip_suffix(rest));
    let places = places(program, error);
    let written = [code].into_iter().chain(rests);
    let mut edits = written
        .flat_map(|written| places.iter().map(move |place| (place.clone(), written.to_owned())))
        .collect::<Vec<_>>();
    let underlined = at(program, error.start)..at(program, error.end);
    let help = error.message.split_once("help: ").map_or("", |(_, help)| help);
    if ["remove", "leave out", "leave it out", "leave `"].iter().any(|word| help.contains(word)) {
        edits.extend(removed(program, &underlined, code).into_iter().map(|place| (place, String::new())));
    }
    edits.extend(statement(program, &underlined, code));
    edits.extend(declared(program, &underlined, code));
    edits.extend(argument(program, &underlined, code));
    edits.extend(in_the_place_of_arguments(program, &underlined, code));
    edits.extend(behind_the_layer(program, &underlined, code));
    edits.extend(head(program, code));
    edits.extend(result(program, &underlined, code).filter(|_| help.contains("end it with")));
    edits
}

/// What is taken away: what is underlined, or the code in there, with the comma or the arrow in front of it or the comma behind.
fn removed(program: &str, underlined: &Range<usize>, code: &str) -> Vec<Range<usize>> {
    let name = code.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let call = underlined.start..behind_parentheses(program, underlined.end);
    let inside = program[call.clone()].rfind(name).filter(|_| !name.is_empty()).map(|from| {
        let from = call.start + from;
        let end = program[from..].find([',', ')']).map_or(from + name.len(), |end| from + end);
        from..end
    });
    let mut places = Vec::new();
    for place in [underlined.clone()].into_iter().chain(inside) {
        let (before, behind) = (program[..place.start].trim_end(), &program[place.end..]);
        let in_front = before.strip_suffix(',').or_else(|| before.strip_suffix("->")).map(str::len);
        places.extend(in_front.map(|from| from..place.end));
        places.extend(behind.strip_prefix(", ").map(|rest| place.start..program.len() - rest.len()));
        places.push(place);
    }
    places
}

/// `let (y, hidden) = ..;`: what a statement begins with; `let (a, b) = split(x, axis = 0);`: all of it.
fn statement(program: &str, underlined: &Range<usize>, code: &str) -> Option<Edit> {
    let start = program[..underlined.end].rfind("let ").filter(|_| code.starts_with("let "))?;
    let (end, bound) = match code.strip_suffix(" = ..;") {
        Some(bound) => (" =", bound),
        None => (";", code.strip_suffix(';')?),
    };
    Some((start..start + program[start..].find(end)?, bound.to_owned()))
}

/// The end of a body: its result.
fn result(program: &str, underlined: &Range<usize>, code: &str) -> Option<Edit> {
    let open = underlined.end + program[underlined.end..].find('{')?;
    let mut depth = 0;
    let close = program[open..].char_indices().find_map(|(at, letter)| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        (depth == 0).then_some(open + at)
    })?;
    Some((close..close, format!("{code} ")))
}

/// `labels: [6] of usize`: what a value is declared as.
fn declared(program: &str, underlined: &Range<usize>, code: &str) -> Option<Edit> {
    let (name, shape) = code.split_once(": ").filter(|(_, shape)| shape.starts_with('['))?;
    let start = program[..underlined.start].rfind(&format!("{name}: ["))?;
    let shape_end = start + program[start..].find(']')? + 1;
    let end = program[shape_end..].strip_prefix(" of usize").map_or(shape_end, |rest| program.len() - rest.len());
    Some((start..end, format!("{name}: {shape}")))
}

/// `padding = 1`: an argument of the layer that is underlined, anew or in the place of the one that it has.
fn argument(program: &str, underlined: &Range<usize>, code: &str) -> Option<Edit> {
    let (name, _) = code
        .split_once(" = ")
        .filter(|(name, _)| name.chars().all(|letter| letter == '_' || letter.is_alphanumeric()))?;
    let close = program[underlined.clone()].ends_with(')').then(|| underlined.end - 1)?;
    let layer = &program[underlined.start..close];
    match layer.find(&format!("{name} = ")) {
        Some(from) => {
            let from = underlined.start + from;
            let end = program[from..close].find(", ").map_or(close, |end| from + end);
            Some((from..end, code.to_owned()))
        }
        None if layer.ends_with('(') => Some((close..close, code.to_owned())),
        None => Some((close..close, format!(", {code}"))),
    }
}

/// `size = [10, 10]` in the place of all arguments.
fn in_the_place_of_arguments(program: &str, underlined: &Range<usize>, code: &str) -> Option<Edit> {
    let open = underlined.start + program[underlined.clone()].find('(')?;
    let close = program[underlined.clone()].ends_with(')').then(|| underlined.end - 1)?;
    code.contains(" = ").then(|| (open + 1..close, code.to_owned()))
}

/// `-> relu` behind the layer, in the place of the argument that is underlined.
fn behind_the_layer(program: &str, underlined: &Range<usize>, code: &str) -> Option<Edit> {
    let comma = program[..underlined.start].trim_end().strip_suffix(',')?.len();
    let argument = program[underlined.end..].find([',', ')'])? + underlined.end;
    let close = program[argument..].find(')')? + argument + 1;
    code.starts_with("-> ").then(|| (comma..close, format!("{} {code}", &program[argument..close])))
}

/// `template block(x, skip; channels)`, `reuse scope head(x)`: the head of what is declared by this name.
fn head(program: &str, code: &str) -> Option<Edit> {
    let code = code.strip_suffix(" { .. }").unwrap_or(code);
    let (declared, _) = code.split_once('(')?;
    let is_head = ["template ", "scope ", "reuse scope ", "loss "].iter().any(|word| declared.starts_with(word));
    let start = program.find(declared).filter(|_| is_head)?;
    Some((start..behind_parentheses(program, start + declared.len()), code.to_owned()))
}

/// Whether nothing is said any more when the code of a help is written where the error points, or only of what comes after: an example
/// of a layer may have another output. Of what is taken away, nothing is left to say.
fn is_followed(program: &str, error: &Error, code: &str) -> bool {
    edits(program, error, code).into_iter().any(|(place, written)| {
        let changed = format!("{}{written}{}", &program[..place.start], &program[place.end..]);
        let there = place.start..place.start + written.len();
        errors(&changed).is_some_and(|errors| {
            errors.iter().all(|left| {
                // A name that is new is not used yet.
                let is_elsewhere = at(&changed, left.start) >= there.end
                    || left.message.contains(" promises to return ")
                    || left.message.starts_with("nothing uses the ");
                left.message != error.message && !written.is_empty() && is_elsewhere
            })
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
