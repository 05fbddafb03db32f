using System.Buffers;
using System.Buffers.Binary;
using Cohort.Cli.Children;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Demo.Ledgers;

namespace Cohort.Cli.Demo.Members;

/// <summary>One process of the demo: a replica of the ledger and some clients of it.</summary>
internal sealed class DemoMember
{
    private readonly Parent _parent = new();
    private readonly Ledger _ledger = new();
    private readonly Lock _ledgerLock = new();
    private readonly AcknowledgementQueue _acknowledgements = new();
    private readonly LedgerClients _clients;
    private readonly MemberRequest _request;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong? _reportAt;

    public DemoMember(MemberRequest request)
    {
        _request = request;
        _clients = new LedgerClients(request, _acknowledgements);
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
                    OnWarning = Console.Error.WriteLine,
                },
                cancellationToken
            );
            await using Group group = await JoinAsync(node, cancellationToken);
            Task acknowledging = _acknowledgements.RunAsync(_parent, cancellationToken);
            await await Task.WhenAny(DriveAsync(group, cancellationToken), group.Completion, acknowledging);
            // Nothing is left to do but to serve the others; the parent ends this process.
            await group.Completion.WaitAsync(cancellationToken);
            return ExitCode.Ok;
        }
        catch (CohortException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCode.Failed;
        }
    }

    private Task<Group> JoinAsync(Node node, CancellationToken cancellationToken) =>
        node.JoinAsync(
            "ledger",
            new GroupOptions
            {
                OnView = OnView,
                OnMessage = OnMessage,
                OnStatus = OnStatus,
                State = StateTransfer.Of(writer => writer.Write(_ledger.Save()), OnState),
            },
            cancellationToken
        );

    private async Task DriveAsync(Group group, CancellationToken cancellationToken)
    {
        await _started.Task.WaitAsync(cancellationToken);
        await _clients.RunAsync(group, cancellationToken);
        await group.FlushAsync(cancellationToken);
        lock (_ledgerLock)
            _parent.Tell(Count(DemoFrameKind.Stopped, _ledger.Operations));
    }

    private void OnFrame(Frame frame)
    {
        switch ((DemoFrameKind)frame.Kind)
        {
            case DemoFrameKind.Start:
                _started.TrySetResult();
                break;
            case DemoFrameKind.Stop:
                _clients.Stop();
                _started.TrySetResult();
                break;
            case DemoFrameKind.Report:
                lock (_ledgerLock)
                {
                    _reportAt = BinaryPrimitives.ReadUInt64LittleEndian(frame.Body.Span);
                    ReportIfDue();
                }
                break;
            default:
                throw new InvalidDataException($"The parent said {frame.Kind}, which means nothing to a member.");
        }
    }

    private void OnMessage(Message message)
    {
        Transfer transfer = Transfer.Decode(message.Payload.Span);
        lock (_ledgerLock)
        {
            _ledger.Apply(transfer);
            ReportIfDue();
        }
        _clients.OnDelivered(transfer.Id);
    }

    private void OnState(ReadOnlyMemory<byte> state)
    {
        lock (_ledgerLock)
        {
            _ledger.Load(state.Span);
            _parent.Tell(Count(DemoFrameKind.Loaded, _ledger.Operations));
        }
    }

    private void OnView(ViewChange change) =>
        _parent.Tell(
            new MemberView(
                change.View.Number.Value,
                [.. change.View.Members.Select(member => new ViewMember(member.Name, member.HoldsState))]
            ).ToFrame()
        );

    private void OnStatus(StatusChange change)
    {
        if (change.Status is GroupStatus.Expelled)
            _clients.OnExpelled();
        Console.Error.WriteLine($"{change.Status}: {change.Reason}");
    }

    // The lock is held. More operations than asked for are reported too: the parent tells what that means.
    private void ReportIfDue()
    {
        if (_reportAt is not { } operations || _ledger.Operations < operations)
            return;
        _reportAt = null;
        _parent.Tell(new Frame((byte)DemoFrameKind.State, _ledger.Save()));
    }

    private static Frame Count(DemoFrameKind kind, ulong count)
    {
        var body = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(body, count);
        return new Frame((byte)kind, body);
    }
}
