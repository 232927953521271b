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
