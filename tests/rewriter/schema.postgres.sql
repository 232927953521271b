-- The tables of the manual's examples, on PostgreSQL; data.sql fills them.
CREATE TABLE shop_publisher (id int PRIMARY KEY, name text NOT NULL, city text);
CREATE TABLE shop_author (id int PRIMARY KEY, name text NOT NULL, country text,
  mentor_id int REFERENCES shop_author DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE shop_book (id int PRIMARY KEY, title text NOT NULL, price numeric(8,2), published date,
  publisher_id int REFERENCES shop_publisher,
  author_id int NOT NULL REFERENCES shop_author,
  editor_id int REFERENCES shop_author);
CREATE TABLE shop_review (id int PRIMARY KEY, book_id int NOT NULL REFERENCES shop_book, rating int,
  verified boolean NOT NULL, body text);
CREATE TABLE shop_store (id int PRIMARY KEY, name text NOT NULL, city text);
CREATE TABLE shop_sale (id int PRIMARY KEY, book_id int NOT NULL REFERENCES shop_book,
  store_id int NOT NULL REFERENCES shop_store, qty int NOT NULL, sold_on date);
CREATE TABLE shop_tag (id int PRIMARY KEY, label text NOT NULL);
CREATE TABLE shop_book_tags (id int PRIMARY KEY, book_id int NOT NULL REFERENCES shop_book,
  tag_id int NOT NULL REFERENCES shop_tag, UNIQUE (book_id, tag_id));
-- One to one, a composite key, and names that need quoting.
CREATE TABLE shop_cover (id int PRIMARY KEY, book_id int NOT NULL UNIQUE REFERENCES shop_book,
  artist text);
CREATE TABLE "Depot" ("Area" int, "No" int, "Street Name" text, PRIMARY KEY ("Area", "No"));
CREATE TABLE shop_parcel (id int PRIMARY KEY, depot_area int, depot_no int, weight int,
  FOREIGN KEY (depot_area, depot_no) REFERENCES "Depot" ("Area", "No"));
-- Views: of some rows, of a join, of a view, of a table joined to itself, and of totals.
CREATE VIEW cheap_book AS SELECT * FROM shop_book WHERE price < 30;
CREATE VIEW book_list (book, title, writer, press, press_city) AS
  SELECT b.id, b.title, b.author_id, p.id, p.city FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id;
CREATE VIEW paris_list AS SELECT book, writer AS by, press FROM book_list WHERE press_city = 'Paris';
CREATE VIEW pupil AS SELECT a.id, a.name, m.id AS teacher, m.mentor_id AS grand FROM shop_author a JOIN shop_author m ON m.id = a.mentor_id;
CREATE VIEW author_total AS SELECT author_id, count(*) AS books, author_id + 0 AS sum_id FROM shop_book GROUP BY author_id;
CREATE VIEW review_list AS WITH r AS (SELECT * FROM shop_review) SELECT q.id, q.book_id, q.rating FROM (SELECT r.* FROM r) AS q;
CREATE MATERIALIZED VIEW kept_book AS SELECT id, title, author_id FROM shop_book WITH NO DATA;
DROP SCHEMA IF EXISTS "Second Schema" CASCADE;
CREATE SCHEMA "Second Schema";
CREATE TABLE "Second Schema".visit (id int PRIMARY KEY, book_id int REFERENCES public.shop_book, note text);
CREATE TABLE "Second Schema".route (id int PRIMARY KEY, stops int[]);
CREATE TABLE "Second Schema".ride (id int PRIMARY KEY, route_id int REFERENCES "Second Schema".route, kind text, km int);
CREATE TABLE "Second Schema".stamp (id int PRIMARY KEY, ride_id int REFERENCES "Second Schema".ride);
