== quoted names in every part
SELECT "author"."name", "author__name", "author"."mentor__name" FROM "shop_book"
-- by hand
SELECT a.name, a.name AS author__name, m.name AS mentor__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author m ON m.id = a.mentor_id

== a quoted alias in front | served
SELECT "B b".author__name, "B b"."author__country" FROM shop_book AS "B b"
-- by hand
SELECT a.name AS author__name, a.country AS author__country FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== capital letters fold
SELECT B.AUTHOR__NAME, b.Author.Mentor.Name FROM Shop_Book B WHERE B.Author__Country = 'PL'
-- by hand
SELECT a.name AS author__name, m.name AS name FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author m ON m.id = a.mentor_id WHERE a.country = 'PL'

== names with a case of their own
SELECT id, "Depot"."Area", "Depot__Street Name" AS s FROM shop_parcel WHERE "Depot"."No" > 0
-- by hand
SELECT p.id, d."Area", d."Street Name" AS s FROM shop_parcel p JOIN "Depot" d ON d."Area" = p.depot_area AND d."No" = p.depot_no WHERE d."No" > 0

== a unicode escape in a name | postgres
SELECT U&"author\005F\005Fname" FROM shop_book
-- by hand
SELECT a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== white space and comments between the parts
SELECT author . /* c */ name , b . author -- x
 . country FROM shop_book b
-- by hand
SELECT a.name, a.country FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== comments with quotes and markers in them | postgres | $1 = 'PL'
SELECT /* it's ? $1 "author__name" */ id FROM shop_book -- ? and '
WHERE author__country = ? /* /* nested ? */ */ ORDER BY id
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country = $1 ORDER BY b.id

== strings that look like paths and markers
SELECT id, 'author__name ? {d ''x''}' AS s FROM shop_book WHERE author__name <> '?' AND author__name <> 'it''s -- not a comment'
-- by hand
SELECT b.id, 'author__name ? {d ''x''}' AS s FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== dollar quotes and escape strings | postgres
SELECT $$author__name ?$$ AS a, $q$ $$ ? $q$ AS b, E'\' ? \\' AS c FROM shop_book WHERE author__name <> E'\'' LIMIT 1
-- by hand
SELECT $$author__name ?$$ AS a, $q$ $$ ? $q$ AS b, E'\' ? \\' AS c

== a string that goes on in the next line | postgres
SELECT 'one'
  ' two' AS s FROM shop_book WHERE author__name > '' LIMIT 1
-- by hand
SELECT 'one two' AS s

== labels that need quotes
SELECT author__name AS "Author's ""name""", publisher__city AS "select" FROM shop_book
-- by hand
SELECT a.name AS "Author's ""name""", p.city AS "select" FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== brackets and backticks quote on SQLite | sqlite
SELECT [author].`name`, [author__country] FROM [shop_book]
-- by hand
SELECT a.name, a.country AS author__country FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== an alias that is called like a relation | served
SELECT author.title, author.author__name FROM shop_book AS author
-- by hand
SELECT b.title, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a table that is called like the name of an alias that would be made
SELECT author__name, author.n FROM shop_book, (SELECT 1 AS n) AS author
-- by hand
SELECT a.name AS author__name, 1 AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a WITH query that is called like the related table | served
WITH shop_author AS (SELECT 1 AS one) SELECT b.author__name, one FROM shop_book b, shop_author
-- by hand
SELECT a.name AS author__name, 1 AS one FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== 63 bytes and beyond, with dots | postgres
SELECT b.author.mentor__mentor__mentor__mentor__mentor__mentor__mentor__mentor__name FROM shop_book b
-- by hand
SELECT CAST(NULL AS text) AS mentor__mentor__mentor__mentor__mentor__mentor__mentor__mentor_ FROM shop_book

== 63 bytes and beyond, with an alias | served
SELECT b.author__mentor__mentor__mentor__mentor__mentor__mentor__mentor__name AS far FROM shop_book b WHERE b.author__mentor__mentor__mentor__mentor__mentor__mentor__mentor__id IS NULL
-- by hand
SELECT CAST(NULL AS text) AS far FROM shop_book

== a path in the middle of a word of markers | $1 = 'PL'
SELECT id FROM shop_book WHERE(author__country=?)AND(publisher__city IS NOT NULL)
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_publisher p ON p.id = b.publisher_id WHERE a.country = $1 AND p.city IS NOT NULL

== characters of several bytes around a path
SELECT 'żółć' AS "größe", author__name AS "名前" FROM shop_book WHERE author__name <> '名前'
-- by hand
SELECT 'żółć' AS "größe", a.name AS "名前" FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a full name of the table in front | postgres | served
SELECT public.shop_book.author__name, public.shop_book.title FROM public.shop_book
-- by hand
SELECT a.name AS author__name, title FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== a semicolon at the end
SELECT author__name FROM shop_book;
-- by hand
SELECT a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== ordered by a path that is cut to the label of another one | postgres
SELECT title, cover__book__cover__book__cover__book__cover__book__cover__book__cover__artist FROM shop_book ORDER BY cover__book__cover__book__cover__book__cover__book__cover__book__cover__id DESC NULLS LAST, title
-- by hand
SELECT title, c.artist AS cover__book__cover__book__cover__book__cover__book__cover__book FROM shop_book b LEFT JOIN shop_cover c ON c.book_id = b.id ORDER BY c.id DESC NULLS LAST, title
