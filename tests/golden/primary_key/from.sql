CREATE TABLE heros (a INTEGER NOT NULL, b TEXT NOT NULL, name TEXT, PRIMARY KEY (a, b));
INSERT INTO heros VALUES (1, 'x', 'keep me');
