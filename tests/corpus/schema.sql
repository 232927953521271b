-- What the corpus is about: the bookshop of the manual, a table with a column of every kind of
-- type, and objects whose names a path could be mistaken for.

CREATE TABLE shop_publisher (id int PRIMARY KEY, name text NOT NULL, city text NOT NULL);
CREATE TABLE shop_author (
  id int PRIMARY KEY, name text NOT NULL, country text NOT NULL,
  mentor_id int REFERENCES shop_author DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE shop_book (
  id int PRIMARY KEY, title text NOT NULL, price numeric(8, 2) NOT NULL, published date NOT NULL,
  publisher_id int REFERENCES shop_publisher, author_id int NOT NULL REFERENCES shop_author,
  editor_id int REFERENCES shop_author);
CREATE TABLE shop_review (
  id int PRIMARY KEY, book_id int NOT NULL REFERENCES shop_book, rating int NOT NULL,
  verified bool NOT NULL, body text NOT NULL);
CREATE TABLE shop_store (id int PRIMARY KEY, name text NOT NULL, city text NOT NULL);
CREATE TABLE shop_sale (
  id int PRIMARY KEY, book_id int NOT NULL REFERENCES shop_book,
  store_id int NOT NULL REFERENCES shop_store, qty int NOT NULL, sold_on date NOT NULL);
CREATE TABLE shop_tag (id int PRIMARY KEY, label text NOT NULL);
CREATE TABLE shop_book_tags (
  id int PRIMARY KEY, book_id int NOT NULL REFERENCES shop_book,
  tag_id int NOT NULL REFERENCES shop_tag, UNIQUE (book_id, tag_id));

INSERT INTO shop_publisher VALUES (1, 'Ash', 'Oslo'), (2, 'Birch', 'Rome');
INSERT INTO shop_author VALUES (1, 'Ada', 'NO', NULL), (2, 'Ben', 'IT', 1);
INSERT INTO shop_book VALUES
  (1, 'One', 10, '2020-01-01', 1, 1, NULL), (2, 'Two', 20.5, '2021-02-03', NULL, 2, 1);
INSERT INTO shop_review VALUES (1, 1, 5, true, 'good'), (2, 1, 2, false, 'bad');
INSERT INTO shop_store VALUES (1, 'North', 'Oslo');
INSERT INTO shop_sale VALUES (1, 1, 1, 3, '2022-01-01');
INSERT INTO shop_tag VALUES (1, 'new');
INSERT INTO shop_book_tags VALUES (1, 1, 1);

-- Names that a path answers to, and that mean something else here.
CREATE FUNCTION headline(shop_book) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.title || ''!''';
CREATE FUNCTION author(shop_sale) RETURNS text LANGUAGE sql STABLE AS $$SELECT 'nobody'::text$$;
CREATE FUNCTION review(shop_tag) RETURNS int LANGUAGE sql STABLE AS 'SELECT 7';
CREATE TABLE shadow_book (
  id int PRIMARY KEY, author int, author__name text, "author.name" text, review int,
  author_id int REFERENCES shop_author, publisher_id int REFERENCES shop_publisher,
  publisher__city text, count int, "Author__Name" text);
INSERT INTO shadow_book VALUES (1, 11, 'own', 'dotted', 12, 1, 1, 'own city', 3, 'mixed');
CREATE VIEW book_view AS SELECT b.*, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id;
CREATE MATERIALIZED VIEW book_copy AS SELECT * FROM shop_book;
CREATE TABLE author (id int PRIMARY KEY, name text, shop_book_id int REFERENCES shop_book);
INSERT INTO author VALUES (1, 'table', 1);
CREATE SCHEMA author;
CREATE TABLE author.name (id int PRIMARY KEY, title text);
INSERT INTO author.name VALUES (1, 'in a schema');
CREATE TYPE pair AS (author__name text, review int);
CREATE FUNCTION pairs(int) RETURNS SETOF pair LANGUAGE sql STABLE AS $$SELECT 'p', $1$$;
CREATE FUNCTION outs(OUT author__name text, OUT review int) RETURNS SETOF record LANGUAGE sql STABLE AS $$SELECT 'o', 1$$;
CREATE FUNCTION tabled(int) RETURNS TABLE (author text, review__rating int) LANGUAGE sql STABLE AS $$SELECT 't', $1$$;
CREATE FUNCTION unknown_record() RETURNS SETOF record LANGUAGE sql STABLE AS 'SELECT 1, ''r''::text';

-- Objects that are quoted, and a column of every kind of type.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'it''s "fine"');
CREATE TYPE complex AS (re float8, im float8);
CREATE TYPE nested AS (label text, c complex, list complex[]);
CREATE DOMAIN posint AS int CHECK (value > 0);
CREATE TYPE "Odd Type" AS ("a b" int, select_ text);
CREATE TABLE "Weird Table" (
  "Id" int PRIMARY KEY, "select" text, "a b" text, "a""b" text, "ünï" text, "名前" text,
  "from" int, "$dollar" int, "?mark" int, "{brace}" int, "semi;colon" int, "--dash" int,
  "/*star*/" int, "'quote'" int, "a.b" int, "a__b" int, "Self_id" int REFERENCES "Weird Table");
INSERT INTO "Weird Table" VALUES (1, 's', 'ab', 'a"b', 'ü', '名', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, NULL);
CREATE SCHEMA "Odd Schema";
CREATE TABLE "Odd Schema"."Table.With.Dots" (id int PRIMARY KEY, "Value" text);
CREATE TABLE sample (
  id int PRIMARY KEY, i2 smallint, i4 int, i8 bigint, n numeric(12, 4), r real, d double precision,
  t text, v varchar(20), c char(5), b bool, by bytea, dt date, tm time, tmz timetz, ts timestamp,
  tz timestamptz, iv interval, u uuid, j json, jb jsonb, x xml, ia int[], ta text[], ma int[],
  rng int4range, mr int4multirange, e mood, co complex, ne nested, dom posint, p point, bx box,
  ci circle, pl polygon, ls lseg, pa path, ip inet, cd cidr, mac macaddr, bt bit(4), vb varbit,
  tv tsvector, tq tsquery, m money, o oid, rc regclass, nm name);
INSERT INTO sample VALUES (
  1, 2, 3, 4, 5.25, 1.5, 2.5, 'text', 'var', 'ch', true, '\x00ff', '2020-02-29', '12:34:56',
  '12:34:56+02', '2020-02-29 12:34:56', '2020-02-29 12:34:56+00', '1 day 02:03:04',
  '00000000-0000-0000-0000-000000000001', '{"a": [1, {"b": null}]}', '{"a": [1, {"b": null}], "c": "d"}',
  '<a><b>1</b></a>', '{1,2,3}', '{a,NULL,"c d"}', '{{1,2},{3,4}}', '[1,5)', '{[1,3),[5,9)}', 'ok',
  '(1,2)', ROW('l', ROW(1, 2)::complex, ARRAY[ROW(3, 4)::complex]), 7, '(1,2)', '(3,4),(1,2)',
  '<(1,2),3>', '((0,0),(1,1),(1,0))', '[(0,0),(1,1)]', '[(0,0),(1,1)]', '192.168.0.1/24',
  '10.0.0.0/8', '08:00:2b:01:02:03', B'1010', B'101', 'a:1 fat:2', 'fat & rat', 12.34, 1,
  'pg_class', 'name');
CREATE TABLE measurement (city int, day date, peak int) PARTITION BY RANGE (day);
CREATE TABLE measurement_2020 PARTITION OF measurement FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE parent (id int PRIMARY KEY, name text);
CREATE TABLE child (extra int) INHERITS (parent);
CREATE TABLE edge (source int, target int, weight int);
INSERT INTO edge VALUES (1, 2, 1), (2, 3, 2), (3, 1, 3);
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE OPERATOR !!! (RIGHTARG = int, FUNCTION = int4um);
CREATE FUNCTION sum_state(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT coalesce($1, 0) + coalesce($2, 0)';
CREATE AGGREGATE my_sum (int) (SFUNC = sum_state, STYPE = int);
CREATE FUNCTION defaults(a int, b int DEFAULT 2, c int DEFAULT 3) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b + c';
CREATE FUNCTION variadic_sum(VARIADIC int[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT sum(v) FROM unnest($1) v';
CREATE FUNCTION "Quoted Function"(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE PROCEDURE do_nothing() LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE counter;
CREATE COLLATION "Odd Collation" (locale = 'C');
