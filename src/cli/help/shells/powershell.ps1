# qjcppcc in PowerShell: put it behind what $PROFILE has
Register-ArgumentCompleter -Native -CommandName qjcppcc -ScriptBlock {
    param($word, $line, $cursor)
    $words = @($line.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursor } | ForEach-Object { $_.Extent.Text.Trim('"', "'") })
    # Older ones leave an empty word out.
    if ($word -eq '') { $words += '""' }
    $before = [Console]::OutputEncoding
    [Console]::OutputEncoding = [Text.Encoding]::UTF8
    & $words[0] completions powershell -- $words 2>$null | ForEach-Object {
        $value, $about = $_ -split '  ', 2
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
    [Console]::OutputEncoding = $before
}
