-- title: Lines that repeat a trade
-- answers: which lines tell of a trade that an earlier line has told of, how, and of which
-- param issuer VARCHAR = %: CIK of the issuer, 10 digits; % for all
-- param most INTEGER = 100: lines listed
SELECT issuer_name, owner_names, form, filed_on, accession, "table", line, report, of_accession, of_line,
    security_title, transaction_date, code, shares, price
FROM lines
WHERE report IS NOT NULL AND issuer_cik LIKE $issuer
ORDER BY filed_on DESC, accession, "table", line
LIMIT $most
