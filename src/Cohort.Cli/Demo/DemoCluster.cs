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
    private readonly Channel<(DemoNode Node, Child Process, Frame? Frame)> _frames = Channel.CreateUnbounded<(
        DemoNode,
        Child,
        Frame?
    )>();
    private readonly List<Child> _processes = [];
    private readonly Stopwatch _sinceRefresh = Stopwatch.StartNew();

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
    }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<DemoNode> Nodes { get; }

    /// <summary>What they have acknowledged.</summary>
    public AcknowledgedOperations Acknowledged { get; } = new();

    /// <summary>The newest view that any of them has seen, of each group.</summary>
    public MemberView?[] NewestViews { get; }

    /// <summary>How soon the groups had their new views.</summary>
    public Successions Successions { get; }

    /// <summary>Runs while the clients work.</summary>
    public Stopwatch Clock { get; } = new();

    /// <summary>Starts a process for a node: its first, or the next.</summary>
    public void Start(DemoNode node)
    {
        if (node.Process is not null)
            node.Restarts++;
        // Numbers that no earlier process of any node has used.
        int firstClient = (node.Restarts * Nodes.Count + Nodes.ToList().IndexOf(node)) * _request.ClientsPerNode;
        IReadOnlyList<string> line = DemoMemberCommand.Line(
            new MemberRequest
            {
                Name = node.Name,
                Cluster = _name,
                Listen = node.Address,
                Seeds = [.. Nodes.Select(seed => seed.Address)],
                Groups = _request.Groups,
                Clients = _request.ClientsPerNode,
                FirstClient = firstClient,
                Seed = _request.Seed,
            }
        );
        node.State = DemoNodeState.Joining;
        node.Forget();
        node.Process = Child.Start(line, (process, frame) => _frames.Writer.TryWrite((node, process, frame)));
        _processes.Add(node.Process);
        Say($"{node.Name} started: process {node.Process.ProcessNumber} on {node.Address}");
    }

    /// <summary>Starts the clients of a node.</summary>
    public void StartClients(DemoNode node)
    {
        node.State = DemoNodeState.Working;
        Tell(node, DemoFrameKind.Start);
    }

    /// <summary>Kills a node's process, as <c>kill -9</c> does.</summary>
    public void Kill(DemoNode node)
    {
        node.State = DemoNodeState.Killed;
        Successions.Begin(node.Name, Stopwatch.GetTimestamp());
        node.Process!.Kill();
        Say($"kill -9 {node.Process.ProcessNumber}: {node.Name}, the coordinator, is dead");
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
    }

    private void TakeIn()
    {
        while (_frames.Reader.TryRead(out (DemoNode Node, Child Process, Frame? Frame) next))
            if (next.Frame is { } frame)
                TakeIn(next.Node, frame);
            else if (next.Process == next.Node.Process && next.Node.State != DemoNodeState.Killed)
                throw new DemoFailedException($"The process of {next.Node.Name} ended by itself.{Errors()}");
        if (_sinceRefresh.Elapsed < s_refresh)
            return;
        _display.Refresh(Nodes, _sinceRefresh.Elapsed);
        _sinceRefresh.Restart();
        foreach (DemoNode node in Nodes)
            node.RecentLatencies = new LatencyHistogram();
    }

    private void TakeIn(DemoNode node, Frame frame)
    {
        switch ((DemoFrameKind)frame.Kind)
        {
            case DemoFrameKind.View:
                Take(node, MemberView.From(frame));
                break;
            case DemoFrameKind.Loaded:
                (int loaded, ReadOnlyMemory<byte> count) = DemoFrame.GroupOf(frame);
                node.Transferred[loaded] = DemoFrame.Numbers(count.Span)[0];
                SayOfOne(
                    $"{node.Name} has loaded the ledger from another member: {node.Transferred[loaded]:N0} operations"
                );
                break;
            case DemoFrameKind.Acknowledged:
                foreach (Acknowledgement acknowledgement in Acknowledgement.From(frame))
                {
                    Acknowledged.Add(acknowledgement);
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
        node.Views[view.Group] = view;
        SayOfOne($"{node.Name} sees {view}");
        if (NewestViews[view.Group] is not { } newest || view.Number > newest.Number)
            NewestViews[view.Group] = view;
        Successions.Add(node.Name, view);
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
