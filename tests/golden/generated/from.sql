CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    age INTEGER NOT NULL DEFAULT 0,
    twice INTEGER GENERATED ALWAYS AS (age * 2) VIRTUAL,
    shout TEXT GENERATED ALWAYS AS (upper(name)) STORED
);
INSERT INTO heros (name, age) VALUES ('keep me', 3);
