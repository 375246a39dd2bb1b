# qjcppcc in bash: source it in ~/.bashrc, or put it into ~/.local/share/bash-completion/completions/qjcppcc
_qjcppcc() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <("${COMP_WORDS[0]/#\~\//$HOME/}" completions bash -- "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
    if ((${#COMPREPLY[@]} == 1)) || [[ $COMP_TYPE == 37 || $COMP_TYPE == 42 ]]; then
        # Of a list of several bash takes in no more than all of them begin with; what is said of each is only shown.
        COMPREPLY=("${COMPREPLY[@]%%  *}")
    fi
    compopt -o nosort 2>/dev/null
}
complete -o default -F _qjcppcc qjcppcc
