//! Writes attributes with dotted paths as the objects that they stand for: `subject.name` is `{"subject":{"name":…}}`.

/// The state of writing one record's attributes, in the order of [`super::Mapping::attributes`].
#[derive(Clone, Debug, Default)]
pub struct Nest<'m> {
    /// The objects that are open, outermost first.
    open: Vec<&'m str>,
    started: bool,
}

impl<'m> Nest<'m> {
    /// Opens `{`.
    pub fn start(out: &mut String) -> Nest<'m> {
        out.push('{');
        Nest { open: Vec::new(), started: false }
    }

    /// Writes everything up to the value of `path`: the caller writes that next. Paths come once each, those inside
    /// another together, and none both as a value and as an object.
    pub fn name(&mut self, path: &'m str, out: &mut String) {
        let (inside, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut objects = inside.split('.').filter(|name| !name.is_empty());
        let same = self.open.iter().zip(objects.clone()).take_while(|(open, name)| **open == *name).count();
        while self.open.len() > same {
            self.open.pop();
            out.push('}');
            self.started = true;
        }
        for _ in 0..same {
            objects.next();
        }
        for object in objects {
            self.key(object, out);
            out.push('{');
            self.open.push(object);
            self.started = false;
        }
        self.key(name, out);
    }

    fn key(&mut self, name: &str, out: &mut String) {
        if self.started {
            out.push(',');
        }
        self.started = true;
        super::part::text(name, out);
        out.push(':');
    }

    /// Closes what is open.
    pub fn finish(self, out: &mut String) {
        (0..=self.open.len()).for_each(|_| out.push('}'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_objects() {
        let mut out = String::new();
        let mut nest = Nest::start(&mut out);
        for path in ["a.b.c", "a.b.d", "a.e", "f", "g.h"] {
            nest.name(path, &mut out);
            out.push('1');
        }
        nest.finish(&mut out);
        assert_eq!(out, r#"{"a":{"b":{"c":1,"d":1},"e":1},"f":1,"g":{"h":1}}"#);
        let mut out = String::new();
        Nest::start(&mut out).finish(&mut out);
        assert_eq!(out, "{}");
    }
}
