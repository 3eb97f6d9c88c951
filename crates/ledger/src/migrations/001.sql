-- Version 1. Every table is append-only: triggers refuse to change or delete a row.

-- One revision of one report, as it was published. `text` and the original bytes are in `contents`.
CREATE TABLE revisions (
  number INTEGER PRIMARY KEY,
  report TEXT NOT NULL,
  revision TEXT NOT NULL,
  source_hash TEXT NOT NULL,
  read_from TEXT NOT NULL,
  url TEXT,
  outlet TEXT,
  title TEXT,
  language TEXT,
  published_date TEXT,                -- day at the outlet, YYYY-MM-DD
  published_at TEXT,                  -- instant, where one was given
  published_basis TEXT,               -- given, metadata, inferred
  published_why TEXT,                 -- field of the metadata, or the reasoning
  captured TEXT NOT NULL,
  notes TEXT NOT NULL,                -- JSON array of strings
  sketch BLOB NOT NULL,               -- 32-bit numbers, low byte first
  UNIQUE (report, revision),
  CHECK ((published_date IS NULL) = (published_basis IS NULL))
) STRICT;

CREATE TABLE contents (
  revision INTEGER PRIMARY KEY REFERENCES revisions (number),
  text TEXT NOT NULL,                 -- spans of claims are UTF-8 byte offsets into it
  media_type TEXT NOT NULL,
  original BLOB NOT NULL              -- zstd
) STRICT;

-- One reading of one revision by one version of the rules. The latest counts; the others are superseded.
CREATE TABLE readings (
  number INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL REFERENCES revisions (number),
  reader TEXT NOT NULL
) STRICT;
CREATE INDEX readings_of ON readings (revision);

CREATE TABLE claims (
  reading INTEGER NOT NULL REFERENCES readings (number),
  position INTEGER NOT NULL,          -- order in which the reader gave them
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  stance TEXT NOT NULL,
  modality TEXT NOT NULL,
  place TEXT,                         -- key of the resolved place
  origin TEXT NOT NULL,
  published TEXT,                     -- day of the report
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  shape INTEGER NOT NULL,             -- version of the form of `body`
  body TEXT NOT NULL                  -- JSON: the other fields
) STRICT;
CREATE INDEX claims_of ON claims (reading, span_start, id, position);
CREATE INDEX claims_by_id ON claims (id);

CREATE TABLE decisions (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE failures (
  number INTEGER PRIMARY KEY,
  input TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE VIEW current_readings AS SELECT max(number) AS number, revision FROM readings GROUP BY revision;

CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER contents_no_update BEFORE UPDATE ON contents BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER contents_no_delete BEFORE DELETE ON contents BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER readings_no_update BEFORE UPDATE ON readings BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER claims_no_update BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER failures_no_update BEFORE UPDATE ON failures BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER failures_no_delete BEFORE DELETE ON failures BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
