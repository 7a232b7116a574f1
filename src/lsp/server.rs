//! The conversation with one editor: what is open, what was found, and an answer to each question.

use super::complete::{Desk, Offer, Sign};
use super::folder::{Seen, kind, look, look_alone, policy_folder};
use super::hover::hover;
use super::meant::along;
use super::outline::outline;
use super::position::{offset, range};
use super::spot::{At, Spot, find};
use super::uri;
use super::words::{named, word_at};
use crate::diag::{Diagnostic, Level};
use crate::lang::Lang;
use crate::policy::load::Calendars;
use crate::policy::schema::File;
use crate::source::{Held, Shelf, Sources, Span};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types as lsp;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a question may take to follow a letter.
const PAUSE: Duration = Duration::from_millis(40);

/// What one conversation knows.
pub struct Server<'c> {
    connection: &'c Connection,
    lang: Lang,
    /// The texts that are open, by whole path.
    held: Arc<Held>,
    /// By policy folder, or by the path of a file that belongs to none.
    seen: BTreeMap<PathBuf, Seen>,
    stale: BTreeSet<PathBuf>,
    /// The files that were last told findings, by what they belong to.
    told: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl<'c> Server<'c> {
    pub fn new(connection: &'c Connection, lang: Lang) -> Self {
        Server { connection, lang, held: Arc::default(), seen: BTreeMap::new(), stale: BTreeSet::new(), told: BTreeMap::new() }
    }

    /// Takes messages until the editor is gone.
    ///
    /// # Errors
    /// The pipe broke.
    pub fn run(&mut self) -> io::Result<()> {
        loop {
            let message = match self.connection.receiver.try_recv() {
                Ok(message) => message,
                Err(_) => match self.wait()? {
                    Some(message) => message,
                    None => return Ok(()),
                },
            };
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request).map_err(io::Error::other)? {
                        return Ok(());
                    }
                    let response = self.answer(request);
                    self.send(Message::Response(response))?;
                }
                Message::Notification(notification) => self.hear(notification),
                Message::Response(_) => {}
            }
        }
    }

    /// The next message; what is stale is looked at before, unless one comes at once: a question follows each letter
    /// that is typed, and its answer must not wait for findings.
    fn wait(&mut self) -> io::Result<Option<Message>> {
        if !self.stale.is_empty() {
            match self.connection.receiver.recv_timeout(PAUSE) {
                Ok(message) => return Ok(Some(message)),
                Err(error) if error.is_timeout() => self.look_again()?,
                Err(_) => return Ok(None),
            }
        }
        Ok(self.connection.receiver.recv().ok())
    }

    fn send(&self, message: Message) -> io::Result<()> {
        self.connection.sender.send(message).map_err(io::Error::other)
    }

    fn hear(&mut self, notification: Notification) {
        match notification.method.as_str() {
            "textDocument/didOpen" => {
                if let Some(params) = read::<lsp::DidOpenTextDocumentParams>(notification.params) {
                    self.hold(&params.text_document.uri, Some(params.text_document.text));
                }
            }
            "textDocument/didChange" => {
                if let Some(params) = read::<lsp::DidChangeTextDocumentParams>(notification.params) {
                    self.change(&params);
                }
            }
            "textDocument/didClose" => {
                if let Some(params) = read::<lsp::DidCloseTextDocumentParams>(notification.params) {
                    self.hold(&params.text_document.uri, None);
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.stale.extend(self.seen.keys().cloned());
            }
            _ => {}
        }
    }

    /// Holds a text that is open, or lets it go.
    fn hold(&mut self, address: &lsp::Uri, text: Option<String>) {
        let Some(path) = uri::path(address) else { return };
        let path = path.canonicalize().unwrap_or(path);
        let held = Arc::make_mut(&mut self.held);
        match text {
            Some(text) => {
                held.insert(path.clone(), text.into_bytes());
            }
            None => {
                held.remove(&path);
            }
        }
        self.mark(&path);
    }

    fn change(&mut self, params: &lsp::DidChangeTextDocumentParams) {
        let Some((_, mut text)) = self.open(&params.text_document.uri) else { return };
        for change in &params.content_changes {
            match change.range {
                Some(place) => {
                    let (from, to) = (offset(&text, place.start), offset(&text, place.end));
                    text.replace_range(from..to.max(from), &change.text);
                }
                None => text.clone_from(&change.text),
            }
        }
        self.hold(&params.text_document.uri, Some(text));
    }

    /// What a file belongs to must be looked at again; a calendar, or a text that is quoted, may belong to all.
    fn mark(&mut self, path: &Path) {
        match self.owner(path) {
            Some(owner) => {
                let shared = owner == path;
                self.stale.insert(owner);
                if shared {
                    self.stale.extend(self.seen.keys().cloned());
                }
            }
            None => self.stale.extend(self.seen.keys().cloned()),
        }
    }

    /// The policy folder of a file, or the file itself where it belongs to none and duban reads it.
    fn owner(&self, path: &Path) -> Option<PathBuf> {
        policy_folder(path, &self.held).or_else(|| self.kind(path).map(|_| path.to_owned()))
    }

    fn kind(&self, path: &Path) -> Option<&'static File> {
        kind(path, self.held.get(path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default())
    }

    /// The path and text of a document that is open.
    fn open(&self, address: &lsp::Uri) -> Option<(PathBuf, String)> {
        let path = uri::path(address)?;
        let path = path.canonicalize().unwrap_or(path);
        let text = std::str::from_utf8(self.held.get(&path)?).ok()?.to_owned();
        Some((path, text))
    }

    fn look_again(&mut self) -> io::Result<()> {
        for owner in std::mem::take(&mut self.stale) {
            let alone = self.kind(&owner).filter(|_| owner.extension().is_some());
            let before = self.seen.remove(&owner);
            let seen = match alone {
                Some(kind) => look_alone(&owner, kind, &self.held),
                None => look(&owner, &self.held, before),
            };
            self.tell(&owner, &seen)?;
            self.seen.insert(owner, seen);
        }
        Ok(())
    }

    /// Tells the findings of each file, and to those that had some before that they have none now.
    fn tell(&mut self, owner: &Path, seen: &Seen) -> io::Result<()> {
        let mut by_file: BTreeMap<PathBuf, Vec<lsp::Diagnostic>> = BTreeMap::new();
        for path in self.told.remove(owner).unwrap_or_default() {
            by_file.insert(path, Vec::new());
        }
        for fault in seen.faults.sorted() {
            by_file.entry(seen.path(fault.span.file)).or_default().push(self.finding(fault, &seen.sources));
        }
        let files = by_file.iter().filter(|(_, list)| !list.is_empty()).map(|(path, _)| path.clone()).collect();
        self.told.insert(owner.to_owned(), files);
        for (path, diagnostics) in by_file {
            let Some(uri) = uri::uri(&path) else { continue };
            let params = lsp::PublishDiagnosticsParams { uri, diagnostics, version: None };
            self.send(Message::Notification(Notification::new("textDocument/publishDiagnostics".to_owned(), params)))?;
        }
        Ok(())
    }

    fn finding(&self, fault: &Diagnostic, sources: &Sources) -> lsp::Diagnostic {
        let mut message = fault.title.get(self.lang).to_owned();
        for more in [&fault.label, &fault.help].into_iter().flatten() {
            message.push('\n');
            message.push_str(more.get(self.lang));
        }
        let also = fault.also.as_ref().and_then(|(span, label)| {
            let location = location(*span, sources)?;
            Some(vec![lsp::DiagnosticRelatedInformation { location, message: label.get(self.lang).to_owned() }])
        });
        lsp::Diagnostic {
            range: range(&sources.get(fault.span.file).text, fault.span.range()),
            severity: Some(match fault.level {
                Level::Error => lsp::DiagnosticSeverity::ERROR,
                Level::Warning => lsp::DiagnosticSeverity::WARNING,
                Level::Note => lsp::DiagnosticSeverity::HINT,
            }),
            code: Some(lsp::NumberOrString::String(fault.code.to_owned())),
            source: Some("duban".to_owned()),
            message,
            related_information: also,
            ..lsp::Diagnostic::default()
        }
    }

    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let unknown = || Response::new_err(id.clone(), ErrorCode::MethodNotFound as i32, request.method.clone());
        let params = request.params.clone();
        let result = match request.method.as_str() {
            "textDocument/completion" => read(params).map(|params| json(self.complete(&params))),
            "textDocument/hover" => read(params).map(|params| json(self.hover(&params))),
            "textDocument/definition" => read(params).map(|params| json(self.definition(&params))),
            "textDocument/documentSymbol" => read(params).map(|params| json(self.outline(&params))),
            "textDocument/codeAction" => read(params).map(|params| json(self.fixes(&params))),
            _ => return unknown(),
        };
        match result {
            Some(value) => Response::new_ok(id, value),
            None => Response::new_err(id, ErrorCode::InvalidParams as i32, request.method),
        }
    }

    /// The document at a position: its path, kind, text, byte and spot.
    fn spot(&mut self, place: &lsp::TextDocumentPositionParams) -> Option<(PathBuf, &'static File, String, usize, Spot)> {
        let (path, text) = self.open(&place.text_document.uri)?;
        let file = kind(&path, &text)?;
        let at = offset(&text, place.position);
        let spot = find(&text, at)?;
        Some((path, file, text, at, spot))
    }

    /// What is known of the folder of a file; looked at first if nothing is.
    fn seen(&mut self, path: &Path) -> Option<&Seen> {
        let owner = self.owner(path)?;
        if !self.seen.contains_key(&owner) {
            let _ = self.look_again();
        }
        self.seen.get(&owner)
    }

    fn complete(&mut self, params: &lsp::CompletionParams) -> Option<lsp::CompletionList> {
        let (path, file, text, at, spot) = self.spot(&params.text_document_position)?;
        let lang = self.lang;
        let shelf = Shelf::Edited(Arc::clone(&self.held));
        let calendars = Calendars::known(path.parent().unwrap_or(&path), &shelf);
        let seen = self.seen(&path)?;
        let desk = Desk { file, known: &seen.known, calendars: &calendars, lang, text: &text };
        let (offers, token) = desk.offers(&spot, at);
        let place = range(&text, token);
        let items = offers.into_iter().enumerate().map(|(n, offer)| item(n, offer, place)).collect();
        Some(lsp::CompletionList { is_incomplete: false, items })
    }

    fn hover(&mut self, params: &lsp::HoverParams) -> Option<lsp::Hover> {
        let _ = self.look_again();
        let (path, file, text, at, spot) = self.spot(&params.text_document_position_params)?;
        let lang = self.lang;
        let seen = self.seen(&path)?;
        let (value, bytes) = hover(file, seen, &text, &spot, at, lang)?;
        let contents = lsp::HoverContents::Markup(lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value });
        Some(lsp::Hover { contents, range: Some(range(&text, bytes)) })
    }

    fn definition(&mut self, params: &lsp::GotoDefinitionParams) -> Option<lsp::Location> {
        let _ = self.look_again();
        let (path, file, text, at, spot) = self.spot(&params.text_document_position_params)?;
        let seen = self.seen(&path)?;
        let mut meant = along(file, &spot.path);
        if matches!(spot.at, At::Key | At::Header) {
            meant.shapes.retain(|shape| matches!(shape, crate::policy::schema::Shape::Condition));
        }
        let word = word_at(&text, at)?;
        let name = named(&word, &meant, &seen.known)?;
        location(name.span?, &seen.places)
    }

    fn outline(&mut self, params: &lsp::DocumentSymbolParams) -> Option<lsp::DocumentSymbolResponse> {
        let (path, text) = self.open(&params.text_document.uri)?;
        kind(&path, &text)?;
        Some(lsp::DocumentSymbolResponse::Nested(outline(&text)))
    }

    /// The edits that mend what was found here.
    #[allow(clippy::mutable_key_type)] // the protocol's own shape: edits by address
    fn fixes(&mut self, params: &lsp::CodeActionParams) -> Vec<lsp::CodeActionOrCommand> {
        let Some((path, text)) = self.open(&params.text_document.uri) else { return Vec::new() };
        let _ = self.look_again();
        let (from, to) = (offset(&text, params.range.start), offset(&text, params.range.end));
        let Some(seen) = self.owner(&path).and_then(|owner| self.seen.get(&owner)) else { return Vec::new() };
        let here = seen.in_file(&path).filter(|fault| fault.span.range().start <= to && from <= fault.span.range().end);
        let actions = here.filter(|fault| !fault.edits.is_empty()).map(|fault| {
            let mut changes: Vec<lsp::TextEdit> = Vec::new();
            for (span, new_text) in fault.edits.iter().filter(|(span, _)| span.file == fault.span.file) {
                changes.push(lsp::TextEdit { range: range(&text, span.range()), new_text: new_text.clone() });
            }
            let texts: Vec<&str> = fault.edits.iter().map(|(_, text)| text.as_str()).collect();
            let title = match self.lang {
                Lang::Zh => format!("改为 {}", texts.join(" ")),
                Lang::En => format!("Change to {}", texts.join(" ")),
            };
            let changes = std::iter::once((params.text_document.uri.clone(), changes)).collect();
            lsp::CodeActionOrCommand::CodeAction(lsp::CodeAction {
                title,
                kind: Some(lsp::CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![self.finding(fault, &seen.sources)]),
                edit: Some(lsp::WorkspaceEdit { changes: Some(changes), ..lsp::WorkspaceEdit::default() }),
                is_preferred: Some(true),
                ..lsp::CodeAction::default()
            })
        });
        actions.collect()
    }
}

fn item(n: usize, offer: Offer, place: lsp::Range) -> lsp::CompletionItem {
    let about = Some(offer.about).filter(|about| !about.is_empty());
    lsp::CompletionItem {
        label: offer.label.clone(),
        kind: Some(match offer.sort {
            Sign::Key => lsp::CompletionItemKind::PROPERTY,
            Sign::Name => lsp::CompletionItemKind::VARIABLE,
            Sign::Value => lsp::CompletionItemKind::VALUE,
            Sign::Function => lsp::CompletionItemKind::FUNCTION,
        }),
        detail: Some(offer.detail).filter(|detail| !detail.is_empty()),
        documentation: about.map(|value| lsp::Documentation::MarkupContent(lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value })),
        sort_text: Some(format!("{n:04}")),
        filter_text: Some(offer.insert.clone()),
        text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit { range: place, new_text: offer.insert })),
        ..lsp::CompletionItem::default()
    }
}

fn location(span: Span, sources: &Sources) -> Option<lsp::Location> {
    let source = sources.get(span.file);
    let uri = uri::uri(Path::new(&source.path))?;
    Some(lsp::Location { uri, range: range(&source.text, span.range()) })
}

fn read<P: DeserializeOwned>(params: serde_json::Value) -> Option<P> {
    serde_json::from_value(params).ok()
}

fn json<T: serde::Serialize>(value: T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}
