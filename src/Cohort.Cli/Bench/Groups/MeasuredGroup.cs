using System.Buffers.Binary;
using System.Diagnostics;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Groups;

/// <summary>The processes of a measured group, and what they have told. All are gone when it is disposed.</summary>
internal sealed class MeasuredGroup : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ChildSet _children = new(s_patience);
    private readonly string _cluster = $"bench-{Guid.NewGuid():N}";
    private readonly Setting _setting;
    private readonly MemberFolders? _folders;

    private MeasuredGroup(Setting setting)
    {
        _setting = setting;
        _folders = setting.IsDurable ? new MemberFolders(setting.Data) : null;
        Seats =
        [
            .. FreePorts
                .Find(setting.Members)
                .Select((port, index) => new Seat(((char)('a' + index)).ToString(), $"127.0.0.1:{port}")),
        ];
    }

    /// <summary>All places.</summary>
    public IReadOnlyList<Seat> Seats { get; }

    /// <summary>Starts a process in every place, and waits until each sees all as members that hold the
    /// state.</summary>
    public static async Task<MeasuredGroup> FormAsync(Setting setting, CancellationToken cancellationToken)
    {
        var group = new MeasuredGroup(setting);
        try
        {
            foreach (Seat seat in group.Seats)
                group.Start(seat);
            await group.WholeAsync(cancellationToken);
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a process in a place whose process is gone, or that never had one.</summary>
    public void Start(Seat seat)
    {
        seat.Views.Clear();
        seat.AskedAt = null;
        seat.Process = _children.Start(
            BenchMemberCommand.Line(
                _setting,
                new NodeOptions
                {
                    Cluster = _cluster,
                    Name = seat.Name,
                    Listen = seat.Address,
                    Seeds = [.. Seats.Select(other => other.Address)],
                    DataFolder = _folders?.Of(seat.Name),
                }
            )
        );
    }

    /// <summary>Kills the process in a place, as <c>kill -9</c> does.</summary>
    /// <returns>The moment before.</returns>
    public long Kill(Seat seat)
    {
        long moment = Stopwatch.GetTimestamp();
        _children.Kill(seat.Process!);
        return moment;
    }

    /// <summary>Tells all processes something.</summary>
    public void TellAll(MemberFrame kind) => _children.TellAll((byte)kind);

    /// <summary>Tells one process something.</summary>
    public static void Tell(Seat seat, MemberFrame kind) => seat.Process!.Tell(new Frame((byte)kind, default));

    /// <summary>Asks the processes in some places, and returns the answers in the order of these.</summary>
    public Task<IReadOnlyList<Frame>> AskAsync(
        IReadOnlyCollection<Seat> seats,
        MemberFrame question,
        MemberFrame answer,
        CancellationToken cancellationToken
    )
    {
        foreach (Seat seat in seats)
            Tell(seat, question);
        return _children.FromEachAsync(
            [.. seats.Select(seat => seat.Process!)],
            (byte)answer,
            $"the {answer} of {string.Join(", ", seats.Select(seat => seat.Name))}",
            TakeIn,
            cancellationToken
        );
    }

    /// <summary>Waits until something is the case.</summary>
    public Task UntilAsync(Func<bool> condition, string what, CancellationToken cancellationToken) =>
        _children.UntilAsync(condition, TakeIn, what, cancellationToken);

    /// <summary>Waits until every process sees all places as members that hold the state.</summary>
    public Task WholeAsync(CancellationToken cancellationToken) =>
        UntilAsync(
            () => Seats.All(seat => seat.Views.Count > 0 && seat.Views[^1].Holders.Count == Seats.Count),
            $"a view of all {Seats.Count} members",
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await _children.DisposeAsync();
        _folders?.Dispose();
    }

    private void TakeIn(Child child, Frame frame)
    {
        // Frames that a process left behind when it was killed are nobody's any more.
        if (Seats.FirstOrDefault(seat => seat.Process == child) is not { } seat)
            return;
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.View:
                seat.Views.Add(SeenView.From(frame));
                break;
            case MemberFrame.Asked:
                seat.AskedAt = BinaryPrimitives.ReadInt64LittleEndian(frame.Body.Span);
                break;
            default:
                throw new ChildFailedException($"{seat.Name} said {frame.Kind}, which means nothing here.");
        }
    }
}
