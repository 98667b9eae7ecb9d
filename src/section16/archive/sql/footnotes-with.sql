-- title: Footnotes that hold certain words
-- answers: which filings say something in a footnote, and on which boxes the footnote is marked
-- param words VARCHAR: words as they stand, whatever the case; % for anything between
-- param since DATE = 2003-01-01: first day of filing
-- param most INTEGER = 100: footnotes listed
SELECT f.filed_on, g.issuer_name, f.accession, f.id, f.text,
    (SELECT string_agg(DISTINCT m."table" || ' line ' || m.line || ' ' || m.field, ', ')
     FROM marks m WHERE m.accession = f.accession AND m.footnote_id = f.id) AS marked_on
FROM footnotes f JOIN filings g ON f.accession = g.accession
WHERE f.text ILIKE '%' || $words || '%' AND f.filed_on >= $since
ORDER BY f.filed_on DESC, f.accession, f.id
LIMIT $most
