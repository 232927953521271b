== in every clause at once | $1 = 'FR'
SELECT author__country, count(*) AS n, max(publisher__city) AS m FROM shop_book WHERE author__country <> ? OR author__country IS NULL
GROUP BY author__country HAVING max(publisher__city) > 'A' ORDER BY author__country
-- by hand
SELECT a.country AS author__country, count(*) AS n, max(p.city) AS m FROM shop_book b JOIN shop_author a ON a.id = b.author_id
LEFT JOIN shop_publisher p ON p.id = b.publisher_id WHERE a.country <> $1 OR a.country IS NULL
GROUP BY a.country HAVING max(p.city) > 'A' ORDER BY a.country

== GROUP BY a column's place
SELECT author__country, sum(price) AS total FROM shop_book GROUP BY 1 ORDER BY 1
-- by hand
SELECT a.country AS author__country, sum(price) AS total FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY 1 ORDER BY 1

== GROUP BY GROUPING SETS, with GROUPING | postgres
SELECT author__country, publisher__city, grouping(author__country, publisher__city) AS g, count(*)
FROM shop_book GROUP BY GROUPING SETS ((author__country, publisher__city), (author__country), ())
-- by hand
SELECT a.country AS author__country, p.city AS publisher__city, grouping(a.country, p.city) AS g, count(*)
FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id
GROUP BY GROUPING SETS ((a.country, p.city), (a.country), ())

== GROUP BY ROLLUP and CUBE | postgres
SELECT author__country, extract(year FROM published) AS y, count(*) FROM shop_book GROUP BY ROLLUP (author__country), CUBE (y)
-- by hand
SELECT a.country AS author__country, extract(year FROM published) AS y, count(*) FROM shop_book b
JOIN shop_author a ON a.id = b.author_id GROUP BY ROLLUP (a.country), CUBE (extract(year FROM published))

== ORDER BY a path that is not selected, nulls first | postgres
SELECT id FROM shop_book ORDER BY publisher__city DESC NULLS FIRST, id
-- by hand
SELECT b.id FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id ORDER BY p.city DESC NULLS FIRST, b.id

== ORDER BY an expression of paths
SELECT id, title FROM shop_book ORDER BY coalesce(editor__name, author__name), id LIMIT 7
-- by hand
SELECT b.id, title FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author e ON e.id = b.editor_id
ORDER BY coalesce(e.name, a.name), b.id LIMIT 7

== ORDER BY a label beats a path | postgres
SELECT id AS author__name FROM shop_book WHERE author__country = 'PL' ORDER BY author__name DESC
-- by hand
SELECT b.id AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country = 'PL' ORDER BY b.id DESC

== a path in an expression of ORDER BY is no label | postgres
SELECT title AS author__name FROM shop_book WHERE author__country = 'PL' ORDER BY author__name || ''
-- by hand
SELECT title AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country = 'PL' ORDER BY a.name || ''

== FETCH FIRST WITH TIES | postgres
SELECT author__country, id FROM shop_book ORDER BY author__country FETCH FIRST 2 ROWS WITH TIES
-- by hand
SELECT a.country AS author__country, b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id ORDER BY a.country FETCH FIRST 2 ROWS WITH TIES

== LIMIT by a parameter | $1 = 'PL' | $2 = 3
SELECT id FROM shop_book WHERE author__country = ? ORDER BY id LIMIT CAST(? AS int)
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country = $1 ORDER BY b.id LIMIT CAST($2 AS int)

== DISTINCT over a path and a column
SELECT DISTINCT author__country, publisher_id FROM shop_book
-- by hand
SELECT DISTINCT a.country AS author__country, publisher_id FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== windows with frames, filters and names | postgres
SELECT id, count(*) FILTER (WHERE author__country = 'PL') OVER w AS n, lag(author__name, 1, publisher__name) OVER (w ROWS UNBOUNDED PRECEDING) AS l
FROM shop_book WINDOW w AS (PARTITION BY publisher__city ORDER BY shop_book.id)
-- by hand
SELECT b.id, count(*) FILTER (WHERE a.country = 'PL') OVER w AS n, lag(a.name, 1, p.name) OVER (w ROWS UNBOUNDED PRECEDING) AS l
FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id
WINDOW w AS (PARTITION BY p.city ORDER BY b.id)

== inside aggregates with ORDER BY | postgres
SELECT publisher_id, string_agg(author__name, ', ' ORDER BY author__country NULLS LAST, author__name, title) AS names FROM shop_book GROUP BY publisher_id
-- by hand
SELECT publisher_id, string_agg(a.name, ', ' ORDER BY a.country NULLS LAST, a.name, title) AS names FROM shop_book b
JOIN shop_author a ON a.id = b.author_id GROUP BY publisher_id

== inside an ordered-set aggregate | postgres
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY author__name) AS middle FROM shop_book
-- by hand
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY a.name) AS middle FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== CASE in both forms
SELECT id, CASE author__country WHEN 'PL' THEN 'a' WHEN 'FR' THEN 'b' ELSE author__name END AS x,
  CASE WHEN publisher__city IS NULL THEN editor__name END AS y FROM shop_book
-- by hand
SELECT b.id, CASE a.country WHEN 'PL' THEN 'a' WHEN 'FR' THEN 'b' ELSE a.name END AS x,
  CASE WHEN p.city IS NULL THEN e.name END AS y FROM shop_book b JOIN shop_author a ON a.id = b.author_id
LEFT JOIN shop_publisher p ON p.id = b.publisher_id LEFT JOIN shop_author e ON e.id = b.editor_id

== BETWEEN, IN, LIKE
SELECT id FROM shop_book WHERE author__name BETWEEN 'Author 1' AND 'Author 5' AND publisher__city IN ('Paris', 'Oslo', author__country) AND author__name LIKE '%1%'
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id
WHERE a.name BETWEEN 'Author 1' AND 'Author 5' AND p.city IN ('Paris', 'Oslo', a.country) AND a.name LIKE '%1%'

== NOT IN with NULLs is unknown for them
SELECT id FROM shop_book WHERE publisher__city NOT IN ('Paris')
-- by hand
SELECT b.id FROM shop_book b LEFT JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city NOT IN ('Paris')

== IS DISTINCT FROM | postgres
SELECT id, author__country IS DISTINCT FROM publisher__city FROM shop_book WHERE author__name IS NOT DISTINCT FROM 'Author 3' OR editor__name IS DISTINCT FROM NULL
-- by hand
SELECT b.id, a.country IS DISTINCT FROM p.city FROM shop_book b JOIN shop_author a ON a.id = b.author_id
LEFT JOIN shop_publisher p ON p.id = b.publisher_id LEFT JOIN shop_author e ON e.id = b.editor_id WHERE a.name = 'Author 3' OR e.name IS NOT NULL

== ANY, ALL, arrays and slices | postgres
SELECT id, ARRAY[author__name, editor__name] AS names, (ARRAY[author__id, 7])[2:author__id] AS s FROM shop_book WHERE author__country = ANY (ARRAY['PL', publisher__city])
-- by hand
SELECT b.id, ARRAY[a.name, e.name] AS names, (ARRAY[a.id, 7])[2:a.id] AS s FROM shop_book b JOIN shop_author a ON a.id = b.author_id
LEFT JOIN shop_author e ON e.id = b.editor_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id WHERE a.country = ANY (ARRAY['PL', p.city])

== rows compared | postgres
SELECT id FROM shop_book WHERE (author__country, publisher__city) = ('FR', 'Paris') OR ROW(author__id, id) < ROW(2, 9)
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id
WHERE (a.country, p.city) = ('FR', 'Paris') OR ROW(a.id, b.id) < ROW(2, 9)

== casts and collations keep labels | postgres
SELECT author__id::text, CAST(author__name AS varchar(8)), author__name COLLATE "C", author__name::text::char(3) FROM shop_book
-- by hand
SELECT a.id::text AS author__id, CAST(a.name AS varchar(8)) AS author__name, a.name COLLATE "C" AS author__name, a.name::text::char(3) AS author__name
FROM shop_book b JOIN shop_author a ON a.id = b.author_id

== functions written with keywords | postgres
SELECT substring(author__name FROM 8 FOR 1) AS s, trim(both 'A' FROM author__name) AS t, position('1' IN author__name) AS p,
  extract(year FROM published) AS y, overlay(author__name PLACING 'x' FROM 2) AS o, greatest(author__id, editor__id) AS g
FROM shop_book
-- by hand
SELECT substring(a.name FROM 8 FOR 1) AS s, trim(both 'A' FROM a.name) AS t, position('1' IN a.name) AS p,
  extract(year FROM published) AS y, overlay(a.name PLACING 'x' FROM 2) AS o, greatest(a.id, e.id) AS g
FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author e ON e.id = b.editor_id

== labels of calls, CASE and casts | postgres
SELECT upper(author__name), coalesce(editor__name, ''), nullif(author__name, ''), CASE WHEN author__id = 1 THEN 1 END, author__id + 1 FROM shop_book
-- by hand
SELECT upper(a.name), coalesce(e.name, ''), nullif(a.name, ''), CASE WHEN a.id = 1 THEN 1 END, a.id + 1
FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author e ON e.id = b.editor_id

== a label without AS | postgres
SELECT author__name who, upper(publisher__city) "Where" FROM shop_book
-- by hand
SELECT a.name who, upper(p.city) "Where" FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_publisher p ON p.id = b.publisher_id

== the same path many times is joined once
SELECT author__name, author__name AS again, upper(author__name) AS up FROM shop_book WHERE author__name > 'Author 2' AND author__name < 'Author 9' ORDER BY author__name, shop_book.id
-- by hand
SELECT a.name AS author__name, a.name AS again, upper(a.name) AS up FROM shop_book b JOIN shop_author a ON a.id = b.author_id
WHERE a.name > 'Author 2' AND a.name < 'Author 9' ORDER BY a.name, b.id

== parameters keep their numbers where an expression is repeated | $1 = 'a' | $2 = 'PL' | $3 = 'b' | postgres
SELECT ?::text || author__name AS x FROM shop_book WHERE author__country = ? ORDER BY ?::text || author__name || shop_book.id
-- by hand
SELECT $1::text || a.name AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country = $2 ORDER BY $3::text || a.name || b.id

== one numbered parameter in two places | $1 = 'PL' | postgres
SELECT id FROM shop_book WHERE author__country = $1 OR editor__country = $1
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_author e ON e.id = b.editor_id WHERE a.country = $1 OR e.country = $1

== a parameter as NULL | $1 = NULL | postgres
SELECT id FROM shop_book WHERE author__country IS NOT DISTINCT FROM ?::text
-- by hand
SELECT b.id FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE a.country IS NULL AND $1::text IS NULL

== UNION ALL, EXCEPT and INTERSECT, each branch with its own paths
SELECT author__country AS c FROM shop_book WHERE publisher__city = 'Paris' UNION ALL SELECT country FROM shop_author EXCEPT SELECT author__country FROM shop_book WHERE author__name = 'Author 1'
-- by hand
SELECT a.country AS c FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city = 'Paris'
UNION ALL SELECT country FROM shop_author EXCEPT SELECT country FROM shop_author WHERE name = 'Author 1'

== branches in brackets, with ORDER BY and LIMIT of their own | postgres
(SELECT id, author__name FROM shop_book ORDER BY author__name, id LIMIT 2) UNION ALL (SELECT id, name FROM shop_author ORDER BY mentor__name, id LIMIT 2) ORDER BY 1
-- by hand
(SELECT b.id, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id ORDER BY a.name, b.id LIMIT 2)
UNION ALL (SELECT a.id, a.name FROM shop_author a LEFT JOIN shop_author m ON m.id = a.mentor_id ORDER BY m.name, a.id LIMIT 2) ORDER BY 1

== VALUES beside a path | postgres
SELECT v.n, author__name FROM shop_book JOIN (VALUES (3), (5)) AS v (n) ON v.n = shop_book.id
-- by hand
SELECT b.id AS n, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id WHERE b.id IN (3, 5)

== a recursive query whose branches have paths | postgres
WITH RECURSIVE up AS (SELECT id, mentor_id, name, mentor__name AS above FROM shop_author WHERE id = 12
  UNION ALL SELECT a.id, a.mentor_id, a.name, a.mentor.name FROM up JOIN shop_author a ON a.id = up.mentor_id)
SELECT id, name, above FROM up
-- by hand
WITH RECURSIVE up AS (SELECT a.id, a.mentor_id, a.name, m.name AS above FROM shop_author a LEFT JOIN shop_author m ON m.id = a.mentor_id WHERE a.id = 12
  UNION ALL SELECT a.id, a.mentor_id, a.name, m.name FROM up JOIN shop_author a ON a.id = up.mentor_id LEFT JOIN shop_author m ON m.id = a.mentor_id)
SELECT id, name, above FROM up

== TABLESAMPLE and ONLY | postgres | served
SELECT b.id, b.author__name FROM ONLY shop_book AS b TABLESAMPLE bernoulli (100) REPEATABLE (3) WHERE b.publisher__city = 'Oslo'
-- by hand
SELECT b.id, a.name AS author__name FROM shop_book b JOIN shop_author a ON a.id = b.author_id JOIN shop_publisher p ON p.id = b.publisher_id WHERE p.city = 'Oslo'

== EXPLAIN of a path is a plan | postgres
EXPLAIN (COSTS OFF) SELECT author__name FROM shop_book
-- by hand
EXPLAIN (COSTS OFF) SELECT author.name FROM shop_book LEFT JOIN shop_author AS author ON author.id = shop_book.author_id

== a GROUP BY alias of an inner query, where the outer one has such a column
SELECT name, (SELECT max(x) FROM (SELECT upper(title) AS name, max(author__country) AS x FROM shop_book b GROUP BY name) q) AS m FROM shop_author
-- by hand
SELECT name, (SELECT max(x) FROM (SELECT upper(b.title) AS name, max(a.country) AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY upper(b.title)) q) AS m FROM shop_author

== a GROUP BY column of an outer query, where no output has its name | postgres
SELECT name, (SELECT count(*) FROM (SELECT max(author__country) AS x FROM shop_book GROUP BY name) q) AS m FROM shop_author
-- by hand
SELECT p.name, (SELECT count(*) FROM (SELECT max(a.country) AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY p.name) q) AS m FROM shop_author p

== GROUP BY the label of a function | postgres
SELECT upper(title), max(author__country) FROM shop_book GROUP BY upper
-- by hand
SELECT upper(b.title), max(a.country) AS max FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY upper(b.title)

== GROUP BY the label of a path | postgres
SELECT author.country, count(*), count(review) AS n FROM shop_book GROUP BY country
-- by hand
SELECT a.country, count(DISTINCT b.id), count(r.id) AS n FROM shop_book b JOIN shop_author a ON a.id = b.author_id LEFT JOIN shop_review r ON r.book_id = b.id GROUP BY a.country

== GROUP BY the label of an aggregate over related rows | postgres
SELECT count(review), sum(price) AS n FROM shop_book GROUP BY count
-- by hand
SELECT count, sum(price) AS n FROM (SELECT price, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS count FROM shop_book b) q GROUP BY count

== GROUP BY a label in ROLLUP | postgres
SELECT author.country, count(*) FROM shop_book GROUP BY ROLLUP (country)
-- by hand
SELECT a.country, count(*) FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY ROLLUP (a.country)

== GROUP BY an input column that a label has too | postgres
SELECT upper(author.name) AS title, count(*) FROM shop_book GROUP BY title, author__name
-- by hand
SELECT upper(a.name) AS title, count(*) FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY b.title, a.name

== GROUP BY a label that is also a table | postgres
SELECT upper(title) AS b, max(author__country) AS x FROM shop_book b GROUP BY b
-- by hand
SELECT upper(b.title) AS b, max(a.country) AS x FROM shop_book b JOIN shop_author a ON a.id = b.author_id GROUP BY upper(b.title)
