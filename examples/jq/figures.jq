# From `report YEAR --json`: every figure with a number, one a line.
.figures[] | select(.value != null) | [.key, .label, .text, .value, .bound] | @tsv
