-- title: Findings by rule
-- answers: how many filings each rule found fault with, and one of them
-- param since DATE = 2003-01-01: first day of filing; filings of an unknown day are left out
SELECT code, severity, count(DISTINCT accession) AS filings, count(*) AS findings, max(accession) AS one_of_them
FROM findings
WHERE filed_on >= $since
GROUP BY code, severity
ORDER BY filings DESC, code
