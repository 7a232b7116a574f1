//! Where programs come to: `POST /api/records`, `GET /api/policies`, `/healthz`, `/metrics`. On this machine only; a server that speaks TLS stands before it.

use super::board::Board;
use super::clock::Clock;
use super::figures::Figures;
use super::intake::{entries, said};
use super::order::{Entry, Order, Receipt, Reply, Trouble};
use super::reload::{Standings, told};
use super::store::reader;
use super::token;
use crate::ingest::DataError;
use crate::lang::Lang;
use crate::say;
use arc_swap::ArcSwap;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};

/// A request is at most so long.
const LARGEST: usize = 64 << 20;

/// When the desk has not looked at the clock for so long it is not well: microseconds.
const SILENT: i64 = 60_000_000;

/// What every answer may draw on.
#[derive(Clone)]
pub struct Answers {
    pub desk: SyncSender<Order>,
    pub board: Arc<Board>,
    pub figures: Arc<Figures>,
    pub clock: Arc<dyn Clock>,
    /// When the desk was last well.
    pub beat: Arc<AtomicI64>,
    /// Of the store.
    pub folder: PathBuf,
    pub lang: Lang,
    /// Whether `/metrics` asks for a token.
    pub guarded: bool,
    /// Whether nothing is taken in.
    pub standby: bool,
    pub standings: Arc<ArcSwap<Standings>>,
}

/// The routes for programs.
pub fn router(answers: Answers) -> Router {
    let posting = post(records).layer(DefaultBodyLimit::max(LARGEST));
    Router::new()
        .route("/api/records", posting)
        .route("/api/policies", get(policies))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .with_state(answers)
}

/// Whose token a request carries.
async fn holder(answers: &Answers, headers: &HeaderMap) -> Option<String> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let folder = answers.folder.clone();
    let token = token.map(str::to_owned);
    let found = tokio::task::spawn_blocking(move || token.and_then(|token| token::holder(&reader(&folder).ok()?, &token).ok().flatten()));
    found.await.ok().flatten()
}

async fn policies(State(answers): State<Answers>, headers: HeaderMap) -> Response {
    match holder(&answers, &headers).await {
        Some(_) => Json(told::json(&answers.standings.load(), answers.lang)).into_response(),
        None => unknown(answers.lang),
    }
}

fn unknown(lang: Lang) -> Response {
    let why = say!("需要有效的令牌:Authorization: Bearer …;用 duban monitor --add-token NAME 生成"; "a valid token is needed: Authorization: Bearer …; duban monitor --add-token NAME makes one");
    refuse(StatusCode::UNAUTHORIZED, why.get(lang))
}

async fn records(State(answers): State<Answers>, headers: HeaderMap, body: Bytes) -> Response {
    let lang = answers.lang;
    let Some(author) = holder(&answers, &headers).await else { return unknown(lang) };
    if answers.standby {
        let why =
            say!("这是备用台(只读),不收记录;请送到正在值班的那一台"; "this is a standby and takes nothing in: send it to the desk on duty");
        return refuse(StatusCode::FORBIDDEN, why.get(lang));
    }
    let (mut batch, mut wrong): (Vec<Entry>, Vec<DataError>) = (Vec::new(), Vec::new());
    let read = entries(body.as_ref(), &author, "api", |more, faults| {
        batch.extend(more);
        wrong.extend(faults);
        Ok::<(), std::convert::Infallible>(())
    });
    let Ok(()) = read;
    let (send, answer) = tokio::sync::oneshot::channel();
    // who no longer waits needs no answer
    let reply = Reply::new(move |answer| _ = send.send(answer));
    match answers.desk.try_send(Order::Take(batch, None, reply)) {
        Ok(()) => {}
        Err(TrySendError::Full(_)) => {
            return refuse(
                StatusCode::TOO_MANY_REQUESTS,
                say!("来得太快,请稍后再送"; "too much at once, send again in a moment").get(lang),
            );
        }
        Err(TrySendError::Disconnected(_)) => {
            return refuse(StatusCode::SERVICE_UNAVAILABLE, say!("值班台正在停止"; "the desk is closing").get(lang));
        }
    }
    match answer.await {
        Ok(Ok(receipt)) => receive(receipt, wrong, lang),
        Ok(Err(Trouble(why))) => refuse(StatusCode::SERVICE_UNAVAILABLE, why.get(lang)),
        Err(_) => refuse(StatusCode::SERVICE_UNAVAILABLE, say!("值班台正在停止"; "the desk is closing").get(lang)),
    }
}

/// The answer: what is durable, and what is wrong with the rest.
fn receive(receipt: Receipt, mut wrong: Vec<DataError>, lang: Lang) -> Response {
    wrong.extend(receipt.rejected);
    wrong.sort_by_key(|error| error.place);
    let one = |error: &DataError| json!({ "line": error.place.line, "column": error.place.column, "code": error.fault.code(), "message": said("body", error, lang) });
    let rejected: Vec<Value> = wrong.iter().map(one).collect();
    let nothing = receipt.taken + receipt.known == 0 && !wrong.is_empty();
    let status = if nothing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, Json(json!({ "taken": receipt.taken, "known": receipt.known, "rejected": rejected }))).into_response()
}

fn refuse(status: StatusCode, why: &str) -> Response {
    let again = [(header::RETRY_AFTER, "1")];
    let body = Json(json!({ "error": why }));
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        (status, body).into_response()
    } else {
        (status, again, body).into_response()
    }
}

async fn health(State(answers): State<Answers>) -> Response {
    let silent = (answers.clock.now().0 - answers.beat.load(Ordering::Relaxed)).abs();
    if silent > SILENT { (StatusCode::SERVICE_UNAVAILABLE, "silent\n").into_response() } else { "ok\n".into_response() }
}

async fn metrics(State(answers): State<Answers>, headers: HeaderMap) -> Response {
    if answers.guarded && holder(&answers, &headers).await.is_none() {
        return unknown(answers.lang);
    }
    let counted = tokio::task::spawn_blocking(move || {
        let mut text = super::exposition::text(&answers.board, &answers.figures, &answers.folder, &answers.clock);
        text.push_str(&told::metrics(&answers.standings.load()));
        text
    });
    match counted.await {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
