//! Several things as one.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// The longest tuple that is `Copy`.
pub(super) const COPY: usize = 12;

/// Several things as a tuple, and one thing as it is.
pub(super) fn tuple(parts: &[impl ToTokens]) -> TokenStream {
    match parts {
        [part] => part.to_token_stream(),
        parts => quote!((#(#parts),*)),
    }
}

/// The same in tuples of `most` at most, which are parts of tuples of `most` at most themselves.
pub(crate) fn nested(parts: &[impl ToTokens], most: usize) -> TokenStream {
    if parts.len() <= most {
        return tuple(parts);
    }
    let parts = parts.chunks(most).map(tuple).collect::<Vec<_>>();
    nested(&parts, most)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn tuples_nest_by_six() {
        let nested = |count| super::nested(&vec![quote!(x); count], 6).to_string();
        assert_eq!(nested(0), "()");
        assert_eq!(nested(1), "x");
        assert_eq!(nested(6), "(x , x , x , x , x , x)");
        assert_eq!(nested(8), "((x , x , x , x , x , x) , (x , x))");
        assert_eq!(nested(7), "((x , x , x , x , x , x) , x)");
    }
}
