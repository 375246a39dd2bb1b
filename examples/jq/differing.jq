# From `report YEAR --trace KEY --json` or `report YEAR --by X --json`: the figures that differ from the sum of their
# parts, with both numbers; nothing when all is well. Sums are made in hundredths, because jq's numbers are floats.
def hundredths: . * 100 | round;
def parts: (.records // .parts) | map((.amount // .value) | hundredths) | add // 0;
(.figures // [.])[] | select(.value != null) | select((.value | hundredths) != parts) | [.key, .value, parts / 100] | @tsv
