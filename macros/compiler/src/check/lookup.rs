//! What a name means: the bodies around it are searched from the inside to the outside.

use std::rc::Rc;

use proc_macro2::Ident;

use super::body::Checker;
use super::frame::{Declaration, Frame, FrameKind, Meaning, Role};
use super::suggest::{same, suggest};
use super::template::Template;
use crate::layer::{Inputs, KINDS, Kind};
use crate::model::{Scope, Value};
use crate::words;

impl Checker<'_> {
    /// The value of this name. An unknown one is reported.
    pub(super) fn value_named(&mut self, name: &Ident) -> Meaning {
        match self.find_value(name) {
            Some((Meaning::Poisoned, Role::Setting)) => {
                self.refuse_setting(name);
                Meaning::Poisoned
            }
            Some((meaning, _)) => meaning,
            None => {
                self.unknown_value(name);
                Meaning::Poisoned
            }
        }
    }

    /// The outermost body that can be seen: that of a template, which sees nothing around it, or the network's.
    pub(super) fn horizon(&self) -> usize {
        let mut frames = self.frames.iter();
        frames.rposition(|frame| matches!(frame.kind, FrameKind::Instance { .. })).unwrap_or(0)
    }

    /// The value of this name, which counts as used, in the innermost body that has one.
    pub(super) fn find_value(&mut self, name: &Ident) -> Option<(Meaning, Role)> {
        let mut found = None;
        let horizon = self.horizon();
        for (depth, frame) in self.frames.iter_mut().enumerate().skip(horizon).rev() {
            if let Some(binding) = frame.bindings.iter_mut().rev().find(|binding| binding.name == *name) {
                binding.used = true;
                found = Some((depth, binding.meaning.clone(), binding.role));
                break;
            }
        }
        let (depth, meaning, role) = found?;
        if let Meaning::Value(value) = &meaning {
            self.capture(value, depth);
        }
        Some((meaning, role))
    }

    /// Hands a value of the body at `depth` down to the innermost one.
    pub(super) fn capture(&mut self, value: &Value, depth: usize) {
        for frame in self.frames.iter_mut().skip(depth + 1) {
            frame.capture(value);
        }
    }

    /// Whether a statement that could not be read has this word, and so may declare it.
    fn is_broken(&self, name: &Ident) -> bool {
        self.frames.iter().any(|frame| frame.broken.contains(name))
    }

    fn unknown_value(&mut self, name: &Ident) {
        if self.is_broken(name) {
            return;
        }
        let text = name.to_string();
        let values = self.frames.iter().skip(self.horizon()).rev().flat_map(|frame| &frame.bindings);
        let values = values.map(|binding| binding.name.to_string()).collect::<Vec<_>>();
        let near = suggest(&text, values.iter().map(String::as_str));
        let kind = Kind::find(&text);
        let is_member = self.frames.iter().any(|frame| frame.names.contains(name));
        let hidden = self.template_hides(|frame| frame.bindings.iter().any(|binding| binding.name == *name));
        let is_scope = self.frames.iter().any(|frame| frame.scopes.iter().any(|scope| scope.name == *name));
        let help = if let Some(template) = hidden {
            let mut templates = self.frames.iter().flat_map(|frame| &frame.templates).map(|visible| &visible.template);
            let known = templates.find(|known| *known.name() == template);
            let written = known.map_or_else(String::new, |known| known.taking(name));
            format!("a template sees no values from around it: hand it in, `{written}`")
        } else if let Some((_, template)) = self.find_template(name) {
            template.note_use();
            format!("`{name}` is a template: use it on a value, as in `x -> name: {name}(..)`")
        } else if is_scope {
            format!("`{name}` is a scope: apply it to a value, as in `x -> {name}`")
        } else if let Some(Kind { inputs: Inputs::Named([]), example, .. }) = kind {
            format!("`{name}` says more of itself: write for example `{example}`")
        } else if kind.is_some() {
            format!("`{name}` is a layer: send a value through it, as in `x -> {name}`")
        } else if is_member {
            format!("`{name}` is the name of a layer; a `let` gives its output a name to use")
        } else if self.forgive_later(name).is_some() {
            format!("`{name}` is bound further down: write its `let` above this line")
        } else if let Some(near) = near {
            format!("did you mean `{near}`?")
        } else if let Some(word) = words::value(&text) {
            word.to_owned()
        } else if self.loss_names.contains(name) {
            format!("`{name}` is a loss, which only a training pass computes; write a value")
        } else if let Some(FrameKind::Loss(loss)) = self.frames.last().map(|frame| &frame.kind) {
            format!("declare it if it is a target: `loss {loss}({name}: [..])`")
        } else {
            // One that is shadowed has the name of another.
            let names = values
                .iter()
                .enumerate()
                .filter(|(index, name)| !values.iter().take(*index).any(|before| before == *name));
            let names = names.map(|(_, name)| format!("`{name}`"));
            format!("the values here are {}", names.collect::<Vec<_>>().join(", "))
        };
        let near = near.map(str::to_owned);
        self.errors.error(name, format!("there is no value `{name}` here"), help);
        match near {
            Some(near) => self.mark_used(&near),
            None => self.forgive_unused(),
        }
    }

    /// A misspelt name is one mistake: what was meant does not count as unused.
    pub(super) fn mark_used(&mut self, name: &str) {
        let horizon = self.horizon();
        let mut bindings = self.frames.iter_mut().skip(horizon).rev().flat_map(|frame| &mut frame.bindings);
        if let Some(binding) = bindings.find(|binding| binding.name == name) {
            binding.used = true;
        }
    }

    /// Where the scope of this name is declared: the depth of the body and the place in it.
    pub(super) fn find_scope(&self, name: &Ident) -> Option<(usize, usize)> {
        let frames = self.frames.iter().enumerate().skip(self.horizon()).rev();
        let mut places = frames.filter_map(|(depth, frame)| {
            let place = frame.scopes.iter().position(|scope| scope.name == *name)?;
            Some((depth, place))
        });
        places.next()
    }

    /// Counts a scope as applied where something else is wrong with its use.
    pub(super) fn forgive_scope(&mut self, name: &Ident) {
        let place = self.find_scope(name);
        if let Some(frame) = place.and_then(|(depth, _)| self.frames.get_mut(depth)) {
            frame.forgiven.push(name.clone());
        }
    }

    /// The template of this name, and the depth of the body that has it.
    pub(super) fn find_template(&self, name: &Ident) -> Option<(usize, Rc<Template>)> {
        let frames = self.frames.iter().enumerate().skip(self.horizon()).rev();
        let mut found = frames.filter_map(|(depth, frame)| {
            let mut templates = frame.templates.iter().rev().map(|visible| &visible.template);
            templates.find(|template| template.name() == name).map(|template| (depth, Rc::clone(template)))
        });
        found.next()
    }

    /// The template that is being looked at, if a body around it has what is asked for.
    fn template_hides(&self, has: impl Fn(&Frame) -> bool) -> Option<Ident> {
        let FrameKind::Instance { template, .. } = &self.frames.get(self.horizon())?.kind else {
            return None;
        };
        self.frames.iter().take(self.horizon()).any(has).then(|| template.clone())
    }

    /// Hands what applying `scope` takes, which is a member of the body at `depth`, down to the innermost body.
    pub(super) fn borrow(&mut self, scope: &Rc<Scope>, depth: usize) {
        for frame in self.frames.iter_mut().skip(depth + 1) {
            frame.borrow(scope);
            for borrowed in &scope.borrowed {
                frame.borrow(borrowed);
            }
            for value in &scope.captures {
                frame.capture(value);
            }
        }
    }

    /// Reports a layer or scope that does not exist.
    pub(super) fn unknown_callee(&mut self, callee: &Ident) {
        if self.is_broken(callee) {
            return;
        }
        let text = callee.to_string();
        let frames = self.frames.iter().skip(self.horizon());
        let scopes = frames.clone().flat_map(|frame| &frame.scopes).map(|scope| scope.name.to_string());
        let templates = frames.flat_map(|frame| &frame.templates).map(|visible| visible.template.name().to_string());
        let networks = self.siblings.written.iter().take(self.siblings.own).map(|network| network.name.to_string());
        let scopes = scopes.chain(templates).chain(networks).collect::<Vec<_>>();
        let kinds = KINDS.iter().filter(|kind| !kind.loss || self.in_loss());
        let kinds = kinds.collect::<Vec<_>>();
        let candidates = scopes.iter().map(String::as_str).chain(kinds.iter().flat_map(|kind| kind.names()));
        let word = match same(&text, candidates.clone()) {
            Some(_) => None,
            None => words::call(&text).or_else(|| words::loss(&text)),
        };
        let near = suggest(&text, candidates).filter(|_| word.is_none()).map(|near| {
            let kind = kinds.iter().find(|kind| kind.aliases.contains(&near));
            kind.map_or(near, |kind| kind.instead_of(near)).to_owned()
        });
        let is_value = self.knows(callee);
        let hidden = self.template_hides(|frame| frame.scopes.iter().any(|scope| scope.name == *callee));
        let later = self.forgive_later(callee);
        let is_network = text.starts_with(char::is_uppercase);
        if is_value {
            self.mark_used(&text);
        }
        let help = if is_value {
            format!("`{callee}` is a value; `->` leads through layers and scopes")
        } else if self.is_inside(callee) {
            "a scope cannot apply itself: it has no end".to_owned()
        } else if self.is_of(callee) {
            "a template cannot use itself: it has no end".to_owned()
        } else if let Some(circle) = self.circle(callee) {
            let names = circle.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            // The others of the circle would only say so again.
            if let Some(frame) = self.frames.first_mut() {
                frame.forgiven.extend(circle.iter().cloned());
                frame.broken.extend(circle);
            }
            format!("{} lead in a circle, which has no end: write out what is repeated", names.join(", "))
        } else if let Some(template) = hidden {
            format!("a template applies no scope from around it: write the scope into `{template}`")
        } else if self.frames.iter().any(|frame| frame.templates.iter().any(|known| known.template.name() == callee)) {
            format!("the template `{callee}` is written further down: move it above this line")
        } else if let Some(what) = later {
            format!("the {what} `{callee}` is written further down: move it above this line")
        } else if let Some((loss, _)) = words::kind(&text).filter(|(kind, _)| kind.loss && !self.in_loss()) {
            format!("`{}` is a loss: write `loss name(..) = {};`", loss.name, loss.example)
        } else if let Some(word) = word {
            word.to_owned()
        } else if let Some(near) = &near {
            format!("did you mean `{near}`?")
        } else if is_network {
            format!("the output shape of one from elsewhere has to be stated, as in `{callee} -> [64]`")
        } else {
            // There are too many to list, and none of them looks like what was written.
            let what = if self.in_loss() { "losses and layers" } else { "layers" };
            format!("no name is near it; the {what} are listed in the book, under \"The layers\"")
        };
        let fact = if is_network && near.is_none() && word.is_none() {
            format!("there is no network `{callee}` in this block")
        } else {
            let what = if self.in_loss() { "loss or layer" } else { "layer or scope" };
            format!("there is no {what} `{callee}`")
        };
        self.errors.error(callee, fact, help);
        let meant = |scope: &Declaration| near.as_deref().is_some_and(|near| scope.name == near);
        let frame = self.frames.iter_mut().rev().find(|frame| frame.scopes.iter().any(meant));
        if let Some(frame) = frame {
            frame.forgiven.extend(frame.scopes.iter().filter(|scope| meant(scope)).map(|scope| scope.name.clone()));
        }
        let templates = self.frames.iter().flat_map(|frame| &frame.templates).map(|visible| &visible.template);
        let meant = templates.filter(|template| near.as_deref().is_some_and(|near| template.name() == near));
        meant.for_each(|template| template.note_use());
    }

    /// The scopes or templates from the one that is being looked at to this one, which comes later and leads back to it.
    fn circle(&self, callee: &Ident) -> Option<Vec<Ident>> {
        let inside = self.frames.iter().filter_map(|frame| match &frame.kind {
            FrameKind::Scope(name) | FrameKind::Reuse(name) | FrameKind::Instance { template: name, .. } => Some(name),
            FrameKind::Network | FrameKind::Loss(_) | FrameKind::Scan(_) => None,
        });
        let inside = inside.collect::<Vec<_>>();
        let later = self.frames.iter().flat_map(|frame| &frame.later).collect::<Vec<_>>();
        let mut ways = vec![vec![callee.clone()]];
        let mut met = Vec::new();
        while let Some(way) = ways.pop() {
            let Some(last) = way.last().and_then(|last| later.iter().find(|later| later.name == *last)) else {
                continue;
            };
            if let Some(first) = inside.iter().rev().find(|name| last.words.contains(name)) {
                return Some([vec![(*first).clone()], way].concat());
            }
            for word in last.words.iter().filter(|word| later.iter().any(|later| later.name == **word)) {
                if !met.contains(word) {
                    met.push(word.clone());
                    ways.push([way.clone(), vec![word.clone()]].concat());
                }
            }
        }
        None
    }

    /// Whether the body is that of the template of this name, or inside of it.
    pub(super) fn is_of(&self, name: &Ident) -> bool {
        self.frames.iter().any(|frame| matches!(&frame.kind, FrameKind::Instance { template, .. } if template == name))
    }

    /// Whether the body is that of the scope of this name, or inside of it.
    fn is_inside(&self, name: &Ident) -> bool {
        self.frames.iter().any(|frame| match &frame.kind {
            FrameKind::Scope(scope) | FrameKind::Reuse(scope) => scope == name,
            FrameKind::Network | FrameKind::Loss(_) | FrameKind::Scan(_) | FrameKind::Instance { .. } => false,
        })
    }

    /// What of this name comes later. It will not be reported as unused then.
    pub(super) fn forgive_later(&mut self, name: &Ident) -> Option<&'static str> {
        self.frames.iter_mut().rev().find_map(|frame| {
            let what = frame.later.iter().find(|later| later.name == *name)?.what;
            frame.forgiven.push(name.clone());
            Some(what)
        })
    }

    /// Marks what is unused so far as used: an error has named what may lack it.
    pub(super) fn forgive_unused(&mut self) {
        let bindings = self.frames.iter_mut().flat_map(|frame| &mut frame.bindings);
        bindings.for_each(|binding| binding.used = true);
    }

    /// Whether the value of a loss is being checked.
    pub(super) fn in_loss(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame.kind, FrameKind::Loss(_)))
    }
}
