-- Version 3. What a report says of where its text comes from; revisions stored before have none.
ALTER TABLE revisions ADD COLUMN credits TEXT; -- JSON object of `agencies`, `helpers`, `authors` (lists) and `town`
