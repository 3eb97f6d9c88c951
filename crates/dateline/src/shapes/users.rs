//! Accounts, sessions, tokens and the audit log.

use crate::users::{Account, Role, Token};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// `/api/v1/session`: who asks, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionAnswer {
    /// Whether this server has accounts; without, whoever is on its machine may do everything.
    pub accounts: bool,
    /// The name that decisions are signed with, `null` if nobody has signed in.
    pub name: Option<String>,
    /// What they may do, `null` if nothing before they sign in.
    pub role: Option<Role>,
    /// Whether they may decide.
    pub may_decide: bool,
    /// Whether nobody has an account yet, so that the token of the first start makes the first one.
    pub first: bool,
    /// Whether people may sign in with an identity provider.
    pub oidc: bool,
}

/// What signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInWish {
    /// The account.
    pub name: String,
    /// Its password.
    pub password: String,
}

/// What makes the first account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstWish {
    /// What the server said when it started.
    pub token: String,
    /// The account.
    pub name: String,
    /// Its password.
    pub password: String,
}

/// What changes one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordWish {
    /// The password until now.
    pub old: String,
    /// The password from now on.
    pub new: String,
}

/// What makes an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountWish {
    /// The account.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Its password, if it has one.
    pub password: Option<String>,
}

/// What changes an account; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// What they may do.
    pub role: Option<Role>,
    /// Its password.
    pub password: Option<String>,
}

/// What makes a token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenWish {
    /// What it is for.
    pub label: Option<String>,
    /// When it ends (RFC 3339, or a day in UTC).
    pub expires: Option<String>,
}

/// `/api/v1/users`
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountsAnswer {
    /// Everybody, by name.
    pub users: Vec<AccountRow>,
    /// The tokens.
    pub tokens: Vec<TokenRow>,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountRow {
    name: String,
    role: Role,
    password: bool,
    subject: Option<String>,
    tokens: u32,
    created: String,
}

impl From<Account> for AccountRow {
    fn from(a: Account) -> Self {
        let created = a.created.to_string();
        Self { name: a.name, role: a.role, password: a.has_password, subject: a.subject, tokens: a.tokens, created }
    }
}

/// A token without its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenRow {
    number: i64,
    name: String,
    label: Option<String>,
    created: String,
    expires: Option<String>,
}

impl From<Token> for TokenRow {
    fn from(t: Token) -> Self {
        let (created, expires) = (t.created.to_string(), t.expires.map(|e| e.to_string()));
        Self { number: t.number, name: t.name, label: t.label, created, expires }
    }
}

/// An account that was removed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountGone {
    /// Its name.
    pub name: String,
}

/// A token that is revoked.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenGone {
    /// Whose it was.
    pub name: String,
    /// Its number.
    pub number: i64,
}

/// A token that was just made: the only time that its words are told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewToken {
    /// Its number.
    pub number: i64,
    /// Its words.
    pub token: String,
}

/// A line of the audit log.
#[derive(Debug, Serialize)]
pub struct AuditLine<'a> {
    /// When.
    #[serde(serialize_with = "rfc3339")]
    pub at: Timestamp,
    /// Who, by the name of an account; `null` if nobody who has one.
    pub who: Option<&'a str>,
    /// From which address.
    pub from: &'a str,
    /// What.
    pub did: Deed,
    /// About what, in fields that depend on the deed.
    pub about: Value,
}

/// What the audit log tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Somebody signed in.
    SignIn,
    /// Somebody tried to and failed.
    SignInFailed,
    /// Somebody signed out.
    SignOut,
    /// A token was shown that is none, or none any more.
    TokenRefused,
    /// Somebody asked for what they may not.
    Refused,
    /// The first account was made.
    FirstAccount,
    /// An account was made.
    AccountAdded,
    /// An account was removed.
    AccountRemoved,
    /// An account got another role.
    RoleChanged,
    /// An account got another password.
    PasswordChanged,
    /// A token was made.
    TokenMade,
    /// A token was made worthless.
    TokenRevoked,
    /// A decision was recorded in the ledger.
    Decided,
    /// An alert was made.
    AlertMade,
    /// An alert was removed.
    AlertRemoved,
    /// A list, a brief or another file was fetched to be kept.
    Downloaded,
}

fn rfc3339<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}
