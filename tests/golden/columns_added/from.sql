CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT
);
INSERT INTO heros (name) VALUES ('keep me');
