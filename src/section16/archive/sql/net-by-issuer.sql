-- title: Purchases less sales, by issuer
-- answers: in which issuers insiders bought or sold most on the market, filed between two days
-- param since DATE: first day of filing
-- param until DATE: last day of filing
-- param most INTEGER = 50: issuers listed
SELECT issuer_cik, arg_max(issuer_name, filed_on) AS issuer_name, arg_max(issuer_symbol, filed_on) AS issuer_symbol,
    sum(CASE code WHEN 'P' THEN shares * price ELSE -shares * price END) AS net_dollars,
    count(*) FILTER (code = 'P') AS purchases,
    count(*) FILTER (code = 'S') AS sales,
    count(*) FILTER (price IS NULL) AS without_price
FROM trades
WHERE code IN ('P', 'S') AND "table" = 'table_i' AND filed_on BETWEEN $since AND $until
GROUP BY issuer_cik
ORDER BY abs(net_dollars) DESC NULLS LAST, issuer_cik
LIMIT $most
