//! The names of MobileNetV2's layers ([Sandler et al. 2018](https://arxiv.org/abs/1801.04381)).

/// How many blocks the stages have, from the second one on.
const STAGES: [usize; 5] = [2, 3, 4, 3, 3];

/// From torchvision's names of the blocks, which are counted, to ours.
pub(super) fn blocks() -> impl Iterator<Item = (String, String)> {
    const SINGLE: [(&str, &str); 10] = [
        ("features.0.0", "stem.conv"),
        ("features.0.1", "stem.bn"),
        ("features.1.conv.0.0", "depthwise.conv"),
        ("features.1.conv.0.1", "depthwise.bn"),
        ("features.1.conv.1", "project.conv"),
        ("features.1.conv.2", "project.bn"),
        ("features.17", "stage7"),
        ("features.18.0", "head.conv"),
        ("features.18.1", "head.bn"),
        ("classifier.1", "fc"),
    ];
    let stages = STAGES.iter().enumerate().flat_map(|(stage, blocks)| {
        let first = 2 + STAGES[..stage].iter().sum::<usize>();
        (0..*blocks).map(move |block| {
            let own = match block {
                0 => "first".to_owned(),
                _ => format!("rest.{}.body", block - 1),
            };
            (format!("features.{}", first + block), format!("stage{}.{own}", stage + 2))
        })
    });
    stages.chain(SINGLE.map(|(from, to)| (from.to_owned(), to.to_owned())))
}

/// From torchvision's names of the layers of a block to ours.
pub(super) const LAYERS: [(&str, &str); 6] = [
    ("**.conv.0.0", "**.expand.conv"),
    ("**.conv.0.1", "**.expand.bn"),
    ("**.conv.1.0", "**.depthwise.conv"),
    ("**.conv.1.1", "**.depthwise.bn"),
    ("**.conv.2", "**.project.conv"),
    ("**.conv.3", "**.project.bn"),
];
