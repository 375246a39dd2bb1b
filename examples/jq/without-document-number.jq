# From `export` (JSON Lines), with --arg year YEAR: live advice and submissions of the year without a document number.
select(.ledger == "advice" or .ledger == "submission")
| select(.void == false and .doc == null and (.date | startswith($year)))
| [.date, "\(.ledger)-\(.no)", .kind, .title // ""] | @tsv
