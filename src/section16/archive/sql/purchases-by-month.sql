-- title: Open-market purchases and sales by month
-- answers: how many trades with codes P and S were made in each month, by how many issuers' insiders, for how many dollars, and how many had no price
-- param since DATE = 2003-01-01: first day of trading
-- param until DATE = 2100-01-01: last day of trading
SELECT date_trunc('month', transaction_date)::DATE AS month,
    count(*) FILTER (code = 'P') AS purchases,
    count(*) FILTER (code = 'S') AS sales,
    count(DISTINCT issuer_cik) FILTER (code = 'P') AS issuers_bought,
    count(DISTINCT issuer_cik) FILTER (code = 'S') AS issuers_sold,
    sum(shares * price) FILTER (code = 'P') AS dollars_bought,
    sum(shares * price) FILTER (code = 'S') AS dollars_sold,
    count(*) FILTER (price IS NULL) AS without_price
FROM trades
WHERE code IN ('P', 'S') AND "table" = 'table_i' AND transaction_date BETWEEN $since AND $until
GROUP BY month
ORDER BY month
