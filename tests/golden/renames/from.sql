CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, mail TEXT NOT NULL, age INTEGER);
CREATE INDEX ix_people_mail ON people (mail);
CREATE TABLE letters (id INTEGER NOT NULL PRIMARY KEY, person_id INTEGER REFERENCES people (id), body TEXT);
CREATE VIEW addresses AS SELECT mail FROM people;
INSERT INTO people VALUES (1, 'keep me', 36);
INSERT INTO letters VALUES (7, 1, 'keep me, too');
