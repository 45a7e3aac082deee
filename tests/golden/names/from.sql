CREATE TABLE "Order Items" ("select" INTEGER NOT NULL PRIMARY KEY, "we""ird" TEXT);
INSERT INTO "Order Items" ("we""ird") VALUES ('keep me');
