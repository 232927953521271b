== no such column on the alias's table
SELECT b.titel FROM shop_book b
-- 42703 at 8: table shop_book has no column or relation titel. Did you mean title?

== no such relation behind an alias
SELECT b.autor__name FROM shop_book b
-- 42703 at 8: Did you mean author

== no such column in WHERE
SELECT id FROM shop_book WHERE author__nme = 'x'
-- 42703 at 32: table shop_author has no column or relation nme. Did you mean name?

== no such column in ORDER BY
SELECT id FROM shop_book ORDER BY publisher__citty
-- 42703 at 35: Did you mean city?

== no such column in GROUP BY
SELECT count(*) FROM shop_book GROUP BY publisher__citty
-- 42703 at 41: Did you mean city?

== no such column in HAVING
SELECT count(*) FROM shop_book HAVING max(publisher__citty) > 'a'
-- 42703 at 43: Did you mean city?

== no such column in ON
SELECT b.id FROM shop_book b JOIN shop_review r ON b.author__nme = r.body
-- 42703 at 52: Did you mean name?

== no such column in a window
SELECT rank() OVER (ORDER BY author__nme) FROM shop_book
-- 42703 at 30: Did you mean name?

== no such column in FILTER
SELECT count(*) FILTER (WHERE author__nme > 'a') FROM shop_book
-- 42703 at 31: Did you mean name?

== no such column in an inner query
SELECT id FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_review r WHERE r.book__titel = b.title)
-- 42703 at 76: table shop_book has no column or relation titel. Did you mean title?

== no such column of an outer query's row
SELECT id FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_review r WHERE b.author__nme = r.body)
-- 42703 at 76: Did you mean name?

== no such column in a derived table
SELECT 1 FROM (SELECT author__nme FROM shop_book) AS x
-- 42703 at 23: Did you mean name?

== no such column in a WITH query
WITH x AS (SELECT author__nme FROM shop_book) SELECT 1 FROM x
-- 42703 at 19: Did you mean name?

== no such column in a branch of UNION
SELECT author__name FROM shop_book UNION SELECT editor__nme FROM shop_book
-- 42703 at 49: Did you mean name?

== a derived table without the key does not lead on
SELECT author__name FROM (SELECT id, title FROM shop_book) AS x
-- 42703 at 8: author

== a view without the key does not lead on
SELECT publisher__name FROM review_list
-- 42703 at 8: publisher

== nearest names behind a view
SELECT auhtor__name FROM cheap_book
-- 42703 at 8: Did you mean author?

== nearest relation, with its plural
SELECT title, count(reveiw) FROM shop_book
-- 42703 at 21: Did you mean review

== nothing is near
SELECT zzz__qqq FROM shop_book
-- 42703 at 8: table shop_book has no column or relation zzz.

== a name with dots leads nowhere
SELECT author.mentor.nmae FROM shop_book
-- 42703 at 8: author.mentor.nmae: table shop_author has no column or relation nmae. Did you mean name?

== a longer path than any
SELECT author__mentor__mentor__mentor__mentor__mentor__mentor__mentor__nmae FROM shop_book
-- 42703 at 8: Did you mean name?

== two derived tables answer to the name
SELECT author__name FROM (SELECT * FROM shop_book) a, (SELECT * FROM shop_book) b
-- 42702 at 8: a.author or b.author

== two tables of a join answer to the name
SELECT book__title FROM shop_review r JOIN shop_sale s ON s.book_id = r.book_id
-- 42702 at 8: r.book or s.book

== two rows of a view answer to the name
SELECT shop_book_by_author__title FROM pupil
-- 42702 at 8: pupil

== two relations answer to the name behind an alias
SELECT a.name, count(a.book) FROM shop_author a
-- 42702 at 22: a.book may be a.book_by_author or a.book_by_editor

== two relations answer to a later name
SELECT name, count(book_by_author__author__book) FROM shop_author
-- 42702 at 20: shop_author.book_by_author.author.book_by_author or shop_author.book_by_author.author.book_by_editor

== two relations answer to the name in WHERE
SELECT name FROM shop_author WHERE count(book) > 1
-- 42702 at 42: book_by_author

== two relations could be the join's condition
SELECT 1 FROM shop_author a JOIN shop_book b ON a.book
-- 42702 at 49: book_by_author

== to many in WHERE
SELECT id FROM shop_book WHERE review__rating > 3
-- 42803 at 32: review__rating leads to many rows of shop_review. Write an aggregate over it: count(review__rating)

== to many in ORDER BY
SELECT id FROM shop_book ORDER BY sale__qty
-- 42803 at 35: sale__qty leads to many rows

== to many in GROUP BY
SELECT count(*) FROM shop_book GROUP BY tags__label
-- 42803 at 41: tags__label leads to many rows of shop_tag

== to many in ON
SELECT b.id FROM shop_book b JOIN shop_store s ON b.sale.store.city = s.city
-- 42803 at 51: leads to many rows of shop_store

== to many as an argument of a function
SELECT upper(tags__label) FROM shop_book
-- 42803 at 14: tags__label leads to many rows

== to many over two relations
SELECT title, book_by_author__review__rating FROM shop_author, (SELECT 1 AS title) AS t
-- 42803 at 15: leads to many rows of shop_review

== to many through a junction, alone
SELECT tags FROM shop_book
-- 42803 at 8: tags leads to many rows of shop_tag. Write an aggregate over it: count(tags)

== aggregates fork in FILTER
SELECT title, count(review) FILTER (WHERE sale__qty > 1) FROM shop_book
-- 42803 at 43: review and sale__qty

== aggregates fork in ORDER BY | postgres
SELECT title, string_agg(tags__label, ',' ORDER BY review__rating) FROM shop_book
-- 42803 at 52: tags__label and review__rating

== aggregates fork between two tables
SELECT count(a.shop_review.id + b.shop_sale.id) FROM shop_book a, shop_book b
-- 42803 at 33: Write two aggregates

== a relation in an expression
SELECT author || 'x' FROM shop_book
-- 42804 at 8: author is a relation to shop_author, and a value is needed. Write one of its columns: author__id

== a relation in ORDER BY
SELECT id FROM shop_book ORDER BY publisher
-- 42804 at 35: publisher__id

== a relation as a condition of WHERE
SELECT id FROM shop_book WHERE publisher
-- 42804 at 32: a value is needed

== a relation of a later step
SELECT author__mentor FROM shop_book
-- 42804 at 8: author__mentor is a relation to shop_author

== a relation compared with another in ON
SELECT 1 FROM shop_book b JOIN shop_book c ON b.author.mentor = c.id
-- 42804 at 47: a value is needed

== a relation of the other side, in ON, to a third table
SELECT 1 FROM shop_book b JOIN shop_store s ON b.publisher
-- 42804 at 48: b.publisher leads to shop_publisher, which is not on the other side of this join

== positions count characters, not bytes, behind escapes
SELECT {fn UCASE('żółć')}, {d '2020-01-01'}, author__nmae FROM shop_book
-- 42703 at 46: Did you mean name?

== positions behind comments and on other lines
SELECT /* żółć */ id,
  author__nmae
FROM shop_book
-- 42703 at 25: Did you mean name?

== INSERT
INSERT INTO shop_tag VALUES (1, 'x')
-- 25006 at 1: INSERT is refused: Pillion only reads. Write SELECT

== UPDATE with a path
UPDATE shop_book SET price = 1 WHERE author__name = 'x'
-- 25006 at 1: UPDATE is refused

== a WITH query that writes | postgres
WITH gone AS (DELETE FROM shop_tag RETURNING id) SELECT author__name FROM shop_book
-- 25006 at 6: The WITH query gone changes data

== SELECT INTO | postgres
SELECT author__name INTO other FROM shop_book
-- 25006 at 21: Leave INTO out

== a locking clause | postgres
SELECT author__name FROM shop_book FOR UPDATE
-- 25006 at 36: Leave it out

== a transaction word
COMMIT
-- 25006 at 1: the transaction is the host application's

== two statements
SELECT author__name FROM shop_book; SELECT 1
-- 42601 at 37: Send one at a time

== an empty statement
/* nothing */ ;
-- 42601 at 1: The statement is empty

== a function that reaches out | postgres
SELECT author__name, pg_advisory_lock(1) FROM shop_book
-- 42501 at 22: pg_advisory_lock is refused

== a function that reaches out, with a path as its argument | postgres
SELECT query_to_xml(author__name, true, true, '') FROM shop_book
-- 42501 at 8: query_to_xml is refused

== both kinds of markers
SELECT author__name FROM shop_book WHERE id = ? AND price > $1
-- 42601 at 61: Write one kind only

== an escape that is not ODBC's
SELECT {foo author__name} FROM shop_book
-- 42601 at 8: This escape is not one of ODBC's

== an escape without its end
SELECT {fn UCASE(author__name) FROM shop_book
-- 42601 at 8: has no closing brace

== an array inside an aggregate over a group's rows: none here, but a row
SELECT publisher_id, string_agg(review__body, ',' ORDER BY author) FROM shop_book GROUP BY 1
-- 42804 at 60: a value is needed

== a view without the key that the relation follows
SELECT count(review) FROM author_total
-- 42703 at 14: review: author_total does not show id of shop_book, which the relation review follows. Select it there, or start at shop_book.

== a derived table without the key, by its alias, beside a table that has it
SELECT b.id, count(t.review) FROM shop_book b JOIN (SELECT title FROM shop_book) t ON t.title = b.title
-- 42703 at 20: t.review: t does not show id of shop_book, which the relation review follows. Select it there, or start at shop_book.

== a derived table without the foreign key
SELECT t.author__name FROM (SELECT title FROM shop_book) t
-- 42703 at 8: t.author__name: t does not show author_id of shop_book, which the relation author follows

== a derived table without the columns of a composite key
SELECT count(p.parcel) FROM (SELECT "Street Name" FROM "Depot") p
-- 42703 at 14: p.parcel: p does not show Area and No of Depot, which the relation parcel follows. Select them there, or start at Depot.

== a join along a key that a derived table does not show
SELECT 1 FROM (SELECT name FROM shop_author) a JOIN shop_book b ON a.book
-- 42703 at 68: a.book: a does not show id of shop_author, which the relation book follows

== a column that a derived table does not show
SELECT t.price FROM (SELECT title FROM shop_book) t
-- 42703 at 8: t.price: t does not show this column of shop_book. Select it there, or start at shop_book.

== a column that a view shows by another name
SELECT v.writer, v.author_id FROM book_list v
-- 42703 at 18: v.author_id: v shows this column of shop_book as writer. Write writer.

== a path goes on after a column
SELECT count(review__rating.x) FROM shop_book
-- 42703 at 14: review__rating.x: rating is a column of shop_review, and nothing can follow it. End the path there.

== a path goes on after a column, in one identifier
SELECT author__name__first FROM shop_book
-- 42703 at 8: author__name__first: name is a column of shop_author, and nothing can follow it. End the path there.
