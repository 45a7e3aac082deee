CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    age INTEGER NOT NULL DEFAULT 0,
    power TEXT,
    code TEXT CONSTRAINT uq_code UNIQUE
);
CREATE INDEX ix_power ON heros (power);
INSERT INTO heros (name, power, code) VALUES ('keep me', 'x', 'y');
