-- What is watched, how far it was looked, what was told, and who got it. Texts are JSON where they are not names;
-- instants are RFC 3339 with nine digits of a second, so that they sort as they follow each other.

CREATE TABLE alerts (
    name     TEXT PRIMARY KEY,
    query    TEXT NOT NULL,
    channels TEXT NOT NULL,
    who      TEXT NOT NULL,
    made     TEXT NOT NULL
) STRICT;

-- The revisions of reports that all alerts have looked at: what they say is told or known.
CREATE TABLE looked (
    report   TEXT NOT NULL,
    revision TEXT NOT NULL,
    PRIMARY KEY (report, revision)
) STRICT, WITHOUT ROWID;

-- What an alert last saw of something that changes, such as who holds a place.
CREATE TABLE states (
    alert TEXT NOT NULL REFERENCES alerts (name) ON DELETE CASCADE,
    what  TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (alert, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    alert  TEXT NOT NULL REFERENCES alerts (name) ON DELETE CASCADE,
    at     TEXT NOT NULL,
    body   TEXT NOT NULL
) STRICT;

-- `due` is when to try next, null where it was given up; `done` is when it arrived.
CREATE TABLE deliveries (
    notice  INTEGER NOT NULL REFERENCES notices (number) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    tries   INTEGER NOT NULL,
    due     TEXT,
    done    TEXT,
    fault   TEXT,
    PRIMARY KEY (notice, channel)
) STRICT, WITHOUT ROWID;
