//! Tokens as people write them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// What was written, on one line and spaced by habit: `conv1: conv2d(16, kernel = 3)`.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.into_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    // What came last, and whether a space separates it from what comes next.
    let mut space = false;
    let mut operand = false;
    // How many generic arguments it is inside of, and whether what came last may have some: a type does.
    let mut generic = 0_usize;
    let mut named = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                let call = operand && matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Bracket);
                if space && !call && group.delimiter() != Delimiter::Brace {
                    text.push(' ');
                }
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
                (space, operand, named) = (true, true, false);
            }
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                let joint = punct.spacing() == Spacing::Joint;
                let arrow = sign == '>' && text.ends_with(['-', '=']);
                let opens = sign == '<' && (named || !operand);
                let closes = sign == '>' && !arrow && generic > 0;
                generic = (generic + usize::from(opens)).saturating_sub(usize::from(closes));
                let tight = matches!(sign, ',' | ';' | ':' | '.') || opens || closes || arrow;
                let negative = sign == '-' && !operand && !joint;
                if space && !tight {
                    text.push(' ');
                }
                text.push(sign);
                space = !(joint || negative || opens || sign == '.' || sign == ':' && text.ends_with("::"));
                operand = false;
                named = text.ends_with("::");
            }
            other => {
                if space {
                    text.push(' ');
                }
                let word = other.to_string();
                text.push_str(&word);
                (space, operand, named) = (true, true, word.starts_with(char::is_uppercase));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    fn spaced(written: &str) -> String {
        text(written.parse::<proc_macro2::TokenStream>().expect("tokens"))
    }

    #[test]
    fn spaces_like_people() {
        for written in [
            "conv1: conv2d(16, kernel = 3, padding = [1, 2])",
            "features -> flatten -> fc: linear(10)",
            "abs(l - r) * 2.0 + -1",
            "linear(model::WIDTH)",
            "attn: module(nn::Attention<64, 8, E>) -> [16, 64]",
            "2 * (a + b)",
            "concat(skips[2], x, axis = 0)",
            "select(x < 0.5, x >= y, x == -1)",
            "nn::Vec<nn::Attention<64>>",
        ] {
            assert_eq!(spaced(written), written);
        }
        assert_eq!(spaced("a   ->\n relu"), "a -> relu");
    }
}
