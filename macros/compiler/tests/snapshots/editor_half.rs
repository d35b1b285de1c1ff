#[allow(warnings)]
const _: () = {
    const _: () = {
        fn block() {
            use ::netweave::editor::layers::*;
            let image: block::Value0 = ::netweave::editor::any();
            image;
            {
                layers::conv2d {
                    out_channels: { ::netweave::editor::any() },
                    kernel: {
                        missing;
                        ::netweave::editor::any()
                    },
                    pad,
                    ..::netweave::editor::any()
                };
            }
            {
                layers::max_pool2d {
                    ..((::netweave::editor::any()))
                };
            }
            let pooled: block::Value1 = ::netweave::editor::any();
            pooled;
            {
                let axis: ::netweave::editor::Scope = ::netweave::editor::any();
                ax;
            }
            layers::concat {
                ..::netweave::editor::any()
            };
            let joined: block::Value2 = ::netweave::editor::any();
            image;
            {
                layers::missing {
                    ..::netweave::editor::any()
                };
            }
        }
    };
    struct Half {
        pub conv: ::netweave::editor::layers::conv2d,
    }
    /// What may stand behind an arrow.
    mod layers {
        pub use ::netweave::editor::layers::*;
    }
    /// The types of values and scopes, and the templates.
    mod block {
        use super::*;
        pub type Value0 = ::netweave::editor::Value<::netweave::editor::Unknown>;
        pub type Value1 = ::netweave::editor::Value<::netweave::editor::Unknown>;
        pub type Value2 = ::netweave::editor::Value<::netweave::editor::Unknown>;
    }
};
