CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO teams VALUES (1, 'keep me');
CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    mail TEXT NOT NULL,
    age INTEGER CONSTRAINT ck_age CHECK (age >= 0),
    team_id INTEGER,
    CONSTRAINT uq_mail UNIQUE (mail),
    CONSTRAINT fk_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE
);
CREATE INDEX ix_age ON heros (age DESC) WHERE age > 18;
CREATE UNIQUE INDEX ix_lower ON heros (lower(mail));
INSERT INTO heros VALUES (1, 'keep me, too', 36, 1);
