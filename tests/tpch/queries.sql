== 2. the cheapest European supplier of a part
SELECT ps_suppkey__s_acctbal, ps_suppkey__s_name, ps_suppkey__s_nationkey__n_name, ps_partkey,
  ps_partkey__p_mfgr, ps_suppkey__s_address, ps_suppkey__s_phone, ps_suppkey__s_comment
FROM partsupp
WHERE ps_partkey__p_size = 15 AND ps_partkey__p_type LIKE '%BRASS'
  AND ps_suppkey__s_nationkey__n_regionkey__r_name = 'EUROPE'
  AND ps_supplycost = min(ps_partkey__partsupp__ps_supplycost) FILTER (
    WHERE ps_partkey__partsupp__ps_suppkey__s_nationkey__n_regionkey__r_name = 'EUROPE')
ORDER BY ps_suppkey__s_acctbal DESC, ps_suppkey__s_nationkey__n_name, ps_suppkey__s_name, ps_partkey LIMIT 100
-- as TPC-H has it
SELECT s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
FROM part, supplier, partsupp, nation, region
WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND p_size = 15 AND p_type LIKE '%BRASS'
  AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE'
  AND ps_supplycost = (SELECT min(ps_supplycost) FROM partsupp, supplier, nation, region
    WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND s_nationkey = n_nationkey
      AND n_regionkey = r_regionkey AND r_name = 'EUROPE')
ORDER BY s_acctbal DESC, n_name, s_name, p_partkey LIMIT 100

== 3. unshipped orders of the highest value
SELECT o_orderkey, sum(lineitem__l_extendedprice * (1 - lineitem__l_discount))
    FILTER (WHERE lineitem__l_shipdate > date '1995-03-15') AS revenue, o_orderdate, o_shippriority
FROM orders
WHERE o_custkey__c_mktsegment = 'BUILDING' AND o_orderdate < date '1995-03-15'
  AND count(lineitem) FILTER (WHERE lineitem__l_shipdate > date '1995-03-15') > 0
ORDER BY revenue DESC, o_orderdate LIMIT 10
-- as TPC-H has it
SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate, o_shippriority
FROM customer, orders, lineitem
WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
  AND o_orderdate < date '1995-03-15' AND l_shipdate > date '1995-03-15'
GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC, o_orderdate LIMIT 10

== 4. orders with a late item, by priority
SELECT o_orderpriority, count(*) AS order_count FROM orders
WHERE o_orderdate >= date '1993-07-01' AND o_orderdate < date '1993-07-01' + interval '3 month'
  AND count(lineitem) FILTER (WHERE lineitem__l_commitdate < lineitem__l_receiptdate) > 0
GROUP BY o_orderpriority ORDER BY o_orderpriority
-- as TPC-H has it
SELECT o_orderpriority, count(*) AS order_count FROM orders
WHERE o_orderdate >= date '1993-07-01' AND o_orderdate < date '1993-07-01' + interval '3 month'
  AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
GROUP BY o_orderpriority ORDER BY o_orderpriority

== 5. revenue of local suppliers
SELECT l_suppkey__s_nationkey__n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue FROM lineitem
WHERE l_orderkey__o_custkey__c_nationkey = l_suppkey__s_nationkey
  AND l_suppkey__s_nationkey__n_regionkey__r_name = 'ASIA'
  AND l_orderkey__o_orderdate >= date '1994-01-01' AND l_orderkey__o_orderdate < date '1995-01-01'
GROUP BY 1 ORDER BY revenue DESC
-- as TPC-H has it
SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue
FROM customer, orders, lineitem, supplier, nation, region
WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey
  AND c_nationkey = s_nationkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey
  AND r_name = 'ASIA' AND o_orderdate >= date '1994-01-01' AND o_orderdate < date '1995-01-01'
GROUP BY n_name ORDER BY revenue DESC

== 7. volume between two nations
SELECT l_suppkey__s_nationkey__n_name AS supp_nation, l_orderkey__o_custkey__c_nationkey__n_name AS cust_nation,
  extract(year FROM l_shipdate) AS l_year, sum(l_extendedprice * (1 - l_discount)) AS revenue
FROM lineitem
WHERE (l_suppkey__s_nationkey__n_name, l_orderkey__o_custkey__c_nationkey__n_name)
    IN (('FRANCE', 'GERMANY'), ('GERMANY', 'FRANCE'))
  AND l_shipdate BETWEEN date '1995-01-01' AND date '1996-12-31'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
-- as TPC-H has it
SELECT supp_nation, cust_nation, l_year, sum(volume) AS revenue
FROM (SELECT n1.n_name AS supp_nation, n2.n_name AS cust_nation, extract(year FROM l_shipdate) AS l_year,
    l_extendedprice * (1 - l_discount) AS volume
  FROM supplier, lineitem, orders, customer, nation n1, nation n2
  WHERE s_suppkey = l_suppkey AND o_orderkey = l_orderkey AND c_custkey = o_custkey
    AND s_nationkey = n1.n_nationkey AND c_nationkey = n2.n_nationkey
    AND ((n1.n_name = 'FRANCE' AND n2.n_name = 'GERMANY') OR (n1.n_name = 'GERMANY' AND n2.n_name = 'FRANCE'))
    AND l_shipdate BETWEEN date '1995-01-01' AND date '1996-12-31') AS shipping
GROUP BY supp_nation, cust_nation, l_year ORDER BY supp_nation, cust_nation, l_year

== 9. profit by nation and year
SELECT l_suppkey__s_nationkey__n_name AS nation, extract(year FROM l_orderkey__o_orderdate) AS o_year,
  sum(l_extendedprice * (1 - l_discount) - partsupp__ps_supplycost * l_quantity) AS sum_profit
FROM lineitem WHERE l_partkey__p_name LIKE '%green%' GROUP BY 1, 2 ORDER BY 1, 2 DESC
-- as TPC-H has it
SELECT nation, o_year, sum(amount) AS sum_profit
FROM (SELECT n_name AS nation, extract(year FROM o_orderdate) AS o_year,
    l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity AS amount
  FROM part, supplier, lineitem, partsupp, orders, nation
  WHERE s_suppkey = l_suppkey AND ps_suppkey = l_suppkey AND ps_partkey = l_partkey
    AND p_partkey = l_partkey AND o_orderkey = l_orderkey AND s_nationkey = n_nationkey
    AND p_name LIKE '%green%') AS profit
GROUP BY nation, o_year ORDER BY nation, o_year DESC

== 10. customers who sent goods back
SELECT c_custkey, c_name, sum(orders__lineitem__l_extendedprice * (1 - orders__lineitem__l_discount)) FILTER (
    WHERE orders__o_orderdate >= date '1993-10-01' AND orders__o_orderdate < date '1994-01-01'
      AND orders__lineitem__l_returnflag = 'R') AS revenue,
  c_acctbal, c_nationkey__n_name, c_address, c_phone, c_comment
FROM customer ORDER BY revenue DESC NULLS LAST LIMIT 20
-- as TPC-H has it
SELECT c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) AS revenue, c_acctbal, n_name, c_address,
  c_phone, c_comment
FROM customer, orders, lineitem, nation
WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND o_orderdate >= date '1993-10-01'
  AND o_orderdate < date '1994-01-01' AND l_returnflag = 'R' AND c_nationkey = n_nationkey
GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
ORDER BY revenue DESC LIMIT 20

== 12. late deliveries by ship mode and priority
SELECT l_shipmode,
  count(*) FILTER (WHERE l_orderkey__o_orderpriority IN ('1-URGENT', '2-HIGH')) AS high_line_count,
  count(*) FILTER (WHERE l_orderkey__o_orderpriority NOT IN ('1-URGENT', '2-HIGH')) AS low_line_count
FROM lineitem
WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate
  AND l_receiptdate >= date '1994-01-01' AND l_receiptdate < date '1995-01-01'
GROUP BY l_shipmode ORDER BY l_shipmode
-- as TPC-H has it
SELECT l_shipmode,
  sum(CASE WHEN o_orderpriority = '1-URGENT' OR o_orderpriority = '2-HIGH' THEN 1 ELSE 0 END) AS high_line_count,
  sum(CASE WHEN o_orderpriority <> '1-URGENT' AND o_orderpriority <> '2-HIGH' THEN 1 ELSE 0 END) AS low_line_count
FROM orders, lineitem
WHERE o_orderkey = l_orderkey AND l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate
  AND l_shipdate < l_commitdate AND l_receiptdate >= date '1994-01-01' AND l_receiptdate < date '1995-01-01'
GROUP BY l_shipmode ORDER BY l_shipmode

== 13. how many customers have so many orders
SELECT count(orders) FILTER (WHERE orders__o_comment NOT LIKE '%special%requests%') AS c_count, count(*) AS custdist
FROM customer GROUP BY c_count ORDER BY custdist DESC, c_count DESC
-- as TPC-H has it
SELECT c_count, count(*) AS custdist
FROM (SELECT c_custkey, count(o_orderkey) FROM customer LEFT OUTER JOIN orders
    ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%' GROUP BY c_custkey) AS c_orders (c_custkey, c_count)
GROUP BY c_count ORDER BY custdist DESC, c_count DESC

== 14. the share of promotions in revenue
SELECT 100.00 * sum(l_extendedprice * (1 - l_discount)) FILTER (WHERE l_partkey__p_type LIKE 'PROMO%')
  / sum(l_extendedprice * (1 - l_discount)) AS promo_revenue
FROM lineitem WHERE l_shipdate >= date '1995-09-01' AND l_shipdate < date '1995-10-01'
-- as TPC-H has it
SELECT 100.00 * sum(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END)
  / sum(l_extendedprice * (1 - l_discount)) AS promo_revenue
FROM lineitem, part
WHERE l_partkey = p_partkey AND l_shipdate >= date '1995-09-01' AND l_shipdate < date '1995-10-01'

== 17. revenue lost if small orders were refused
SELECT sum(l_extendedprice) / 7.0 AS avg_yearly FROM lineitem
WHERE l_partkey__p_brand = 'Brand#23' AND l_partkey__p_container = 'MED BOX'
  AND l_quantity < 0.2 * avg(l_partkey__lineitem__l_quantity)
-- as TPC-H has it
SELECT sum(l_extendedprice) / 7.0 AS avg_yearly FROM lineitem, part
WHERE p_partkey = l_partkey AND p_brand = 'Brand#23' AND p_container = 'MED BOX'
  AND l_quantity < (SELECT 0.2 * avg(l_quantity) FROM lineitem WHERE l_partkey = p_partkey)

== 18. orders of a large quantity
SELECT o_custkey__c_name, o_custkey, o_orderkey, o_orderdate, o_totalprice, sum(lineitem__l_quantity) AS quantity
FROM orders WHERE sum(lineitem__l_quantity) > 250 ORDER BY o_totalprice DESC, o_orderdate LIMIT 100
-- as TPC-H has it
SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) AS quantity
FROM customer, orders, lineitem
WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 250)
  AND c_custkey = o_custkey AND o_orderkey = l_orderkey
GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice ORDER BY o_totalprice DESC, o_orderdate LIMIT 100

== 21. suppliers who alone kept an order waiting
SELECT l1.l_suppkey__s_name, count(*) AS numwait FROM lineitem l1
WHERE l1.l_orderkey__o_orderstatus = 'F' AND l1.l_receiptdate > l1.l_commitdate
  AND l1.l_suppkey__s_nationkey__n_name = 'SAUDI ARABIA'
  AND count(l1.l_orderkey__lineitem) FILTER (WHERE l1.l_orderkey__lineitem__l_suppkey <> l1.l_suppkey) > 0
  AND count(l1.l_orderkey__lineitem) FILTER (WHERE l1.l_orderkey__lineitem__l_suppkey <> l1.l_suppkey
    AND l1.l_orderkey__lineitem__l_receiptdate > l1.l_orderkey__lineitem__l_commitdate) = 0
GROUP BY 1 ORDER BY numwait DESC, 1 LIMIT 100
-- as TPC-H has it
SELECT s_name, count(*) AS numwait FROM supplier, lineitem l1, orders, nation
WHERE s_suppkey = l1.l_suppkey AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F'
  AND l1.l_receiptdate > l1.l_commitdate
  AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)
  AND NOT EXISTS (SELECT * FROM lineitem l3 WHERE l3.l_orderkey = l1.l_orderkey
    AND l3.l_suppkey <> l1.l_suppkey AND l3.l_receiptdate > l3.l_commitdate)
  AND s_nationkey = n_nationkey AND n_name = 'SAUDI ARABIA'
GROUP BY s_name ORDER BY numwait DESC, s_name LIMIT 100

== 22. customers without orders, by country code
SELECT substring(c_phone FROM 1 FOR 2) AS cntrycode, count(*) AS numcust, sum(c_acctbal) AS totacctbal FROM customer
WHERE substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17') AND count(orders) = 0
  AND c_acctbal > (SELECT avg(c_acctbal) FROM customer WHERE c_acctbal > 0.00
    AND substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17'))
GROUP BY cntrycode ORDER BY cntrycode
-- as TPC-H has it
SELECT cntrycode, count(*) AS numcust, sum(c_acctbal) AS totacctbal
FROM (SELECT substring(c_phone FROM 1 FOR 2) AS cntrycode, c_acctbal FROM customer
  WHERE substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17')
    AND c_acctbal > (SELECT avg(c_acctbal) FROM customer WHERE c_acctbal > 0.00
      AND substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17'))
    AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) AS custsale
GROUP BY cntrycode ORDER BY cntrycode
