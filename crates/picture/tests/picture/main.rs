//! What a user would notice of the picture: small ledgers, written as sentences, and what follows from them.

mod actors;
mod changes;
mod control;
mod copies;
mod decisions;
mod disputes;
mod events;
mod figures;
mod order;
mod parts;
mod relations;
mod story;
mod tensions;
