CREATE VIEW ledger_all AS SELECT
    lower(substr(hex(r.id), 1, 8) || '-' || substr(hex(r.id), 9, 4) || '-' || substr(hex(r.id), 13, 4) || '-' ||
        substr(hex(r.id), 17, 4) || '-' || substr(hex(r.id), 21)) id,
    r.ledger, r.no, r.date, r.title, coalesce(r.kind, p.kind) kind, coalesce(r.town, p.town) town,
    coalesce(r.platform, p.platform) platform, coalesce(r.department, p.department) department,
    body ->> 'doc' doc, body ->> 'evidence' ->> 'name' evidence, body ->> 'highlight' highlight, body ->> 'note' note,
    r.void, seq entry, p.ledger of_ledger, p.no of_no
FROM record r JOIN entry ON seq = r.head LEFT JOIN record p ON p.key =
    (SELECT parent FROM link JOIN record ON key = parent WHERE child = r.key ORDER BY void, rank LIMIT 1);

CREATE VIEW live_all AS SELECT * FROM ledger_all WHERE void = 0;

CREATE VIEW ledger_study AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, CAST(body ->> 'turns' AS NUMERIC) turns, body ->> 'turns_bound' turns_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'study';

CREATE VIEW live_study AS SELECT * FROM ledger_study WHERE void = 0;

CREATE VIEW ledger_consult AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'host' "host", CAST(body ->> 'turns' AS NUMERIC) turns, body ->> 'turns_bound' turns_bound, CAST(body ->> 'opinions' AS NUMERIC) opinions, body ->> 'opinions_bound' opinions_bound, CAST(body ->> 'findings' AS NUMERIC) findings, body ->> 'findings_bound' findings_bound, CAST(body ->> 'measures' AS NUMERIC) measures, body ->> 'measures_bound' measures_bound, CAST(body ->> 'members' AS NUMERIC) members, body ->> 'members_bound' members_bound, CAST(body ->> 'leaders' AS NUMERIC) leaders, body ->> 'leaders_bound' leaders_bound, CAST(body ->> 'officials' AS NUMERIC) officials, body ->> 'officials_bound' officials_bound, CAST(body ->> 'public' AS NUMERIC) public, body ->> 'public_bound' public_bound, CAST(body ->> 'experts' AS NUMERIC) experts, body ->> 'experts_bound' experts_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'consult';

CREATE VIEW live_consult AS SELECT * FROM ledger_consult WHERE void = 0;

CREATE VIEW ledger_advice AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'author' "author" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'advice';

CREATE VIEW live_advice AS SELECT * FROM ledger_advice WHERE void = 0;

CREATE VIEW ledger_endorsement AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'who' "who", body ->> 'level' "level", body ->> 'piece' "piece" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'endorsement';

CREATE VIEW live_endorsement AS SELECT * FROM ledger_endorsement WHERE void = 0;

CREATE VIEW ledger_info AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'author' "author" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'info';

CREATE VIEW live_info AS SELECT * FROM ledger_info WHERE void = 0;

CREATE VIEW ledger_adoption AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'level' "level", body ->> 'mode' "mode", body ->> 'issue' "issue", body ->> 'by' "by" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'adoption';

CREATE VIEW live_adoption AS SELECT * FROM ledger_adoption WHERE void = 0;

CREATE VIEW ledger_forwarding AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'level' "level" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'forwarding';

CREATE VIEW live_forwarding AS SELECT * FROM ledger_forwarding WHERE void = 0;

CREATE VIEW ledger_motion AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'code' "code", body ->> 'form' "form", body ->> 'proposer' "proposer", CAST(body ->> 'proposers' AS NUMERIC) proposers, body ->> 'proposers_bound' proposers_bound, body ->> 'session' "session", body ->> 'between' "between" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'motion';

CREATE VIEW live_motion AS SELECT * FROM ledger_motion WHERE void = 0;

CREATE VIEW ledger_review AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'outcome' "outcome", body ->> 'into' "into", CAST(body ->> 'groups' AS NUMERIC) groups, body ->> 'groups_bound' groups_bound, body ->> 'form' "form", body ->> 'grounds' "grounds" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'review';

CREATE VIEW live_review AS SELECT * FROM ledger_review WHERE void = 0;

CREATE VIEW ledger_assignment AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'lead' "lead", body ->> 'assist' "assist", body ->> 'separate' "separate", body ->> 'due' "due", body ->> 'form' "form" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'assignment';

CREATE VIEW live_assignment AS SELECT * FROM ledger_assignment WHERE void = 0;

CREATE VIEW ledger_reply AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'result' "result", body ->> 'unit' "unit", body ->> 'contact' "contact", CAST(body ->> 'ontime' AS NUMERIC) ontime, body ->> 'ontime_bound' ontime_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'reply';

CREATE VIEW live_reply AS SELECT * FROM ledger_reply WHERE void = 0;

CREATE VIEW ledger_feedback AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'grade' "grade", body ->> 'on' "on" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'feedback';

CREATE VIEW live_feedback AS SELECT * FROM ledger_feedback WHERE void = 0;

CREATE VIEW ledger_rehandling AS SELECT a.*, body ->> 'of' "of", body ->> 'grounds' "grounds", body ->> 'due' "due" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'rehandling';

CREATE VIEW live_rehandling AS SELECT * FROM ledger_rehandling WHERE void = 0;

CREATE VIEW ledger_chasing AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'leader' "leader" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'chasing';

CREATE VIEW live_chasing AS SELECT * FROM ledger_chasing WHERE void = 0;

CREATE VIEW ledger_commendation AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'commendation';

CREATE VIEW live_commendation AS SELECT * FROM ledger_commendation WHERE void = 0;

CREATE VIEW ledger_case AS SELECT a.*, body ->> 'proposer' "proposer" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'case';

CREATE VIEW live_case AS SELECT * FROM ledger_case WHERE void = 0;

CREATE VIEW ledger_stage AS SELECT a.*, body ->> 'of' "of", body ->> 'stage' "stage", body ->> 'lead' "lead", body ->> 'skip' "skip" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'stage';

CREATE VIEW live_stage AS SELECT * FROM ledger_stage WHERE void = 0;

CREATE VIEW ledger_meeting AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'stage' "stage", CAST(body ->> 'turns' AS NUMERIC) turns, body ->> 'turns_bound' turns_bound, CAST(body ->> 'members' AS NUMERIC) members, body ->> 'members_bound' members_bound, CAST(body ->> 'opinions' AS NUMERIC) opinions, body ->> 'opinions_bound' opinions_bound, CAST(body ->> 'adopted' AS NUMERIC) adopted, body ->> 'adopted_bound' adopted_bound, body ->> 'place' "place", CAST(body ->> 'leaders' AS NUMERIC) leaders, body ->> 'leaders_bound' leaders_bound, CAST(body ->> 'officials' AS NUMERIC) officials, body ->> 'officials_bound' officials_bound, CAST(body ->> 'public' AS NUMERIC) public, body ->> 'public_bound' public_bound, CAST(body ->> 'experts' AS NUMERIC) experts, body ->> 'experts_bound' experts_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'meeting';

CREATE VIEW live_meeting AS SELECT * FROM ledger_meeting WHERE void = 0;

CREATE VIEW ledger_fund AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'amount' AS NUMERIC) amount, body ->> 'amount_bound' amount_bound, body ->> 'source' "source" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'fund';

CREATE VIEW live_fund AS SELECT * FROM ledger_fund WHERE void = 0;

CREATE VIEW ledger_benefit AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'amount' AS NUMERIC) amount, body ->> 'amount_bound' amount_bound, CAST(body ->> 'households' AS NUMERIC) households, body ->> 'households_bound' households_bound, body ->> 'source' "source" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'benefit';

CREATE VIEW live_benefit AS SELECT * FROM ledger_benefit WHERE void = 0;

CREATE VIEW ledger_solution AS SELECT a.*, body ->> 'of' "of", CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'solution';

CREATE VIEW live_solution AS SELECT * FROM ledger_solution WHERE void = 0;

CREATE VIEW ledger_outcome AS SELECT a.*, body ->> 'of' "of", body ->> 'outcome' "outcome", body ->> 'into' "into", body ->> 'grounds' "grounds" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'outcome';

CREATE VIEW live_outcome AS SELECT * FROM ledger_outcome WHERE void = 0;

CREATE VIEW ledger_reopening AS SELECT a.*, body ->> 'of' "of", body ->> 'stage' "stage", body ->> 'grounds' "grounds" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'reopening';

CREATE VIEW live_reopening AS SELECT * FROM ledger_reopening WHERE void = 0;

CREATE VIEW ledger_volunteer AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, CAST(body ->> 'turns' AS NUMERIC) turns, body ->> 'turns_bound' turns_bound, CAST(body ->> 'persons' AS NUMERIC) persons, body ->> 'persons_bound' persons_bound, CAST(body ->> 'hours' AS NUMERIC) hours, body ->> 'hours_bound' hours_bound, CAST(body ->> 'donated' AS NUMERIC) donated, body ->> 'donated_bound' donated_bound, CAST(body ->> 'suggestions' AS NUMERIC) suggestions, body ->> 'suggestions_bound' suggestions_bound, CAST(body ->> 'commended' AS NUMERIC) commended, body ->> 'commended_bound' commended_bound, CAST(body ->> 'helped' AS NUMERIC) helped, body ->> 'helped_bound' helped_bound, CAST(body ->> 'served' AS NUMERIC) served, body ->> 'served_bound' served_bound, CAST(body ->> 'households' AS NUMERIC) households, body ->> 'households_bound' households_bound, CAST(body ->> 'jobs' AS NUMERIC) jobs, body ->> 'jobs_bound' jobs_bound, CAST(body ->> 'books' AS NUMERIC) books, body ->> 'books_bound' books_bound, body ->> 'goods' "goods" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'volunteer';

CREATE VIEW live_volunteer AS SELECT * FROM ledger_volunteer WHERE void = 0;

CREATE VIEW ledger_aid AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'firm' "firm", CAST(body ->> 'firms' AS NUMERIC) firms, body ->> 'firms_bound' firms_bound, CAST(body ->> 'loan' AS NUMERIC) loan, body ->> 'loan_bound' loan_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'aid';

CREATE VIEW live_aid AS SELECT * FROM ledger_aid WHERE void = 0;

CREATE VIEW ledger_media AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'outlets' "outlets", body ->> 'link' "link" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'media';

CREATE VIEW live_media AS SELECT * FROM ledger_media WHERE void = 0;

CREATE VIEW ledger_liaison AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'partner' "partner", CAST(body ->> 'places' AS NUMERIC) places, body ->> 'places_bound' places_bound, CAST(body ->> 'turns' AS NUMERIC) turns, body ->> 'turns_bound' turns_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'liaison';

CREATE VIEW live_liaison AS SELECT * FROM ledger_liaison WHERE void = 0;

CREATE VIEW ledger_submission AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'submission';

CREATE VIEW live_submission AS SELECT * FROM ledger_submission WHERE void = 0;

CREATE VIEW ledger_member AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'sector' "sector", body ->> 'committee' "committee", body ->> 'until' "until", body ->> 'party' "party", body ->> 'group' "group", body ->> 'duty' "duty" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'member';

CREATE VIEW live_member AS SELECT * FROM ledger_member WHERE void = 0;

CREATE VIEW ledger_station AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, body ->> 'until' "until" FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'station';

CREATE VIEW live_station AS SELECT * FROM ledger_station WHERE void = 0;

CREATE VIEW ledger_activity AS SELECT a.*, CAST(body ->> 'count' AS NUMERIC) count, body ->> 'count_bound' count_bound, CAST(body ->> 'turns' AS NUMERIC) turns, body ->> 'turns_bound' turns_bound, CAST(body ->> 'things' AS NUMERIC) things, body ->> 'things_bound' things_bound, CAST(body ->> 'money' AS NUMERIC) money, body ->> 'money_bound' money_bound, body ->> 'place' "place", body ->> 'level' "level", CAST(body ->> 'members' AS NUMERIC) members, body ->> 'members_bound' members_bound, CAST(body ->> 'leaders' AS NUMERIC) leaders, body ->> 'leaders_bound' leaders_bound, CAST(body ->> 'officials' AS NUMERIC) officials, body ->> 'officials_bound' officials_bound, CAST(body ->> 'public' AS NUMERIC) public, body ->> 'public_bound' public_bound, CAST(body ->> 'experts' AS NUMERIC) experts, body ->> 'experts_bound' experts_bound FROM ledger_all a JOIN entry ON seq = entry WHERE ledger = 'activity';

CREATE VIEW live_activity AS SELECT * FROM ledger_activity WHERE void = 0;

CREATE VIEW figure_by_year AS
WITH span(year) AS (
    SELECT min(month) + 0 FROM total UNION ALL SELECT year + 1 FROM span WHERE year < (SELECT max(month) + 0 FROM total)
), line AS (
    SELECT figure, year, value, bound, records FROM year_total
    UNION ALL SELECT figure, year, value, iif(value OR records, bound, 0), records
        FROM span JOIN total ON month <= year || '-12' WHERE figure LIKE 'member.%' OR figure LIKE 'station.%' OR figure = 'case.open' OR figure = 'warn.motion.overdue'
    UNION ALL SELECT figure, year, sum(held > 0), 0, sum(held > 0) FROM (SELECT figure, year, sum(value) held
        FROM span JOIN posting ON date <= year || '-12-31' WHERE figure = 'station.towns' GROUP BY figure, year, subject) GROUP BY figure, year
)
SELECT figure, CAST(year AS INTEGER) year, CAST(sum(value) / iif(figure LIKE 'volunteer.%.hours' OR figure LIKE 'volunteer.%.donated' OR figure LIKE 'activity.%.money' OR figure = 'volunteer.hours' OR figure = 'volunteer.donated' OR figure = 'aid.loans' OR figure = 'case.funds' OR figure IN (SELECT 'activity.' || key FROM vocabulary WHERE ledger = 'activity' AND unit = '元'), 100.0, 1) AS NUMERIC) value,
    CASE iif(min(nullif(bound, 0)) < max(bound), 2, max(bound))
        WHEN 0 THEN 'exact' WHEN 1 THEN 'at_least' WHEN 3 THEN 'below' ELSE 'about' END bound,
    sum(records) records
FROM line GROUP BY figure, year;
