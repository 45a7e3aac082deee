CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    age INTEGER CONSTRAINT ck_heros_age CHECK (age >= 0),
    team_id INTEGER,
    CONSTRAINT uq_heros_email UNIQUE (email),
    CONSTRAINT fk_heros_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE
);
CREATE INDEX ix_heros_age ON heros (age DESC) WHERE age > 18;
CREATE UNIQUE INDEX ix_heros_email ON heros (lower(email));
