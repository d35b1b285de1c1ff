#[allow(warnings)]
const _: () = {
    const _: () = {
        fn block() {
            use ::netweave::editor::layers::*;
            let mlp: ::netweave::editor::Scope = ::netweave::editor::any();
            let hidden = ::netweave::editor::any::<block::template_0::mlp>().hidden;
            let dropped = ::netweave::editor::any::<block::template_0::mlp>().dropped;
            let x: block::Value0 = ::netweave::editor::any();
            x;
            {
                layers::linear {
                    out_features: {
                        ::netweave::editor::any::<block::template_0::mlp>().hidden;
                        ::netweave::editor::any()
                    },
                    ..::netweave::editor::any()
                };
            }
            {
                layers::relu {
                    ..::netweave::editor::any()
                };
            }
            {
                layers::dropout {
                    p: {
                        ::netweave::editor::any::<block::template_0::mlp>().dropped;
                        ::netweave::editor::any()
                    },
                    ..::netweave::editor::any()
                };
            }
            {
                layers::linear {
                    out_features: { ::netweave::editor::any() },
                    ..::netweave::editor::any()
                };
            }
        }
    };
    const _: () = {
        fn block<const UNITS: usize>() {
            use ::netweave::editor::layers::*;
            let mlp: ::netweave::editor::Scope = ::netweave::editor::any();
            let time: ::netweave::editor::Axis = ::netweave::editor::any();
            time;
            let words: block::Value1<UNITS> = ::netweave::editor::any();
            let other: block::Value2<UNITS> = ::netweave::editor::any();
            time;
            let head: ::netweave::editor::Scope = ::netweave::editor::any();
            words;
            {
                layers::embedding {
                    vocabulary: {
                        WORDS;
                        ::netweave::editor::any()
                    },
                    dim: { ::netweave::editor::any() },
                    ..::netweave::editor::any()
                };
            }
            let states: block::Value3<UNITS> = ::netweave::editor::any();
            {
                let x: block::Value4<UNITS> = ::netweave::editor::any();
                x;
                {
                    block::template_0::mlp {
                        hidden: {
                            UNITS;
                            ::netweave::editor::any()
                        },
                        dropped: { ::netweave::editor::any() },
                        ..::netweave::editor::any()
                    };
                }
            }
            ::netweave::editor::any::<Tagger<UNITS>>().head;
            states;
            layers::zeros {
                shape: { ::netweave::editor::any() },
                ..::netweave::editor::any()
            };
            {
                let x: block::Value5<UNITS> = ::netweave::editor::any();
                let h: block::Value6<UNITS> = ::netweave::editor::any();
                x;
                h;
                layers::concat {
                    axis: { ::netweave::editor::any() },
                    ..::netweave::editor::any()
                };
                {
                    layers::linear {
                        out_features: { ::netweave::editor::any() },
                        ..::netweave::editor::any()
                    };
                }
                h;
                h;
            }
            let tags: block::Value7<UNITS> = ::netweave::editor::any();
            other;
            {
                let _: Mixer;
            }
            {
                let _: Tanh;
            }
            let more: block::Value8<UNITS> = ::netweave::editor::any();
            {
                time;
                let targets: block::Value9<UNITS> = ::netweave::editor::any();
                states;
                {
                    layers::linear {
                        out_features: {
                            WORDS;
                            ::netweave::editor::any()
                        },
                        weight: {
                            ::netweave::editor::any::<Tagger<UNITS>>().embed.weight;
                            ::netweave::editor::any()
                        },
                        ..::netweave::editor::any()
                    };
                }
                targets;
                layers::softmax_cross_entropy {
                    ..::netweave::editor::any()
                };
            }
            tags;
            ::netweave::editor::any::<Tagger<UNITS>>().head;
            more;
        }
    };
    struct Tagger<const UNITS: usize> {
        pub embed: ::netweave::editor::layers::embedding,
        pub head: block::Scope0,
        pub scan: block::Scope1,
        pub mixer: ::netweave::editor::Scope,
    }
    /// What may stand behind an arrow.
    mod layers {
        pub use ::netweave::editor::layers::*;
        pub struct head {}
        pub struct mlp {}
    }
    /// The types of values and scopes, and the templates.
    mod block {
        use super::*;
        pub mod template_0 {
            pub struct mlp {
                pub hidden: ::netweave::editor::Argument,
                pub dropped: ::netweave::editor::Argument,
            }
        }
        pub type Value0 = ::netweave::editor::Value<::netweave::editor::Unknown>;
        pub type Value1<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub type Value2<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub type Value3<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub type Value4<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub struct Scope0 {
            pub m: ::netweave::editor::Scope,
        }
        pub type Value5<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub type Value6<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub struct Scope1 {}
        pub type Value7<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub type Value8<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
        pub type Value9<const UNITS: usize> = ::netweave::editor::Value<
            ::netweave::editor::Unknown,
        >;
    }
};
