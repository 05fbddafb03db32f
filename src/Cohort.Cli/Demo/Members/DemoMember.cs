using Cohort.Cli.Children;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Demo.Members;

/// <summary>One process of the demo: a replica of each ledger, and some clients of them.</summary>
internal sealed class DemoMember
{
    private readonly Parent _parent = new();
    private readonly AcknowledgementQueue _acknowledgements = new();
    private readonly LedgerClients _clients;
    private readonly LedgerReplica[] _replicas;
    private readonly MemberRequest _request;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _weigh = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DemoMember(MemberRequest request)
    {
        _request = request;
        _clients = new LedgerClients(request, _acknowledgements);
        _replicas =
        [
            .. Enumerable
                .Range(0, request.Groups)
                .Select(group => new LedgerReplica(group, request, _parent, _clients)),
        ];
    }

    /// <summary>Takes part until the parent is gone or stops it.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _parent.Listen(OnFrame);
        try
        {
            await using Node node = await Node.StartAsync(
                new NodeOptions
                {
                    Cluster = _request.Cluster,
                    Name = _request.Name,
                    Listen = _request.Listen,
                    Seeds = _request.Seeds,
                    DataFolder = _request.DataFolder,
                    OnWarning = Console.Error.WriteLine,
                },
                cancellationToken
            );
            await Task.WhenAll(_replicas.Select(replica => replica.JoinAsync(node, cancellationToken)));
            Task acknowledging = _acknowledgements.RunAsync(_parent, cancellationToken);
            Task anyEnd = await Task.WhenAny([
                DriveAsync(node, cancellationToken),
                acknowledging,
                .. _replicas.Select(replica => replica.Group.Completion),
            ]);
            await anyEnd;
            // Nothing is left to do but to serve the others; the parent ends this process.
            await Task.WhenAll(_replicas.Select(replica => replica.Group.Completion)).WaitAsync(cancellationToken);
            return ExitCode.Ok;
        }
        catch (CohortException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCode.Failed;
        }
    }

    private async Task DriveAsync(Node node, CancellationToken cancellationToken)
    {
        await _started.Task.WaitAsync(cancellationToken);
        await _clients.RunAsync([.. _replicas.Select(replica => replica.Group)], cancellationToken);
        await Task.WhenAll(_replicas.Select(replica => replica.Group.FlushAsync(cancellationToken)));
        ulong[] operations = [.. _replicas.Select(replica => replica.Operations)];
        _parent.Tell(DemoFrame.Of(DemoFrameKind.Stopped, operations));
        await _weigh.Task.WaitAsync(cancellationToken);
        long weight = await IdleGroups.WeighAsync(node, _request.Seeds.Count, cancellationToken);
        _parent.Tell(DemoFrame.Of(DemoFrameKind.Weighed, (ulong)weight));
    }

    private void OnFrame(Frame frame)
    {
        switch ((DemoFrameKind)frame.Kind)
        {
            case DemoFrameKind.Start:
                _clients.GoOnAt(DemoFrame.Numbers(frame.Body.Span));
                _started.TrySetResult();
                break;
            case DemoFrameKind.Stop:
                _clients.Stop();
                _started.TrySetResult();
                break;
            case DemoFrameKind.Report:
                ulong[] operations = DemoFrame.Numbers(frame.Body.Span);
                for (int group = 0; group < _replicas.Length; group++)
                    _replicas[group].ReportAt(operations[group]);
                break;
            case DemoFrameKind.Weigh:
                _weigh.TrySetResult();
                break;
            default:
                throw new InvalidDataException($"The parent said {frame.Kind}, which means nothing to a member.");
        }
    }
}
