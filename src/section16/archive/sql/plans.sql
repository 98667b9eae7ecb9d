-- title: The box for Rule 10b5-1 plans
-- answers: how many sales on the market were made under a plan, by month of filing; the box is on forms since April 2023
-- param since DATE = 2023-04-01: first day of filing
SELECT date_trunc('month', filed_on)::DATE AS month,
    count(*) FILTER (rule_10b5_1) AS under_a_plan,
    count(*) FILTER (NOT rule_10b5_1) AS not_under_a_plan,
    count(*) FILTER (rule_10b5_1 IS NULL) AS not_said
FROM trades
WHERE code = 'S' AND "table" = 'table_i' AND filed_on >= $since
GROUP BY month
ORDER BY month
