/// Where classes are, and what is made of labels before they are compared with logits.
#[derive(Clone, Copy)]
pub struct Classes {
    pub(super) axis: usize,
    pub(super) smoothing: f64,
    pub(super) weights: Option<&'static [f64]>,
    pub(super) ignored: Option<usize>,
}

/// The classes along an axis of a sample.
pub fn classes(axis: usize) -> Classes {
    Classes { axis, smoothing: 0.0, weights: None, ignored: None }
}

impl Classes {
    /// Spreads this share of each label evenly over all classes
    /// ([Szegedy et al. 2016](https://arxiv.org/abs/1512.00567)).
    pub fn smoothing(self, smoothing: f64) -> Self {
        Self { smoothing, ..self }
    }

    /// Multiplies what each class costs with its weight.
    pub fn weights(self, weights: &'static [f64]) -> Self {
        Self { weights: Some(weights), ..self }
    }

    /// Has nothing count where the label is this index, which need not be that of a class.
    pub fn ignoring(self, index: usize) -> Self {
        Self { ignored: Some(index), ..self }
    }

    /// # Panics
    /// If there is not one weight for each class; `network!` sees to it when the program is compiled.
    pub(super) fn check(&self, classes: usize) {
        if let Some(weights) = self.weights {
            let count = weights.len();
            assert_eq!(count, classes, "there is one weight for each class: {count} weights, but {classes} classes");
        }
    }
}
