using System.Buffers.Binary;
using System.Diagnostics;
using Cohort.Cli.Bench.Groups;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Modes;

/// <summary>
/// One repetition: the same change of the view several times in one group, which is made whole again after each. The
/// first does not count, since its code is compiled then.
/// </summary>
internal sealed class ViewChangeRun
{
    private const int Rounds = 5;

    // Long enough for a client that the change has held up to be answered.
    private static readonly TimeSpan s_calm = TimeSpan.FromMilliseconds(300);

    private readonly Setting _setting;
    private readonly MeasuredGroup _group;
    private readonly CancellationToken _cancellationToken;

    private ViewChangeRun(Setting setting, MeasuredGroup group, CancellationToken cancellationToken)
    {
        _setting = setting;
        _group = group;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Measures once, and ends every process that it started whatever happens.</summary>
    public static async Task<Figures> RunAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using MeasuredGroup group = await MeasuredGroup.FormAsync(setting, cancellationToken);
        var run = new ViewChangeRun(setting, group, cancellationToken);
        if (setting.Load == Load.Clients)
            group.TellAll(MemberFrame.Start);
        await group.WarmUpAsync(request.WarmUp, cancellationToken);
        await run.RoundAsync();
        var changes = new List<Change>();
        while (changes.Count < Rounds)
            changes.Add(await run.RoundAsync());
        return ViewChanges.Of(changes);
    }

    private Task<Change> RoundAsync() =>
        _setting.Event switch
        {
            MembershipEvent.Kill => KillAsync(),
            MembershipEvent.Leave => LeaveAsync(),
            MembershipEvent.Join => JoinAsync(),
            _ => throw new UnreachableException($"Nobody changes the view by {_setting.Event}."),
        };

    private async Task<Change> KillAsync()
    {
        Seat victim = _group.At(_setting.Side);
        await WatchAsync();
        long from = _group.Kill(victim);
        Change change = await ChangedAsync(
            victim,
            () => from,
            view => !view.Members.Contains(victim.Name),
            $"a view without {victim.Name}, which was killed"
        );
        _group.Start(victim);
        await _group.WholeAsync(_cancellationToken);
        if (_setting.Load == Load.Clients)
            MeasuredGroup.Tell(victim, MemberFrame.Start);
        return change;
    }

    private async Task<Change> LeaveAsync()
    {
        Seat leaver = _group.At(_setting.Side);
        await WatchAsync();
        Change change = await LeftAsync(leaver);
        await JoinedAsync(leaver);
        return change;
    }

    private async Task<Change> JoinAsync()
    {
        Seat joiner = _group.At(_setting.Side);
        await LeftAsync(joiner);
        await WatchAsync();
        return await JoinedAsync(joiner);
    }

    private Task<Change> LeftAsync(Seat leaver)
    {
        leaver.AskedAt = null;
        MeasuredGroup.Tell(leaver, MemberFrame.Leave);
        return ChangedAsync(
            leaver,
            () => leaver.AskedAt,
            view => !view.Members.Contains(leaver.Name),
            $"a view without {leaver.Name}, which leaves"
        );
    }

    private async Task<Change> JoinedAsync(Seat joiner)
    {
        joiner.AskedAt = null;
        joiner.Views.Clear();
        foreach (Seat other in Others(joiner))
            other.Views.RemoveRange(0, other.Views.Count - 1);
        MeasuredGroup.Tell(joiner, MemberFrame.Join);
        await _group.WholeAsync(_cancellationToken);
        Change change = await ChangedAsync(
            joiner,
            () => joiner.AskedAt,
            view => view.Members.Contains(joiner.Name),
            $"a view with {joiner.Name}, which joins"
        );
        long held = Others(joiner).Max(seat => seat.First(view => view.Holders.Contains(joiner.Name))!.At);
        return change with { StateHeld = Stopwatch.GetElapsedTime(joiner.AskedAt!.Value, held) };
    }

    // All that were members before and still are have seen it.
    private async Task<Change> ChangedAsync(Seat subject, Func<long?> from, Predicate<SeenView> isNew, string what)
    {
        Seat[] others = [.. Others(subject)];
        await _group.UntilAsync(
            () => from() is not null && others.All(seat => seat.First(isNew) is not null),
            what,
            _cancellationToken
        );
        long seen = others.Max(seat => seat.First(isNew)!.At);
        TimeSpan took = Stopwatch.GetElapsedTime(from()!.Value, seen);
        return new Change(took, StateHeld: null, await PauseAsync(subject));
    }

    private async Task WatchAsync()
    {
        await Task.Delay(s_calm, _cancellationToken);
        foreach (Seat seat in _group.Seats)
            seat.Views.RemoveRange(0, seat.Views.Count - 1);
        _group.TellAll(MemberFrame.Watch);
    }

    // The clients of the member that comes or goes do not count.
    private async Task<TimeSpan?> PauseAsync(Seat subject)
    {
        if (_setting.Load == Load.None)
            return null;
        await Task.Delay(s_calm, _cancellationToken);
        IReadOnlyList<Frame> answers = await _group.AskAsync(
            [.. Others(subject)],
            MemberFrame.ReportPause,
            MemberFrame.Pause,
            _cancellationToken
        );
        return answers.Max(frame =>
            Stopwatch.GetElapsedTime(0, BinaryPrimitives.ReadInt64LittleEndian(frame.Body.Span))
        );
    }

    private IEnumerable<Seat> Others(Seat subject) => _group.Seats.Where(seat => seat != subject);
}
