# qjcppcc in fish: put it into ~/.config/fish/completions/qjcppcc.fish
function __qjcppcc
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l found ($words[1] completions fish -- $words "$word" 2>/dev/null)
    if set -q found[1]
        string replace '  ' \t -- $found
    else
        __fish_complete_path "$word"
    end
end
complete -c qjcppcc -k -f -a '(__qjcppcc)'
