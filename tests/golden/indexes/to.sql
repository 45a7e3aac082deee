CREATE TABLE heros (id INTEGER NOT NULL PRIMARY KEY, name TEXT, age INTEGER NOT NULL DEFAULT 0);
CREATE INDEX ix_a ON heros (name DESC, age);
CREATE INDEX ix_partial ON heros (age) WHERE age > 10;
CREATE INDEX ix_expression ON heros (lower(name), age DESC);
CREATE INDEX ix_same ON heros (age, name);
CREATE UNIQUE INDEX ix_nocase ON heros (name COLLATE NOCASE);
