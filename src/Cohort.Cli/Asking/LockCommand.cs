using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Asking;

/// <summary><c>cohort lock</c>: runs a program while it has a lock.</summary>
internal sealed class LockCommand : ServerCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The name of the lock" };
    private readonly Argument<string[]> _program = new("program")
    {
        Description = "The program to run, with its arguments, behind --",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly DurationOption _ttl = new(
        "--ttl",
        "How long the lock stays where this process dies; it is renewed three times as often",
        smallest: TimeSpan.FromSeconds(1),
        largest: TimeSpan.FromDays(1),
        preset: TimeSpan.FromSeconds(15)
    );
    private readonly DurationOption _wait = new(
        "--wait",
        "How long to wait while another has it",
        smallest: TimeSpan.Zero,
        largest: TimeSpan.FromDays(1),
        preset: TimeSpan.FromDays(1)
    );

    public LockCommand()
        : base(
            "lock",
            "Waits for a lock, runs a program while it has it, and gives it back. The program finds in COHORT_FENCE a number that rises with each owner. "
                + "Where the lock is lost meanwhile the program is ended. The exit code is the program's; 1 where the lock was not to be had.",
            new Example("cohort lock nightly -- ./backup.sh", "One backup at a time in the whole cluster."),
            new Example("cohort lock nightly --wait 0s -- ./backup.sh", "Not at all where another runs.")
        )
    {
        Add(_name);
        Add(_program);
        Add(_ttl);
        Add(_wait);
    }

    protected override async Task<int> AskAsync(
        ServerClient server,
        ParseResult parsed,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        var held = new HeldLease(
            server,
            parsed.GetRequiredValue(_name),
            $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}",
            _ttl.In(parsed)
        );
        JsonNode? lease = await held.AcquireAsync(_wait.In(parsed), cancellationToken);
        try
        {
            return await RunAsync(parsed.GetRequiredValue(_program), lease, held, cancellationToken);
        }
        finally
        {
            await held.ReleaseAsync();
        }
    }

    private static async Task<int> RunAsync(
        string[] program,
        JsonNode? lease,
        HeldLease held,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program[0], program[1..]) { UseShellExecute = false };
        start.Environment["COHORT_FENCE"] = ((ulong)lease!["fence"]!).ToString(CultureInfo.InvariantCulture);
        using Process? process = Start(start);
        if (process is null)
            return ExitCode.Failed;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task renewing = held.RenewAsync(over.Token);
        Task ended = process.WaitForExitAsync(CancellationToken.None);
        if (await Task.WhenAny(ended, renewing) == renewing)
        {
            process.Kill(entireProcessTree: true);
            await ended;
            await renewing;
        }
        await over.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.ExitCode;
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception error)
        {
            Console.Error.WriteLine($"cohort lock: '{start.FileName}' cannot be run: {error.Message}");
            return null;
        }
    }
}
