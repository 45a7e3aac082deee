CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    age INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT uq_heros_age UNIQUE (age)
);
INSERT INTO heros (name, age) VALUES ('keep me', 3);
