CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    age INTEGER DEFAULT 0,
    power TEXT DEFAULT 'none',
    at TIMESTAMP
);
INSERT INTO heros (name, age) VALUES ('keep me', 3);
