using System.Diagnostics;
using System.Threading.Channels;
using Cohort.Cli.Children;
using Cohort.Cli.Demo.Display;
using Cohort.Cli.Demo.Ledgers;
using Cohort.Cli.Demo.Members;
using Cohort.Cli.Measuring;

namespace Cohort.Cli.Demo;

/// <summary>
/// The processes of the demo, and what they have told. Frames come in on one thread per process and are taken in one at
/// a time here, so that everything else is sequential.
/// </summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(200);

    private readonly DemoRequest _request;
    private readonly IDemoDisplay _display;
    private readonly string _name = $"demo-{Guid.NewGuid():N}";
    private readonly DemoFolders? _folders;
    private readonly Channel<Heard> _frames = Channel.CreateUnbounded<Heard>();
    private readonly List<Child> _processes = [];
    private readonly Stopwatch _sinceRefresh = Stopwatch.StartNew();

    // At is when it came (Stopwatch.GetTimestamp); without a frame, the process is at its end.
    private readonly record struct Heard(DemoNode Node, Child Process, Frame? Frame, long At);

    public DemoCluster(DemoRequest request, IDemoDisplay display)
    {
        _request = request;
        _display = display;
        Nodes =
        [
            .. FreePorts
                .Find(request.Nodes)
                .Select(
                    (port, index) => new DemoNode(((char)('a' + index)).ToString(), $"127.0.0.1:{port}", request.Groups)
                ),
        ];
        NewestViews = new MemberView?[request.Groups];
        Successions = new Successions(request.Groups);
        Recoveries = new Recoveries(request.Groups);
        _folders = DemoFolders.Of(request, _name);
    }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<DemoNode> Nodes { get; }

    /// <summary>What they have acknowledged.</summary>
    public AcknowledgedOperations Acknowledged { get; } = new();

    /// <summary>The newest view that any of them has seen, of each group.</summary>
    public MemberView?[] NewestViews { get; }

    /// <summary>How soon the groups had their new views.</summary>
    public Successions Successions { get; }

    /// <summary>How soon they took operations again after total failures.</summary>
    public Recoveries Recoveries { get; }

    /// <summary>Where the nodes' folders are; null where there are none.</summary>
    public string? DataFolder => _folders?.Above;

    /// <summary>Runs while the clients work.</summary>
    public Stopwatch Clock { get; } = new();

    /// <summary>Starts a process for a node: its first, or the next.</summary>
    public void Start(DemoNode node)
    {
        if (node.Process is not null)
            node.Restarts++;
        IReadOnlyList<string> line = DemoMemberCommand.Line(
            new MemberRequest
            {
                Name = node.Name,
                Cluster = _name,
                Listen = node.Address,
                Seeds = [.. Nodes.Select(seed => seed.Address)],
                Groups = _request.Groups,
                Clients = _request.ClientsPerNode,
                FirstClient = FirstClientOf(node),
                DataFolder = _folders?.Of(node.Name),
                Seed = _request.Seed,
            }
        );
        node.State = DemoNodeState.Joining;
        node.Forget();
        node.Process = Child.Start(
            line,
            (process, frame) => _frames.Writer.TryWrite(new Heard(node, process, frame, Stopwatch.GetTimestamp()))
        );
        _processes.Add(node.Process);
        Say($"{node.Name} started: process {node.Process.ProcessNumber} on {node.Address}");
    }

    /// <summary>Starts the clients of a node.</summary>
    public void StartClients(DemoNode node)
    {
        node.State = DemoNodeState.Working;
        node.IsToWork = false;
        Tell(node, DemoFrameKind.Start, InDoubt(node));
    }

    /// <summary>Kills a node's process, as <c>kill -9</c> does.</summary>
    public void Kill(DemoNode node)
    {
        node.State = DemoNodeState.Killed;
        Successions.Begin(node.Name, Stopwatch.GetTimestamp());
        node.Process!.Kill();
        Say($"kill -9 {node.Process.ProcessNumber}: {node.Name}, the coordinator, is dead");
    }

    /// <summary>Kills the processes of all nodes at once, and waits until each is gone and has been heard to the end.</summary>
    public async Task KillAllAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        long now = Stopwatch.GetTimestamp();
        Successions.BeginTotal(now);
        Recoveries.Begin(now);
        foreach (DemoNode node in Nodes)
        {
            node.State = DemoNodeState.Killed;
            node.Process!.Kill();
        }
        Say("kill -9 of all: nobody is left");
        await UntilAsync(
            () => Nodes.All(node => node.IsSilent),
            "the end of all processes",
            patience,
            cancellationToken
        );
        foreach (DemoNode node in Nodes)
            await node.Process!.GoneAsync(cancellationToken);
    }

    /// <summary>What comes after all were killed is another sequence of views.</summary>
    public void ForgetViews() => Array.Clear(NewestViews);

    /// <summary>Starts all nodes that were killed; the clients of each go on as soon as it has the state.</summary>
    public void StartAll()
    {
        foreach (DemoNode node in Nodes)
        {
            Start(node);
            node.IsToWork = true;
        }
    }

    /// <summary>Tells a node something.</summary>
    public void Tell(DemoNode node, DemoFrameKind kind, params ReadOnlySpan<ulong> numbers) =>
        node.Process!.Tell(DemoFrame.Of(kind, numbers));

    /// <summary>Says what happened, and when.</summary>
    public void Say(string what) => _display.Happened(Clock.Elapsed, what);

    /// <summary>Takes in what the processes tell until something is the case; fails where that takes too long.</summary>
    public async Task UntilAsync(
        Func<bool> condition,
        string what,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
    {
        var waited = Stopwatch.StartNew();
        TakeIn();
        while (!condition())
        {
            if (waited.Elapsed > deadline)
                throw new DemoFailedException($"After {deadline.TotalSeconds} s {what} was still to come.{Errors()}");
            await Task.Delay(s_turn, cancellationToken);
            TakeIn();
        }
    }

    /// <summary>Takes in what the processes tell until the clock shows a time.</summary>
    public Task UntilAsync(TimeSpan time, CancellationToken cancellationToken) =>
        UntilAsync(() => Clock.Elapsed >= time, "the time", TimeSpan.MaxValue, cancellationToken);

    /// <summary>Ends every process that was ever started, and waits until they are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Child process in _processes)
            await process.DisposeAsync();
        _folders?.Dispose();
    }

    // Where everything is forgotten with a process, numbers that no earlier process of any node has used.
    private int FirstClientOf(DemoNode node)
    {
        int lives = _request.IsDurable ? 0 : node.Restarts;
        return (lives * Nodes.Count + Nodes.ToList().IndexOf(node)) * _request.ClientsPerNode;
    }

    private ulong[] InDoubt(DemoNode node) =>
        _request.IsDurable && node.Restarts > 0
            ?
            [
                .. Enumerable
                    .Range(FirstClientOf(node), _request.ClientsPerNode)
                    .Select(client => (ulong)Acknowledged.NextOf(client)),
            ]
            : [];

    private void TakeIn()
    {
        while (_frames.Reader.TryRead(out Heard next))
            if (next.Frame is { } frame)
                TakeIn(next.Node, frame, next.At);
            else if (next.Process == next.Node.Process)
                TakeInEnd(next.Node);
        if (_sinceRefresh.Elapsed < s_refresh)
            return;
        _display.Refresh(Nodes, _sinceRefresh.Elapsed);
        _sinceRefresh.Restart();
        foreach (DemoNode node in Nodes)
            node.RecentLatencies = new LatencyHistogram();
    }

    private void TakeInEnd(DemoNode node)
    {
        node.IsSilent = true;
        if (node.State != DemoNodeState.Killed)
            throw new DemoFailedException($"The process of {node.Name} ended by itself.{Errors()}");
    }

    private void TakeIn(DemoNode node, Frame frame, long at)
    {
        switch ((DemoFrameKind)frame.Kind)
        {
            case DemoFrameKind.View:
                Take(node, MemberView.From(frame));
                break;
            case DemoFrameKind.Loaded:
                (int loaded, ReadOnlyMemory<byte> count) = DemoFrame.GroupOf(frame);
                node.Transferred[loaded] = DemoFrame.Numbers(count.Span)[0];
                SayOfOne($"{node.Name} has loaded the ledger: {node.Transferred[loaded]:N0} operations");
                break;
            case DemoFrameKind.Acknowledged:
                foreach (Acknowledgement acknowledgement in Acknowledgement.From(frame))
                {
                    Acknowledged.Add(acknowledgement);
                    // What the dead had acknowledged comes in after the kill.
                    if (node.State != DemoNodeState.Killed)
                        Recoveries.Answered(LedgerGroups.Of(acknowledgement.Id, _request.Groups), at);
                    node.Acknowledged++;
                    node.RecentLatencies.Add(acknowledgement.Microseconds);
                }
                break;
            case DemoFrameKind.Stopped:
                node.State = DemoNodeState.Stopped;
                node.OperationsWhenStopped = DemoFrame.Numbers(frame.Body.Span);
                break;
            case DemoFrameKind.State:
                (int group, ReadOnlyMemory<byte> state) = DemoFrame.GroupOf(frame);
                node.FinalStates[group] = state.ToArray();
                break;
            case DemoFrameKind.Weighed:
                node.IdleGroupBytes = DemoFrame.Numbers(frame.Body.Span)[0];
                break;
            default:
                throw new DemoFailedException($"{node.Name} said {frame.Kind}, which means nothing here.");
        }
    }

    private void Take(DemoNode node, MemberView view)
    {
        // Views that were on their way when a process was killed are none of those after it.
        if (node.State == DemoNodeState.Killed)
            return;
        node.Views[view.Group] = view;
        SayOfOne($"{node.Name} sees {view}");
        if (NewestViews[view.Group] is not { } newest || view.Number > newest.Number)
            NewestViews[view.Group] = view;
        Successions.Add(node.Name, view);
        if (node.IsToWork && node.HoldsState)
            StartClients(node);
    }

    // What happens in each of many groups would hide what happens in all.
    private void SayOfOne(string what)
    {
        if (_request.Groups == 1)
            Say(what);
    }

    private string Errors() =>
        string.Concat(
            Nodes
                .Where(node => node.Process is { LastErrors: not "" })
                .Select(node => $"{Environment.NewLine}{node.Name} said last: {node.Process!.LastErrors}")
        );
}
