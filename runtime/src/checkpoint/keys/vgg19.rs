//! The names of VGG-19's layers ([Simonyan and Zisserman 2015](https://arxiv.org/abs/1409.1556), configuration E).

/// The convolutions of each block; a pooling layer ends it.
const BLOCKS: [usize; 5] = [2, 2, 4, 4, 4];

/// From torchvision's names, which count all layers, to ours.
pub(super) fn torchvision() -> impl Iterator<Item = (String, String)> {
    // Each convolution is followed by a ReLU, each block by its pooling.
    let index = |block: usize, conv: usize| BLOCKS[..block].iter().map(|convs| 2 * convs + 1).sum::<usize>() + 2 * conv;
    let features =
        convolutions().map(move |(block, conv)| (format!("features.{}", index(block, conv)), ours(block, conv)));
    // ReLU and dropout are between the linear layers.
    let classifier = (0..3).map(|layer| (format!("classifier.{}", 3 * layer), format!("fc{}", 6 + layer)));
    features.chain(classifier)
}

/// From TF-slim's names to ours.
pub(super) fn slim() -> impl Iterator<Item = (String, String)> {
    let blocks = (1..=BLOCKS.len()).map(|block| (format!("vgg_19.conv{block}"), format!("block{block}")));
    blocks.chain([("vgg_19".to_owned(), String::new())])
}

fn convolutions() -> impl Iterator<Item = (usize, usize)> {
    BLOCKS.into_iter().enumerate().flat_map(|(block, convs)| (0..convs).map(move |conv| (block, conv)))
}

fn ours(block: usize, conv: usize) -> String {
    let (block, conv) = (block + 1, conv + 1);
    format!("block{block}.conv{block}_{conv}")
}
