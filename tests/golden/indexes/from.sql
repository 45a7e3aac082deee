CREATE TABLE heros (id INTEGER NOT NULL PRIMARY KEY, name TEXT, age INTEGER NOT NULL DEFAULT 0);
CREATE INDEX ix_a ON heros (name);
CREATE UNIQUE INDEX ix_b ON heros (age);
CREATE INDEX ix_same ON heros (age, name);
INSERT INTO heros (name, age) VALUES ('keep me', 3);
