CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE heros (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    age INTEGER NOT NULL DEFAULT 0,
    team_id INTEGER,
    rival_id INTEGER CONSTRAINT fk_rival REFERENCES heros (id),
    CONSTRAINT fk_heros_team FOREIGN KEY (team_id) REFERENCES teams (id)
);
INSERT INTO heros (name, age) VALUES ('keep me', 3);
