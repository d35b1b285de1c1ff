//! What stands around a block, or a struct, in its file.
//!
//! A macro sees its own tokens alone. Of some mistakes that reach beyond them, rustc would speak for pages, and of what was generated:
//! so the file is read, as text. Where that cannot be had, or says nothing for sure, rustc says what it says.

mod imports;
mod reader;

use std::fs;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::Type;

use self::reader::{Item, Reader};
use crate::errors::Errors;
use crate::mention::mentioned;
use crate::syntax::{Block, Network};

/// The keywords in front of the name of an item that a struct cannot stand beside.
const ITEMS: [&str; 6] = ["struct", "enum", "union", "type", "trait", "network"];

/// Attributes that leave an item as it is, and add none to it.
const HARMLESS: [&str; 9] = ["allow", "deprecated", "derive", "doc", "expect", "layer", "must_use", "repr", "warn"];

/// Reports the networks whose name is taken by an item beside the block, and gives the others, which something can stand in for.
pub(crate) fn free<'a>(block: &'a Block, errors: &mut Errors) -> Vec<&'a Network> {
    let free = |network: &&Network| {
        let name = &network.name;
        let twin = text(name).and_then(|text| twin(&text, &name.to_string(), line(name)));
        if let Some(line) = twin {
            let fact = format!("`{name}` is declared already, in line {line}");
            errors.error(name, fact, format!("give one of the two another name, such as `{name}2`"));
        }
        twin.is_none()
    };
    block.networks.iter().filter(free).collect()
}

/// Reports the const generics of a function or an `impl` around the block that are used in there.
pub(crate) fn outer_generics(block: &Block, errors: &mut Errors) {
    let Some(network) = block.networks.first() else { return };
    let Some(text) = text(&network.name) else { return };
    let own = block.networks.iter().flat_map(|network| &network.generics).flat_map(|generics| &generics.parameters);
    let mut seen = own.map(|generic| generic.name().to_string()).collect::<Vec<_>>();
    for name in block.networks.iter().flat_map(|network| mentioned(network.to_token_stream())) {
        let written = name.to_string();
        if seen.contains(&written) {
            continue;
        }
        if is_outer(&text, &network.name.to_string(), line(&network.name), &written) {
            let fact = format!("`{name}` is a const generic of what is around the block, which a network cannot see");
            let help = format!("make it one of the network, `network {}<const {name}: usize>(..)`", network.name);
            errors.error(&name, fact, help);
        }
        seen.push(written);
    }
}

/// Reports a network that is built by a trait which nobody has brought into the file.
pub(crate) fn prelude(block: &Block, errors: &mut Errors) {
    let Some(text) = block.networks.first().and_then(|network| text(&network.name)) else { return };
    let names = block.networks.iter().map(|network| &network.name);
    let mut built = names.filter_map(|name| Some((name, imports::built(&text, &name.to_string())?)));
    if let Some((name, built)) = built.next() {
        let fact = format!("in line {built} `{name}` is built, but what builds it is not imported");
        errors.error(name, fact, "write `use netweave::prelude::*;` at the top of its module");
    }
}

/// The line of the struct that is meant by `layer(kind)`, if no `Layer` is derived for it.
pub(crate) fn without_layer(network: &Ident, kind: &Type) -> Option<usize> {
    let Type::Path(kind) = kind else { return None };
    let mut segments = kind.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let name = segments.next()?;
    let module = segments.next().filter(|module| !matches!(&**module, "self" | "super" | "crate"));
    let text = text(network)?;
    not_a_layer(&text, &network.to_string(), line(network), (module.as_deref(), &name))
}

/// Which of these traits are not derived for the struct of this name; none where that is not known.
pub(crate) fn not_derived<'a>(name: &Ident, wanted: &[&'a str]) -> Vec<&'a str> {
    let Some(text) = text(name) else { return Vec::new() };
    missing(&text, &name.to_string(), line(name), wanted)
}

fn text(name: &Ident) -> Option<String> {
    fs::read_to_string(name.span().local_file()?).ok()
}

fn line(name: &Ident) -> usize {
    name.span().start().line
}

/// The line of an item that has the name of the network in this line, and stands beside its block; of two networks, the first
/// is in its right.
fn twin(text: &str, network: &str, line: usize) -> Option<usize> {
    // To look for the words is nothing beside reading the file as Rust.
    let written = |item: &str| text.matches(&format!("{item} {network}")).count();
    if ITEMS.into_iter().map(written).sum::<usize>() < 2 {
        return None;
    }
    let items = Reader::new(text, &[network]).items();
    let own = own(&items, network, line)?;
    let twin = items.iter().find(|item| {
        let stands_first = item.keyword != "network" || item.line < own.line;
        item.is_sure && item.around == own.around && item.block != own.block && stands_first
    });
    twin.map(|twin| twin.line)
}

/// Whether a name in the block of the network in this line is a const generic of what is around it.
fn is_outer(text: &str, network: &str, line: usize, name: &str) -> bool {
    let declared = format!("const {name}");
    let mut written = text.match_indices(&declared);
    if !written.any(|(at, _)| text.get(..at).is_some_and(|before| before.trim_end().ends_with(['<', ',']))) {
        return false;
    }
    let items = Reader::new(text, &[network, name]).items();
    let Some(own) = own(&items, network, line) else { return false };
    // A `const` item hides what is further out.
    let inner = items.iter().filter(|item| item.keyword == "const" && item.name == name).map(|item| item.around);
    let inner = inner.filter(|around| own.outer.iter().any(|(number, _)| number == around)).max();
    let mut outer = own.outer.iter().filter(|(number, _)| inner.is_none_or(|inner| *number > inner));
    outer.any(|(_, generics)| generics.iter().any(|generic| generic == name))
}

/// The line of the struct of this name, if it is surely not made a layer: that beside the block of the network in this line, or one in a
/// module beside it that is named, or imported from.
fn not_a_layer(text: &str, network: &str, line: usize, (module, name): (Option<&str>, &str)) -> Option<usize> {
    if [" Layer for ", "::Layer for "].iter().any(|implemented| text.contains(implemented)) {
        return None;
    }
    let items = Reader::new(text, &[network, name]).items();
    let own = own(&items, network, line)?;
    let mut named = items.iter().filter(|item| item.name == name);
    let (Some(item), None) = (named.next(), named.next()) else { return None };
    // The module stands where the block does.
    let is_beside = item.outer.iter().rev().nth(1).is_some_and(|(around, _)| *around == own.around);
    let is_meant = match (module, item.module.as_ref().filter(|_| is_beside)) {
        (Some(module), Some(own)) => module == own,
        (None, _) if item.around == own.around => true,
        (None, Some(own)) => ["", "self::", "crate::"].iter().any(|root| text.contains(&format!("use {root}{own}::"))),
        (Some(_) | None, None) => false,
    };
    let is_plain = matches!(item.keyword, "struct" | "enum") && item.is_sure && item.lacks("Layer");
    (is_meant && is_plain).then_some(item.line)
}

/// Which of these traits are surely not derived for the struct of this name in this line.
fn missing<'a>(text: &str, name: &str, line: usize, wanted: &[&'a str]) -> Vec<&'a str> {
    let items = Reader::new(text, &[name]).items();
    let mut own = items.iter().filter(|item| item.line == line && item.keyword == "struct");
    let (Some(own), None) = (own.next(), own.next()) else { return Vec::new() };
    let is_missing = |wanted: &&&str| {
        let implemented = format!("{wanted} for {name}");
        own.is_sure && own.lacks(wanted) && !text.contains(&implemented)
    };
    wanted.iter().filter(is_missing).copied().collect()
}

/// The network of this name in this line.
fn own<'a>(items: &'a [Item], network: &str, line: usize) -> Option<&'a Item> {
    let is_own = |item: &&Item| item.keyword == "network" && item.name == network && item.line == line && item.is_sure;
    let mut own = items.iter().filter(is_own);
    own.next().filter(|_| own.next().is_none())
}

impl Item {
    /// Whether no attribute gives it this trait.
    fn lacks(&self, derived: &str) -> bool {
        self.attributes.iter().all(|attribute| {
            attribute.first().is_some_and(|first| HARMLESS.contains(&first.as_str()))
                && attribute.iter().all(|word| word != derived)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{is_outer, missing, not_a_layer, twin};

    /// The line that has `// here` at its end.
    fn here(text: &str) -> usize {
        text.lines().position(|line| line.ends_with("// here")).expect("a line") + 1
    }

    #[test]
    fn an_item_of_the_same_module_is_a_twin() {
        for (text, line) in [
            ("network! { network Net(x: [4]) -> [4] { x } }\nnetwork! { network Net(x: [4]) -> [4] { x } } // here", 1),
            ("struct Net;\nnetweave::network! {\n    network Net(x: [4]) -> [4] { x } // here\n}", 1),
            ("network! {\n    network Net() { x } // here\n}\n\n#[derive(Clone)]\nenum Net { A }", 6),
            (
                "mod a {\n    struct Net;\n    fn f<'a>(x: &'a str) { \"{\"; '}'; '\\''; r#\"\"{\"#; /* { /* { */ */ }\n    \
                 network! { network Net() } // here\n}",
                2,
            ),
        ] {
            assert_eq!(twin(text, "Net", here(text)), Some(line), "{text}");
        }
    }

    #[test]
    fn what_may_be_somewhere_else_is_none() {
        for text in [
            "network! { network Net(x: [4]) -> [4] { x } } // here\nnetwork! { network Net(x: [4]) -> [4] { x } }",
            "mod a { network! { network Net() {} } }\nnetwork! { network Net() {} } // here",
            "fn a() { struct Net; }\nnetwork! { network Net() {} } // here",
            "#[cfg(a)]\nnetwork! { network Net() {} }\n#[cfg(not(a))]\nnetwork! { network Net() {} } // here",
            "#[cfg(a)]\nnetwork! { network Net() {} }\nnetwork! { network Net() {} } // here",
            "#[cfg(a)]\nstruct Net;\nnetwork! { network Net() {} } // here",
            "// struct Net\nnetwork! { network Net() {} } // here",
            "const A: &str = \"struct Net\";\nnetwork! { network Net() {} } // here",
            "macro_rules! a { () => { struct Net; network! { network Net() {} } // here\n} }",
            "network! { network Network() {} network Net() {} } // here\nnetwork! { network Network() {} }",
        ] {
            assert_eq!(twin(text, "Net", here(text)), None, "{text}");
        }
    }

    #[test]
    fn a_const_generic_around_is_found_unless_it_is_hidden() {
        for (text, is_found) in [
            ("fn f<const N: usize>() {\n network! { network Net(x: [N]) -> [2] { x } } // here\n}", true),
            (
                "impl<T, const N: usize> A<N> { fn f(&self, x: [f32; 3]) {\n network! { network Net() {} } // here\n} }",
                true,
            ),
            ("fn f<const N: usize>() { const N: usize = 3;\n network! { network Net() {} } // here\n}", false),
            ("const N: usize = 3; fn f<const N: usize>() {\n network! { network Net() {} } // here\n}", true),
            ("fn g<const N: usize>() {}\nfn f() {\n network! { network Net() {} } // here\n}", false),
            ("struct A<const N: usize>;\nnetwork! { network Net() {} } // here", false),
        ] {
            assert_eq!(is_outer(text, "Net", here(text), "N"), is_found, "{text}");
        }
    }

    #[test]
    fn a_struct_without_its_derive_is_found_where_that_is_sure() {
        let block = "\nnetwork! { network Net() {} } // here";
        for (item, line) in [
            ("struct Film<const C: usize>;", Some(1)),
            ("#[derive(Clone, Debug)]\n/// Layer.\npub(crate) struct Film;", Some(3)),
            ("#[derive(Clone, Debug, Layer)]\nstruct Film;", None),
            ("#[derive(netweave::own::Layer)]\nstruct Film;", None),
            ("#[cfg_attr(a, derive(Layer))]\nstruct Film;", None),
            ("#[film]\nstruct Film;", None),
            ("struct Film; impl own::Layer for Film {}", None),
            ("mod b { mod a { struct Film; } } use a::Film;", None),
            ("mod a { struct Film; } use b::Film;", None),
        ] {
            let text = format!("{item}{block}");
            assert_eq!(not_a_layer(&text, "Net", here(&text), (None, "Film")), line, "{text}");
        }
        for (item, module, line) in [
            ("mod films { struct Film; }", Some("films"), Some(1)),
            ("mod films {\n#[derive(Clone)]\npub struct Film; }\nuse self::films::Film;", None, Some(3)),
            ("mod films { struct Film; }", Some("others"), None),
            ("mod a { mod films { struct Film; } }", Some("films"), None),
            ("mod films { #[derive(Layer)] struct Film; }", Some("films"), None),
            ("mod films { struct Film; } mod others { struct Film; }", Some("films"), None),
            ("mod films { fn film() { struct Film; } }", Some("films"), None),
            ("struct Film;", Some("films"), None),
        ] {
            let text = format!("{item}{block}");
            assert_eq!(not_a_layer(&text, "Net", here(&text), (module, "Film")), line, "{text}");
        }
        let both = ["Clone", "Debug"];
        for (text, lacks) in [
            ("#[derive(Layer)]\nstruct Film<const C: usize> { // here\n}", both.as_slice()),
            ("#[derive(Clone, Layer)]\nstruct Film; // here", &["Debug"]),
            ("#[derive(Layer)]\nstruct Film; // here\nimpl Clone for Film {} impl Debug for Film<3> {}", &[]),
            ("#[film]\n#[derive(Layer)]\nstruct Film; // here", &[]),
            ("macro_rules! a { () => { #[derive(Layer)]\nstruct Film; // here\n} }", &[]),
        ] {
            assert_eq!(missing(text, "Film", here(text), &both), lacks, "{text}");
        }
    }
}
