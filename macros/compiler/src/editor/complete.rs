//! A block that is being written, with a word wherever one is missing.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

/// Puts a word behind each sign that nothing follows: where a language server puts one to find out what may follow.
pub(crate) fn complete(tokens: TokenStream) -> TokenStream {
    let mut complete = TokenStream::new();
    let mut trees = tokens.into_iter().peekable();
    // The first character of an operator of several.
    let mut begun = None;
    while let Some(tree) = trees.next() {
        let awaits = match &tree {
            TokenTree::Punct(sign) => awaits(begun, sign.as_char()) && ends(trees.peek()),
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        begun = match &tree {
            TokenTree::Punct(sign) if sign.spacing() == Spacing::Joint => Some(sign.as_char()),
            _ => None,
        };
        let tree = match tree {
            TokenTree::Group(group) => {
                let mut stream = self::complete(group.stream());
                if group.delimiter() == Delimiter::Parenthesis && is_open(&stream) {
                    stream.extend([missing()]);
                }
                let mut inside = Group::new(group.delimiter(), stream);
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            tree => tree,
        };
        complete.extend([tree]);
        complete.extend(awaits.then(missing));
    }
    complete
}

/// What is put where a word is missing.
const MISSING: &str = "missing";

fn missing() -> TokenTree {
    TokenTree::Ident(Ident::new(MISSING, Span::call_site()))
}

/// Whether a word may be such a one.
pub(super) fn is_missing(word: &Ident) -> bool {
    word == MISSING
}

/// Whether there may be another element in a list.
fn is_open(list: &TokenStream) -> bool {
    let last = list.clone().into_iter().last();
    last.is_none_or(|last| matches!(last, TokenTree::Punct(sign) if sign.as_char() == ','))
}

/// Whether something has to follow a sign, in which `begun` may stand in front of it.
fn awaits(begun: Option<char>, sign: char) -> bool {
    match begun {
        Some('-') => sign == '>',
        Some(_) => false,
        None => matches!(sign, '=' | ':' | '+' | '-' | '*' | '/'),
    }
}

/// Whether a value has ended in front of this.
fn ends(next: Option<&TokenTree>) -> bool {
    match next {
        None => true,
        Some(TokenTree::Punct(sign)) => match sign.as_char() {
            ';' | ',' => true,
            // An arrow, and no sign of a number.
            '-' => sign.spacing() == Spacing::Joint,
            _ => false,
        },
        Some(TokenTree::Ident(word)) => word == "let",
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    fn completed(source: &str) -> String {
        let tokens = source.parse::<TokenStream>().expect("tokens");
        super::complete(tokens).to_string().replace(' ', "")
    }

    #[test]
    fn a_word_where_one_is_missing() {
        for (written, complete) in [
            ("x -> ; let", "x->missing;let"),
            ("{ x -> }", "{x->missing}"),
            ("x -> conv1: -> relu", "x->conv1:missing->relu"),
            ("let x = ; y", "letx=missing;y"),
            ("let x = let y", "letx=missinglety"),
            ("pool(2, padding = )", "pool(2,padding=missing)"),
            ("(a + , b *)", "(a+missing,b*missing)"),
            ("= -> relu", "=missing->relu"),
            ("pool() -> pool(2, )", "pool(missing)->pool(2,missing)"),
        ] {
            assert_eq!(completed(written), complete);
        }
        for whole in ["x->relu;", "-1", "[-1,-a]", "a==b", "a<=b", "model::WIDTH", "f(a=-1)", "2^i"] {
            assert_eq!(completed(whole), whole);
        }
    }
}
