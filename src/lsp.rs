//! `duban lsp`: what `duban check` knows, in an editor, over standard input and output. Messages are taken one by one in
//! their order; findings are worked out when none has come for a moment.

mod complete;
mod example;
mod folder;
mod hover;
mod known;
mod meant;
mod outline;
mod position;
mod server;
mod spot;
mod uri;
mod words;

use crate::lang::Lang;
use lsp_server::Connection;
use lsp_types::{
    CodeActionProviderCapability, CompletionOptions, HoverProviderCapability, InitializeParams, OneOf, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind,
};
use std::io;

/// Serves one editor until it says goodbye. `asked` is the language of the command line; else the editor's own.
///
/// # Errors
/// The pipe broke, or the other side does not speak the protocol.
pub fn serve(asked: Option<Lang>, usual: Lang) -> io::Result<()> {
    let (connection, threads) = Connection::stdio();
    let (id, params) = connection.initialize_start().map_err(io::Error::other)?;
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let lang = asked.unwrap_or(match params.locale.as_deref() {
        Some(locale) if locale.starts_with("zh") => Lang::Zh,
        Some(locale) if !locale.is_empty() => Lang::En,
        _ => usual,
    });
    let answer = serde_json::json!({
        "capabilities": capabilities(),
        "serverInfo": { "name": "duban", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer).map_err(io::Error::other)?;
    server::Server::new(&connection, lang).run()?;
    drop(connection);
    threads.join()
}

fn capabilities() -> ServerCapabilities {
    let typed = ["\"", "{", ".", "=", " ", "["].map(str::to_owned).to_vec();
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
        completion_provider: Some(CompletionOptions { trigger_characters: Some(typed), ..CompletionOptions::default() }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
        ..ServerCapabilities::default()
    }
}
