CREATE TABLE "Order Items" ("select" INTEGER NOT NULL PRIMARY KEY, "we""ird" TEXT NOT NULL, "Ünïcode \ back" TEXT, CONSTRAINT "ck odd" CHECK ("we""ird" <> '\'));
CREATE INDEX "ix odd" ON "Order Items" ("we""ird");
