-- title: Names and symbols of an issuer
-- answers: what an issuer was called, under which symbols, from when to when
-- param issuer VARCHAR: CIK of the issuer, 10 digits
SELECT issuer_name, issuer_symbol, min(filed_on) AS first_on, max(filed_on) AS last_on, count(*) AS filings
FROM filings
WHERE issuer_cik = $issuer
GROUP BY ALL
ORDER BY last_on DESC NULLS LAST, issuer_name
