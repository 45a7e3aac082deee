-- A schema with a bit of everything that MariaDB has, as a person might have written it over the years.

CREATE TABLE `Team` (
    id int unsigned not null auto_increment primary key,
    `Odd ``name` varchar(20) character set latin1 collate latin1_bin not null default 'it''s \\ "x"' comment 'co''mment \\ x',
    unique key (`Odd ``name`)
) engine=InnoDB comment='tab''le \\';

CREATE TABLE `every thing` (
    id bigint auto_increment,
    a tinyint(1) default 1, a2 tinyint default 0, a3 tinyint unsigned, a4 int(5) zerofill, a5 mediumint unsigned,
    a6 bit(1) default b'0', a7 bit(8) default b'1010', a8 year default 2020, a9 int(3), a10 tinyint(2) unsigned,
    d decimal(10,2) default 1.50, d2 decimal default -1, f float default 1e10, f2 double default 0.1, f3 float(7,3),
    f4 double(10,2) unsigned, f5 double default 1e-7,
    dt datetime default current_timestamp, dt3 datetime(3) not null default current_timestamp(3) on update current_timestamp(3),
    ts timestamp not null default current_timestamp() on update current_timestamp(), ts2 timestamp null,
    ts3 timestamp not null default '2020-01-01 00:00:00', tm time(2) default '10:00:00', da date default '2020-01-01',
    da2 date default (curdate() + interval 1 day),
    e enum('a','b''c','d,e','\\') not null default 'a', s set('x','y') default 'x,y',
    j json, j2 json not null default ('{}'), j3 json check (json_length(j3) > 0), j4 longtext check (json_valid(j4)),
    tx text default ('abc'), tx2 tinytext, tx3 mediumtext, tx4 longtext, bl blob default (x'00ff'), bl2 tinyblob, bl3 mediumblob,
    bl4 longblob default ('a'), vb varbinary(16) default 'abc', b16 binary(16) default '',
    g1 int as (a3 + 1) virtual, g2 varchar(100) as (concat(tx2, 'x')) stored, g3 int generated always as (a5 * 2) stored comment 'gen',
    g4 int as (a2 + 1) virtual invisible,
    inv int invisible default 3, nn varchar(10) not null, /*M! u uuid default uuid(), i6 inet6, i4 inet4, */ pt point not null, ge geometry,
    team_id int unsigned, c char(3) collate utf8mb4_bin, nc char, nv national varchar(10),
    chk int check (chk > 0), cx int default (1+2), cn int default null, ce varchar(10) default '', cu varchar(40) default (user()),
    cnow varchar(30) default 'current_timestamp()', cnull varchar(30) default 'NULL', ctab varchar(10) default 'a\tb\nc',
    `select` int, `back``tick` int, `Grün` varchar(3) default 'ä',
    primary key (id), key k1 (nn(3), dt desc), unique key u1 (nn, a), fulltext key ft (tx), spatial key sp (pt), key ig (a5) /*M! ignored */ /*!80000 invisible */,
    /*M! unique key long_one (tx3), */ key com (a8) comment 'why \\ it''s here',
    constraint ck1 check (a5 > 3 and nn <> 'x\'y'), constraint `odd ck` check (`d` > 0), check (d2 < 5),
    constraint fk1 foreign key (team_id) references `Team`(id) on delete set null on update cascade
) engine=InnoDB row_format=dynamic default charset=utf8mb4;

CREATE TABLE actions (
    id int not null primary key, a int unsigned, b int unsigned, c int unsigned, d int,
    constraint no_action foreign key (a) references `Team`(id) on delete no action on update no action,
    constraint `restrict` foreign key (b) references `Team`(id) on delete restrict,
    foreign key (c) references `Team`(id),
    constraint itself foreign key (d) references actions (id) on delete cascade,
    key shared (b, c)
);

-- A cycle.
CREATE TABLE chicken (id int primary key, egg_id int);
CREATE TABLE egg (id int primary key, chicken_id int, constraint egg_chicken foreign key (chicken_id) references chicken(id));
ALTER TABLE chicken ADD CONSTRAINT chicken_egg foreign key (egg_id) references egg(id);

CREATE TABLE myi (a int, b varchar(10), key (a)) engine=MyISAM default charset=latin1 max_rows=1000;
CREATE TABLE mem (a int, key(a), key b(a) using btree comment 'idx') engine=MEMORY;
CREATE TABLE packed (a int primary key) row_format=compressed key_block_size=8;
CREATE TABLE part (id int not null, k int) partition by range(id) (partition p0 values less than (10) comment = 'it''s', partition p1 values less than maxvalue);
CREATE TABLE parth (id int not null primary key) partition by hash(id) partitions 3;
CREATE TABLE partl (id int not null, k varchar(3)) partition by list columns (k) (partition a values in ('a', 'b'), partition c values in ('c'));
CREATE TABLE sv (a int, b int) /*M! with system versioning */;
CREATE TABLE latin (a varchar(10), b varchar(10) collate utf8mb4_bin, c text character set utf8mb3) default charset=latin1 collate=latin1_german1_ci;

/*M! CREATE SEQUENCE sq start with 5 increment by 2 minvalue 1 maxvalue 100 cache 10 cycle */;
/*M! CREATE SEQUENCE `odd sq` */;

CREATE TABLE in_bytes (a binary(3) default 0xFF00FE, b varbinary(9) default x'00ff41', c varbinary(9) default 'a?b', d varbinary(9) default x'4100');

CREATE VIEW v1 as select id, nn from `every thing` where a5 > 3;
CREATE algorithm=merge sql security invoker view a_view as select * from v1 with cascaded check option;
CREATE VIEW `odd view` as select t.id, (select count(*) from `Team`) as `n``n` from `every thing` t join `Team` on `Team`.id = t.team_id;

DELIMITER //
CREATE TRIGGER `tr` BEFORE INSERT ON `every thing` FOR EACH ROW begin set new.a = 1; set new.a2 = 2; end//
CREATE TRIGGER `later` BEFORE INSERT ON `every thing` FOR EACH ROW set new.d = 2//
CREATE FUNCTION `fn`(x int, y varchar(10)) RETURNS int(11)
    DETERMINISTIC
    NO SQL
    COMMENT 'it''s'
begin return x + 1; end//
CREATE PROCEDURE `pr`(in x int, out y decimal(10,2), inout z varchar(5) character set latin1)
    MODIFIES SQL DATA
    SQL SECURITY INVOKER
begin select 1; end//
CREATE PROCEDURE `nothing`()
select 'a;b'//
CREATE FUNCTION `says`() RETURNS varchar(20) DETERMINISTIC RETURN concat('it''s', "a\"b", 'x\\y', '')//
CREATE EVENT `ev` ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION NOT PRESERVE DISABLE DO select 1//
DELIMITER ;

-- As programs write it that export schemas.
CREATE TABLE exported (
    `key` text not null, id int not null auto_increment, a int, b int,
    primary key (`key`(20), id) using btree, unique key one (id) using btree, unique key another (a), key two (b) using btree
) engine=InnoDB auto_increment=100;

CREATE TRIGGER `exported_loudly` BEFORE INSERT ON `exported` FOR EACH ROW set new.a = new.b;

SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
CREATE FUNCTION "said ""so""" (x varchar(10)) RETURNS varchar(30) DETERMINISTIC RETURN x || "x";
CREATE TRIGGER `quoted` AFTER INSERT ON `exported` FOR EACH ROW SET @seen = 'a' || 'b';
SET NAMES latin1;
SET sql_mode = DEFAULT;
CREATE FUNCTION of_latin(x varchar(10)) RETURNS int DETERMINISTIC RETURN 1;
CREATE sql security invoker VIEW view_of_latin as select 'a' = 'A' as same;
SET NAMES utf8mb4 COLLATE utf8mb4_bin;
CREATE VIEW exact as select 'a' = 'A' as same;
SET NAMES utf8mb4;
