-- title: Transaction codes
-- answers: how often each transaction code was filed, in which table and direction, and how often without a price
-- param since DATE = 2003-01-01: first day of filing
SELECT "table", code, acquired_disposed, count(*) AS lines, count(DISTINCT accession) AS filings,
    count(*) FILTER (price IS NULL) AS without_price, count(*) FILTER (price = 0) AS price_zero
FROM lines
WHERE kind = 'transaction' AND filed_on >= $since
GROUP BY ALL
ORDER BY lines DESC, "table", code, acquired_disposed
