-- Version 2. The trace of a text, by which rewrites are found; revisions stored before have none.
ALTER TABLE revisions ADD COLUMN trace BLOB;   -- 32-bit numbers, low byte first
