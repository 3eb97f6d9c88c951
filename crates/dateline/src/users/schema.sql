-- Who may use a server that other machines reach. Times are seconds since 1970. Nothing here lets anyone in who reads it:
-- passwords are kept as argon2id makes them, sessions and tokens as hashes.
CREATE TABLE accounts (
    name     TEXT PRIMARY KEY COLLATE NOCASE,
    role     TEXT NOT NULL CHECK (role IN ('reader', 'analyst', 'admin')),
    -- A PHC string; NULL for those who sign in with an identity provider or use tokens only.
    password TEXT,
    -- Who they are to an identity provider: issuer, a blank, subject.
    subject  TEXT UNIQUE,
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    hash    BLOB PRIMARY KEY,
    name    TEXT NOT NULL COLLATE NOCASE REFERENCES accounts (name) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    -- The last request, to the minute.
    seen    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    hash    BLOB NOT NULL UNIQUE,
    name    TEXT NOT NULL COLLATE NOCASE REFERENCES accounts (name) ON DELETE CASCADE,
    label   TEXT,
    created INTEGER NOT NULL,
    expires INTEGER
) STRICT;
