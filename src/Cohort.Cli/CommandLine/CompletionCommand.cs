using System.CommandLine;

namespace Cohort.Cli.CommandLine;

/// <summary><c>cohort completion</c>: what a shell needs to complete command lines.</summary>
internal sealed class CompletionCommand : ExampledCommand
{
    // Each asks this program: it knows its commands and options.
    private const string Bash = """
        _cohort() {
            mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -F _cohort cohort ./cohort
        """;

    private const string Zsh = """
        #compdef cohort
        _cohort() {
            local -a words_found
            words_found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- "${words_found[@]}"
        }
        compdef _cohort cohort
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName cohort -ScriptBlock {
            param($word, $line, $cursor)
            cohort "[suggest:$cursor]" "$line" | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["powershell"] = PowerShell,
    };

    public CompletionCommand()
        : base(
            "completion",
            "Prints what a shell needs to complete command lines of this program.",
            new Example("source <(cohort completion bash)", "In ~/.bashrc."),
            new Example(
                "cohort completion powershell | Out-String | Invoke-Expression",
                "In the profile of PowerShell."
            )
        )
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or powershell" };
        shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        Add(shell);
        SetAction(parsed => Console.Out.WriteLine(s_scripts[parsed.GetRequiredValue(shell)]));
    }
}
