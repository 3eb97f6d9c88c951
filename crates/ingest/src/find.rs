//! Which files to read.

use crate::Failure;
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file; its ending tells the format, and where it does not, its bytes do.
    File(PathBuf),
    /// Standard input, given as `-`.
    Stdin,
}

impl Input {
    /// The path as given, or `-`.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "-".to_owned(),
        }
    }
}

/// Lists the files to read. A directory stands for all files in it and below, in the order of their names, without
/// hidden files, Markdown files (they describe a collection) and what is no ordinary file. A file that is reached
/// twice is listed once.
pub fn find(paths: &[PathBuf]) -> (Vec<Input>, Vec<Failure>) {
    let mut found = Found::default();
    for path in paths {
        if path.as_os_str() == "-" {
            found.add_stdin();
        } else if path.is_dir() {
            found.add_directory(path);
        } else {
            match fs::metadata(path) {
                Ok(_) => found.add_file(path.clone()),
                Err(error) => found.fail(path, &error),
            }
        }
    }
    (found.inputs, found.failures)
}

#[derive(Default)]
struct Found {
    inputs: Vec<Input>,
    failures: Vec<Failure>,
    seen: HashSet<PathBuf>,
}

impl Found {
    fn add_stdin(&mut self) {
        if !self.inputs.contains(&Input::Stdin) {
            self.inputs.push(Input::Stdin);
        }
    }

    fn add_file(&mut self, path: PathBuf) {
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.seen.insert(real) {
            self.inputs.push(Input::File(path));
        }
    }

    /// Walks a directory without recursion, so that neither depth nor a loop of links can exhaust the stack.
    fn add_directory(&mut self, root: &Path) {
        let mut waiting = vec![root.to_path_buf()];
        while let Some(path) = waiting.pop() {
            let kind = match fs::metadata(&path) {
                Ok(kind) => kind,
                Err(error) => {
                    self.fail(&path, &error);
                    continue;
                }
            };
            if kind.is_file() {
                self.add_file(path);
            } else if kind.is_dir() {
                let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                if !self.seen.insert(real) {
                    continue;
                }
                match list(&path) {
                    // The last one pushed is taken first.
                    Ok(entries) => waiting.extend(entries.into_iter().rev()),
                    Err(error) => self.fail(&path, &error),
                }
            }
        }
    }

    fn fail(&mut self, path: &Path, error: &io::Error) {
        self.failures.push(Failure::of_io(path.display().to_string(), error));
    }
}

/// The entries of one directory that are to be read, sorted by name.
fn list(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_markdown = Path::new(&*name).extension().is_some_and(|e| e.eq_ignore_ascii_case("md"));
        if !name.starts_with('.') && !is_markdown {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inputs: &[Input], root: &Path) -> Vec<String> {
        let root = root.display().to_string();
        inputs.iter().map(|i| i.name().replace(&root, "").replace('\\', "/")).collect()
    }

    #[test]
    fn a_directory_is_listed_in_order_without_notes_and_hidden_files() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("b/deep")).unwrap();
        for name in ["z.txt", "a.html", "b/deep/m.txt", "b/k.jsonl", "README.md", "expected.MD", ".secret.txt"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let (inputs, failures) = find(&[dir.path().to_path_buf()]);
        assert_eq!(names(&inputs, dir.path()), ["/a.html", "/b/deep/m.txt", "/b/k.jsonl", "/z.txt"]);
        assert_eq!(failures, []);
    }

    #[test]
    fn a_missing_path_is_a_failure_and_the_rest_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let there = dir.path().join("there.txt");
        fs::write(&there, "x").unwrap();
        let (inputs, failures) = find(&[dir.path().join("gone.txt"), there.clone(), "-".into(), there, "-".into()]);
        assert_eq!(names(&inputs, dir.path()), ["/there.txt", "-"]);
        assert_eq!(failures.len(), 1);
        assert!(failures[0].input.ends_with("gone.txt"));
        assert_eq!(failures[0].reason, "there is no such file or directory");
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("one.txt"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        let (inputs, _) = find(&[dir.path().to_path_buf()]);
        assert_eq!(names(&inputs, dir.path()), ["/one.txt"]);
    }
}
