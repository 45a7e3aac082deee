CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(80),
    age BIGINT NOT NULL DEFAULT 0,
    price NUMERIC(10, 2),
    born DATE
);
