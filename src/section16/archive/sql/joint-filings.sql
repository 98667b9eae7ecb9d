-- title: Forms with several reporting owners
-- answers: which filings have the most owners
-- param least INTEGER = 5: owners at least
-- param most INTEGER = 50: filings listed
SELECT f.accession, f.form, f.filed_on, f.issuer_name, count(*) AS owners, list(o.name ORDER BY o.position) AS names
FROM owners o JOIN filings f ON o.accession = f.accession
GROUP BY f.accession, f.form, f.filed_on, f.issuer_name
HAVING count(*) >= $least
ORDER BY owners DESC, f.accession
LIMIT $most
