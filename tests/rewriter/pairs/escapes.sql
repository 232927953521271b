== a function escape around a path
SELECT {fn UCASE(author__name)} AS u, {fn LENGTH(publisher__city)} AS l FROM shop_book
-- by hand
SELECT upper(a.name) AS u, length(p.city) AS l FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== function escapes in each other, with markers | $1 = 'x'
SELECT {fn CONCAT({fn LCASE(author__name)}, {fn UCASE(?)})} AS c FROM shop_book
-- by hand
SELECT lower(a.name) || upper($1) AS c FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== an escape in the condition of a path
SELECT id FROM shop_book WHERE {fn LOCATE('1', author__name)} > 0
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.name LIKE '%1%'

== a date beside a path | postgres
SELECT id, author__name FROM shop_book WHERE published > {d '2020-01-01'} AND published < {ts '2022-01-01 00:00:00'}
-- by hand
SELECT b.id, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE published > date '2020-01-01' AND published < timestamp '2022-01-01 00:00:00'

== an outer join escape, nested, with paths and a relation | postgres | served
SELECT b.id, r.rating, b.author__name FROM {oj shop_book b LEFT OUTER JOIN {oj shop_review r LEFT OUTER JOIN shop_cover c ON c.book_id = r.book_id} ON r.book}
-- by hand
SELECT b.id, r.rating, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id
LEFT JOIN (shop_review r LEFT JOIN shop_cover c ON c.book_id = r.book_id) ON r.book_id = b.id

== LIKE with an escape
SELECT id FROM shop_book WHERE author__name LIKE 'Author!_1%' {escape '!'} OR author__name LIKE 'Author 1_' {escape '!'}
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.name LIKE 'Author 1_'

== markers inside escapes keep their order | $1 = 'PL' | $2 = 'a' | $3 = 'b' | postgres
SELECT {fn CONCAT(?, {fn CONCAT(author__name, ?)})} AS x FROM shop_book WHERE publisher__city <> ?
-- by hand
SELECT $1 || a.name || $2 AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city <> $3

== an interval escape | postgres
SELECT id, author__name FROM shop_book WHERE published + {interval '1' year} > {d '2024-01-01'}
-- by hand
SELECT b.id, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE published + interval '1' year > date '2024-01-01'

== conversions of a path | postgres
SELECT {fn CONVERT(author__id, SQL_VARCHAR)} AS v, {fn IFNULL(editor__name, 'none')} AS n FROM shop_book
-- by hand
SELECT a.id::text AS v, coalesce(e.name, 'none') AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author e ON e.id = b.editor_id

== an operator with a question mark, doubled and not | postgres | $1 = 'PL'
SELECT id, jsonb_build_object('a', author__country) ? 'a' AS has, jsonb_build_object('b', 1) ?? 'a' AS no FROM shop_book WHERE author__country = ?
-- by hand
SELECT b.id, true AS has, false AS no FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country = $1
