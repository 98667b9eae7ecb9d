-- title: Lines that came late
-- answers: which filings the rules on timeliness (S16-4xx) found late, latest first
-- param since DATE = 2003-01-01: first day of filing
-- param most INTEGER = 100: findings listed
SELECT d.filed_on, f.issuer_name, d.accession, d.code AS rule, d.severity, d.box, d.message
FROM findings d JOIN filings f ON d.accession = f.accession
WHERE d.code LIKE 'S16-4%' AND d.filed_on >= $since
ORDER BY d.filed_on DESC, d.accession, d.code
LIMIT $most
