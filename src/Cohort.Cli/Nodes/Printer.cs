using System.Buffers;
using System.Diagnostics;
using System.Text;
using Cohort.Cli.Output;

namespace Cohort.Cli.Nodes;

/// <summary>What a person sees: deliveries on standard output, all else on standard error.</summary>
internal sealed class Printer(Stream output, TextWriter events) : IAsyncDisposable
{
    private const int WarningsRemembered = 1000;
    private static readonly TimeSpan s_warningInterval = TimeSpan.FromMinutes(1);

    private readonly DrainedOutput _output = new(output);
    private readonly TextWriter _events = TextWriter.Synchronized(events);
    private readonly Dictionary<string, byte[]> _prefixes = [];
    private readonly Dictionary<string, long> _warnedAt = [];

    /// <summary>Prints a delivery. Waits only while standard output takes no more.</summary>
    public ValueTask DeliveryAsync(in Message message, CancellationToken cancellationToken)
    {
        _output.Writer.Write(PrefixOf(message.Sender.Name));
        _output.Writer.Write(message.Payload.Span);
        _output.Writer.Write("\n"u8);
        return _output.FlushAsync(cancellationToken);
    }

    /// <summary>Prints a view: <c>v7 [a b c*] +c</c>; a star marks a member that does not hold the state yet.</summary>
    public void View(ViewChange change)
    {
        var line = new StringBuilder($"view {change.View}");
        foreach (Member member in change.Joined)
            line.Append($" +{member.Name}");
        foreach (Member member in change.Left)
            line.Append($" -{member.Name}");
        foreach (Member member in change.Promoted)
            line.Append($" ^{member.Name}");
        _events.WriteLine(line);
    }

    /// <summary>Prints what the membership does now, and why.</summary>
    public void Status(StatusChange change) =>
        _events.WriteLine($"status {change.Status.ToString().ToLowerInvariant()}: {change.Reason}".TrimEnd(' ', ':'));

    /// <summary>Prints that the state has come from another member.</summary>
    public void Loaded(Transcript transcript) =>
        _events.WriteLine($"state loaded: {transcript.Lines} lines were delivered before this member joined");

    /// <summary>Prints that the group goes on from the log of a member.</summary>
    public void Replayed(Transcript transcript) =>
        _events.WriteLine($"goes on from a log, in which {transcript.Lines} lines were delivered");

    /// <summary>Prints something that a person should know. What keeps happening is said once a minute.</summary>
    public void Warning(string text)
    {
        lock (_warnedAt)
        {
            long now = Stopwatch.GetTimestamp();
            if (
                _warnedAt.TryGetValue(text, out long before)
                && Stopwatch.GetElapsedTime(before, now) < s_warningInterval
            )
                return;
            // A flood of different warnings must not fill the memory.
            if (_warnedAt.Count == WarningsRemembered)
                _warnedAt.Clear();
            _warnedAt[text] = now;
        }
        _events.WriteLine($"warning: {text}");
    }

    /// <summary>Prints how the sending went.</summary>
    /// <param name="stable">How many lines are stable.</param>
    /// <param name="notSent">How many were read and nobody delivers.</param>
    /// <param name="inDoubt">How many others may have delivered or not.</param>
    public void Sent(long stable, long notSent, long inDoubt)
    {
        string state = stable switch
        {
            0 => "",
            1 => ", which is stable",
            _ => ", all of them stable",
        };
        _events.WriteLine($"sent {Lines(stable)}{state}");
        if (notSent > 0)
            _events.WriteLine($"not sent: {Lines(notSent)}, which nobody delivers");
        if (inDoubt > 0)
            _events.WriteLine($"in doubt: {Lines(inDoubt)}, which others may have delivered or not");
    }

    /// <summary>Prints how many members must be there before the first line is sent, and who is.</summary>
    public void WaitingForMembers(int wanted, IReadOnlyList<string> present) =>
        _events.WriteLine(
            $"waiting for {wanted} members; there {(present.Count == 1 ? "is" : "are")} {present.Count}: {string.Join(' ', present)}"
        );

    /// <summary>Prints whose input has not come to its end.</summary>
    public void Waiting(string names) => _events.WriteLine($"waiting for the end of the input of: {names}");

    /// <summary>Writes out all deliveries that are not yet out.</summary>
    public ValueTask DisposeAsync() => _output.DisposeAsync();

    private static string Lines(long count) => count == 1 ? "1 line" : $"{count} lines";

    private byte[] PrefixOf(string sender)
    {
        if (!_prefixes.TryGetValue(sender, out byte[]? prefix))
            _prefixes[sender] = prefix = Encoding.UTF8.GetBytes($"{sender}: ");
        return prefix;
    }
}
