CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    age INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT ck_age CHECK (age > 0 AND age < 1000),
    CONSTRAINT ck_name CHECK (name <> 'it''s "nobody"')
);
