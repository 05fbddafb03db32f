using Cohort.Protocol;
using Cohort.Simulation.Histories;

namespace Cohort.Cli.Nodes;

/// <summary>
/// Writes what happens at this node to a file, for the property checkers. Each event is handed to the operating system
/// before what it tells of goes on, so that nothing others have seen is missing from the file of a killed process.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly string _group;
    private ProcessId _process;

    public Journal(FileInfo file, string group)
    {
        _file = new FileStream(file.FullName, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _group = group;
    }

    private static TimeSpan Now => DateTime.UtcNow - DateTime.UnixEpoch;

    /// <summary>The process runs.</summary>
    public void Started(Node node)
    {
        _process = node.Process;
        Write(new ProcessStarted(Now, _process, node.Name));
    }

    /// <summary>A line is about to be sent.</summary>
    public void Sending(ulong line, int size, Order order, Delivery delivery) =>
        Write(new MessageSent(Now, _process, _group, line, order, delivery, size));

    /// <summary>It is known whether the line was taken into the stream.</summary>
    public void Concluded(ulong line, Failure failure) =>
        Write(
            failure == Failure.None
                ? new MessageAccepted(Now, _process, _group, line)
                : new MessageRejected(Now, _process, _group, line, failure)
        );

    /// <summary>All that was sent up to a line is stable.</summary>
    public void Flushed(ulong lastLine) => Write(new FlushCompleted(Now, _process, _group, lastLine));

    /// <summary>A view was installed.</summary>
    public void View(View view, Transcript transcript)
    {
        int rank = view.RankOf(_process);
        MemberId? self = rank < 0 ? null : view.Members[rank].Id;
        Write(
            new ViewInstalled(Now, _process, _group, view.Group, view.Number, view.Members, self, transcript.OrderHash)
        );
    }

    /// <summary>A line was delivered; the transcript contains it. A line is named by its bytes, so that one that was
    /// damaged on the way shows as one that nobody sent.</summary>
    public void Delivered(in Message message, ulong line, Transcript transcript) =>
        Write(
            new MessageDelivered(
                Now,
                _process,
                _group,
                line,
                Intact: true,
                message.Id,
                message.Sender.Id,
                message.Order,
                message.Delivery,
                message.Position,
                transcript.OrderHash
            )
        );

    /// <summary>The state came from another member.</summary>
    public void Loaded(Transcript transcript) =>
        Write(
            new StateReplaced(Now, _process, _group, transcript.Position, transcript.OrderHash)
            {
                Contents = transcript.Contents,
            }
        );

    /// <summary>The status of the membership changed.</summary>
    public void Status(StatusChange change) =>
        Write(new StatusChanged(Now, _process, _group, change.Status, change.Reason));

    /// <summary>This node is about to leave.</summary>
    public void Leaving() => Write(new LeaveRequested(Now, _process, _group));

    /// <summary>The membership is over.</summary>
    public void Ended(GroupStatus status, string reason) =>
        Write(new MembershipEnded(Now, _process, _group, status, reason));

    public void Dispose() => _file.Dispose();

    private void Write(HistoryEvent happened)
    {
        lock (_lock)
            _file.Write(HistoryFile.LineOf(happened));
    }
}
