#compdef qjcppcc
# qjcppcc in zsh: put it as _qjcppcc into a folder of $fpath, or source it in ~/.zshrc behind compinit
_qjcppcc() {
    local -a found
    local line
    for line in "${(@f)$("${(Q)words[1]/#\~\//$HOME/}" completions zsh -- "${(@Q)words[1,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] && found+=("${${line%%  *}//:/\\:}:${line#*  }")
    done
    if (($#found)); then _describe -V qjcppcc found; else _files; fi
}
if [[ $funcstack[1] == _qjcppcc ]]; then _qjcppcc "$@"; else compdef _qjcppcc qjcppcc; fi
