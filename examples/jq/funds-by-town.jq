# From `report YEAR --by town --json`: one figure's parts. A part of null is the district itself.
.figures[] | select(.key == "case.funds") | .parts[] | [.part // "区本级", .text, .value] | @tsv
