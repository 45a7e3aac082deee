CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    age INTEGER NOT NULL DEFAULT 0,
    price INTEGER,
    born TEXT
);
INSERT INTO heros (name, age) VALUES ('keep me', 3);
