# From `report YEAR --trace KEY --json`: the records and what each contributes.
.records[] | [.date, "\(.ledger)-\(.no)", .title // "", .amount, .bound] | @tsv
